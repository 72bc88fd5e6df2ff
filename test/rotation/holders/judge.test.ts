import {
  CHANGED, declares, ENV, FILE, look, LookOptions, node, pod, PodOptions, PROVIDER_CLASS, secret, SUB_PATH, time,
  verdict, ZERO,
} from './cluster';
import { isOver } from '../../../src/rotation/holders/judgement';
import { ShownFiles } from '../../../src/rotation/holders/shown-files';
import { Sightings } from '../../../src/rotation/holders/sightings';

const judged = (options: PodOptions, more: LookOptions & { readonly nodes?: object[] } = {}) =>
  verdict(look([secret(), pod(options), ...more.nodes ?? node()], more));

describe('a variable', () => {
  test.each<[string, PodOptions, string[]]>([
    ['started before the change', { ...ENV, started: 999 }, ['api-1 app started-before']],
    ['started in the second of the change', { ...ENV, started: 1000 }, ['api-1 app started-close']],
    ['started within the longest start', { ...ENV, started: 1120 }, ['api-1 app started-close']],
    ['started after that', { ...ENV, started: 1121 }, []],
    ['is in a pod of the second of the change', { ...ENV, created: 1000, started: 1005 }, ['api-1 app same-second']],
    ['started long after the change, in a pod of its second', { ...ENV, created: 1000, started: 1121 }, []],
    ['is in a pod from after the change', { ...ENV, created: 1001, started: 1002 }, []],
    ['waits to start again, long after the change', { ...ENV, started: null }, []],
    ['tells no start', { ...ENV, status: { containerStatuses: [{ name: 'app', state: { running: {} } }] } },
      ['api-1 app started-before']],
  ])('of a container that %s', (_name, options, expected) => {
    expect(judged(options)).toEqual(expected);
  });

  test('of a container that waits may still start with the old value, for as long as a start takes', () => {
    expect(judged({ ...ENV, started: null }, { at: 1100 })).toEqual(['api-1 app may-start until 1131']);
    expect(judged({ ...ENV, started: null }, { at: 1131 })).toEqual([]);
    expect(judged({ ...ENV, started: null }, { at: 1131, nodes: node({ heard: 1130 }) }))
      .toEqual(['unknown nodes: pod shop/api-1, container app']);
  });

  test('in an argument is one more way of the same container', () => {
    const container = { ...ENV.container, args: ['--password=$(PW)'] };
    expect(look([secret(), pod({ container, started: 999 }), ...node()]).holders.map(({ way }) => way))
      .toEqual(['environment variable PW', 'argument by $(PW)']);
  });

  test('is judged by the change of the key that it needs', () => {
    const objects = [
      secret({ password: 300, username: CHANGED }), pod({ ...ENV, created: 400, started: 410 }), ...node(),
    ];
    expect(verdict(look(objects))).toEqual([]);
    expect(verdict(look(objects, { target: 'db' }))).toEqual([]);
    const all = { container: { envFrom: [{ secretRef: { name: 'db' } }] }, created: 400, started: 410 };
    expect(verdict(look([objects[0], pod(all), ...node()], { target: 'db' }))).toEqual(['api-1 app started-before']);
  });
});

describe('a file by subPath', () => {
  test.each<[string, PodOptions, string[]]>([
    ['started before the change', { ...SUB_PATH, started: 999 }, ['api-1 app started-before']],
    ['started again right after the change', { ...SUB_PATH, started: 1010 }, ['api-1 app old-volume']],
    ['started again after the sync, but within the longest start',
      { ...SUB_PATH, started: 1100 }, ['api-1 app old-volume']],
    ['started again after both', { ...SUB_PATH, started: 1222 }, []],
    ['is in a pod of the second of the change',
      { ...SUB_PATH, created: 1000, started: 1002 }, ['api-1 app same-second']],
    ['is in a pod from after the change', { ...SUB_PATH, created: 1001, started: 1002 }, []],
  ])('of a container that %s', (_name, options, expected) => {
    expect(judged(options)).toEqual(expected);
  });

  test('has the bound that the user gives for the kubelet', () => {
    expect(judged({ ...SUB_PATH, started: 1230 }, { bounds: { syncSeconds: 150 } })).toEqual(['api-1 app old-volume']);
  });
});

