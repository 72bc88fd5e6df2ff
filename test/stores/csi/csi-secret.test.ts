import { readFileSync } from 'fs';
import { join } from 'path';
import { ApiObject, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  AwsCsiObjectType,
  AwsSecretProvider,
  AzureCsiIdentity,
  AzureCsiObjectType,
  AzureSecretProvider,
  CsiSecret,
  FileMode,
  GcpCsiIdentity,
  GcpSecretProvider,
  MountSource,
  ReloadStrategy,
  RotatingVolumeMount,
  RotatingVolumeMountProps,
  VaultSecretProvider,
} from '../../../src';
import { expectValidManifests } from '../../support/kubernetes-schema';
import { projectRoot } from '../../support/package-under-test';
import { expectValidStoreManifests } from '../../support/store-schema';

const reload = ReloadStrategy.inProcess();

function make(props: Partial<kplus.DeploymentProps> = {}) {
  const app = Testing.app();
  const chart = new Chart(app, 'payments', { disableResourceNameHashes: true });
  const serviceAccount = new kplus.ServiceAccount(chart, 'Account');
  const vault = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount });
  const db = vault.addSecret('Db', {
    objects: [{ fileName: 'password', secretPath: 'secret/data/payments/db', secretKey: 'password' }],
  });
  const api = new kplus.Deployment(chart, 'Api', {
    containers: [{ image: 'api:1', name: 'api', portNumber: 8080 }],
    ...props,
  });
  const mount = (more: Partial<RotatingVolumeMountProps> = {}) =>
    new RotatingVolumeMount(chart, 'DbFiles', {
      workload: api,
      source: db,
      mountPath: '/etc/secrets/db',
      reload,
      ...more,
    });
  return { app, chart, serviceAccount, vault, db, api, mount };
}

const podSpec = (chart: Chart) => {
  const [deployment] = Testing.synth(chart).filter(({ kind }) => kind === 'Deployment');
  expectValidManifests([deployment]);
  return deployment.spec.template.spec;
};

describe('the volume', () => {
  test('snapshot: what a pod gets', () => {
    const { chart, mount } = make();
    mount();
    const {
      volumes,
      serviceAccountName,
      automountServiceAccountToken,
      securityContext,
      containers: [{ volumeMounts }],
    } = podSpec(chart);
    expect({
      volumes,
      volumeMounts,
      serviceAccountName,
      automountServiceAccountToken,
      securityContext,
    }).toMatchSnapshot();
  });

  test('has no attribute but the class: any other would override a parameter of it', () => {
    const { chart, mount, db } = make();
    mount();
    expect(podSpec(chart).volumes[0].csi).toEqual({
      driver: 'secrets-store.csi.k8s.io', readOnly: true, volumeAttributes: { secretProviderClass: db.name },
    });
  });

  test('hands static credentials to the provider by reference', () => {
    const { chart, api } = make();
    const secret = kplus.Secret.fromSecretName(chart, 'Key', 'gcp-key');
    const gcp = new GcpSecretProvider(chart, 'Gcp', { identity: GcpCsiIdentity.unsafeStaticCredentials(secret) });
    const source = gcp.addSecret('Db', {
      objects: [{ resourceName: 'projects/acme/secrets/db/versions/latest', fileName: 'password' }],
    });
    new RotatingVolumeMount(chart, 'Files', { workload: api, source, mountPath: '/etc/secrets/db', reload });
    expect(podSpec(chart).volumes[0].csi.nodePublishSecretRef).toEqual({ name: 'gcp-key' });
    const [{ spec }] = Testing.synth(chart).filter(({ metadata }) => metadata.name === source.name);
    expect(spec.parameters.auth).toBeUndefined(); // the provider refuses both
  });

  test('is a SecretProviderClass by name too', () => {
    const { chart, mount } = make();
    mount({ source: MountSource.csi('made-elsewhere') });
    expect(podSpec(chart).volumes[0].csi.volumeAttributes).toEqual({ secretProviderClass: 'made-elsewhere' });
  });

  test('gives the path of a file', () => {
    const { mount } = make();
    expect(mount().pathOf('password')).toBe('/etc/secrets/db/password');
  });

  test('Reloader watches the class', () => {
    const { chart, mount, api, db } = make();
    mount({ reload: ReloadStrategy.stakaterReloader() });
    expect(ApiObject.of(api).metadata.toJson().annotations).toEqual({
      'secretproviderclass.reloader.stakater.com/reload': db.name,
    });
    expect(podSpec(chart)).toBeDefined();
  });

  test.each<[string, Partial<RotatingVolumeMountProps>, string]>([
    [
      'paths',
      { paths: { password: 'pw' } },
      'the files of SecretProviderClass "payments-vault-db" have the names that its provider gives them',
    ],
    [
      'mode',
      { mode: FileMode.ALL_READ },
      'have the mode that its provider gives them; set mode there, and leave it out here',
    ],
    [
      'fsGroup',
      { fsGroup: 1000 },
      'fsGroup does not reach the files of SecretProviderClass "payments-vault-db", which a CSI driver writes as '
        + 'root:root; leave it out',
    ],
    [
      'other objects',
      {
        source: MountSource.projected(MountSource.csi('a', { keys: ['x'] }), MountSource.secret('b', { keys: ['y'] })),
      },
      'SecretProviderClass "a" cannot be in one volume with other objects, as a CSI driver writes it; mount it at a '
        + 'dedicated path',
    ],
  ])('has no %s', (_, more, message) => {
    expect(() => make().mount(more)).toThrow(message);
  });
});

