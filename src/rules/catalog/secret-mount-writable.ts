import { holdsSecretFiles, volumeOfMount } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretMountWritable: ObjectRule = {
  id: 'secret-mount-writable',
  category: RuleCategory.USE,
  title: 'a Secret is mounted without readOnly',
  rationale: 'The kubelet mounts Secrets read-only whatever the manifest says, so this is not a hole. It is what the reader of the '
    + 'manifest, and every tool that judges it, has to know without being told.',
  remediation: 'Set readOnly to true on the volume mount.',
  level: RuleLevel.WARNING,
  recommended: 'off',
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, using them as files', 'concepts/configuration/secret/#using-secrets-as-files-from-a-pod')],
  checks: [{
    scope: RuleScope.VOLUME_MOUNT,
    expression: `(has(self.readOnly) && self.readOnly == true) || !${volumeOfMount(holdsSecretFiles('v'))}`,
    message: 'mounts secrets without saying readOnly: true',
  }],
};
