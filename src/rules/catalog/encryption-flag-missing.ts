import { apiServers, flagOf } from '../../manifest/api-server';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

export const encryptionFlagMissing: GraphRule = {
  id: 'encryption-flag-missing',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an API server encrypts nothing at rest',
  rationale:
    'Without --encryption-provider-config the API server writes every Secret to etcd in plain text. Anyone who has the '
      + 'disk, a ' +
    'snapshot or a backup has them all.',
  remediation: 'Write an EncryptionConfiguration, mount its directory, and pass --encryption-provider-config.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('1.2.27', 'Ensure that the --encryption-provider-config argument is set as appropriate'),
    nsa('Secrets'),
    kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const server of apiServers(graph)) {
      if (flagOf(server, 'encryption-provider-config') === '') {
        const reloads = flagOf(server, 'encryption-provider-config-automatic-reload') === 'true';
        yield violation(server.resource, server.pointer, reloads
          ? 'kube-apiserver does not start: --encryption-provider-config-automatic-reload must be set with '
            + '--encryption-provider-config'
          : 'kube-apiserver has no --encryption-provider-config, and stores Secrets in plain text');
      }
    }
  },
};
