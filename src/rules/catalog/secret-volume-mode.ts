import { projects } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

/** Modes are compared through int(), since a number of a manifest is a double for our evaluator and an int for Kubernetes. */
function closed(mode: string): string {
  return `(int(${mode}) % 8 == 0 && int(${mode}) / 8 % 4 < 2)`;
}

/** Whether every file gets a closed mode: by the volume's default, or each by its own. */
function closedFiles(files: string, defaultMode: string): string {
  return `(has(${defaultMode}) ? ${closed(defaultMode)} : (has(${files}.items) && size(${files}.items) > 0 && ${files}.items.all(i, has(i.mode))))`
    + ` && (!has(${files}.items) || ${files}.items.all(i, !has(i.mode) || ${closed('i.mode')}))`;
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
    {
      scope: RuleScope.VOLUME,
      expression: `!has(self.secret) || (${closedFiles('self.secret', 'self.secret.defaultMode')})`,
      message: 'its files are readable by every user in the container, or writable by its group',
    },
    {
      scope: RuleScope.VOLUME,
      expression: `!${projects('self', 'secret')} || `
        + `self.projected.sources.all(s, !has(s.secret) || (${closedFiles('s.secret', 'self.projected.defaultMode')}))`,
      message: 'its files of a Secret are readable by every user in the container, or writable by its group',
    },
  ],
};
