import { loadAll } from 'js-yaml';
import { furtherKinds } from '../../src/facts/further-kinds';
import { Graph } from '../../src/manifest/graph';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate, evaluateGraph } from '../../src/rules/evaluate';
import { RuleLevel } from '../../src/rules/finding';
import { expectBoolean, shownValue } from '../../src/rules/wrong-input';

/** Rows of a table: a rule, a manifest, and how many findings it has. One row beside another is the other side. */
const found = (id: string, manifest: string) => evaluate(loadAll(manifest), CATALOG.filter((rule) => rule.id === id));

const JOB = (annotations: string, spec = '') => `
apiVersion: batch/v1
kind: Job
metadata: {name: export}
spec:
  template:
    metadata: {annotations: {vault.hashicorp.com/agent-inject: 'true'${annotations}}}
    spec: {${spec}containers: [{name: app, image: 'registry.example/export:1'}]}
`;
test.each([
  ['an agent', JOB(''), 1],
  ['a pod whose containers see the agent', JOB('', 'shareProcessNamespace: true, '), 0],
  ['a pod whose containers do not', JOB('', 'shareProcessNamespace: false, '), 1],
  ['an agent that can be ended', JOB(", vault.hashicorp.com/agent-enable-quit: 'true'"), 0],
])('agent-in-a-cron-job: %s', (_, manifest, count) => {
  expect(found('agent-in-a-cron-job', manifest)).toHaveLength(count);
});

const POD = (spec: string) => `
apiVersion: v1
kind: Pod
metadata: {name: app, namespace: shop}
spec: {automountServiceAccountToken: false, ${spec}}
`;
const SECRET = 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: a}}}]';
const HOST_PROCESS = 'securityContext: {windowsOptions: {hostProcess: true}}';
test.each([
  ['a host process of Windows', `containers: [{name: app, ${SECRET}, ${HOST_PROCESS}}]`, 1],
  ['all processes are of the host', `${HOST_PROCESS}, containers: [{name: app, ${SECRET}}]`, 1],
  ['a host process without a Secret', `containers: [{name: app, ${HOST_PROCESS}}]`, 0],
  ['a volume that nothing mounts', 'hostPID: true, volumes: [{name: v, secret: {secretName: db}}], containers: '
    + '[{name: app}]', 0],
  ['an init container has ended', `shareProcessNamespace: true, initContainers: [{name: init, ${SECRET}}], containers: `
    + '[{name: app}]', 0],
  ['a sidecar runs on', `shareProcessNamespace: true, initContainers: [{name: side, restartPolicy: Always, ${SECRET}}], `
    + 'containers: [{name: app}]', 1],
])('isolation-off-beside-a-secret: %s', (_, spec, count) => {
  expect(found('isolation-off-beside-a-secret', POD(spec))).toHaveLength(count);
});

test.each([
  ['the program of an image without a tag', "image: curl, args: ['-u', 'shop:Kx7vQ2mN9p']", 1],
  ['the program of an image with one', "image: 'curlimages/curl:8.9', args: ['-u', 'shop:Kx7vQ2mN9p']", 1],
  ['another program', "image: 'registry.example/shop:7', args: ['-u', 'shop:orders']", 0],
  ['a flag and its value', "image: a, args: ['--password', hunter2x]", 1],
  ['a word that ends like a flag', "image: a, args: ['name--password', hunter2x]", 0],
])('credential-in-args: %s', (_, container, count) => {
  expect(found('credential-in-args', POD(`containers: [{name: app, ${container}}]`))).toHaveLength(count);
});

const STORE = (apiVersion: string) => `
apiVersion: external-secrets.io/${apiVersion}
kind: SecretStore
metadata: {name: main, namespace: shop}
spec: {provider: {vault: {server: 'http://vault.example.com'}}}
`;
test.each([['v1', 1], ['v1beta1', 1], ['v1alpha1', 0]])('store-without-tls: a SecretStore of %s', (version, count) => {
  expect(found('store-without-tls', STORE(version))).toHaveLength(count);
});

