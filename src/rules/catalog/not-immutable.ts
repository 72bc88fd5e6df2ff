import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

const IMMUTABLE = '(has(self.immutable) && self.immutable == true)';

/** Types whose content a controller writes. */
const CONTROLLED = "(has(self.type) && self.type in ['kubernetes.io/service-account-token', 'bootstrap.kubernetes.io/token', 'helm.sh/release.v1'])";

export const notImmutable: ObjectRule = {
  id: 'not-immutable',
  category: RuleCategory.VALUES,
  title: 'content in a manifest can be changed under its name',
  rationale: 'A ConfigMap or Secret whose content is in the manifest changes by a release. Immutable and named by its content, it '
    + 'rolls the pods that use it, can be rolled back with them, and costs the API server no watch.',
  remediation: 'Set immutable to true, and let the name end in a hash of the content.',
  level: RuleLevel.NOTE,
  recommended: 'off',
  since: FIRST_VERSION,
  references: [kubernetes('Immutable ConfigMaps', 'concepts/configuration/configmap/#configmap-immutable')],
  checks: [
    {
      scope: RuleScope.CONFIG_MAP,
      expression: `${IMMUTABLE} || (!has(self.data) && !has(self.binaryData))`,
      message: 'is not immutable',
    },
    {
      scope: RuleScope.SECRET,
      expression: `${IMMUTABLE} || (!has(self.data) && !has(self.stringData)) || ${CONTROLLED}`,
      message: 'is not immutable',
    },
  ],
};
