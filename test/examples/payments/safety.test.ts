import { factsOf, renderTable } from '../../../examples/payments/safety';

/** What the table says is wrong with an object. */
const wrong = (manifest: any) => factsOf(manifest).filter((fact) => !fact.holds).map((fact) => fact.words);
const said = (manifest: any) => factsOf(manifest).map((fact) => fact.words);

const secretVolume = () => ({
  name: 'secrets',
  projected: {
    defaultMode: 288,
    sources: [
      { secret: { name: 'a', items: [{ key: 'k', path: 'a/k' }] as any[] } },
      { secret: { name: 'b' } },
    ] as any[],
  },
});

function deployment(change: (parts: { spec: any; pod: any; container: any; volume: any }) => void = () => {}): any {
  const container: any = {
    name: 'app',
    env: [{ name: 'A', value: 'b' }],
    volumeMounts: [{ name: 'secrets', mountPath: '/s', readOnly: true }],
  };
  const volume: any = secretVolume();
  const pod: any = {
    automountServiceAccountToken: false,
    securityContext: { fsGroup: 1 },
    containers: [container],
    volumes: [volume],
  };
  const spec: any = {
    replicas: 6,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
    template: { spec: pod },
  };
  change({ spec, pod, container, volume });
  return { kind: 'Deployment', metadata: { name: 'd' }, spec };
}

test('a Deployment done right has nothing wrong with it', () => {
  expect(wrong(deployment())).toEqual([]);
  expect(said(deployment())).toEqual([
    'no Secret in env',
    'automount off',
    'one pod at a time',
    'no subPath',
    'mounted read-only',
    'files 0440',
    'readable without root',
    'Secrets swapped together',
  ]);
});

test.each<[string, Parameters<typeof deployment>[0], string[]]>([
  [
    'a Secret in a variable',
    ({ container }) => container.env.push({ name: 'P', valueFrom: { secretKeyRef: { name: 'a', key: 'k' } } }),
    ['no Secret in env'],
  ],
  [
    'a Secret as variables',
    ({ container }) => {
      container.envFrom = [{ secretRef: { name: 'a' } }];
    },
    ['no Secret in env'],
  ],
  [
    'a Secret in a variable of an init container',
    ({ pod }) => {
      pod.initContainers = [{ name: 'i', env: [{ valueFrom: { secretKeyRef: {} } }] }];
    },
    ['no Secret in env'],
  ],
  [
    'automount left to the default',
    ({ pod }) => {
      delete pod.automountServiceAccountToken;
    },
    ['automount off'],
  ],
  [
    'a subPath',
    ({ container }) => {
      container.volumeMounts[0].subPath = 'a/k';
    },
    ['no subPath'],
  ],
  [
    'a subPathExpr',
    ({ container }) => {
      container.volumeMounts[0].subPathExpr = '$(A)';
    },
    ['no subPath'],
  ],
  [
    'a mount that is not read-only',
    ({ container }) => {
      delete container.volumeMounts[0].readOnly;
    },
    ['mounted read-only'],
  ],
  [
    '440 in decimal',
    ({ volume }) => {
      volume.projected.defaultMode = 440;
    },
    ['files 0440'],
  ],
  [
    'the mode of Kubernetes, 0644',
    ({ volume }) => {
      delete volume.projected.defaultMode;
    },
    ['files 0440'],
  ],
  [
    'another mode for one file',
    ({ volume }) => {
      volume.projected.sources[0].secret.items[0].mode = 0o444;
    },
    ['files 0440'],
  ],
  [
    'no group to read the files',
    ({ pod }) => {
      delete pod.securityContext;
    },
    ['readable without root'],
  ],
  [
    'two Secrets in two volumes',
    ({ pod, container }) => {
      pod.volumes.push({ name: 'other', secret: { secretName: 'c', defaultMode: 288 } });
      container.volumeMounts.push({ name: 'other', mountPath: '/o', readOnly: true });
    },
    ['Secrets swapped together'],
  ],
  [
    'Recreate',
    ({ spec }) => {
      spec.strategy = { type: 'Recreate' };
    },
    ['one pod at a time'],
  ],
  [
    'the strategy of Kubernetes, 25 % of 6',
    ({ spec }) => {
      delete spec.strategy.rollingUpdate;
    },
    ['one pod at a time'],
  ],
  [
    'a token that outlives a day',
    ({ volume }) => {
      volume.projected.sources.push({ serviceAccountToken: { expirationSeconds: 90_000 } });
    },
    ['token expires (90000 s)'],
  ],
])('%s is said', (_what, change, words) => {
  expect(wrong(deployment(change))).toEqual(words);
});

test('25 % of one pod is one pod, as the Deployment controller rounds', () => {
  expect(wrong(deployment(({ spec }) => {
    spec.replicas = 1;
    spec.strategy.rollingUpdate = { maxSurge: '25%', maxUnavailable: '25%' };
  }))).toEqual([]);
});