describe('a live file', () => {
  test('is of before until the kubelet has synced, and nobody knows then what the process has', () => {
    expect(judged(FILE, { at: 1100 })).toEqual(['api-1 app not-synced until 1101']);
    expect(judged(FILE, { at: 1101 })).toEqual(['unknown reload: pod shop/api-1, container app']);
  });

  test.each<[string, PodOptions, string[]]>([
    ['reads its files again', { ...FILE, ...declares('in-process') }, []],
    ['ends when they change, and has not yet', { ...FILE, ...declares('restart-in-place') }, ['api-1 app old-process']],
    ['ends when they change, and has', { ...FILE, ...declares('restart-in-place'), started: 1101 }, []],
    ['is replaced by another program', { ...FILE, ...declares('elsewhere') }, ['api-1 app old-process']],
    ['started after the sync', { ...FILE, started: 1101 }, []],
    ['is in a new pod', { ...FILE, created: 1001, started: 1002 }, []],
  ])('of a container that %s', (_name, options, expected) => {
    expect(judged(options)).toEqual(expected);
  });

  test('is synced earlier in a pod whose annotations have changed since', () => {
    const annotated = {
      ...FILE,
      metadata: {
        annotations: { 'cdk8s-strongbox/reload': 'in-process' },
        managedFields: [{
          manager: 'kubectl-annotate',
          operation: 'Update',
          time: time(1005),
          fieldsV1: { 'f:metadata': { 'f:annotations': { 'f:x': {} } } },
        }],
      },
    };
    expect(judged(annotated, { at: 1035 })).toEqual(['api-1 app not-synced until 1036']);
    expect(judged(annotated, { at: 1036 })).toEqual([]);
  });

  test('is known where the process shows which files it has read', () => {
    const shows = (directory: string) =>
      judged(
        { ...FILE, metadata: { annotations: { 'cdk8s-strongbox/read': `Secret/db=${directory}` } } }, { at: 1010 },
      );
    expect(shows('..2026_03_04_05_16_51.123')).toEqual([]);
    // A kubelet that has not seen the change yet may write what was there before.
    expect(shows('..2026_03_04_05_16_50.999')).toEqual(['api-1 app not-synced until 1101']);
    expect(shows('..data')).toEqual(['api-1 app not-synced until 1101']);
  });

  describe('whose metrics are read', () => {
    const annotations = { 'cdk8s-strongbox/metrics': 'app=8080/metrics', 'cdk8s-strongbox/reload': 'in-process' };
    const file = { ...FILE, metadata: { annotations } };
    const sample = (directory: string) => `strongbox_files_in_use_info{path="/etc/db",directory="${directory}"} 1`;
    const shows = (
      text: string | undefined, options: PodOptions = file, more: LookOptions & { nodes?: object[] } = {},
    ) => {
      const shown = new ShownFiles();
      judged(options, { ...more, shown });
      const wanted = shown.wanted.map(({ pod: name, port, path }) => `${name}:${port}/${path}`);
      shown.wanted.forEach((each) => shown.add(each, text === undefined ? { fault: 'nobody answers' } : { text }));
      return [wanted, judged(options, { ...more, shown })];
    };
    const WANTED = ['api-1:8080/metrics'];

    test('is known by the files that it uses, before and after the bound of the kubelet', () => {
      const younger = sample('..2026_03_04_05_16_51.123');
      expect(shows(younger)).toEqual([WANTED, []]);
      expect(shows(younger, file, { at: 1010 })).toEqual([WANTED, []]);
    });

    test('holds the value while it uses older files, whatever is declared', () => {
      const older = sample('..2026_03_04_05_00_10.123');
      expect(shows(older)).toEqual([WANTED, ['api-1 app shows-older']]);
      expect(shows(older, file, { at: 1010 })).toEqual([WANTED, ['api-1 app not-synced until 1101']]);
    });

    test('is judged by its declaration where the files are of the moment of the change', () => {
      const close = sample('..2026_03_04_05_16_50.999');
      expect(shows(close)).toEqual([WANTED, []]);
      expect(shows(sample('..2026_03_04_05_16_37.001'))).toEqual([WANTED, []]);
      expect(shows(sample('..2026_03_04_05_16_36.999'))).toEqual([WANTED, ['api-1 app shows-older']]);
      const undeclared = { ...FILE, metadata: { annotations: { 'cdk8s-strongbox/metrics': 'app=8080/metrics' } } };
      expect(shows(close, undeclared)).toEqual([WANTED, ['unknown reload: pod shop/api-1, container app']]);
    });

    test('may have been written by a kubelet that caches objects for as long as --sync tells', () => {
      const bounds = { syncSeconds: 150 };
      const undeclared = { ...FILE, metadata: { annotations: { 'cdk8s-strongbox/metrics': 'app=8080/metrics' } } };
      expect(shows(sample('..2026_03_04_05_17_50.999'), undeclared, { bounds }))
        .toEqual([WANTED, ['unknown reload: pod shop/api-1, container app']]);
      expect(shows(sample('..2026_03_04_05_17_51.001'), undeclared, { bounds })).toEqual([WANTED, []]);
    });

    test('is not known where its metrics show nothing, cannot be read, or have a clock that is not known', () => {
      const unknown = [WANTED, ['unknown metrics: pod shop/api-1, container app']];
      expect(shows('up 1\n')).toEqual(unknown);
      expect(shows(sample('..2026_03_04_05_16_51.123').replace('/etc/db', '/etc/other'))).toEqual(unknown);
      expect(shows(undefined)).toEqual(unknown);
      const [machine] = node();
      const clockless = { ...machine, status: { conditions: [{ type: 'Ready', status: 'True' }] } };
      expect(shows(sample('..2026_03_04_05_16_51.123'), file, { nodes: [clockless] })[1])
        .toEqual(expect.arrayContaining(unknown[1]));
    });

    test('is not looked at where its pod is new, declares no metrics of this container, or has another way', () => {
      expect(shows(undefined, { ...file, created: 1001 })).toEqual([[], []]);
      const other = { annotations: { ...annotations, 'cdk8s-strongbox/metrics': 'sidecar=8080/metrics' } };
      expect(shows(undefined, { ...FILE, metadata: other })).toEqual([[], []]);
      expect(shows(undefined, { ...ENV, metadata: file.metadata })).toEqual([[], ['api-1 app started-before']]);
      const subPath = { ...SUB_PATH, metadata: file.metadata };
      expect(shows(undefined, subPath)[0]).toEqual([]);
    });

    test('says in words what its metrics do not show, and never what they contain', () => {
      const shown = new ShownFiles();
      const options = { shown };
      judged(file, options);
      shown.wanted.forEach((each) => shown.add(each, { text: 'password{value="hunter2-of-others"} 1' }));
      const { unknowns: [{ text }] } = look([secret(), pod(file), ...node()], options);
      expect(text).toContain('do not show the files that it uses in /etc/db');
      expect(text).not.toContain('hunter2');
    });
  });

  test('is not taken as synced by a kubelet that was not heard of since', () => {
    const options = { ...FILE, ...declares('in-process') };
    expect(judged(options, { nodes: node({ heard: 1090 }), at: 1110 }))
      .toEqual(['unknown nodes: pod shop/api-1, container app']);
    const withoutLease = node({ heard: 1090 }).slice(0, 1);
    expect(judged(options, { nodes: withoutLease, at: 1140 }))
      .toEqual(['unknown nodes: pod shop/api-1, container app']);
    expect(judged(options, { nodes: withoutLease, at: 1151 })).toEqual([]);
  });
});