const PASSWORD = 'metadata: {annotations: {acme.example/db-password: Kx7vQ2mN9p}}';
test.each([
  ['the jobs of a CronJob', `
apiVersion: batch/v1
kind: CronJob
metadata: {name: a}
spec: {jobTemplate: {${PASSWORD}, spec: {template: {spec: {containers: [{name: a}]}}}}}
`],
  ['the claims of a StatefulSet', `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: a}
spec: {volumeClaimTemplates: [{${PASSWORD}}], template: {spec: {containers: [{name: a}]}}}
`],
])('credential-in-annotation: %s', (_, manifest) => {
  expect(found('credential-in-annotation', manifest)).toHaveLength(1);
});

const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a, namespace: shop}\nsecrets: [{name: db}]\n';
test.each([
  ['a Secret that is elsewhere', ACCOUNT, 1],
  ['one of the manifest without a token', `${ACCOUNT}---\napiVersion: v1\nkind: Secret\ntype: kubernetes.io/tls\n`
    + 'metadata: {name: db, namespace: shop}\n', 0],
])('account-lists-secrets: %s', (_, manifest, count) => {
  expect(found('account-lists-secrets', manifest)).toHaveLength(count);
});

const MAP = (text: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {app.ini: ${text}}\n`;
test.each([
  ['one line', '"password=Kx7vQ2mN9p\\n"', false], ['the second line', '"\\npassword=Kx7vQ2mN9p"', true],
])('credential-in-configmap: the line is named where there are several: %s', (_, text, hasLine) => {
  const [{ message }] = found('credential-in-configmap', MAP(text));
  expect(/\(line /.test(message)).toBe(hasLine);
});

const OPTIONAL = 'env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: a, optional: true}}}]';
const MOUNTED = (items: string) => `volumes: [{name: v, secret: {secretName: db, items: [${items}]}}], containers: `
  + `[{name: app, ${OPTIONAL}, volumeMounts: [{name: v, mountPath: /v}]}]`;
test.each([
  ['the pod waits for the key anyway', '{key: b, path: b}, {key: a, path: a}', 0],
  ['the pod waits for other keys', '{key: b, path: b}', 1],
])('optional-secret: %s', (_, items, count) => {
  expect(found('optional-secret', POD(MOUNTED(items)))).toHaveLength(count);
});

const DEPLOYMENTS = (names: readonly string[], kind = 'Deployment') => names.map((name) => `
apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, namespace: shop, annotations: {reloader.stakater.com/auto: 'true'}}
spec: {template: {spec: {containers: [{name: app, ${SECRET}}]}}}
`).join('---');
test('shared-secret-restarts-all: three are named, and the others counted', () => {
  const [{ message }] = found('shared-secret-restarts-all', DEPLOYMENTS(['a', 'b', 'c', 'd', 'e']));
  expect(message).toContain('Deployment "a", Deployment "b", Deployment "c" and 2 more in the same moment');
  expect(found('shared-secret-restarts-all', DEPLOYMENTS(['a', 'b', 'c']))[0].message).not.toContain('more');
  expect(found('shared-secret-restarts-all', DEPLOYMENTS(['a', 'b']))).toEqual([]);
});

test.each([['true', 1], ['false', 0], ["''", 0]])(
  'reloader-annotation-without-effect: a Secret with the annotation of a workload, %s', (value, count) => {
    const manifest = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, annotations: '
      + `{reloader.stakater.com/auto: '${value.replaceAll("'", '')}'}}\n`;
    expect(found('reloader-annotation-without-effect', manifest)).toHaveLength(count);
  },
);

const KEY = (name: string) => `
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers: [{aescbc: {keys: [{name: '${name}', secret: cXdlcnR5dWlvcGFzZGZnaGprbHp4Y3Zibm0xMjM0NTY=}]}}]
`;
test.each([
  ['key1', 0], ['year-2026', 0], ['6f1d2a9b8c7e4f3a0b5d6e7f8a9b0c1d', 1], ['q83vEjRWeJCrze8SNFZ4kA', 1], ['a b', 1],
])('encryption-key-name: %s', (name, count) => {
  expect(found('encryption-key-name', KEY(name))).toHaveLength(count);
});

const CLASS = (name: string) => `
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: ${name}, namespace: shop}
spec: {provider: vault, parameters: {}, secretObjects: [{secretName: ${name}-copy, type: Opaque, data: []}]}
---`;
const READER = (mounted: string) => POD('volumes: [{name: v, csi: {driver: secrets-store.csi.k8s.io, readOnly: true, '
  + `volumeAttributes: {secretProviderClass: ${mounted}}}}], containers: [{name: app, env: [{name: A, valueFrom: `
  + '{secretKeyRef: {name: db-copy, key: a}}}], volumeMounts: [{name: v, mountPath: /v}]}]');