test('of files that are not there, nothing is said', () => {
  expect(said(deployment(({ pod, container }) => {
    delete pod.volumes;
    delete container.volumeMounts;
  }))).toEqual(['no Secret in env', 'automount off', 'one pod at a time']);
});

const sealed = () => {
  const bytes = Buffer.alloc(300);
  bytes.writeUInt16BE(256);
  return {
    kind: 'SealedSecret',
    metadata: {} as any,
    spec: { encryptedData: { key: bytes.toString('base64') } as any, template: {} as any },
  };
};
const role = (rule: object) => ({
  kind: 'Role',
  rules: [{ resources: ['secrets'], verbs: ['get'], resourceNames: ['db'], ...rule }],
});
const binding = (subjects: object[], kind = 'Role') => ({
  kind: 'RoleBinding',
  metadata: { namespace: 'n' },
  roleRef: { kind },
  subjects,
});
const account = { kind: 'ServiceAccount', name: 'a', namespace: 'n' };

test.each<[string, any, string[]]>([
  ['a ConfigMap done right', { kind: 'ConfigMap', metadata: { name: 'c-0123456789' }, immutable: true }, []],
  ['a ConfigMap that can change', { kind: 'ConfigMap', metadata: { name: 'c-0123456789' } }, ['immutable']],
  [
    'a ConfigMap under a fixed name',
    { kind: 'ConfigMap', metadata: { name: 'c' }, immutable: true },
    ['named by its content'],
  ],
  ['a Secret without values', { kind: 'Secret' }, []],
  ['a Secret with data', { kind: 'Secret', data: { a: 'Yg==' } }, ['free of values']],
  ['a Secret with stringData', { kind: 'Secret', stringData: { a: 'b' } }, ['free of values']],
  ['a SealedSecret done right', sealed(), []],
  [
    'a SealedSecret with a plain value',
    { ...sealed(), spec: { encryptedData: { key: 'aHVudGVyMg==' } } },
    ['ciphertext only'],
  ],
  [
    'a SealedSecret with a long plain value',
    { ...sealed(), spec: { encryptedData: { key: Buffer.alloc(500, 'x').toString('base64') } } },
    ['ciphertext only'],
  ],
  [
    'a SealedSecret with plain template data',
    { ...sealed(), spec: { ...sealed().spec, template: { data: { a: 'b' } } } },
    ['ciphertext only'],
  ],
  [
    'a SealedSecret for the entire cluster',
    { ...sealed(), metadata: { annotations: { 'sealedsecrets.bitnami.com/cluster-wide': 'true' } } },
    ['opens under this name and namespace only'],
  ],
  ['a Service done right', { kind: 'Service', spec: { type: 'ClusterIP', externalIPs: [] } }, []],
  ['a Service for the world', { kind: 'Service', spec: { type: 'LoadBalancer' } }, ['inside the cluster only']],
  ['a service account done right', { kind: 'ServiceAccount', automountServiceAccountToken: false }, []],
  ['a service account left to the default', { kind: 'ServiceAccount' }, ['automount off']],
  [
    'a service account with a Secret',
    { kind: 'ServiceAccount', automountServiceAccountToken: false, secrets: [{ name: 't' }] },
    ['no long-lived token'],
  ],
  ['a Role done right', role({}), []],
  ['a Role that lists', role({ verbs: ['get', 'list'] }), ['get only']],
  ['a Role for every Secret', role({ resourceNames: [] }), ['named Secrets only (no names)']],
  ['a Role for more than Secrets', role({ resources: ['secrets', 'configmaps'] }), ['named Secrets only (db)']],
  ['a binding done right', binding([account]), []],
  ['a binding for two', binding([account, account]), ['one service account of this namespace']],
  [
    'a binding for a group',
    binding([{ kind: 'Group', name: 'system:authenticated' }]),
    ['one service account of this namespace'],
  ],
  [
    'a binding for another namespace',
    binding([{ ...account, namespace: 'm' }]),
    ['one service account of this namespace'],
  ],
  ['a binding of a ClusterRole', binding([account], 'ClusterRole'), ['one service account of this namespace']],
  ['a kind that nobody thought of', { kind: 'Gadget' }, ['checked: nothing is known of Gadget']],
])('%s', (_what, manifest, words) => {
  expect(wrong(manifest)).toEqual(words);
});

test('the table says NOT where something does not hold, in lines that fit', () => {
  const facts = [
    { words: 'get only', holds: false },
    { words: 'named Secrets only', holds: true },
    { words: 'third', holds: true },
  ];
  expect(renderTable([{ file: 'a.yaml', kind: 'Role', name: 'reader', facts }], 56)).toBe(
    [
      'FILE    KIND  NAME    WHY IT IS SAFE',
      'a.yaml  Role  reader  NOT get only, named Secrets only,',
      '                      third',
    ].join('\n'),
  );
});
