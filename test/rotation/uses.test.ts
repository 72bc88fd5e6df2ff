import { deployment, planFor, usesIn } from './plans';

const SECRET = `
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
data: {password: "", username: ""}
`;

test.each<[string, string, string, string[]]>([
  [
    'a variable',
    'env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]',
    '',
    ['Deployment/api container app: environment variable PW: at the next start of the container'],
  ],
  [
    'envFrom',
    'envFrom: [{secretRef: {name: db}}]',
    '',
    ['Deployment/api container app: environment variables (envFrom): at the next start of the container'],
  ],
  [
    'an argument',
    'args: ["--dsn=postgres://$(PW)@db", "$$(PW)"], env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: '
      + 'password}}}]',
    '',
    [
      'Deployment/api container app: environment variable PW: at the next start of the container',
      'Deployment/api container app: argument by $(PW): at the next start of the container',
    ],
  ],
  [
    'a variable in another one, and that in an argument',
    'args: ["$(DSN)"], env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}, {name: DSN, value: '
      + '"postgres://$(PW)@db"}]',
    '',
    [
      'Deployment/api container app: environment variable PW: at the next start of the container',
      'Deployment/api container app: environment variable DSN, by $(PW): at the next start of the container',
      'Deployment/api container app: argument by $(DSN): at the next start of the container',
    ],
  ],
  [
    'a volume',
    'volumeMounts: [{name: v, mountPath: /etc/db}]',
    'volumes: [{name: v, secret: {secretName: db}}]',
    ['Deployment/api container app: live file, /etc/db: within 90 s'],
  ],
  [
    'a key of a volume',
    'volumeMounts: [{name: v, mountPath: /etc/db}]',
    'volumes: [{name: v, secret: {secretName: db, items: [{key: password, path: pw}]}}]',
    ['Deployment/api container app: live file, /etc/db (password): within 90 s'],
  ],
  [
    'a subPath',
    'volumeMounts: [{name: v, mountPath: /etc/pw, subPath: password}]',
    'volumes: [{name: v, secret: {secretName: db}}]',
    ['Deployment/api container app: file by subPath, /etc/pw: in a new pod'],
  ],
  [
    'a projected volume',
    'volumeMounts: [{name: v, mountPath: /all}]',
    'volumes: [{name: v, projected: {sources: [{secret: {name: db}}, {configMap: {name: c}}]}}]',
    ['Deployment/api container app: live file, /all: within 90 s'],
  ],
  ['a pull secret', '', 'imagePullSecrets: [{name: db}]', ['Deployment/api: image pull secret: at the next use']],
  [
    'a volume driver',
    '',
    'volumes: [{name: v, csi: {driver: files.example, nodePublishSecretRef: {name: db}}}]',
    ['Deployment/api: volume driver, spec.template.spec.volumes.0.csi.nodePublishSecretRef: in a new pod'],
  ],
  [
    'a volume that nobody mounts',
    '',
    'volumes: [{name: v, secret: {secretName: db}}]',
    ['Deployment/api: live file, a volume that no container mounts: within 90 s'],
  ],
])('%s', (_name, container, rest, expected) => {
  expect(usesIn(planFor('db', SECRET + deployment('api', container, rest)))).toEqual(expected);
});

test('containers of each kind are told apart, and a sidecar from an init container', () => {
  const env = 'env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]';
  const pod = `${SECRET}
---
apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop}
spec:
  initContainers: [{name: migrate, ${env}}, {name: proxy, restartPolicy: Always, ${env}}]
  containers: [{name: app, ${env}}]
  ephemeralContainers: [{name: debug, ${env}}]
`;
  expect(
    planFor('db', pod)
      .uses.map(({ containerKind, container }) => `${containerKind} ${container}`)
      .sort(),
  ).toEqual(['container app', 'ephemeral container debug', 'init container migrate', 'sidecar proxy']);
});

test('a file that an init container copied is seen by a new pod alone', () => {
  const copied = deployment(
    'api',
    'volumeMounts: [{name: tmp, mountPath: /tmp/db}]',
    `initContainers:
        - {name: copy, command: [sh, -c, "cp /src/password /dst/"], volumeMounts: [{name: v, mountPath: /src}, {name: tmp, mountPath: /dst}]}
      volumes: [{name: v, secret: {secretName: db}}, {name: tmp, emptyDir: {}}]`,
  );
  expect(usesIn(planFor('db', SECRET + copied))).toEqual([
    'Deployment/api init container copy: live file, /src: in a new pod',
    'Deployment/api container app: file copied by an init container, volume tmp, written by copy: in a new pod',
  ]);
});

