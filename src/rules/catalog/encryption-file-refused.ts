import { DocumentFault } from '../../facts/document-fault';
import { encryptionFaults } from '../../facts/encryption-faults';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { pointerIn } from '../../manifest/pointer-in';
import { Resource } from '../../manifest/resource';
import { faultIn, isOfTemplate } from '../fault-in';
import { RuleLevel } from '../finding';
import { CoveredFinding, GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionFileRefused: GraphRule = {
  id: 'encryption-file-refused',
  category: RuleCategory.CONTROL_PLANE,
  title: 'the API server does not start with an encryption file',
  rationale: 'The API server decodes its encryption file strictly and validates it before it serves anything: with one '
    + 'field too many, a resource that an earlier entry masks, or a provider without keys it does not start, and a '
    + 'running one that reloads the file goes on with the old one. Found too is what the API server takes and reads '
    + 'otherwise than it is meant: a name that no resource has, and a host in the path of a socket.',
  remediation: 'Change the file as the message says. EncryptionConfig refuses such a file before there is one.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
    kubernetes('API server configuration, EncryptionConfiguration', 'reference/config-api/apiserver-config.v1/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, content } of encryptionDocuments(graph)) {
      for (const fault of encryptionFaults(content).filter((one) => !isOfTemplate(resource, one))) {
        yield faultIn(resource, fault, coveredBy(resource, fault));
      }
    }
  },
};

/** What encryption-weak-key says of a key that the API server does not take. */
function coveredBy({ pointer, objectIndex, ...rest }: Resource, { at }: DocumentFault): CoveredFinding[] {
  return at.at(-1) !== 'secret' ? []
    : [{ ruleId: 'encryption-weak-key', objectIndex, pointer: pointerIn({ pointer, objectIndex, ...rest }, at) }];
}
