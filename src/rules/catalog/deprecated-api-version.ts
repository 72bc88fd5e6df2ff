import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';

interface OldApi {
  readonly kinds?: readonly string[];
  readonly state: string;
  readonly use: string;
}

const OLD_STORES: OldApi = {
  kinds: ['ExternalSecret', 'SecretStore', 'ClusterSecretStore', 'ClusterExternalSecret'],
  state: 'is no longer served since External Secrets Operator 0.17',
  use: 'external-secrets.io/v1',
};

/** APIs for secrets that are removed, or will be, by `apiVersion`. */
const OLD: ReadonlyMap<string, OldApi> = new Map([
  ['external-secrets.io/v1alpha1', OLD_STORES],
  ['external-secrets.io/v1beta1', OLD_STORES],
  [
    'kubernetes-client.io/v1',
    { kinds: ['ExternalSecret'], state: 'belongs to an archived project', use: 'external-secrets.io/v1' },
  ],
  ['secrets-store.csi.x-k8s.io/v1alpha1', { state: 'is deprecated', use: 'secrets-store.csi.x-k8s.io/v1' }],
  ['audit.k8s.io/v1alpha1', { kinds: ['Policy'], state: 'is no longer read', use: 'audit.k8s.io/v1' }],
  ['audit.k8s.io/v1beta1', { kinds: ['Policy'], state: 'is no longer read', use: 'audit.k8s.io/v1' }],
  [
    'v1',
    {
      kinds: ['EncryptionConfig'],
      state: 'is no longer read',
      use: 'EncryptionConfiguration of apiserver.config.k8s.io/v1',
    },
  ],
]);

export const deprecatedApiVersion: GraphRule = {
  id: 'deprecated-api-version',
  category: RuleCategory.STORES,
  title: 'an API version for secrets is old',
  rationale: 'A cluster with a current operator refuses the object, or drops it at the next upgrade, and the Secrets '
    + 'that it keeps up to date are no longer updated.',
  remediation: 'Change apiVersion to the one in the message; for External Secrets nothing else has to change.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The cluster may run an operator that still serves the version.',
  since: FIRST_VERSION,
  references: [externalSecrets('Stability and support', 'introduction/stability-support/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      const old = OLD.get(resource.object.apiVersion);
      if (old !== undefined && (old.kinds?.includes(resource.kind) ?? true)) {
        yield violation(resource, pointerTo(resource.pointer, 'apiVersion'),
          `${resource.kind} of ${resource.object.apiVersion} ${old.state}; use ${old.use}`);
      }
    }
  },
};