describe('other containers', () => {
  const status = (list: string, name: string, state: object) => ({ status: { [list]: [{ name, state }] } });

  test('an init container that has ended holds nothing; one that runs does', () => {
    const spec = { initContainers: [{ name: 'migrate', ...ENV.container }] };
    const ended = { terminated: { exitCode: 0, startedAt: time(105) } };
    expect(judged({ spec, ...status('initContainerStatuses', 'migrate', ended) })).toEqual([]);
    const runs = { running: { startedAt: time(105) } };
    expect(judged({ spec, ...status('initContainerStatuses', 'migrate', runs) }))
      .toEqual(['api-1 migrate started-before']);
  });

  test('a sidecar starts again after it has ended', () => {
    const spec = { initContainers: [{ name: 'proxy', restartPolicy: 'Always', ...ENV.container }] };
    const ended = { terminated: { exitCode: 0, startedAt: time(105) } };
    expect(judged({ spec, ...status('initContainerStatuses', 'proxy', ended) }, { at: 1010 }))
      .toEqual(['api-1 proxy may-start until 1131']);
  });

  test('an ephemeral container holds what it started with, and is ended with its pod', () => {
    const spec = { ephemeralContainers: [{ name: 'debug', ...ENV.container }] };
    const runs = { running: { startedAt: time(105) } };
    const { holders } = look([
      secret(), pod({ spec, ...status('ephemeralContainerStatuses', 'debug', runs) }), ...node(),
    ]);
    expect(holders.map(({ container, commands }) => [container, commands]))
      .toEqual([['debug', ['kubectl delete pod/api-1 -n shop']]]);
  });

  test('a container that does not start again holds nothing', () => {
    const ended = { terminated: { exitCode: 0, startedAt: time(105) } };
    expect(judged({ ...ENV, spec: { restartPolicy: 'Never' }, ...status('containerStatuses', 'app', ended) }))
      .toEqual([]);
  });

  test('a copy of an init container is as old as its pod', () => {
    const options = (started: number, created = 100) => ({
      created,
      spec: {
        volumes: [{ name: 'db', secret: { secretName: 'db' } }, { name: 'copy', emptyDir: {} }],
        initContainers: [{
          name: 'copy',
          command: ['cp', '/in/password', '/out/password'],
          volumeMounts: [{ name: 'db', mountPath: '/in' }, { name: 'copy', mountPath: '/out' }],
        }],
      },
      container: { volumeMounts: [{ name: 'copy', mountPath: '/etc/db' }] },
      status: {
        initContainerStatuses: [{ name: 'copy', state: { terminated: { exitCode: 0, startedAt: time(started) } } }],
        containerStatuses: [{ name: 'app', state: { running: { startedAt: time(4000) } } }],
      },
    });
    expect(judged(options(105))).toEqual(['api-1 app old-copy']);
    expect(judged(options(1100))).toEqual(['api-1 app old-copy']);
    expect(judged(options(1002, 1001))).toEqual([]);
  });
});

