import { encryptionFaults } from '../../facts/encryption-faults';
import { socketFault } from '../../facts/encryption-kms';
import { isFilledInLater } from '../../facts/filled-in-later';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { faultIn } from '../fault-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionKmsSocket: GraphRule = {
  id: 'encryption-kms-socket',
  category: RuleCategory.CONTROL_PLANE,
  title: 'the endpoint of a KMS plugin is not the path of a socket file',
  rationale: 'An abstract socket has no owner and no mode: any process of the host may listen there first, and gets '
    + 'every data key in the clear. A query, a fragment or an escape in the URL makes another path of it, where '
    + 'nothing listens.',
  remediation: 'Let the plugin listen on a socket file in a dedicated directory, as in '
    + 'unix:///var/run/kmsplugin/socket.sock.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [kubernetes('Using a KMS provider for data encryption', 'tasks/administer-cluster/kms-provider/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, content, entries } of encryptionDocuments(graph)) {
      const refused = encryptionFaults(content).map(({ at }) => at.join('/'));
      for (const { kind, settings: { endpoint }, at } of entries.flatMap((entry) => entry.providers)) {
        const place = [...at, 'endpoint'];
        const isKnown = kind === 'kms' && typeof endpoint === 'string' && !isFilledInLater(endpoint);
        const text = isKnown ? socketFault(endpoint) : undefined;
        if (text !== undefined && !refused.includes(place.join('/'))) {
          yield faultIn(resource, { at: place, text: `got %q; ${text}`, given: [endpoint] });
        }
      }
    }
  },
};
