import { holdsSecretFiles } from '../cel';
import { allOf, isTrue, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretMountWritable: ObjectRule = {
  id: 'secret-mount-writable',
  category: RuleCategory.USE,
  title: 'a Secret is mounted without readOnly',
  rationale: 'The kubelet mounts Secrets read-only whatever the manifest says, so nothing can be written. A reader '
    + 'of the manifest, and other tools, have to know that.',
  remediation: 'Set readOnly to true on the volume mount.',
  level: RuleLevel.WARNING,
  recommended: 'off',
  levelReason: 'The kubelet mounts Secrets read-only in any case.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, using them as files', 'concepts/configuration/secret/#using-secrets-as-files-from-a-pod'),
  ],
  checks: [{
    scope: RuleScope.VOLUME_MOUNT,
    violation: allOf(not(isTrue('self.readOnly')), holdsSecretFiles('volume')),
    message: 'mounts secrets without readOnly: true',
  }],
};
