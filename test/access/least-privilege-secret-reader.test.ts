import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  LeastPrivilegeSecretReader, MountSource, ReloadStrategy, RotatingVolumeMount, VaultSecretProvider,
} from '../../src';
import { expectValidManifests } from '../support/kubernetes-schema';
import {
  podSpecOf,
  synthErrors,
  synthOne,
  testChart,
  TestWorkload,
  WORKLOAD_KINDS,
  workloadOfKind,
} from '../support/workloads';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';

const imported = (chart: Chart, name: string) => kplus.Secret.fromSecretName(chart, `Imported-${name}`, name);

function reader(chart: Chart, names: string[] = ['db'], id = 'Reader'): LeastPrivilegeSecretReader {
  return new LeastPrivilegeSecretReader(chart, id, { secrets: names.map((name) => imported(chart, name)) });
}

const api = (chart: Chart, props: kplus.DeploymentProps = {}, id = 'Api') =>
  new kplus.Deployment(chart, id, { containers: [{ image: 'a', name: 'api' }], ...props });

test('snapshot: get on names, for a service account without automatic tokens', () => {
  const chart = testChart('shop');
  new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [imported(chart, 'db')], metadata: { name: 'worker' } });
  const manifests = Testing.synth(chart);
  expectValidManifests(manifests);
  expect(manifests).toMatchSnapshot();
});

test('names are sorted and unique, in one rule', () => {
  const chart = testChart();
  const secrets = [
    imported(chart, 'b'),
    imported(chart, 'a'),
    new kplus.Secret(chart, 'Own', { metadata: { name: 'b' } }),
  ];
  const it = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets });
  expect(it.secretNames).toEqual(['a', 'b']);
  expect(synthOne(chart, 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['a', 'b'], verbs: ['get'] },
  ]);
});

test('list and watch of the names are added where an informer needs them', () => {
  const chart = testChart();
  new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [imported(chart, 'db')], listAndWatchByName: true });
  expect(synthOne(chart, 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs: ['get', 'list', 'watch'] },
  ]);
});

test('ConfigMaps have a rule, beside Secrets or alone', () => {
  const chart = testChart();
  const configMaps = ['b', 'a', 'b'].map((name, index) => kplus.ConfigMap.fromConfigMapName(chart, `${index}`, name));
  const it = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [imported(chart, 'db')], configMaps });
  expect(it.configMapNames).toEqual(['a', 'b']);
  const ofConfigMaps = { apiGroups: [''], resources: ['configmaps'], resourceNames: ['a', 'b'], verbs: ['get'] };
  expect(synthOne(chart, 'Role').rules).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs: ['get'] }, ofConfigMaps,
  ]);
  const alone = testChart();
  const only = new LeastPrivilegeSecretReader(alone, 'Reader', { configMaps });
  expect(only.secretNames).toEqual([]);
  expect(synthOne(alone, 'Role').rules).toEqual([ofConfigMaps]);
});

test('ConfigMaps and Secrets are of one namespace, by their names', () => {
  const root = Testing.app();
  const chart = new Chart(root, 'shop', { namespace: 'shop' });
  const other = new Chart(root, 'other', { namespace: 'other' });
  const secrets = [new kplus.Secret(chart, 'Db', { metadata: { name: 'db' } })];
  const configMaps = [new kplus.ConfigMap(other, 'Settings', { metadata: { name: 'settings' } })];
  expect(() => new LeastPrivilegeSecretReader(chart, 'Reader', { secrets, configMaps })).toThrow(
    'shop/Reader: Secret "db" is in namespace "shop" and ConfigMap "settings" in "other"; a role reaches one namespace',
  );
  expect(() => new LeastPrivilegeSecretReader(chart, 'Reader', { configMaps: 'settings' as any })).toThrow(
    'shop/Reader: configMaps is not a list of ConfigMaps; give a VersionedConfigMap for each, or '
      + 'kplus.ConfigMap.fromConfigMapName(…)',
  );
  const wild = kplus.ConfigMap.fromConfigMapName(chart, 'Wild', 'app-*');
  expect(() => new LeastPrivilegeSecretReader(chart, 'Reader', { configMaps: [wild] })).toThrow(
    '"app-*" is a wildcard, which RBAC does not know in names of objects; name each ConfigMap',
  );
});