describe('the service account', () => {
  test('is that of the store, where the workload has none', () => {
    const { chart, mount, serviceAccount } = make();
    mount();
    expect(podSpec(chart).serviceAccountName).toBe(serviceAccount.name);
  });

  test('may be set on the workload', () => {
    const { chart, serviceAccount, db } = make();
    const worker = new kplus.Deployment(chart, 'Worker', { serviceAccount, containers: [{ image: 'worker:1' }] });
    new RotatingVolumeMount(chart, 'Files', { workload: worker, source: db, mountPath: '/etc/secrets/db', reload });
    const [, deployment] = Testing.synth(chart).filter(({ kind }) => kind === 'Deployment');
    expect(deployment.spec.template.spec.serviceAccountName).toBe(serviceAccount.name);
  });

  test('is an error where it is another one', () => {
    const { chart, db } = make();
    const other = new kplus.ServiceAccount(chart, 'Other');
    const worker = new kplus.Deployment(chart, 'Worker', {
      serviceAccount: other,
      containers: [{ image: 'worker:1' }],
    });
    const props = { workload: worker, source: db, mountPath: '/etc/secrets/db', reload };
    expect(() => new RotatingVolumeMount(chart, 'Files', props)).toThrow(
      'payments/Files: payments/Worker runs under service account "payments-other", and the store knows '
        + '"payments-account"; give the store that account (of a LeastPrivilegeSecretReader its `serviceAccount`)',
    );
  });
});

