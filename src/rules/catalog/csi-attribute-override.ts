import { isSecretsStoreVolume } from '../cel';
import { allOf, hasSome } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, secretsStore } from '../sources';

export const csiAttributeOverride: ObjectRule = {
  id: 'csi-attribute-override',
  category: RuleCategory.USE,
  title: 'a pod overrides parameters of its SecretProviderClass',
  rationale:
    'The driver copies the attributes of the volume over the parameters of the SecretProviderClass. Anyone who writes '
      + 'the pod ' +
    'can so ask the store for another role, another address or other secrets than the class was reviewed for.',
  remediation:
    'Put the parameters into the SecretProviderClass, and leave only secretProviderClass in volumeAttributes.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The pod works; it leaves the review of the class behind.',
  since: FIRST_VERSION,
  references: [secretsStore('usage', 'getting-started/usage')],
  checks: [{
    scope: RuleScope.VOLUME,
    violation: allOf(
      isSecretsStoreVolume('self'), hasSome('self.csi.volumeAttributes', 'a', "a != 'secretProviderClass'"),
    ),
    message: 'passes attributes beside secretProviderClass, which override the parameters of the class',
  }],
};
