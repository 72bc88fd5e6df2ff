import { projects } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectCheck, ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

/** What is asked of one mode. */
type Condition = (mode: string) => string;

// Modes are compared through int(), since a number of a manifest is a double for our evaluator and an int for Kubernetes.
const hiddenFromOthers: Condition = (mode) => `int(${mode}) % 8 == 0`;
const notWritableByGroup: Condition = (mode) => `int(${mode}) / 8 % 4 < 2`;

/** Whether every mode that is given meets the condition: that of the volume, and that of each file. */
function eachMode(condition: Condition, files: string, defaultMode: string): string {
  return `(!has(${defaultMode}) || ${condition(defaultMode)}) && (!has(${files}.items) || ${files}.items.all(i, !has(i.mode) || ${condition('i.mode')}))`;
}

/** Whether every file is given a mode that hides it from others: by the volume, or each by its own. */
function hidden(files: string, defaultMode: string): string {
  const given = `(has(${defaultMode}) || (has(${files}.items) && size(${files}.items) > 0 && ${files}.items.all(i, has(i.mode))))`;
  return `(${given} && ${eachMode(hiddenFromOthers, files, defaultMode)})`;
}

/** A check of a volume of a Secret, and of each Secret in a projected one. */
function checks(condition: (files: string, defaultMode: string) => string, message: string): ObjectCheck[] {
  return [
    { scope: RuleScope.VOLUME, expression: `!has(self.secret) || ${condition('self.secret', 'self.secret.defaultMode')}`, message },
    {
      scope: RuleScope.VOLUME,
      expression: `!${projects('self', 'secret')} || self.projected.sources.all(s, !has(s.secret) || ${condition('s.secret', 'self.projected.defaultMode')})`,
      message,
    },
  ];
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
    ...checks(hidden, 'its secret files are readable by every user in the container'),
    ...checks(
      (files, defaultMode) => `(!${hidden(files, defaultMode)} || (${eachMode(notWritableByGroup, files, defaultMode)}))`,
      'its secret files are writable by their group; 440 without a leading 0 is 0670',
    ),
  ],
};
