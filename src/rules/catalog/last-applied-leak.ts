import { ObjectOrigin } from '../../manifest/origin';
import { Fields, fieldsOf, textAt } from '../../manifest/read';
import { allOf } from '../cel-terms';
import { clearValues } from '../clear-values';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const ANNOTATION = `'${LAST_APPLIED}'`;

export const lastAppliedLeak: ObjectRule = {
  id: 'last-applied-leak',
  category: RuleCategory.VALUES,
  title: 'a Secret carries its value in the last-applied annotation',
  rationale: 'Client-side kubectl apply writes the whole object, including its values, into an annotation. Tools '
    + 'that hide the data of a Secret print its annotations, and encryption of a file may leave them out. The copy '
    + 'stays there when the data is changed in another way. In a file, such as an object that was read from a cluster '
    + 'and committed, it gives the values to anyone who reads the repository.',
  remediation: 'Apply with --server-side, which keeps no copy, and remove the annotation from the file and from the '
    + 'object in the cluster. Change a value that was in a repository.',
  level: RuleLevel.ERROR,
  live: RuleLevel.WARNING,
  levelReason: 'A warning in a cluster, where the annotation is read with the Secret and by no one else, and on '
    + 'standard input, since what renders it may keep values elsewhere. A note where no value of the copy is a '
    + 'credential in the clear, such as a place that a tool fills in later.',
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
  atMost: ({ object, origin }) =>
    !copiesClearValues(object) ? RuleLevel.NOTE : origin === ObjectOrigin.FILE ? undefined : RuleLevel.WARNING,
};

/** Whether a value of the copy is in the clear; a copy that cannot be read may have one. */
function copiesClearValues(secret: Fields): boolean {
  const copy = textAt(secret, 'metadata', 'annotations', LAST_APPLIED);
  try {
    return clearValues(fieldsOf(JSON.parse(copy))).length > 0;
  } catch {
    return true;
  }
}