describe('pods', () => {
  test('one that has ended holds nothing', () => {
    expect(judged({ ...ENV, status: { phase: 'Succeeded' } })).toEqual([]);
  });

  test('one that is being deleted holds the value until it is gone', () => {
    expect(judged({ ...ENV, metadata: { deletionTimestamp: time(5020) } })).toEqual(['api-1 app ending until 5020']);
  });

  test('one that no node has holds nothing yet', () => {
    expect(judged({ ...ENV, node: '', started: null })).toEqual([]);
  });

  test('one that vanishes without a sign of its end holds the value for as long as its processes may take', () => {
    const sightings = new Sightings();
    const objects = [secret(), pod({ ...ENV, spec: { terminationGracePeriodSeconds: 60 } }), ...node()];
    expect(verdict(look(objects, { at: 2000, sightings }))).toEqual(['api-1 app started-before']);
    const at = (heard: number) => [objects[0], ...node({ heard })];
    expect(verdict(look(at(2069), { at: 2005, sightings }))).toEqual(['api-1 app vanished until 2070']);
    expect(verdict(look(at(2070), { at: 2071, sightings }))).toEqual([]);
  });

  test('one that was being deleted has ended when it is gone', () => {
    const sightings = new Sightings();
    const objects = [secret(), pod({ ...ENV, metadata: { deletionTimestamp: time(2020) } }), ...node()];
    look(objects, { at: 2000, sightings });
    expect(verdict(look([objects[0], ...node()], { at: 2005, sightings }))).toEqual([]);
  });

  test('one that vanishes from a node that does not answer may run on', () => {
    const sightings = new Sightings();
    look([secret(), pod(ENV), ...node()], { at: 2000, sightings });
    const silent = [secret(), ...node({ ready: 'Unknown' })];
    expect(verdict(look(silent, { at: 9000, sightings })))
      .toEqual(['unknown nodes: node node-1', 'unknown nodes: pod shop/api-1']);
    expect(verdict(look(silent, { at: 9000, sightings, off: ['node-1'] }))).toEqual([]);
  });
});