describe('who can read the files, by store: no fsGroup reaches them', () => {
  const secretOf: {
    [store: string]: (chart: Chart, serviceAccount: kplus.IServiceAccount, filePermission?: FileMode) => CsiSecret;
  } = {
    vault: (chart, serviceAccount, filePermission) =>
      new VaultSecretProvider(chart, 'P', { role: 'r', serviceAccount }).addSecret('S', {
        objects: [{ fileName: 'f', secretPath: 'secret/data/x', mode: filePermission }],
      }),
    aws: (chart, serviceAccount, filePermission) =>
      new AwsSecretProvider(chart, 'P', { serviceAccount }).addSecret('S', {
        objects: [{ objectName: 'f', objectType: AwsCsiObjectType.SECRETS_MANAGER, mode: filePermission }],
      }),
    gcp: (chart, serviceAccount, filePermission) =>
      new GcpSecretProvider(chart, 'P', { serviceAccount }).addSecret('S', {
        objects: [{ resourceName: 'projects/p/secrets/s/versions/1', fileName: 'f', mode: filePermission }],
      }),
    azure: (chart, serviceAccount, filePermission) =>
      new AzureSecretProvider(chart, 'P', {
        keyvaultName: 'payments',
        tenantId: 't',
        identity: AzureCsiIdentity.workloadIdentity('c'),
        serviceAccount,
      }).addSecret('S', {
        objects: [{ objectName: 'f', objectType: AzureCsiObjectType.SECRET, mode: filePermission }],
      }),
  };
  const containers: { [who: string]: kplus.ContainerProps['securityContext'] } = {
    'user set by the image': undefined,
    'user 1000': { user: 1000 },
    'user 1000, group 0': { user: 1000, group: 0 },
    'root': { user: 0, ensureNonRoot: false },
  };
  /** The table of the page. */
  const [head, , ...body] = readFileSync(join(projectRoot, 'docs/choosing-a-store.md'), 'utf8')
    .split('\n\n')
    .find((block) => block.startsWith('| mode of a file |'))!
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test('the table of the page has every container', () => {
    expect(head.slice(1)).toEqual(Object.keys(containers));
    expect(body.map(([mode]) => mode)).toEqual(['default', '0444', '0644', '0440', '0400']);
  });

  const rows = Object.keys(secretOf).flatMap((store) => body.flatMap(([mode, ...cells]) =>
    cells.map((outcome, index) => ({ store, mode, who: head[index + 1], outcome }))));

  test.each(rows)('$store, mode $mode, $who: $outcome', ({ store, mode, who, outcome }) => {
    const { chart, serviceAccount } = make();
    const source = secretOf[store](chart, serviceAccount, mode === 'default' ? undefined : FileMode.fromString(mode));
    const workload = new kplus.Deployment(chart, 'W', {
      containers: [{ image: 'w:1', name: 'w', securityContext: containers[who] }],
    });
    const mount = () =>
      new RotatingVolumeMount(chart, 'Files', { workload, source, mountPath: '/etc/secrets/db', reload });
    if (outcome === 'read') {
      expect(mount).not.toThrow();
    } else {
      expect(mount).toThrow(
        `payments/Files: container "w" cannot read files of mode ${mode} from a CSI driver: they belong to root:root`,
      );
    }
  });

  test('one file that cannot be read is enough', () => {
    const { chart, api, vault } = make();
    const source = vault.addSecret('Two', {
      objects: [
        { fileName: 'a', secretPath: 'secret/data/x' },
        { fileName: 'b', secretPath: 'secret/data/x', mode: FileMode.OWNER_READ },
      ],
    });
    expect(
      () => new RotatingVolumeMount(chart, 'Files', { workload: api, source, mountPath: '/etc/secrets/db', reload }),
    ).toThrow('cannot read files of mode 0400');
  });
});

