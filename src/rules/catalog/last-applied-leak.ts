import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

const ANNOTATION = "'kubectl.kubernetes.io/last-applied-configuration'";

export const lastAppliedLeak: ObjectRule = {
  id: 'last-applied-leak',
  category: RuleCategory.VALUES,
  title: 'a Secret carries its value in the last-applied annotation',
  rationale: 'Client-side kubectl apply writes the whole object, values and all, into an annotation. Tools that hide the data of a '
    + 'Secret print its annotations, and the copy stays there when the data is changed in another way.',
  remediation: 'Apply with --server-side, which keeps no copy, and remove the annotation from the object in the cluster.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [kubernetes('Server-Side Apply', 'reference/using-api/server-side-apply/')],
  checks: [{
    scope: RuleScope.SECRET,
    expression: `!has(self.metadata.annotations) || !(${ANNOTATION} in self.metadata.annotations) || `
      + `!self.metadata.annotations[${ANNOTATION}].matches('"(data|stringData)"')`,
    message: 'its annotation kubectl.kubernetes.io/last-applied-configuration holds a copy of its values',
  }],
};
