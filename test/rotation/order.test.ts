import { commandsIn, deployment, planFor } from './plans';

const secret = (more = 'data: {username: "", password: ""}') => `
apiVersion: v1
kind: Secret
metadata: {name: db, namespace: shop}
${more}
`;
const env = (name = 'db') => `env: [{name: PW, valueFrom: {secretKeyRef: {name: ${name}, key: password}}}]`;

test('a Secret by hand: kept, written from a file, pods replaced, waited for, revoked, cleaned up', () => {
  const plan = planFor('db/password', secret() + deployment('api', env()));
  expect(plan.steps.map(({ title }) => title)).toEqual([
    'Make the new value valid beside the old one',
    'Write the new value where it begins',
    'Replace the pods that see it only when they start',
    'Wait until no process can have the old value',
    'Revoke the old value',
    'Clean up',
  ]);
  expect(commandsIn(plan.steps)).toEqual([
    '(umask 077; kubectl get secret/db -n shop -o jsonpath=\'{"{\\"data\\":"}{.data}{"}"}\' > old-value.json)',
    'printf \'{"data":{"%s":"%s"}}\' password "$(base64 < new-value | tr -d \'\\n\')" | kubectl patch secret/db -n '
      + 'shop --type merge --patch-file /dev/stdin',
    'sleep 2',
    'kubectl rollout restart deployment/api -n shop',
    'kubectl rollout status deployment/api -n shop --timeout=10m',
    'strongbox rotate wait db/password -n shop',
    'shred -u old-value.json new-value* 2>/dev/null || rm -f old-value.json new-value*',
  ]);
  expect(plan.steps[0].actions[0].text).toBe(
    'Make a second user with the same rights and a new password: both users log in from now on.',
  );
});

test('a pair of credentials keeps the old value beside the new one', () => {
  const pair = secret('data: {username: "", password: "", previous-username: "", previous-password: ""}');
  const written = (target: string) => planFor(target, pair).steps[1].actions.map(({ text }) => text).join(' ');
  expect(written('db/password')).toContain('Secret shop/db has the previous value too, in "previous-password". The');
  expect(written('db')).toContain('in "previous-username" and "previous-password". The old value has to be there');
  expect(planFor('db/password', secret()).steps[1].actions.map(({ text }) => text).join()).not.toContain('previous');
});

test('every step says how it is undone', () => {
  const { steps } = planFor('db', secret() + deployment('api', env()));
  expect(steps.filter(({ rollback }) => rollback.length === 0)).toEqual([]);
});

test.each<[string, string, RegExp]>([
  ['type: kubernetes.io/tls\ndata: {tls.crt: "", tls.key: ""}', 'db', /^Have a new certificate issued/],
  ['type: kubernetes.io/dockerconfigjson\ndata: {.dockerconfigjson: ""}', 'db', /at the registry/],
  ['type: kubernetes.io/ssh-auth\ndata: {ssh-privatekey: ""}', 'db', /public key/],
  ['data: {password: ""}', 'db', /by a second user, or as the server has it/],
  ['data: {username: "", password: ""}', 'db/password', /^Make a second user/],
  ['data: {api-key: ""}', 'db', /^Issue a second key/],
  ['data: {jwt-signing-key: ""}', 'db', /verify, or decrypt, with both keys/],
  ['data: {ca.crt: ""}', 'db', /bundle with the old and the new authority/],
  ['data: {blob: ""}', 'db', /What checks it is not known from its keys/],
])('%s of %s: how two are valid at once', (data, target, expected) => {
  expect(planFor(target, secret(data)).steps[0].actions[0].text).toMatch(expected);
});

const stored = (provider: string, spec: string) => `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: s, namespace: shop}
spec: {provider: ${provider}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec: {secretStoreRef: {name: s}, ${spec}}
`;

