import { projects } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectCheck, ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

/** What has to hold of one mode. */
type Condition = (mode: string) => string;

// Modes are compared through int(), since a number of a manifest is a double for our evaluator and an int for Kubernetes.
const hiddenFromOthers: Condition = (mode) => `int(${mode}) % 8 == 0`;
const notWritableByGroup: Condition = (mode) => `int(${mode}) / 8 % 4 < 2`;
const writableByGroup: Condition = (mode) => `int(${mode}) / 8 % 4 >= 2`;
const ownerReads: Condition = (mode) => `int(${mode}) / 64 >= 4`;
const groupRunsAsOwnerDoes: Condition = (mode) => `(int(${mode}) / 8 % 2 == 0 || int(${mode}) / 64 % 2 == 1)`;
const ownerDoesMore: Condition = (mode) =>
  `(${writableByGroup(mode)} || (${ownerReads(mode)} && ${groupRunsAsOwnerDoes(mode)}))`;

/** Whether every file has a mode of which a condition holds: one of its own, or else that of the volume. */
function eachFile(condition: Condition, files: string, defaultMode: string): string {
  const general = `has(${defaultMode}) && ${condition(defaultMode)}`;
  const items = `${files}.items`;
  return `(has(${items}) && size(${items}) > 0`
    + ` ? ${items}.all(i, has(i.mode) ? ${condition('i.mode')} : ${general}) : ${general})`;
}

/** Checks of a volume of a Secret, and of each Secret in a projected one. */
function checks(condition: (files: string, defaultMode: string) => string, message: string): ObjectCheck[] {
  const inProjected = condition('s.secret', 'self.projected.defaultMode');
  return [
    {
      scope: RuleScope.VOLUME,
      expression: `!has(self.secret) || ${condition('self.secret', 'self.secret.defaultMode')}`,
      message,
    },
    {
      scope: RuleScope.VOLUME,
      expression: `!${projects('self', 'secret')} || self.projected.sources.all(s, !has(s.secret) || ${inProjected})`,
      message,
    },
  ];
}

/** Checks of files that are hidden from others: one finding is enough. */
function checksOfHidden(condition: Condition, message: string): ObjectCheck[] {
  return checks((files, defaultMode) =>
    `(!${eachFile(hiddenFromOthers, files, defaultMode)} || ${eachFile(condition, files, defaultMode)})`, message);
}

export const secretVolumeMode: ObjectRule = {
  id: 'secret-volume-mode',
  category: RuleCategory.USE,
  title: 'files of a Secret are open to every user of the container',
  rationale: 'Without a mode, files of a Secret are 0644: every user in the container, and so every process that an attacker starts '
    + 'there as anybody, can read them. A mode that lets the group write is mostly a slip: JSON and YAML 1.2 know no octal '
    + 'numbers, and 440 is 0670 to them.',
  remediation: 'Set defaultMode to 288, which is 0440, and set fsGroup so that a container that is not root can read the files.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, POSIX permissions', 'concepts/configuration/secret/#secret-files-permissions'),
    kubernetes('Configure a security context', 'tasks/configure-pod-container/security-context/'),
  ],
  checks: [
    ...checks(
      (files, defaultMode) => eachFile(hiddenFromOthers, files, defaultMode),
      'its secret files are readable by every user in the container',
    ),
    ...checksOfHidden(
      notWritableByGroup, 'its secret files are writable by their group; 440 without a leading 0 is 0670',
    ),
    ...checksOfHidden(
      ownerDoesMore,
      'its secret files have a mode that gives their group more than their owner; use 0440, which is 288',
    ),
  ],
};