describe('nodes', () => {
  const restarted = { ...ENV, started: 1200 };

  test('one that does not answer may run what was deleted, and what has started again may not have', () => {
    expect(judged(restarted, { nodes: node({ ready: 'Unknown' }) }))
      .toEqual(['unknown nodes: node node-1', 'unknown nodes: pod shop/api-1, container app']);
  });

  test('one that is switched off runs nothing', () => {
    expect(judged({ ...ENV }, { nodes: node({ ready: 'Unknown' }), off: ['node-1'] })).toEqual([]);
    const taints = [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }];
    expect(judged({ ...ENV }, { nodes: node({ ready: 'Unknown', taints }) })).toEqual([]);
  });

  test('one whose clock is ahead notes starts too late', () => {
    expect(judged(restarted, { nodes: node({ ahead: 100 }) })).toEqual(['api-1 app started-close']);
    expect(judged(restarted, { nodes: node({ ahead: -100 }) })).toEqual([]);
  });

  test('what was not read of nodes is not known, but for pods from after the change', () => {
    expect(judged(restarted, { nodes: [] }))
      .toEqual(['unknown nodes: nodes', 'unknown clock: pod shop/api-1, container app']);
    expect(judged({ ...ENV, created: 1001, started: 1002 }, { nodes: [], accepted: ['nodes'] })).toEqual([]);
  });

  test('one whose Lease is old does not answer, whatever its status says', () => {
    expect(judged(restarted, { nodes: node({ heard: 4949 }) }))
      .toEqual(['unknown nodes: node node-1', 'unknown nodes: pod shop/api-1, container app']);
  });

  test('one that has just come back may still run what was deleted meanwhile; a new one has nothing', () => {
    expect(judged({}, { nodes: node({ turned: 4911 }) })).toEqual(['unknown nodes: node node-1']);
    expect(judged({}, { nodes: node({ turned: 4910 }) })).toEqual([]);
    expect(judged({}, { at: 620, nodes: node({ turned: 600, heard: 620 }) })).toEqual([]);
  });

  test('a pod of a node that is not there any more is not known', () => {
    expect(judged(restarted, { nodes: node({ name: 'node-2' }) }))
      .toEqual(['unknown nodes: pod shop/api-1, container app']);
  });
});

describe('changes', () => {
  test('a Secret that does not tell when it changed is not known, unless the user tells', () => {
    const silent = { ...secret() as any, metadata: { ...(secret() as any).metadata, managedFields: undefined } };
    const objects = [silent, pod({ ...ENV, started: 1200 }), ...node()];
    expect(verdict(look(objects))).toEqual(['unknown change: Secret shop/db']);
    expect(verdict(look(objects, { changedAt: ZERO + CHANGED * 1000 }))).toEqual([]);
  });

  test('one that has not changed since a time waits, and all its users hold the old value', () => {
    expect(verdict(look([secret(), pod({ ...ENV, created: 1100 }), ...node()], { since: ZERO + 1_500_000 })))
      .toEqual(['Secret shop/db waits', 'api-1 app not-changed']);
  });

  test('an immutable one is held by whoever names it', () => {
    const objects = [secret({ password: 10 }, { immutable: true }), pod({ ...ENV, created: 2000 }), ...node()];
    expect(verdict(look(objects))).toEqual(['api-1 app immutable']);
    expect(isOver(look([objects[0], ...node()]))).toBe(true);
  });

  test('one that was deleted is held by whoever names it', () => {
    expect(verdict(look([pod({ ...ENV, created: 2000 }), ...node()]))).toEqual(['api-1 app immutable']);
  });

  const made = (more: object = {}) => ({
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'db', namespace: 'shop', generation: 2 },
    spec: {
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'db' },
      data: [{ secretKey: 'password', remoteRef: { key: 'shop/db', property: 'password' } }],
    },
    ...more,
  });

  test('a value that begins in a store needs the time of its change there', () => {
    const objects = [secret(), made(), pod({ ...ENV, created: 1100, started: 1101 }), ...node()];
    expect(verdict(look(objects))).toEqual(['unknown change: shop/db']);
    expect(verdict(look(objects, { since: ZERO + 990_000 }))).toEqual([]);
    const waits = look(objects, { since: ZERO + 1_001_000 });
    expect(verdict(waits)).toEqual(['Secret shop/db waits', 'api-1 app not-changed']);
    expect(waits.changes[0].commands)
      .toEqual(['kubectl annotate externalsecret.external-secrets.io/db -n shop force-sync="$(date +%s)" --overwrite']);
  });

  test('a controller that cannot do its part is named, by its reason alone', () => {
    const conditions = [{ type: 'Ready', status: 'False', reason: 'SecretSyncedError', message: 'hunter2' }];
    const [change] = look([secret(), made({ status: { conditions } }), ...node()], { since: ZERO + 2_000_000 }).changes;
    expect(change.waitsFor).toBe('Secret shop/db has not changed since 2026-03-04T05:33:20Z. ExternalSecret shop/db is '
      + 'not ready: SecretSyncedError.');
  });

  test('a controller that has not seen the last change of its object is waited for', () => {
    const sealed = {
      apiVersion: 'bitnami.com/v1alpha1',
      kind: 'SealedSecret',
      metadata: { name: 'db', namespace: 'shop', generation: 3 },
      spec: { encryptedData: { password: 'x' } },
      status: { observedGeneration: 2 },
    };
    expect(verdict(look([secret(), sealed, ...node()]))).toEqual(['Secret shop/db waits']);
  });

  test('a certificate that is being issued is waited for', () => {
    const certificate = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'db', namespace: 'shop' },
      spec: { secretName: 'db', issuerRef: { name: 'ca' } },
      status: { conditions: [{ type: 'Issuing', status: 'True' }] },
    };
    expect(verdict(look([secret(), certificate, ...node()]))).toEqual(['Secret shop/db waits']);
  });
});

