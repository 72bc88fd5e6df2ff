import { allOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

const ANNOTATION = "'kubectl.kubernetes.io/last-applied-configuration'";

export const lastAppliedLeak: ObjectRule = {
  id: 'last-applied-leak',
  category: RuleCategory.VALUES,
  title: 'a Secret carries its value in the last-applied annotation',
  rationale: 'Client-side kubectl apply writes the whole object, including its values, into an annotation. Tools '
    + 'that hide the data of a Secret print its annotations, and encryption of a file may leave them out. The copy '
    + 'stays there when the data is changed in another way.',
  remediation: 'Apply with --server-side, which keeps no copy, and remove the annotation from the object in the '
    + 'cluster.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'In a cluster, the annotation is read with the Secret, and by no one else.',
  since: FIRST_VERSION,
  references: [kubernetes('Server-Side Apply', 'reference/using-api/server-side-apply/')],
  checks: [{
    scope: RuleScope.SECRET,
    violation: allOf(
      'has(self.metadata.annotations)',
      `${ANNOTATION} in self.metadata.annotations`,
      `self.metadata.annotations[${ANNOTATION}].matches('"(data|stringData)"')`,
    ),
    message: 'its annotation kubectl.kubernetes.io/last-applied-configuration holds a copy of its values',
  }],
};