test.each<[string, string, string, string[], string[]]>([
  [
    'AWS Secrets Manager', '{aws: {service: SecretsManager, region: eu-central-1}}', 'shop/db',
    ['aws secretsmanager put-secret-value --secret-id shop/db --region eu-central-1 --secret-string file://new-value'],
    [
      'aws secretsmanager update-secret-version-stage --secret-id shop/db --region eu-central-1 --version-stage '
        + 'AWSCURRENT ' +
        '--move-to-version-id OLD_VERSION --remove-from-version-id NEW_VERSION',
    ],
  ],
  [
    'Vault', '{vault: {server: "https://vault.example", path: secret}}', 'shop/db',
    ['vault kv patch secret/shop/db password=@new-value'], ['vault kv rollback -version=OLD_VERSION secret/shop/db'],
  ],
  [
    'Google',
    '{gcpsm: {projectID: acme}}',
    'shop-db',
    ['gcloud secrets versions add shop-db --project acme --data-file=new-value'],
    [
      'gcloud secrets versions access OLD_VERSION --secret=shop-db --project acme | gcloud secrets versions add '
        + 'shop-db --project acme --data-file=-',
    ],
  ],
  [
    'Azure', '{azurekv: {vaultUrl: "https://acme.vault.azure.net"}}', 'shop-db',
    ['az keyvault secret set --vault-name acme --name shop-db --output none --encoding utf-8 --file new-value'],
    ['az keyvault secret set --vault-name acme --name shop-db --output none --encoding utf-8 --file old-value'],
  ],
])(
  'a value in %s is written and brought back by its own command, and no command has a value',
  (_name, provider, key, write, undo) => {
    const plan = planFor(
      'db/password',
      stored(provider, `data: [{secretKey: password, remoteRef: {key: ${key}, property: password}}]`),
    );
    expect(commandsIn(plan.steps)).toEqual(expect.arrayContaining(write));
    expect(plan.steps[1].rollback.flatMap(({ commands = [] }) => commands)).toEqual(undo);
  },
);

test.each<[string, string[]]>([
  [
    'refreshInterval: 1h',
    ['kubectl annotate externalsecret.external-secrets.io/db -n shop force-sync="$(date +%s)" --overwrite'],
  ],
  ['refreshPolicy: CreatedOnce', ['kubectl delete secret/db -n shop']],
  ['refreshInterval: "0"', ['kubectl delete secret/db -n shop']],
  ['refreshPolicy: CreatedOnce, target: {creationPolicy: Orphan}', []],
])('an ExternalSecret with %s is hurried by what it heeds', (spec, expected) => {
  const plan = planFor(
    'db',
    stored('{aws: {service: SecretsManager}}', `${spec}, dataFrom: [{extract: {key: shop/db}}]`),
  );
  expect(commandsIn(plan.steps.filter(({ title }) => title === 'Update every copy'))).toEqual(expected);
});

test('leases of Vault: nothing is written, and each old lease ends or is revoked by its id', () => {
  const plan = planFor('db', `
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultDynamicSecret
metadata: {name: db, namespace: shop}
spec: {mount: database, path: creds/shop, destination: {name: db, create: true}}`);
  expect(plan.sources[0].how).toBe('lease');
  expect(commandsIn(plan.steps)).toEqual(
    expect.arrayContaining(['vault list sys/leases/lookup/database/creds/shop', 'vault lease revoke LEASE_ID']),
  );
  expect(plan.emergency[0].actions[0].text).toContain('With -prefix all of them end, the new ones too');
});

describe('a VaultDynamicSecret of External Secrets', () => {
  const made = (path: string | undefined) => planFor('db/password', `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec:
  refreshInterval: 30m
  dataFrom:
    - sourceRef:
        generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: VaultDynamicSecret, name: users}
${path === undefined ? '' : `
---
apiVersion: generators.external-secrets.io/v1alpha1
kind: VaultDynamicSecret
metadata: {name: users, namespace: shop}
spec: {path: /${path}, method: GET, provider: {server: "https://vault.example:8200"}}`}`);

  test('gives a lease: both credentials are valid, and the old one is revoked by its lease', () => {
    const { sources: [source], steps, findings } = made('database/creds/orders');
    expect([source.how, source.place, findings]).toEqual(['lease', '/database/creds/orders in Vault', []]);
    expect(source.text).toBe('ExternalSecret shop/db has VaultDynamicSecret users request a credential with a lease at '
      + 'each refresh, from /database/creds/orders in Vault.');
    expect(steps[0].actions[0].text).toMatch(/^Nothing: each reader gets a credential that Vault makes for it/);
    expect(commandsIn(steps)).toEqual(expect.arrayContaining([
      expect.stringContaining('kubectl annotate externalsecret.external-secrets.io/db -n shop force-sync='),
      'vault list sys/leases/lookup/database/creds/orders',
    ]));
  });

  test('gives a lease also where it is not in the input', () => {
    const { sources: [source], steps } = made(undefined);
    expect([source.how, source.place]).toEqual(['lease', 'the path of VaultDynamicSecret users']);
    expect(commandsIn(steps).filter((command) => command.includes('sys/leases'))).toEqual([]);
  });

  test('of a static role gives the one password that Vault changes', () => {
    const { sources: [source], findings } = made('database/static-creds/orders');
    expect([source.how, ...findings.map(({ id }) => id)]).toEqual(['store', 'no-overlap']);
  });
});