test('a controller that reads the Secret is not known, unless the user answers for it', () => {
  const ingress = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { tls: [{ secretName: 'db' }] },
  };
  const objects = [secret(), ingress, ...node()];
  expect(verdict(look(objects, { target: 'db' }))).toEqual(['unknown controllers: Ingress shop/web']);
  expect(verdict(look(objects, { target: 'db', accepted: ['controllers'] }))).toEqual([]);
});

test('a pod from before the change whose account may read the Secret by its name is not known', () => {
  const rbac = (kind: string, more: object) =>
    ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'read', namespace: 'shop' }, ...more });
  const objects = (resourceNames: string[] | undefined, created: number) => [
    secret(),
    rbac('Role', { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames }] }),
    rbac('RoleBinding', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'read' },
      subjects: [{ kind: 'ServiceAccount', name: 'worker', namespace: 'shop' }],
    }),
    pod({ created, spec: { serviceAccountName: 'worker' } }),
    ...node(),
  ];
  const found = look(objects(['db'], 100));
  expect(verdict(found)).toEqual(['unknown readers: pod shop/api-1']);
  expect(found.unknowns[0].text).toContain('kubectl delete pod/api-1 -n shop');
  expect(verdict(look(objects(['db'], 1001)))).toEqual([]);
  // Controllers may read all of them, and read them again.
  expect(verdict(look(objects(undefined, 100)))).toEqual([]);
});

test('the command that ends it is that of what keeps the pods; what is declared there holds for them', () => {
  const owner = (kind: string, name: string) =>
    ({ ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }] });
  const workload = (kind: string, name: string, more: object, spec: object = {}) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'shop', ...more },
    spec: { selector: { matchLabels: { app: 'api' } }, template: { spec: { containers: [{ name: 'app' }] } }, ...spec },
  });
  const made = (options: PodOptions, more: object = {}, spec: object = {}) => look([
    secret(),
    workload('Deployment', 'api', more, spec),
    workload('ReplicaSet', 'api-5', owner('Deployment', 'api')),
    pod({ ...options, metadata: owner('ReplicaSet', 'api-5') }),
    ...node(),
  ]);
  expect(made(ENV, {}, { paused: true }).holders.map(({ commands, workload: by }) => [by?.kind, commands])).toEqual([[
    'Deployment',
    [
      'kubectl rollout resume deployment/api -n shop',
      'kubectl rollout restart deployment/api -n shop',
      'kubectl rollout status deployment/api -n shop --timeout=10m',
    ],
  ]]);
  expect(verdict(made(FILE, { annotations: { 'cdk8s-strongbox/reload': 'in-process' } }))).toEqual([]);
});