test('the three objects share a generated name, and the binding refers to the others', () => {
  const chart = testChart('shop');
  const it = reader(chart);
  const [role, account, binding] = ['Role', 'ServiceAccount', 'RoleBinding'].map((kind) => synthOne(chart, kind));
  expect([role, account, binding].map(({ metadata }) => metadata)).toEqual(
    Array(3).fill({ name: it.roleName, namespace: 'shop' }),
  );
  expect(binding.roleRef).toEqual({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: it.roleName });
  expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: it.serviceAccount.name, namespace: 'shop' }]);
  expect(account.automountServiceAccountToken).toBe(false);
});

test('labels and annotations go to all three', () => {
  const chart = testChart();
  new LeastPrivilegeSecretReader(chart, 'Reader', {
    secrets: [imported(chart, 'db')],
    metadata: { labels: { team: 'pay' }, annotations: { note: 'x' } },
  });
  for (const manifest of Testing.synth(chart)) {
    expect(manifest.metadata).toMatchObject({ labels: { team: 'pay' }, annotations: { note: 'x' } });
  }
});

test('everything is in the namespace of the Secrets, wherever the reader is made', () => {
  const root = Testing.app();
  const vault = new Chart(root, 'vault', { namespace: 'vault' });
  const chart = new Chart(root, 'app', { namespace: 'shop' });
  new LeastPrivilegeSecretReader(chart, 'Reader', {
    secrets: [new kplus.Secret(vault, 'Db'), imported(chart, 'other')],
  });
  expect(Testing.synth(chart).map((manifest: any) => manifest.metadata.namespace)).toEqual(['vault', 'vault', 'vault']);
});

test('a Secret that says its namespace itself is believed', () => {
  const chart = testChart('shop');
  const handle = Object.assign(imported(chart, 'db'), { namespaceName: 'vault' });
  new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [handle] });
  expect(synthOne(chart, 'Role').metadata.namespace).toBe('vault');
});

test('without any namespace, the manifests leave it to whoever applies them', () => {
  const chart = testChart();
  reader(chart);
  const manifests = Testing.synth(chart);
  expectValidManifests(manifests);
  expect(synthOne(chart, 'RoleBinding').subjects[0].namespace).toBeUndefined();
});

test('the namespace may be given where the Secrets have the same', () => {
  const chart = testChart('shop');
  const secret = new kplus.Secret(chart, 'Db');
  new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret], metadata: { namespace: 'shop' } });
  expect(synthOne(chart, 'Role').metadata.namespace).toBe('shop');
});

test('the namespace may be given for imported Secrets', () => {
  const chart = testChart('shop');
  new LeastPrivilegeSecretReader(chart, 'Reader', {
    secrets: [imported(chart, 'db')],
    metadata: { namespace: 'vault' },
  });
  expect(synthOne(chart, 'Role').metadata.namespace).toBe('vault');
});

test('the service account works wherever cdk8s-plus takes one', () => {
  const chart = testChart('shop');
  const { serviceAccount } = reader(chart);
  api(chart, { serviceAccount });
  const role = new kplus.Role(chart, 'More', { rules: [] });
  role.allowRead(kplus.ApiResource.CONFIG_MAPS);
  role.bind(serviceAccount);
  expect(podSpecOf(synthOne(chart, 'Deployment')).serviceAccountName).toBe(serviceAccount.name);
  const bindings = Testing.synth(chart).filter(({ kind }: any) => kind === 'RoleBinding');
  expect(bindings.map(({ subjects }: any) => subjects[0].name)).toEqual([serviceAccount.name, serviceAccount.name]);
  expectValidManifests(bindings);
  expect(serviceAccount).toMatchObject({
    apiVersion: 'v1',
    apiGroup: '',
    kind: 'ServiceAccount',
    resourceType: 'serviceaccounts',
    resourceName: serviceAccount.name,
  });
  expect((serviceAccount as kplus.ServiceAccount).asApiResource()).toBe(serviceAccount);
  expect((serviceAccount as kplus.ServiceAccount).asNonApiResource()).toBeUndefined();
});

