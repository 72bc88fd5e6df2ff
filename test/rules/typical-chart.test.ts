import { parse } from './fixtures';
import { evaluate } from '../../src/rules/evaluate';
import { RuleLevel } from '../../src/rules/finding';
import { RulePreset } from '../../src/rules/rule-preset';

/** What charts in public look like: nothing in it is broken, and much of it could be better. */
const CHART = parse(`
apiVersion: v1
kind: ServiceAccount
metadata: {name: shop, namespace: shop}
---
apiVersion: v1
kind: Secret
metadata: {name: shop, namespace: shop}
type: Opaque
data: {db-password: Y2hhbmdlLW1l}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: shop, namespace: shop}
data:
  LOG_LEVEL: info
  nginx.conf: |
    server { listen 8080; }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: shop}
rules:
  - {apiGroups: [''], resources: [secrets, configmaps], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: shop}
subjects: [{kind: ServiceAccount, name: shop, namespace: shop}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop, namespace: shop}
spec:
  replicas: 2
  strategy: {type: Recreate}
  template:
    spec:
      serviceAccountName: shop
      imagePullSecrets: [{name: registry}]
      containers:
        - name: shop
          image: registry.example/shop:1
          env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: shop, key: db-password}}}]
          envFrom: [{configMapRef: {name: shop}}]
          volumeMounts:
            - {name: config, mountPath: /etc/nginx/nginx.conf, subPath: nginx.conf}
            - {name: tls, mountPath: /etc/tls}
      volumes:
        - {name: config, configMap: {name: shop}}
        - {name: tls, secret: {secretName: shop-tls}}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, namespace: shop}
spec: {tls: [{hosts: [shop.example], secretName: shop-tls}]}
`);

function rulesAtLevel(preset: RulePreset, level: RuleLevel): string[] {
  const ids = evaluate(CHART, preset._rules)
    .filter((finding) => finding.level === level)
    .map((finding) => finding.ruleId);
  return [...new Set(ids)].sort();
}

test('a typical chart has warnings under the recommended preset, and no error', () => {
  expect(rulesAtLevel(RulePreset.RECOMMENDED, RuleLevel.ERROR)).toEqual([]);
  expect(rulesAtLevel(RulePreset.RECOMMENDED, RuleLevel.WARNING)).toEqual([
    'rotation-restarts-everything',
    'secret-in-env',
    'secrets-cluster-wide',
  ]);
  expect(rulesAtLevel(RulePreset.RECOMMENDED, RuleLevel.NOTE)).toEqual([
    'config-subpath-mount',
    'no-reload-path',
    'secret-volume-mode',
  ]);
});

test('the strict preset asks for more of it', () => {
  expect(rulesAtLevel(RulePreset.STRICT, RuleLevel.ERROR)).toEqual(['secret-in-env', 'secrets-cluster-wide']);
});