test.each([['db', 0], ['tls', 1], ['elsewhere', 0]])('csi-sync-without-mount: a pod that mounts %s', (name, count) => {
  expect(found('csi-sync-without-mount', `${CLASS('db')}${CLASS('tls')}${READER(name)}`)).toHaveLength(count);
});

test('a value of another type is refused, and a long number is not shown', () => {
  expect(() => expectBoolean('suppressions', 'yes')).toThrow('suppressions must be true or false, got "yes"');
  expect(() => expectBoolean('suppressions', false)).not.toThrow();
  expect([1, 123456, 123456789012].map(shownValue)).toEqual(['1', expect.any(String), 'a number']);
});

/** One thing is as it should be, and the one beside it is not: a rule looks at each, and says which. */
describe('of several, each is looked at', () => {
  const DEVICE = (mounts: string) => POD('containers: [{name: app, '
    + `volumeDevices: [{name: disk, devicePath: /dev/xvda}], volumeMounts: [${mounts}]}], volumes: [{name: disk, persistentVolumeClaim: {claimName: disk}}, `
    + '{name: tmp, emptyDir: {}}]');
  const TMP = '{name: tmp, mountPath: /tmp}';
  test.each([
    ['a mount of another volume', TMP, 0],
    ['a mount of the device', '{name: disk, mountPath: /disk}', 1],
    ['both mounts', `${TMP}, {name: disk, mountPath: /disk}`, 1],
    ['a mount at the place of the device', `${TMP}, {name: tmp, mountPath: /dev/xvda}`, 1],
  ])('invalid-pod, a device beside %s', (_, mounts, count) => {
    expect(found('invalid-pod', DEVICE(mounts))).toHaveLength(count);
  });

  const DISK = '/spec/containers/0/volumeDevices/0';
  test.each([
    ['its volume', '{name: disk, mountPath: /disk}', `${DISK}/name`, 'volume "disk" is mounted as well'],
    ['its place', '{name: tmp, mountPath: /dev/xvda}', `${DISK}/devicePath`, 'a volume is mounted there as well'],
  ])('invalid-pod names %s where a device and a mount share it', (_, mounts, pointer, message) => {
    expect(found('invalid-pod', DEVICE(mounts)))
      .toMatchObject([{ pointer, message: expect.stringContaining(message) }]);
  });

  const SHARED_MOUNT = (...privileged: readonly boolean[]) => POD(`containers: [${privileged.map((is, index) =>
    `{name: c${index}, securityContext: {privileged: ${is}}, volumeMounts: [{name: v, mountPath: /v, `
      + 'mountPropagation: Bidirectional}]}').join()}], volumes: [{name: v, emptyDir: {}}]`);
  test.each([
    ['a privileged container', SHARED_MOUNT(true), []],
    ['another container', SHARED_MOUNT(false), ['/spec/containers/0/volumeMounts/0/mountPropagation']],
    ['one of each', SHARED_MOUNT(true, false), ['/spec/containers/1/volumeMounts/0/mountPropagation']],
  ])('invalid-pod: %s hands on what it mounts', (_, manifest, places) => {
    expect(found('invalid-pod', manifest).map(({ pointer }) => pointer)).toEqual(places);
  });

  const PREDICTOR = `
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: a, namespace: shop}
spec: {predictor: {containers: [{name: a, volumeDevices: [{name: disk, devicePath: /dev/xvda}]}]}}
`;
  test('invalid-pod: a controller may add the volume of a device', () => {
    expect(found('invalid-pod', PREDICTOR)).toEqual([]);
    expect(found('invalid-pod', POD('containers: [{name: a, volumeDevices: [{name: disk, devicePath: /dev/xvda}]}]')))
      .toHaveLength(1);
  });

  const IRSA = (name: string, more = '') => `
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: ${name}, namespace: shop}
spec: {provider: aws, parameters: {objects: '[]'${more}}}
---
`;
  const MOUNTING = `${POD('serviceAccountName: web, containers: [{name: app, volumeMounts: [{name: v, mountPath: /v}]}],'
    + ' volumes: [{name: v, csi: {driver: secrets-store.csi.k8s.io, readOnly: true, volumeAttributes: '
    + '{secretProviderClass: db}}}]')}---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web, namespace: shop}\n`;
  test.each([
    ['one class by role', IRSA('db'), 1],
    ['one class by Pod Identity', IRSA('db', ", usePodIdentity: 'true'"), 0],
    ['two of the name, of which one is by Pod Identity', IRSA('db') + IRSA('db', ", usePodIdentity: 'true'"), 0],
    ['another class by role', IRSA('other'), 0],
  ])('store-account-without-role: %s', (_, classes, count) => {
    expect(found('store-account-without-role', `${classes}${MOUNTING}`)).toHaveLength(count);
  });

  const USERS = (...kinds: readonly string[]) => kinds.map((kind, index) => `
apiVersion: ${kind === 'Job' ? 'batch/v1' : 'apps/v1'}
kind: ${kind}
metadata: {name: u${index}, namespace: shop}
spec: {template: {spec: {containers: [{name: a, envFrom: [{configMapRef: {name: set-0a1b2c3d4e}}]}]}}}
---`).join('');
  const PRUNED = `
apiVersion: v1
kind: ConfigMap
metadata: {name: set-0a1b2c3d4e, namespace: shop}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: shop, namespace: flux-system}
spec: {interval: 10m, path: ./shop, prune: true, sourceRef: {kind: GitRepository, name: shop}}
`;
  test.each([
    ['a Deployment', USERS('Deployment'), 1], ['a Job, which runs once', USERS('Job'), 0],
    ['a Job and a Deployment', USERS('Job', 'Deployment'), 1], ['nothing', '', 0],
  ])('pruned-under-pods: a ConfigMap that %s uses', (_, users, count) => {
    const all = found('pruned-under-pods', `${users}${PRUNED}`);
    expect(all).toHaveLength(count);
    expect(all.map(({ message }) => message).join()).toMatch(count === 0 ? /^$/ : /Deployment "u\d"/);
  });

  const CERTIFICATE = 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: tls, namespace: shop}\n'
    + 'spec: {secretName: tls, issuerRef: {name: ca}, dnsNames: [shop.example]}\n---';
  const KEEPING = (pod: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop}
spec: {template: {spec: {${pod}}}}
`;
  const TLS_VOLUME = 'volumes: [{name: tls, secret: {secretName: tls}}]';
  test.each([
    ['a mount', `${TLS_VOLUME}, containers: [{name: a, volumeMounts: [{name: tls, mountPath: /tls}]}]`, 1],
    ['a volume that nothing mounts', `${TLS_VOLUME}, containers: [{name: a}]`, 0],
    ['a variable, which never changes', 'containers: [{name: a, env: [{name: K, valueFrom: {secretKeyRef: {name: tls, '
      + 'key: tls.key}}}]}]', 0],
    ['a file by subPath, which never changes', `${TLS_VOLUME}, containers: [{name: a, volumeMounts: [{name: tls, `
      + 'mountPath: /tls.key, subPath: tls.key}]}]', 0],
  ])('certificate-reload-undeclared: %s', (_, pod, count) => {
    expect(found('certificate-reload-undeclared', `${CERTIFICATE}${KEEPING(pod)}`)).toHaveLength(count);
  });

  const OF_JOB = `
apiVersion: batch/v1
kind: Job
metadata: {name: app, namespace: shop}
spec: {template: {spec: {${TLS_VOLUME}, containers: [{name: a, volumeMounts: [{name: tls, mountPath: /tls}]}]}}}
`;
  test('certificate-reload-undeclared: a Job, which reads the certificate in its next run', () => {
    expect(found('certificate-reload-undeclared', `${CERTIFICATE}${OF_JOB}`)).toEqual([]);
  });
});

describe('what has the name and is of another kind is not meant', () => {
  const RELOADED = (annotation: string, volume: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop, annotations: {${annotation}}}
spec:
  template:
    spec: {containers: [{name: a, volumeMounts: [{name: v, mountPath: /v}]}], volumes: [{name: v, ${volume}}]}
---`;
  const CSI = 'csi: {driver: secrets-store.csi.k8s.io, readOnly: true, volumeAttributes: {secretProviderClass: store}}';
  const SYNCED = `
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: store, namespace: shop}
spec: {provider: vault, parameters: {}, secretObjects: [{secretName: copy, type: Opaque, data: []}]}
---
`;
  const MADE = 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: store, namespace: shop}\n'
    + 'spec: {target: {name: made}, secretStoreRef: {name: s}, data: []}\n';
  const NAMES = (kind: string, ...names: readonly string[]) => `${kind}.reloader.stakater.com/reload: '${names.join()}'`;
  test.each([
    ['the copy of the class that is mounted', NAMES('secret', 'copy'), CSI, []],
    ['a ConfigMap named as the copy', NAMES('configmap', 'copy'), CSI, ['"copy"']],
    ['a Secret of another object named as the class', NAMES('secret', 'made'), CSI, ['"made"']],
    ['the Secret that is mounted', NAMES('secret', 'db'), 'secret: {secretName: db}', []],
    ['a ConfigMap named as it', NAMES('configmap', 'db'), 'secret: {secretName: db}', ['"db"']],
    ['a Secret named as the ConfigMap', NAMES('secret', 'db'), 'configMap: {name: db}', ['"db"']],
    ['four of which one is used', NAMES('secret', 'db', 'p', 'q', 'r'), 'secret: {secretName: db}', ['"p", "q", "r"']],
    ['five that nothing uses', NAMES('secret', 'p', 'q', 'r', 's', 't'), 'emptyDir: {}', ['"p", "q", "r"']],
  ])('reloader-annotation-without-effect names %s', (_, annotation, volume, names) => {
    const all = found('reloader-annotation-without-effect', `${RELOADED(annotation, volume)}${SYNCED}${MADE}`);
    expect(all.map(({ message }) => /names (".*?"), and/.exec(message)?.[1])).toEqual(names);
  });

  const BARE = (apiVersion: string, kind: string, spec: string, owner = '') => `
apiVersion: ${apiVersion}
kind: ${kind}
metadata: {name: app, namespace: shop${owner}, annotations: {reloader.stakater.com/auto: 'true'}}
spec: ${spec}
`;
  const TEMPLATE = '{template: {spec: {containers: [{name: a}]}}}';
  test.each([
    ['a bare Pod', BARE('v1', 'Pod', '{containers: [{name: a}]}'), 1],
    ['a Pod that a controller made', BARE('v1', 'Pod', '{containers: [{name: a}]}',
      ', ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: app}]'), 0],
    ['a ReplicaSet, which is not restarted either', BARE('apps/v1', 'ReplicaSet', TEMPLATE), 1],
    ['a Deployment, which is restarted', BARE('apps/v1', 'Deployment', TEMPLATE), 0],
    ['a PodTemplate, which has no pods', `${BARE('v1', 'PodTemplate', '{}')}template: `
      + '{spec: {containers: [{name: a}]}}', 0],
    ['a kind of another project, whose controller decides', BARE('kubevirt.io/v1', 'VirtualMachine', TEMPLATE), 0],
  ])('reloader-annotation-without-effect on %s', (_, manifest, count) => {
    expect(found('reloader-annotation-without-effect', manifest)).toHaveLength(count);
  });

  const ON_TEMPLATE = (own: string, template: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop, annotations: {${own}}}
spec: {template: {metadata: {annotations: {${template}}}, spec: {containers: [{name: a, ${SECRET}}]}}}
`;
  test.each([
    ['of the object', ON_TEMPLATE(NAMES('secret', 'gone'), ''), ['/metadata/annotations']],
    ['of the template', ON_TEMPLATE('', NAMES('secret', 'gone')), ['/spec/template/metadata/annotations']],
    ['of the object, before those of the template', ON_TEMPLATE(NAMES('secret', 'gone'), NAMES('secret', 'db')),
      ['/metadata/annotations']],
  ])('reloader-annotation-without-effect: the annotations %s', (_, manifest, places) => {
    expect(found('reloader-annotation-without-effect', manifest)
      .map(({ pointer }) => pointer.replace(/\/secret\..*$/, ''))).toEqual(places);
  });

  test('reloader-annotation-without-effect: the annotations of a workload of which a kind describes two pods', () => {
    const both = Graph.of(loadAll(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: app, namespace: shop, annotations: {${NAMES('secret', 'db', 'gone')}}}
spec:
  template: {spec: {containers: [{name: a, ${SECRET}}]}}
  worker: {template: {spec: {containers: [{name: a}]}}}
`), furtherKinds([{ apiGroup: 'apps', kind: 'Deployment', path: 'spec.worker.template' }]));
    expect(both.pods).toHaveLength(2);
    expect(evaluateGraph(both, CATALOG.filter(({ id }) => id === 'reloader-annotation-without-effect')))
      .toMatchObject([{ message: expect.stringContaining('names "gone", and') }]);
  });

  const ROLE = (apiVersion: string, rule: string) =>
    `apiVersion: ${apiVersion}\nkind: Role\nmetadata: {name: r, namespace: shop}\nrules: [${rule}]\n`;
  const UNNAMED = "{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: ['']}";
  test.each([
    ['of Kubernetes', 'rbac.authorization.k8s.io/v1', 1], ['of another project', 'grafana.example/v1', 0],
  ])('invalid-name: an empty name in a Role %s', (_, apiVersion, count) => {
    expect(found('invalid-name', ROLE(apiVersion, UNNAMED))).toHaveLength(count);
  });
});

describe('what is filled in later, or may be, is not judged', () => {
  const TOKEN = (name: string, namespace: string) => `
apiVersion: v1
kind: Secret
type: bootstrap.kubernetes.io/token
metadata: {name: '${name}'${namespace === '' ? '' : `, namespace: '${namespace}'`}}
stringData: {token-id: k3xq7m, token-secret: q8r2vn5t1c9wz4ys, usage-bootstrap-authentication: 'true'}
`;
  test.each([
    ['in its place', 'bootstrap-token-k3xq7m', 'kube-system', 0],
    ['of another token', 'bootstrap-token-aaaaaa', 'kube-system', 1],
    ['of another name', 'token-k3xq7m', 'kube-system', 1],
    ['of another namespace', 'bootstrap-token-k3xq7m', 'shop', 1],
    ['of no namespace', 'bootstrap-token-k3xq7m', '', 0],
    ['whose name is a placeholder', '<name>', 'kube-system', 0],
    ['whose namespace is a placeholder', 'token-k3xq7m', '<namespace>', 0],
  ])('secret-type-keys: a bootstrap token %s', (_, name, namespace, count) => {
    expect(found('secret-type-keys', TOKEN(name, namespace))).toHaveLength(count);
  });

  const VALUES = (data: string, more = '') =>
    `apiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\ndata: {a: '${data}'}\n${more}---`
    + POD('containers: [{name: app, env: [{name: A, valueFrom: {secretKeyRef: {name: db, key: a}}}]}]');
  const BINARY = Buffer.from([0, 159, 146, 150]).toString('base64');
  test.each([
    ['bytes', VALUES(BINARY), 1], ['text', VALUES(Buffer.from('blue').toString('base64')), 0],
    ['bytes that a text replaces', VALUES(BINARY, 'stringData: {a: blue}\n'), 0],
    ['bytes beside another text', VALUES(BINARY, 'stringData: {b: blue}\n'), 1],
  ])('binary-value-in-variable: %s', (_, manifest, count) => {
    expect(found('binary-value-in-variable', manifest)).toHaveLength(count);
  });

  test.each([
    ['encrypted', 'secretbox: {keys: [{name: k, secret: cXdlcnR5dWlvcGFzZGZnaGprbHp4Y3Zibm0xMjM0NTY=}]}', 1],
    ['in the clear, which another rule reports', 'identity: {}', 0],
  ])('encryption-identity-fallback: the writer is %s', (_, writer, count) => {
    expect(found('encryption-identity-fallback', `
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources: [{resources: [secrets], providers: [{${writer}}, {aesgcm: {keys: []}}, {identity: {}}]}]
`)).toHaveLength(count);
  });

  test.each([
    ['a checksum and a Secret of the manifest', 'apiVersion: v1\nkind: Secret\n'
      + 'metadata: {name: db, namespace: shop}\n', 0],
    ['a checksum and a Secret from elsewhere', '', 0],
    ['a checksum and a Secret that is made', 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n'
      + 'metadata: {name: db, namespace: shop}\nspec: {secretStoreRef: {name: s}, data: []}\n', 1],
  ])('no-reload-path: %s', (_, others, count) => {
    const api = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec: {template: {metadata: {annotations: {checksum/db: 1f0a7c}}, spec: {containers: [{name: app, ${SECRET}}]}}}
---
`;
    expect(found('no-reload-path', `${api}${others}`)).toHaveLength(count);
  });
});

describe('what a manifest shows in part only is judged as far as it shows', () => {
  const OUTER = '{name: outer, mountPath: /etc/app}';
  const INNER = (mount: string) => POD('volumes: [{name: outer, configMap: {name: app}}, {name: inner, secret: '
    + `{secretName: db}}], containers: [{name: a, volumeMounts: [${OUTER}, `
    + `{name: inner, mountPath: /etc/app/x, ${mount}}]}]`);
  const KEYS = '---\napiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: shop}\ndata: {a: "", b: ""}\n';
  test.each([
    ['a path, of a Secret from elsewhere', INNER('subPath: x'), 1],
    ['a path with a folder, of a Secret from elsewhere', INNER('subPath: x/y'), 0],
    ['a path that a variable decides', INNER('subPathExpr: $(X)'), 0],
    ['a key', `${INNER('subPath: a')}${KEYS}`, 1],
    ['a path that is not a key, which becomes a folder', `${INNER('subPath: x')}${KEYS}`, 0],
    ['the whole volume', INNER('readOnly: true'), 0],
  ])('file-inside-mounted-volume: %s', (_, manifest, count) => {
    expect(found('file-inside-mounted-volume', manifest)).toHaveLength(count);
  });

  const SESSION = (namespace: string) => `
apiVersion: generators.external-secrets.io/v1alpha1
kind: STSSessionToken
metadata: {name: token, namespace: ${namespace}}
spec: {requestParameters: {sessionDuration: 3600}}
---`;
  const FETCHED = (namespace: string) => `
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: aws${namespace === '' ? '' : `, namespace: ${namespace}`}}
spec: {refreshInterval: 2h, dataFrom: [{sourceRef: {generatorRef: {kind: STSSessionToken, name: token}}}]}
`;
  test.each([
    ['of the namespace', FETCHED('shop'), 1],
    ['of another one, whose token is not that of this one', FETCHED('cart'), 0],
    ['of the only namespace, where the object is applied to any', FETCHED(''), 1],
  ])('refresh-after-expiry: a generator %s', (_, manifest, count) => {
    expect(found('refresh-after-expiry', `${SESSION('shop')}${manifest}`)).toHaveLength(count);
  });

  const COPY = (text: string) => 'apiVersion: v1\nkind: Secret\nmetadata: {name: db, annotations: {'
    + `kubectl.kubernetes.io/last-applied-configuration: '${text}'}}\n`;
  test.each([
    ['a credential', '{"data": {"password": "bWFwbGUtYW52aWwtNw=="}}', RuleLevel.ERROR],
    ['a place that a tool fills in', '{"stringData": {"password": "${PASSWORD}"}}', RuleLevel.NOTE],
    ['something that is cut short', '{"data": {"password": "bWFwbG', RuleLevel.ERROR],
  ])('last-applied-leak: a copy with %s', (_, text, level) => {
    expect(found('last-applied-leak', COPY(text)).map((finding) => finding.level)).toEqual([level]);
  });

  const LOCAL_KEY = (key: string) => `
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources: [{resources: [secrets], providers: [{secretbox: {keys: [{name: k${key}}]}}]}]
`;
  test.each([
    ['', 'has no secret'], [", secret: ''", 'has no secret'], [', secret: 12345678', 'has no secret'],
    [', secret: put-it-here', 'is not base64: it may be a placeholder'],
  ])('encryption-weak-key: of a key with "%s" is said what is wrong', (key, message) => {
    expect(found('encryption-weak-key', LOCAL_KEY(key)).map((finding) => finding.message))
      .toEqual([`key "k" ${message}`]);
  });

  const FILES = (objectName: string) => `