test('an init container that leaves nothing behind keeps nothing, and needs no restart', () => {
  const env = 'env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]';
  const migrating = (volumes: string, mounts: string) => planFor('db', SECRET + deployment(
    'api', volumes === '' ? '' : 'volumeMounts: [{name: work, mountPath: /work}]',
    `initContainers: [{name: migrate, ${env}${mounts}}]\n      ${volumes}`,
  ));
  const alone = migrating('', '');
  expect(usesIn(alone)).toEqual(['Deployment/api init container migrate: environment variable PW: at the next use']);
  expect(alone.restarts).toEqual([]);
  const writing = migrating('volumes: [{name: work, emptyDir: {}}]', ', volumeMounts: [{name: work, mountPath: /o}]');
  expect(usesIn(writing)).toEqual(['Deployment/api init container migrate: environment variable PW: in a new pod']);
  expect(writing.restarts.map(({ workload }) => workload.name)).toEqual(['api']);
});

test('a reload that is declared is no longer unknown', () => {
  const mounted = (annotation: string) => planFor('db', SECRET + deployment(
    'api', 'volumeMounts: [{name: v, mountPath: /v}]', 'volumes: [{name: v, secret: {secretName: db}}]',
  ).replace('name: api, namespace: shop}', `name: api, namespace: shop, annotations: {${annotation}}}`));
  const unknown = 'Whether a changed file is read again by the processes of Deployment shop/api; no manifest shows it.';
  expect(mounted('').unknowns).toContain(unknown);
  expect(mounted('cdk8s-strongbox/reload: Secret/other=in-process').unknowns).toContain(unknown);
  expect(mounted('cdk8s-strongbox/reload: Secret/db=in-process').unknowns).not.toContain(unknown);
  expect(mounted('cdk8s-strongbox/reload: restart-in-place').unknowns).not.toContain(unknown);
});

test('a restart that is declared to happen elsewhere is expected', () => {
  const env = 'env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]';
  const { restarts } = planFor('db', SECRET + deployment('api', env)
    .replace('namespace: shop}', 'namespace: shop, annotations: {cdk8s-strongbox/reload: elsewhere}}'));
  expect(restarts[0].automatic).toBe('something outside of the manifests (annotation cdk8s-strongbox/reload)');
});

test('of one key, only who reads it is named', () => {
  const both =
    deployment('api', 'env: [{name: U, valueFrom: {secretKeyRef: {name: db, key: username}}}]') +
    deployment('web', 'env: [{name: P, valueFrom: {secretKeyRef: {name: db, key: password}}}]') +
    deployment('all', 'envFrom: [{secretRef: {name: db}}]') +
    deployment(
      'user',
      'volumeMounts: [{name: v, mountPath: /u, subPath: username}]',
      'volumes: [{name: v, secret: {secretName: db}}]',
    ) +
    deployment(
      'item',
      'volumeMounts: [{name: v, mountPath: /i, subPath: pw}]',
      'volumes: [{name: v, secret: {secretName: db, items: [{key: password, path: pw}, {key: username, path: name}]}}]',
    );
  expect(planFor('db/password', SECRET + both).uses.map(({ user }) => user.name)).toEqual(['web', 'all', 'item']);
  expect(planFor('db/username', SECRET + both).uses.map(({ user }) => user.name)).toEqual(['api', 'all', 'user']);
});

test('an immutable object never changes, and who restarts its pods is named', () => {
  const immutable = SECRET.replace('\ndata:', '\nimmutable: true\ndata:');
  const plan = planFor('db', immutable + deployment('api', 'envFrom: [{secretRef: {name: db}}]'));
  expect(usesIn(plan)).toEqual([
    'Deployment/api container app: environment variables (envFrom): never: the object keeps it',
  ]);
  expect(plan.steps[1].actions[0].text).toContain('Secret shop/db is immutable: make one of another name');
});

test('what restarts the pods is named', () => {
  const named = deployment('api', 'envFrom: [{secretRef: {name: db}}]').replace(
    'metadata: {name: api,',
    'metadata: {annotations: {secret.reloader.stakater.com/reload: "cache,db"}, name: api,',
  );
  const plan = planFor('db', SECRET + named);
  expect(usesIn(plan)[0]).toMatch(/: at the next start of the container; Stakater Reloader restarts it$/);
  expect(plan.restarts[0].automatic).toBe('Stakater Reloader');
});

