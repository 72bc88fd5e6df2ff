import { isSecretsStoreVolume } from '../cel';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, secretsStore } from '../sources';

export const csiAttributeOverride: ObjectRule = {
  id: 'csi-attribute-override',
  category: RuleCategory.USE,
  title: 'a pod overrides parameters of its SecretProviderClass',
  rationale: 'The driver copies the attributes of the volume over the parameters of the SecretProviderClass. Whoever writes the pod '
    + 'can so ask the store for another role, another address or other secrets than the class was reviewed for.',
  remediation: 'Put the parameters into the SecretProviderClass, and leave only secretProviderClass in volumeAttributes.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [secretsStore('usage', 'getting-started/usage')],
  checks: [{
    scope: RuleScope.VOLUME,
    expression: `!${isSecretsStoreVolume('self')} || !has(self.csi.volumeAttributes)`
      + " || self.csi.volumeAttributes.all(a, a == 'secretProviderClass')",
    message: 'passes attributes beside secretProviderClass, which override the parameters of the class',
  }],
};