describe('a native Secret kept in step', () => {
  const synced = { secretName: 'db', secretType: 'Opaque', files: { PASSWORD: 'password' } };

  test('is part of the class', () => {
    const { chart, db, mount } = make();
    db._planSync({ ...synced, labels: { team: 'payments' }, annotations: { note: 'n' } })();
    mount();
    const [manifest] = Testing.synth(chart).filter(({ kind }) => kind === 'SecretProviderClass');
    expectValidStoreManifests([manifest]);
    expect(manifest.spec.secretObjects).toEqual([
      {
        secretName: 'db',
        type: 'Opaque',
        labels: { team: 'payments' },
        annotations: { note: 'n' },
        data: [{ objectName: 'password', key: 'PASSWORD' }],
      },
    ]);
  });

  test('of a file that is not mounted is an error', () => {
    const { db } = make();
    expect(() => db._planSync({ ...synced, files: { username: 'user' } })).toThrow(
      'payments/Vault/Db: key "username" of Secret db is to hold file "user", which is not mounted; the files are '
        + 'password',
    );
  });

  test('of a file whose name the driver would change, and of no file, is an error', () => {
    const { chart, serviceAccount } = make();
    const odd = new CsiSecret(chart, 'Odd', {
      provider: 'x',
      parameters: {},
      files: [{ fileName: 'password ' }],
      serviceAccount,
    });
    expect(() => odd._planSync({ ...synced, files: { password: 'password ' } })).toThrow(
      'payments/Odd: the driver strips the spaces around file "password ", and then does not find it',
    );
    expect(() => odd._planSync({ ...synced, files: {} })).toThrow(
      'payments/Odd: no file is copied to Secret db; name at least one',
    );
  });

  test('needs a pod that mounts the files', () => {
    const { chart, db } = make();
    db._planSync(synced)();
    expect(() => Testing.synth(chart)).toThrow(
      'payments/Vault/Db: the driver writes Secret db only while a pod mounts these files, and no workload of this '
        + 'app does',
    );
  });

  test('may be mounted by pods of others', () => {
    const { chart, db } = make();
    db._planSync({ ...synced, mountedElsewhere: true })();
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('is an error where another object is that Secret, wherever it is in the app', () => {
    const { app, db, mount } = make();
    db._planSync(synced)();
    mount();
    const other = new Chart(app, 'other');
    expect(() => app.synthYaml()).not.toThrow();
    new kplus.Secret(other, 'Db', { metadata: { name: 'db' } });
    expect(() => app.synthYaml()).toThrow(
      'Secret db is written by payments/Vault/Db and by other/Db/Resource; each would undo the work of the other: '
        + 'give one of them another name',
    );
  });

  test('of another namespace is another Secret', () => {
    const { app, chart, db, mount } = make();
    db._planSync(synced)();
    mount();
    new kplus.Secret(new Chart(app, 'other', { namespace: 'billing' }), 'Db', { metadata: { name: 'db' } });
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('cannot be written from two classes', () => {
    const { chart, db, vault, mount } = make();
    db._planSync(synced)();
    vault
      .addSecret('Same', { objects: [{ fileName: 'password', secretPath: 'secret/data/x' }] })
      ._planSync({ ...synced, mountedElsewhere: true })();
    mount();
    expect(() => Testing.synth(chart)).toThrow('Secret db is written by payments/Vault/Db and by payments/Vault/Same');
  });
});

test('any other provider works through CsiSecret itself', () => {
  const chart = Testing.chart();
  new CsiSecret(chart, 'S', {
    provider: 'akeyless',
    parameters: { akeylessGatewayURL: 'https://api' },
    files: [{ fileName: 'a' }],
  });
  const manifests = Testing.synth(chart);
  expectValidStoreManifests(manifests);
  expect(manifests[0].spec).toEqual({ provider: 'akeyless', parameters: { akeylessGatewayURL: 'https://api' } });
});

test.each([
  ['', [{ fileName: 'a' }], 'test/S: provider "" is not the name of a provider'],
  ['not a name', [{ fileName: 'a' }], 'test/S: provider "not a name" is not the name of a provider'],
  ['x', [], 'test/S: no objects are named, so no file would be mounted'],
  [
    'x',
    [{ fileName: 'a' }, { fileName: 'a' }],
    'test/S: two objects are written to the file "a"; give each a different file name',
  ],
  [
    'x',
    [{ fileName: 'a/b/c' }, { fileName: 'a' }],
    'test/S: "a" is a file, and "a/b/c" needs it to be a folder; rename one of them',
  ],
])('provider %j with files %j is refused', (provider, files, message) => {
  const chart = Testing.chart();
  expect(() => new CsiSecret(chart, 'S', { provider, parameters: {}, files })).toThrow(message);
  expect(chart.node.children).toEqual([]);
});

test('a name that the API server refuses is refused', () => {
  const named = (metadata: object) => () =>
    new CsiSecret(Testing.chart(), 'S', { provider: 'x', parameters: {}, files: [{ fileName: 'a' }], metadata });
  expect(named({ name: 'Db_Files' })).toThrow('test/S: "Db_Files" (8 characters) is not a valid object name');
  expect(named({ namespace: 'Payments' })).toThrow('test/S: "Payments" is not a valid namespace');
});