describe('refused Secrets', () => {
  const made = (secrets: (chart: Chart) => kplus.ISecret[], metadata = {}) => {
    const chart = testChart('shop');
    return () => new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: secrets(chart), metadata });
  };

  test('none', () => {
    expect(made(() => [])).toThrow(
      'payments/Reader: no Secrets are given, nor ConfigMaps, and an RBAC rule without names would allow all in the '
        + 'namespace; name at least one',
    );
  });

  test.each(['*', 'db-*'])('wildcard %s', (name) => {
    expect(made((chart) => [imported(chart, name)])).toThrow(
      `payments/Reader: "${name}" is a wildcard, which RBAC does not know in names of objects; name each Secret`,
    );
  });

  test.each<[string, any]>([
    ['names', ['db']],
    ['one Secret', { name: 'db' }],
    ['a hole', [undefined]],
  ])('%s instead of Secrets', (_, secrets) => {
    expect(made(() => secrets)).toThrow(
      'payments/Reader: secrets is not a list of Secrets; give a SecureSecret for each, or '
        + 'kplus.Secret.fromSecretName(…) for one by name',
    );
  });

  test('a given name or namespace that is invalid', () => {
    expect(made((chart) => [imported(chart, 'db')], { name: 'Db Reader' })).toThrow(
      'payments/Reader: "Db Reader" (9 characters) is not a valid object name',
    );
    expect(made((chart) => [imported(chart, 'db')], { namespace: 'a.b' })).toThrow(
      'payments/Reader: "a.b" is not a valid namespace',
    );
  });

  test.each(['', ' ', 'Db'])('name %j', (name) => {
    expect(made((chart) => [imported(chart, name)])).toThrow('is not a valid object name');
  });

  test('in two namespaces', () => {
    expect(
      made((chart) => [
        new kplus.Secret(chart, 'A', { metadata: { name: 'a', namespace: 'one' } }),
        new kplus.Secret(chart, 'B', { metadata: { name: 'b', namespace: 'two' } }),
      ]),
    ).toThrow(
      'payments/Reader: Secret "a" is in namespace "one" and Secret "b" in "two"; a role reaches one namespace, so '
        + 'make a reader for each',
    );
  });

  test('in another namespace than the metadata', () => {
    expect(
      made((chart) => [new kplus.Secret(chart, 'A', { metadata: { name: 'a' } })], { namespace: 'other' }),
    ).toThrow(
      'payments/Reader: metadata sets namespace "other", but Secret "a" is in "shop"; a role reads objects in '
        + 'the same namespace only',
    );
  });

  test('nothing is emitted by a refused reader', () => {
    const chart = testChart();
    expect(() => reader(chart, ['*'])).toThrow();
    expect(Testing.synth(chart)).toEqual([]);
  });
});

