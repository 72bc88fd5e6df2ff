import { isSecretsStoreVolume } from '../cel';
import { allOf, isTrue, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, secretsStore } from '../sources';

export const csiVolumeNotReadOnly: ObjectRule = {
  id: 'csi-volume-not-read-only',
  category: RuleCategory.USE,
  title: 'a volume of the Secrets Store CSI driver is not read-only',
  rationale: 'The driver refuses a volume that is not read-only, so the pod waits in ContainerCreating for ever.',
  remediation: 'Set csi.readOnly to true on the volume.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [secretsStore('usage', 'getting-started/usage')],
  checks: [{
    scope: RuleScope.VOLUME,
    violation: allOf(isSecretsStoreVolume('self'), not(isTrue('self.csi.readOnly'))),
    message: 'is not read-only, and the Secrets Store CSI driver refuses to mount it',
  }],
};