test('a password that Vault changes itself, and one that a generator makes, have no overlap', () => {
  const rotated = planFor('store:database/static-creds/shop', `
apiVersion: secrets.hashicorp.com/v1beta1
kind: VaultDynamicSecret
metadata: {name: db, namespace: shop}
spec: {mount: database, path: static-creds/shop, allowStaticCreds: true, destination: {name: db, create: true}}`);
  expect(rotated.findings.map(({ id }) => id)).toEqual(['no-overlap']);
  expect(commandsIn(rotated.steps)).toContain('vault write -f database/rotate-role/shop');
  const generated = planFor('db', `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec:
  refreshPolicy: CreatedOnce
  dataFrom: [{sourceRef: {generatorRef: {apiVersion: generators.external-secrets.io/v1alpha1, kind: Password, name: pw}}}]`,
  );
  expect([generated.sources[0].how, ...generated.findings.map(({ id }) => id)]).toEqual(['generator', 'no-overlap']);
  expect(commandsIn(generated.steps)).toContain('kubectl delete secret/db -n shop');
});

test.each<[string, string, string]>([
  ['bitnami.com/v1alpha1, kind: SealedSecret', 'spec: {encryptedData: {password: AgBy3i4OJSWK}}', 'sealed'],
  ['cert-manager.io/v1, kind: Certificate', 'spec: {secretName: db}', 'certificate'],
  ['v1, kind: Secret', 'type: kubernetes.io/service-account-token', 'token'],
  ['v1, kind: Secret', 'sops: {mac: x}', 'sops'],
  ['v1, kind: Secret', 'data: {a: ""}', 'hand'],
])('the source of %s with %s is %s', (head, body, how) => {
  const [apiVersion, kind] = head.split(', kind: ');
  const plan = planFor(
    'db',
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: db, namespace: shop}\n${body}\n`,
  );
  expect(plan.sources.map((source) => source.how)).toEqual([how]);
});

test.each<[string, string]>([
  ['labels: {app.kubernetes.io/managed-by: Helm}', 'is part of a Helm release'],
  ['annotations: {meta.helm.sh/release-name: shop}', 'the Helm release "shop"'],
  ['labels: {kustomize.toolkit.fluxcd.io/name: shop}', 'Flux applies'],
  ['annotations: {argocd.argoproj.io/tracking-id: x}', 'Argo CD applies'],
  ['ownerReferences: [{kind: Cluster, name: pg}]', 'belongs to Cluster pg'],
])('who applies a Secret with %s is told', (metadata, text) => {
  const plan = planFor('db', secret().replace('metadata: {', `metadata: {${metadata}, `));
  expect(plan.sources[0].text).toContain(text);
});

const workload = (head: string, spec: string, body = '') => `
---
${head}
metadata: {name: w, namespace: shop}
spec:
  ${spec}
  selector: {matchLabels: {app: w}}
  template: {metadata: {labels: {app: w}}, spec: {containers: [{name: app, ${env()}}]}}
${body}`;
const APPS = 'apiVersion: apps/v1\nkind: ';

test.each<[string, string, string, string, string[]]>([
  [
    `${APPS}Deployment`,
    'replicas: 3',
    'steps',
    'Its pods (3) are replaced in steps (maxUnavailable 25%, maxSurge 25%).',
    ['kubectl rollout restart deployment/w -n shop', 'kubectl rollout status deployment/w -n shop --timeout=10m'],
  ],
  [
    `${APPS}Deployment`,
    'replicas: 3, strategy: {type: Recreate}',
    'together',
    'All its pods (3) are replaced at the same moment: ' + 'nothing serves until they have started.',
    ['kubectl rollout restart deployment/w -n shop', 'kubectl rollout status deployment/w -n shop --timeout=10m'],
  ],
  [
    `${APPS}Deployment`,
    'paused: true',
    'alone',
    'It has one pod, and the new one starts before it is gone.',
    [
      'kubectl rollout resume deployment/w -n shop',
      'kubectl rollout restart deployment/w -n shop',
      'kubectl rollout status deployment/w -n shop --timeout=10m',
    ],
  ],
  [
    `${APPS}StatefulSet`,
    'replicas: 2, updateStrategy: {type: OnDelete}',
    'unknown',
    'Its update strategy is OnDelete: a restart replaces ' + 'no pod; delete the pods one at a time.',
    [
      'for pod in $(kubectl get pods -n shop -l app=w -o name); do kubectl delete "$pod" -n shop && sleep 5 && ' +
        'kubectl wait pods -n shop -l app=w --for=condition=Ready --timeout=10m || break; done',
    ],
  ],
  [
    `${APPS}DaemonSet`,
    'minReadySeconds: 1',
    'steps',
    'Its pods (one on each node) are replaced in steps.',
    ['kubectl rollout restart daemonset/w -n shop', 'kubectl rollout status daemonset/w -n shop --timeout=10m'],
  ],
  [
    'apiVersion: argoproj.io/v1alpha1\nkind: Rollout',
    'replicas: 2',
    'steps',
    'Its pods (2) are replaced in steps.',
    [
      'kubectl patch rollouts.argoproj.io/w -n shop --type merge -p "{\\"spec\\":{\\"restartAt\\":\\"$(date -u '
        + '+%Y-%m-%dT%H:%M:%SZ)\\"}}"',
      'kubectl argo rollouts status w -n shop --timeout 10m',
    ],
  ],
  [
    'apiVersion: batch/v1\nkind: Job',
    'suspend: false',
    'alone',
    'A run that has begun keeps the old value until it ends; the next one has ' + 'the new value.',
    [],
  ],
])('%s with %s', (head, spec, pace, text, commands) => {
  const block =
    spec.split(', ').length > 1 && !spec.includes('{')
      ? spec.replace(', ', '\n  ')
      : spec.replace(/, (?=\w+:)/, '\n  ');
  const { restarts } = planFor('db/password', secret() + workload(head, block));
  expect(restarts.map((restart) => [restart.pace, restart.text, restart.commands])).toEqual([[pace, text, commands]]);
});

test('a budget is named, since a rollout does not heed it', () => {
  const budget = '\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: w, namespace: shop}\n'
    + 'spec: {minAvailable: 2, selector: {matchLabels: {app: w}}}';
  const { restarts } = planFor('db/password', secret() + workload(`${APPS}Deployment`, 'replicas: 3', budget));
  expect(restarts[0].text).toContain('PodDisruptionBudget w (minAvailable 2) limits evictions and not rollouts');
});

test('what goes wrong unless it is dealt with is said first', () => {
  const together = workload(`${APPS}Deployment`, 'replicas: 3\n  paused: true\n  strategy: {type: Recreate}');
  expect(planFor('db/password', secret() + together).findings.map(({ id }) => id)).toEqual([
    'restarts-together',
    'paused',
  ]);
});

test('when a value has leaked it is revoked first, and what breaks is told, the longest first', () => {
  const mounted = deployment(
    'web',
    'volumeMounts: [{name: v, mountPath: /db}]',
    'volumes: [{name: v, secret: {secretName: db}}]',
  );
  const plan = planFor('db', secret() + deployment('api', env()) + mounted);
  expect(plan.emergency.map(({ title }) => title)[0]).toBe('Revoke the old value now, before anything else');
  expect(commandsIn(plan.emergency)).toContain(
    'kubectl annotate pods -n shop -l app=web cdk8s-strongbox/rotated="$(date +%s)" --overwrite',
  );
  expect(plan.outages).toEqual([
    { who: 'Deployment shop/api, container app', text: 'until its container has started again' },
    {
      who: 'Deployment shop/web, container app',
      seconds: 90,
      text: 'until its file is written again: 90 s at most after the object has changed, and until it has read it',
    },
  ]);
});

test('who may read it by RBAC is named', () => {
  const rbac = `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader, namespace: shop}
rules: [{apiGroups: [""], resources: [secrets], resourceNames: [db], verbs: [get]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: backup, namespace: ops}, {kind: User, name: ada}]`;
  expect(planFor('db', secret() + rbac).readers).toEqual([
    { who: 'ServiceAccount ops/backup', by: 'RoleBinding shop/readers, Role reader: get' },
    { who: 'User ada', by: 'RoleBinding shop/readers, Role reader: get' },
  ]);
});

test('a value in the annotation of client-side apply is cleaned up', () => {
  const applied = secret().replace(
    'metadata: {',
    'metadata: {annotations: {kubectl.kubernetes.io/last-applied-configuration: "{}"}, ',
  );
  expect(commandsIn(planFor('db', applied).steps)).toContain(
    'kubectl annotate secret/db -n shop kubectl.kubernetes.io/last-applied-configuration-',
  );
});