describe('files of the Secrets Store CSI driver', () => {
  const provider = PROVIDER_CLASS;
  const mounted = {
    spec: {
      volumes: [{
        name: 'db',
        csi: { driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: 'db' } },
      }],
    },
    container: { volumeMounts: [{ name: 'db', mountPath: '/etc/db' }] },
  };
  interface Note {
    readonly of?: string;
    readonly created?: number;
    readonly version?: string;
    readonly more?: readonly object[];
  }
  const status = (at: number, { of = 'api-1', created = 101, version = '2', more = [] }: Note = {}) => ({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClassPodStatus',
    metadata: {
      name: `${of}-shop-db`,
      namespace: 'shop',
      creationTimestamp: time(created),
      ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: of, uid: `uid-of-${of}` }],
      managedFields: [
        { manager: 'csi-secrets-store', operation: 'Update', time: time(at), fieldsV1: { 'f:status': {} } }, ...more,
      ],
    },
    status: { podName: of, secretProviderClassName: 'db', objects: [{ id: 'password', version }] },
  });
  const options: LookOptions = { target: 'store:secret/data/shop/db', since: ZERO + CHANGED * 1000 };
  const found = (more: PodOptions, ...objects: object[]) =>
    verdict(look([provider, pod({ ...mounted, ...more }), ...objects, ...node()], options));
  const declared = { metadata: { annotations: { 'cdk8s-strongbox/reload': 'SecretProviderClass/db=in-process' } } };

  test('are of before until the status of the mount is younger', () => {
    expect(found({}, status(500))).toEqual(['api-1 app not-fetched']);
    expect(found({}, status(999))).toEqual(['api-1 app not-fetched']);
    expect(found({}, status(1100))).toEqual(['unknown reload: pod shop/api-1, container app']);
    expect(found(declared, status(1100))).toEqual([]);
  });

  test('that are declared to be read again have ten seconds for it, unless the container started since', () => {
    const after = (seconds: number, more: PodOptions = declared) => verdict(look(
      [provider, pod({ ...mounted, ...more }), status(1100), ...node()], { ...options, at: 1100 + seconds },
    ));
    expect(after(1)).toEqual(['api-1 app reads-again until 1110']);
    expect(after(10)).toEqual([]);
    expect(after(2, { ...declared, started: 1101 })).toEqual([]);
  });

  test('are not known to be new where they were fetched right after the change, until a version shows it', () => {
    expect(found(declared, status(1010))).toEqual(['api-1 app fetched-close']);
    const later = [pod({ ...mounted, ...declared, name: 'api-2' }), status(1100, { of: 'api-2' })];
    expect(found(declared, status(1010), ...later)).toEqual([]);
    const young = [
      pod({ ...mounted, ...declared, name: 'api-2', created: 1002 }), status(1004, { of: 'api-2', created: 1004 }),
    ];
    expect(found(declared, status(1010), ...young)).toEqual([]);
    expect(found(declared, status(1010, { version: '1' }), ...young)).toEqual(['api-1 app fetched-close']);
    // A provider that gives all values one version has the same one for a mount that was made with the old value.
    expect(found(declared, status(1010, { created: 1010 }), ...young)).toEqual(['api-1 app fetched-close']);
    expect(found(declared, status(1000), ...young)).toEqual(['api-1 app fetched-close']);
  });

  test('are of before where somebody else has written to the status since, or it is of an earlier pod', () => {
    const annotated = { manager: 'kubectl', time: time(1100), fieldsV1: { 'f:metadata': { 'f:annotations': {} } } };
    expect(found(declared, status(500, { more: [annotated] }))).toEqual(['api-1 app not-fetched']);
    const other = status(1100);
    other.metadata.ownerReferences[0].uid = 'uid-of-another';
    expect(found(declared, other)).toEqual(['unknown fetch: pod shop/api-1, container app']);
  });

  test('are not known in a pod with two volumes of the class, which share a status', () => {
    const spec = {
      volumes: ['db', 'again'].map((name) => ({ ...mounted.spec.volumes[0], name })),
    };
    const container = { volumeMounts: ['db', 'again'].map((name) => ({ name, mountPath: `/etc/${name}` })) };
    expect(found({ ...declared, spec, container }, status(1100))).toEqual([
      'unknown fetch: pod shop/api-1, container app', 'unknown fetch: pod shop/api-1, container app',
    ]);
  });

  test('that a process shows to have read prove nothing where they were written right after the change', () => {
    const read = (name: string) => ({
      metadata: { annotations: { 'cdk8s-strongbox/read': `SecretProviderClass/db=..2026_03_04_05_${name}.1` } },
    });
    expect(found(read('16_50'), status(1100))).toEqual(['unknown reload: pod shop/api-1, container app']);
    expect(found(read('18_18'), status(1100))).toEqual([]);
  });

  test('are fetched at once in a pod whose annotations change, unless that is too early or the driver does not', () => {
    const commandsAt = (at: number, more: PodOptions, ...objects: object[]) =>
      look([provider, pod({ ...mounted, ...more }), status(500), ...objects, ...node()], { ...options, at })
        .holders.map(({ commands }) => commands);
    const annotate = 'kubectl annotate pod/api-1 -n shop cdk8s-strongbox/rotated="$(date +%s)" --overwrite';
    expect(commandsAt(1010, {})).toEqual([[]]);
    expect(commandsAt(1040, {})).toEqual([[annotate]]);
    const managedFields = (at: number) =>
      [{ manager: 'kubectl', time: time(at), fieldsV1: { 'f:metadata': { 'f:annotations': {} } } }];
    expect(commandsAt(1040, { metadata: { managedFields: managedFields(1020) } })).toEqual([[annotate]]);
    const remove = 'kubectl delete pod/api-1 -n shop';
    expect(commandsAt(1100, { metadata: { managedFields: managedFields(1050) } })).toEqual([[remove]]);
    const args = ['--provider-volume=/providers'];
    const driver = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'driver', namespace: 'kube-system' },
      spec: { template: { spec: { containers: [{ name: 'driver', args }] } } },
    };
    expect(commandsAt(1040, {}, driver)).toEqual([[remove]]);
  });

  test('are not known without a status, and new in a new pod', () => {
    expect(found({})).toEqual(['unknown fetch: pod shop/api-1, container app']);
    expect(found({ created: 1001, started: 1002 })).toEqual([]);
  });

  describe('and their copy in a Secret', () => {
    const copying = {
      ...provider,
      spec: {
        ...provider.spec,
        secretObjects: [{ secretName: 'copy', type: 'Opaque', data: [{ objectName: 'password', key: 'password' }] }],
      },
    };
    const copy = (at: number) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'copy',
        namespace: 'shop',
        creationTimestamp: time(100),
        labels: { 'secrets-store.csi.k8s.io/managed': 'true' },
        managedFields: [{
          manager: 'csi-secrets-store',
          operation: 'Update',
          time: time(at),
          fieldsV1: { 'f:data': { 'f:password': {} } },
        }],
      },
    });
    const reads = (name: string, started: number, created = 100) => pod({
      name,
      created,
      started,
      container: { env: [{ name: 'PW', valueFrom: { secretKeyRef: { name: 'copy', key: 'password' } } }] },
    });
    const lookAt = (at: number, sightings: Sightings | undefined, ...objects: object[]) =>
      look([copying, ...objects, ...node()], { ...options, target: 'copy/password', at, sightings });
    const files = (name: string, created = 100) => pod({ ...mounted, ...declared, name, created });

    test('are not settled while a pod has files of before, which the driver copies again', () => {
      const sightings = new Sightings();
      const both = [files('api-1'), files('api-2'), reads('env', 1500)];
      const behind = lookAt(1200, sightings, ...both, copy(1190), status(1100), status(500, { of: 'api-2' }));
      expect(verdict(behind)).toEqual(['Secret shop/copy waits', 'env app not-changed', 'api-2 app not-fetched']);
      expect(behind.changes[0].waitsFor).toContain('api-2 may have files of SecretProviderClass shop/db from before');
      const fetched = [...both, status(1100), status(1210, { of: 'api-2' })];
      const unsettled = lookAt(1300, sightings, ...fetched, copy(1290));
      expect(verdict(unsettled)).toEqual(['Secret shop/copy waits', 'env app not-changed']);
      expect(unsettled.changes[0].commands).toEqual([
        'kubectl annotate secretproviderclasspodstatus/api-1-shop-db -n shop cdk8s-strongbox/rotated="$(date +%s)" '
          + '--overwrite',
      ]);
      expect(verdict(lookAt(1310, sightings, ...fetched, copy(1305)))).toEqual([]);
      // The driver writes the same again every five minutes.
      expect(verdict(lookAt(1700, sightings, ...fetched, copy(1600)))).toEqual([]);
      expect(verdict(lookAt(1700, sightings, ...fetched, copy(1600), reads('early', 1350)))).toEqual([
        'early app started-close',
      ]);
    });

    test('are told of the last fetch where no proof is needed', () => {
      const objects = [files('api-1'), status(1100), copy(4000), reads('env', 2000)];
      const known = look([copying, ...objects, ...node()], { target: 'copy/password', isProof: false });
      expect(known.changes.map(({ at: changed }) => changed)).toEqual([ZERO + 1130 * 1000]);
      expect(verdict(known)).toEqual([]);
    });
  });
});