apiVersion: secrets-store.csi.x-k8s.io/v1
kind: SecretProviderClass
metadata: {name: db, namespace: shop}
spec:
  provider: vault
  parameters: {objects: '[{objectName: password, secretPath: kv/db, secretKey: password}]'}
  secretObjects: [{secretName: db, type: Opaque, data: [{objectName: '${objectName}', key: password}]}]
`;
  test.each([['password', 0], ['passwd', 1], ['${FILE}', 0], ['', 0]])(
    'missing-key: a class copies the file "%s"', (name, count) => {
      expect(found('missing-key', FILES(name))).toHaveLength(count);
    },
  );

  const OWNED = (namespace: string) => 'apiVersion: external-secrets.io/v1\nkind: ExternalSecret\n'
    + 'metadata: {name: db, namespace: shop}\nspec: {secretStoreRef: {name: s}, data: []}\n---\n'
    + `apiVersion: v1\nkind: Secret\nmetadata: {name: db${namespace}}\n`;
  test.each([
    ['of the namespace', ', namespace: shop', 1], ['of another one', ', namespace: cart', 0],
    ['that may be applied to another one', '', 0],
  ])('external-secret-owner-conflict: a Secret %s', (_, namespace, count) => {
    expect(found('external-secret-owner-conflict', OWNED(namespace))).toHaveLength(count);
  });

  const SPARK = `
apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata: {name: a, namespace: shop}
spec: {driver: {env: [], template: {spec: {hostPID: true, containers: [{name: c, ${SECRET}}]}}}}
`;
  test.each([
    ['the field of a pod', POD(`hostPID: true, containers: [{name: app, ${SECRET}}]`), '/spec/hostPID'],
    ['the description of a pod that is put together', SPARK, '/spec/driver'],
  ])('isolation-off-beside-a-secret: the place is %s', (_, manifest, pointer) => {
    expect(found('isolation-off-beside-a-secret', manifest).map((finding) => finding.pointer)).toEqual([pointer]);
  });

  const JOBS = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: ci, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: 'system:controller:job-controller'}
subjects: [{kind: ServiceAccount, name: ci, namespace: shop}]
`;
  const ITS_ROLE = (...rules: readonly string[]) => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: 'system:controller:job-controller'}
rules: [${rules.join(', ')}]
`;
  const LOOKS = "{apiGroups: [''], resources: [events], verbs: [get]}";
  const CREATES = "{apiGroups: [''], resources: [pods], verbs: [create]}";
  test.each([
    ['is not in the manifest', '', 1],
    ['opens a way by its first rule', ITS_ROLE(CREATES, LOOKS), 1],
    ['opens a way by its last rule', ITS_ROLE(LOOKS, CREATES), 1],
    ['opens none', ITS_ROLE(LOOKS), 0],
  ])('secrets-by-built-in-role: a role of a controller that %s', (_, role, count) => {
    expect(found('secrets-by-built-in-role', `${JOBS}${role}`)).toHaveLength(count);
  });
});

describe('a message says what is there, however it is written', () => {
  const CLEAR = (count: number) => 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {'
    + `${Array.from({ length: count }, (_, index) => `password${index}: maple-anvil-7`).join()}}\n`;
  test.each([[4, undefined], [5, undefined], [6, ' and 1 more'], [8, ' and 3 more']])(
    'plaintext-secret: of %i keys, those that are not listed are counted', (count, more) => {
      expect(/ and \d+ more/.exec(found('plaintext-secret', CLEAR(count))[0].message)?.[0]).toBe(more);
    },
  );

  const DOCKER = (content: string) => 'apiVersion: v1\nkind: Secret\nmetadata: {name: pull}\n'
    + `type: kubernetes.io/dockerconfigjson\nstringData: {.dockerconfigjson: '${content}'}\n`;
  test.each([
    ['words in brackets', '<docker config>', 0], ['braces', '{"registry": "none"}', 1],
    ['braces behind blanks', ' {"registry": "none"}', 1], ['braces behind a line', '\n\n  {"registry": "none"}', 1],
  ])('secret-type-keys: a docker config that is %s', (_, content, count) => {
    expect(found('secret-type-keys', DOCKER(content))).toHaveLength(count);
  });

  const WIDGET = 'apiVersion: acme.example/v1\nkind: Widget\nmetadata: {name: a}\n'
    + 'spec: {database: {password: Kx7vQ2mN9p}}\n';
  test('credential-in-custom-object: a field is named by its way in its own object, also in a List', () => {
    const [alone] = found('credential-in-custom-object', WIDGET);
    const list = `apiVersion: v1\nkind: List\nitems:\n- ${WIDGET.trim().replaceAll('\n', '\n  ')}\n`;
    expect(alone.message).toContain('spec.database.password');
    expect(found('credential-in-custom-object', list)).toEqual([{ ...alone, pointer: `/items/0${alone.pointer}` }]);
  });
});