test('entry points, other controllers and objects of unknown kinds are users', () => {
  const plan = planFor(
    'db',
    `${SECRET}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {tls: [{secretName: db}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: gateways}
spec: {listeners: [{name: https, tls: {certificateRefs: [{name: db, namespace: shop}]}}]}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: ca, namespace: shop}
spec: {ca: {secretName: db}}
---
apiVersion: brokers.example/v1
kind: Broker
metadata: {name: b, namespace: shop}
spec: {auth: {passwordSecret: {name: db, key: password}}, note: db}
---
apiVersion: brokers.example/v1
kind: Broker
metadata: {name: elsewhere, namespace: bank}
spec: {auth: {passwordSecret: {name: db}}}
`,
  );
  expect(usesIn(plan)).toEqual([
    'Ingress/web: certificate of an entry point, spec.tls.0.secretName: not known',
    'Gateway/edge: certificate of an entry point, spec.listeners.0.tls.certificateRefs.0: not known',
    'Issuer/ca: read by a controller, spec.ca.secretName: not known',
    'Broker/b: read by a controller, spec.auth.passwordSecret.name: not known (if it reads this)',
  ]);
});

test('the API server trusts a certificate by what cert-manager writes, or by what stands in the object', () => {
  const webhook = (kind: string, annotations: string) => `
---
apiVersion: admissionregistration.k8s.io/v1
kind: ${kind}
metadata: {name: hook, annotations: {${annotations}}}
webhooks: [{name: a.hook.example, clientConfig: {caBundle: "", service: {name: hook, namespace: shop}}}]`;
  const input = `
apiVersion: cert-manager.io/v1
kind: Certificate
metadata: {name: hook, namespace: shop}
spec: {secretName: hook-tls, issuerRef: {name: ca}}
---
apiVersion: v1
kind: Service
metadata: {name: hook, namespace: shop}
spec: {selector: {app: hook}}
${deployment('hook', 'volumeMounts: [{name: t, mountPath: '
  + '/tls}]', 'volumes: [{name: t, secret: {secretName: hook-tls}}]')}`;
  const authorities = (more: string) =>
    usesIn(planFor('hook-tls', input + more)).filter((use) => use.includes('authority'));
  expect(authorities(webhook('ValidatingWebhookConfiguration', ''))).toEqual([
    'ValidatingWebhookConfiguration/hook: certificate authority of the API server, '
      + 'webhooks.0.clientConfig.caBundle: never: the object keeps it',
  ]);
  expect(authorities(webhook('MutatingWebhookConfiguration', 'cert-manager.io/inject-ca-from: shop/hook'))).toEqual([
    'MutatingWebhookConfiguration/hook: certificate authority of the API server, webhooks.0.clientConfig.caBundle: '
      + 'not known',
  ]);
  expect(
    authorities(
      webhook('MutatingWebhookConfiguration', '').replace(
        'name: hook, namespace: shop',
        'name: other, namespace: shop',
      ),
    ),
  ).toEqual([]);
});

test('a ConfigMap is planned without a credential: nothing is revoked', () => {
  const plan = planFor(
    'configmap:settings',
    `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {level: info}
${deployment('api', 'envFrom: [{configMapRef: {name: settings}}]')}`,
  );
  expect(usesIn(plan)).toEqual([
    'Deployment/api container app: environment variables (envFrom): at the next start of the container',
  ]);
  expect(plan.steps.map(({ title }) => title)).toEqual([
    'Write the new content',
    'Replace the pods that see it only when they start',
    'Wait until no process can have the old value',
    'Clean up',
  ]);
  expect([plan.emergency, plan.outages]).toEqual([[], []]);
});

test('a workload in two files is one, and a pod that another workload made is not counted', () => {
  const api = deployment('api', 'envFrom: [{secretRef: {name: db}}]');
  const pod = `
---
apiVersion: v1
kind: Pod
metadata:
  name: api-1
  namespace: shop
  ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: api, controller: true}]
spec: {containers: [{name: app, envFrom: [{secretRef: {name: db}}]}]}`;
  const plan = planFor('db', SECRET + api + api + pod);
  expect(plan.uses).toHaveLength(1);
  expect(plan.restarts).toHaveLength(1);
});

test('a live file of a CronJob is read by its next run, and what reads it again is not unknown', () => {
  const { restarts, unknowns } = planFor('db', `
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
data: {password: ""}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers:
            - {name: app, image: "registry.example/report:1", volumeMounts: [{name: db, mountPath: /db, readOnly: true}]}
          volumes: [{name: db, secret: {secretName: db}}]
`);
  expect(restarts.map(({ workload, text, commands }) => [workload.name, text, commands])).toEqual([
    ['report', 'A run that has begun may keep the old value until it ends; the next one reads the new file.', []],
  ]);
  expect(unknowns.filter((text) => text.includes('CronJob'))).toEqual([]);
});
