import { Yaml } from 'cdk8s';
import { NODE_LEASE_NAMESPACE } from '../../facts/node-state';
import { LEASE_RULES, METRICS_RULES, NODE_RULES, waitRules } from '../../facts/rotation-access';
import { PlanTarget } from '../plan';

const RBAC = 'rbac.authorization.k8s.io';

/** Name of the account and of its roles. */
const NAME = 'strongbox-rotate-wait';

/**
 * The objects that let an account of a namespace wait for a value, as YAML: it may read the one Secret or ConfigMap by
 * name, and list what tells who uses it.
 */
export function renderWaitRole({ kind, name, namespace, readsMetrics = false }: PlanTarget & {
  readonly namespace: string;
  readonly readsMetrics?: boolean;
}): string {
  const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace }];
  const secrets = kind === 'Secret' ? [name] : [];
  const pair = (scope: 'Role' | 'ClusterRole', inNamespace: string | undefined, rules: unknown): object[] => {
    const metadata = { name: NAME, ...(inNamespace === undefined ? {} : { namespace: inNamespace }) };
    return [
      { apiVersion: `${RBAC}/v1`, kind: scope, metadata, rules },
      {
        apiVersion: `${RBAC}/v1`,
        kind: `${scope}Binding`,
        metadata,
        roleRef: { apiGroup: RBAC, kind: scope, name: NAME },
        subjects,
      },
    ];
  };
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace } },
    ...pair('Role', namespace, [
      ...waitRules(secrets, kind === 'ConfigMap' ? [name] : []), ...(readsMetrics ? METRICS_RULES : []),
    ]),
    ...pair('ClusterRole', undefined, NODE_RULES),
    ...pair('Role', NODE_LEASE_NAMESPACE, LEASE_RULES),
  ];
  return objects.map((object) => Yaml.stringify(object)).join('---\n');
}
