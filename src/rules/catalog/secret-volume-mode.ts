import { allOf, anyOf, hasEntries, hasSome } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

/** Mode of a file of a volume that gives none: 0644. */
const DEFAULT_MODE = '420';

/** The mode in a field, or another one where it has none. */
function modeOf(field: string, otherwise: string): string {
  return `(has(${field}) ? int(${field}) : ${otherwise})`;
}

/** A file of a Secret has a mode that meets the condition. An item's mode replaces that of the volume. */
function someFile(condition: (mode: string) => string, files: string, defaultMode: string): string {
  const volumeMode = modeOf(defaultMode, DEFAULT_MODE);
  return `(${hasEntries(`${files}.items`)} ? ${files}.items.exists(i, ${condition(modeOf('i.mode', volumeMode))})`
    + ` : ${condition(volumeMode)})`;
}

/** A Secret in the volume, alone or projected, has a file whose mode meets the condition. */
function someSecretFile(condition: (mode: string) => string): string {
  const projected = someFile(condition, 's.secret', 'self.projected.defaultMode');
  return anyOf(
    allOf('has(self.secret)', someFile(condition, 'self.secret', 'self.secret.defaultMode')),
    allOf('has(self.projected)', hasSome('self.projected.sources', 's', allOf('has(s.secret)', projected))),
  );
}

export const secretVolumeMode: ObjectRule = {
  id: 'secret-volume-mode',
  category: RuleCategory.USE,
  title: 'files of a Secret are open to every user of the container',
  rationale: 'Without a mode, files of a Secret are 0644: every user in the container can read them, and so can any '
    + 'process that an attacker starts there. A mode that lets the group write is mostly a mistake: JSON and YAML '
    + '1.2 have no octal numbers, and read 440 as 0670.',
  remediation: 'Set defaultMode to 288, which is 0440, and set fsGroup so that a container that does not run as root '
    + 'can read the files.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'Most images have one user, so that 0644 opens the files to nobody else.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, POSIX permissions', 'concepts/configuration/secret/#secret-files-permissions'),
    kubernetes('Configure a security context', 'tasks/configure-pod-container/security-context/'),
  ],
  checks: [
    {
      scope: RuleScope.VOLUME,
      violation: someSecretFile((mode) => `${mode} % 8 != 0`),
      message: 'its secret files are readable by every user in the container',
    },
    {
      scope: RuleScope.VOLUME,
      violation: someSecretFile((mode) => `${mode} / 8 % 4 >= 2`),
      otherwise: true,
      message: 'its secret files are writable by their group; 440 without a leading 0 is 0670',
    },
    {
      scope: RuleScope.VOLUME,
      violation: someSecretFile((mode) => anyOf(`${mode} / 64 < 4`, `${mode} / 8 % 2 > ${mode} / 64 % 2`)),
      otherwise: true,
      message: 'its secret files have a mode that gives their group more than their owner; use 0440, which is 288',
    },
  ],
};