describe('attachTo', () => {
  test.each(WORKLOAD_KINDS)(
    '%s: service account, no automatic token, and an expiring one where client libraries look',
    (kind) => {
      const chart = testChart('shop');
      const workload = workloadOfKind(kind, chart, 'Work', { initContainers: [{ name: 'init', image: 'i' }] });
      const it = reader(chart);
      it.attachTo(workload);
      expectValidManifests(Testing.synth(chart));
      const pod = podSpecOf(synthOne(chart, kind));
      expect(pod.serviceAccountName).toBe(it.serviceAccount.name);
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext.fsGroup).toBe(65532);
      for (const container of [...pod.containers, ...pod.initContainers]) {
        expect(container.volumeMounts).toEqual([{ name: 'reader', mountPath: TOKEN_PATH, readOnly: true }]);
      }
      expect(pod.volumes).toEqual([
        {
          name: 'reader',
          projected: {
            defaultMode: 288,
            sources: [
              { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
              { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
              {
                downwardAPI: {
                  items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
                },
              },
            ],
          },
        },
      ]);
    },
  );

  test.each(['Pod', 'Deployment'] as const)(
    'a %s comes after its service account: the API server refuses a Pod without it, and a controller tries again',
    (kind) => {
      const chart = testChart('shop');
      const workload = workloadOfKind(kind, chart, 'Work');
      reader(chart).attachTo(workload);
      expect(Testing.synth(chart).map((manifest) => manifest.kind)).toEqual(
        ['Role', 'ServiceAccount', 'RoleBinding', kind],
      );
    });

  test('a workload of another cdk8s-plus gets the same token volume', () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
    const kplus33 = require('cdk8s-plus-33');
    const volumes = [kplus, kplus33].map((library) => {
      const chart = testChart();
      const workload = new library.Deployment(chart, 'Api', { containers: [{ image: 'a' }] });
      reader(chart).attachTo(workload);
      return podSpecOf(synthOne(chart, 'Deployment')).volumes;
    });
    expect(volumes[1]).toEqual(volumes[0]);
  });

  const tokenOf = (chart: Chart) =>
    podSpecOf(synthOne(chart, 'Deployment')).volumes[0].projected.sources[0].serviceAccountToken;

  test('expiration and audience are as given', () => {
    const chart = testChart();
    reader(chart).attachTo(api(chart), { expiration: Duration.minutes(10), audience: 'vault' });
    expect(tokenOf(chart)).toEqual({ path: 'token', expirationSeconds: 600, audience: 'vault' });
  });

  test.each([
    [Duration.seconds(599), 599],
    [Duration.millis(600_500), 600.5],
    [Duration.days(60_000), 5_184_000_000],
  ])('an expiration of %s is refused', (expiration, seconds) => {
    const chart = testChart();
    expect(() => reader(chart).attachTo(api(chart), { expiration })).toThrow(
      `payments/Reader: the token expiration of ${seconds} s is not a whole number of seconds from 600 (10 minutes) `
        + 'to 4294967296',
    );
  });

  test('a blank audience is refused', () => {
    const chart = testChart();
    expect(() => reader(chart).attachTo(api(chart), { audience: ' ' })).toThrow(
      'payments/Reader: the audience is blank; leave it out for the API server',
    );
  });

  test('only named containers get the token, and fsGroup is as given', () => {
    const chart = testChart();
    const workload = api(chart, { containers: [{ image: 'a', name: 'api' }, { image: 'b', name: 'proxy' }] });
    reader(chart).attachTo(workload, { containers: ['api'], fsGroup: 2000 });
    const pod = podSpecOf(synthOne(chart, 'Deployment'));
    expect(pod.containers.map(({ volumeMounts }: any) => volumeMounts?.length)).toEqual([1, undefined]);
    expect(pod.securityContext.fsGroup).toBe(2000);
  });

  test('several workloads can be attached', () => {
    const chart = testChart();
    const it = reader(chart);
    const workloads = ['One', 'Two'].map((id) => api(chart, {}, id));
    workloads.forEach((workload) => it.attachTo(workload));
    expect(
      Testing.synth(chart)
        .filter(({ kind }: any) => kind === 'Deployment')
        .map((manifest: any) => podSpecOf(manifest).serviceAccountName),
    ).toEqual([it.roleName, it.roleName]);
  });

  test('works beside a mount of the same workload, in either order', () => {
    const build = (order: ((chart: Chart, workload: TestWorkload) => void)[]) => {
      const chart = testChart();
      const workload = api(chart);
      order.forEach((step) => step(chart, workload));
      expectValidManifests(Testing.synth(chart));
      const pod = podSpecOf(synthOne(chart, 'Deployment'));
      return {
        fsGroup: pod.securityContext.fsGroup,
        volumes: pod.volumes.map(({ name }: any) => name).sort(),
        account: pod.serviceAccountName,
      };
    };
    const attach = (chart: Chart, workload: TestWorkload) => reader(chart).attachTo(workload);
    const mount = (chart: Chart, workload: TestWorkload) => {
      new RotatingVolumeMount(chart, 'Db', { workload, source: MountSource.secret('db'), mountPath: '/etc/db' });
    };
    expect(build([attach, mount])).toEqual(build([mount, attach]));
    expect(build([attach, mount])).toMatchObject({ fsGroup: 65532, volumes: ['db', 'reader'] });
  });

  test('a workload that already names this service account is fine', () => {
    const chart = testChart();
    const it = reader(chart);
    it.attachTo(api(chart, { serviceAccount: it.serviceAccount }));
    expect(podSpecOf(synthOne(chart, 'Deployment')).serviceAccountName).toBe(it.serviceAccount.name);
  });

  test('another service account is refused', () => {
    const chart = testChart();
    const own = new kplus.ServiceAccount(chart, 'Own', { metadata: { name: 'own' } });
    expect(() => reader(chart).attachTo(api(chart, { serviceAccount: own }))).toThrow(
      'payments/Reader: payments/Api already runs under service account "own", and a pod has only one; remove '
        + 'one of the two: a store takes `serviceAccount` of a LeastPrivilegeSecretReader, and one reader can read all '
        + 'Secrets of a workload',
    );
  });

  test('a second reader is refused, and the first named', () => {
    const chart = testChart();
    const workload = api(chart);
    reader(chart, ['db'], 'First').attachTo(workload);
    expect(() => reader(chart, ['tls'], 'Second').attachTo(workload)).toThrow(
      /^payments\/Second: payments\/Api already runs under service account "payments-first-[0-9a-f]+" \(payments\/First\)/,
    );
  });

  test('attaching twice is refused', () => {
    const chart = testChart();
    const workload = api(chart);
    const it = reader(chart);
    it.attachTo(workload);
    expect(() => it.attachTo(workload)).toThrow(
      'payments/Reader: is attached to payments/Api already; leave out the second call',
    );
  });

  test('a store takes the account of a reader, in either order', () => {
    for (const readerFirst of [true, false]) {
      const chart = testChart();
      const workload = api(chart);
      const it = reader(chart);
      const vault = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount: it.serviceAccount });
      const source = vault.addSecret('Password', {
        objects: [{ fileName: 'password', secretPath: 'secret/data/db', secretKey: 'password' }],
      });
      const steps = [
        () => it.attachTo(workload),
        () => void new RotatingVolumeMount(chart, 'Files', {
          workload, source, mountPath: '/etc/secrets', reload: ReloadStrategy.inProcess(),
        }),
      ];
      (readerFirst ? steps : steps.reverse()).forEach((step) => step());
      expect(podSpecOf(synthOne(chart, 'Deployment')).serviceAccountName).toBe(it.serviceAccount.name);
    }
  });

  test('automatic tokens are refused', () => {
    const chart = testChart();
    expect(() => reader(chart).attachTo(api(chart, { automountServiceAccountToken: true }))).toThrow(
      'payments/Reader: payments/Api has automountServiceAccountToken: true, which gives every container a token '
        + 'whether it needs one or not; leave it out',
    );
  });

  test('a workload of another namespace is refused', () => {
    const chart = testChart('shop');
    const it = new LeastPrivilegeSecretReader(chart, 'Reader', {
      secrets: [imported(chart, 'db')],
      metadata: { namespace: 'vault' },
    });
    expect(() => it.attachTo(api(chart))).toThrow(
      'payments/Reader: payments/Api is in namespace "shop" and this service account in "vault", but pods run under '
        + 'service accounts of the same namespace',
    );
  });

  test('a refused attachment changes nothing', () => {
    const chart = testChart();
    const workload = api(chart);
    const it = reader(chart);
    const before = Testing.synth(chart);
    expect(() => it.attachTo(workload, { containers: ['none'] })).toThrow('has no container "none"');
    expect(Testing.synth(chart)).toEqual(before);
  });

  test('a container that is added later fails at synth', () => {
    const chart = testChart();
    const workload = api(chart);
    reader(chart).attachTo(workload);
    workload.addContainer({ image: 'b', name: 'late' });
    expect(synthErrors(chart)).toContain(
      `payments/Reader: container "late" was added after the mount at ${TOKEN_PATH}`,
    );
  });
});

test('a mount by RotatingVolumeMount at the place of the token is refused', () => {
  const chart = testChart();
  expect(
    () =>
      new RotatingVolumeMount(chart, 'Db', {
        workload: api(chart),
        source: MountSource.secret('db'),
        mountPath: TOKEN_PATH,
      }),
  ).toThrow('give another directory, and use LeastPrivilegeSecretReader.attachTo for a token');
});
