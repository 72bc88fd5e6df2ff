import { ApiObject, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CertificateIssuer, CsiSecret, ExternalSecretRefreshPolicy, ExternalSecretStore, IMountable, MountSource,
  ReloadStrategy, RotatingVolumeMount, SecretSource, SecretType, SecureSecret, SecureSecretProps, VaultOperatorAuth,
} from '../../src';
import { declaredReload, RELOAD_ANNOTATION } from '../../src/facts/reload-declarations';
import { synthErrors, synthOne, testChart, WORKLOAD_KINDS, workloadOfKind } from '../support/workloads';

const changing = MountSource.secret('db', { keys: ['password'] });
const fixed = MountSource.configMap('app-0a1b2c3d4e', { keys: ['app.yaml'], immutable: true });

function scene(kind: typeof WORKLOAD_KINDS[number] = 'Deployment') {
  const chart = testChart();
  const workload = workloadOfKind(kind, chart, 'Work');
  let count = 0;
  const mount = (source: IMountable, reload?: ReloadStrategy) =>
    new RotatingVolumeMount(chart, `M${++count}`, { workload, source, mountPath: `/etc/m${count}`, reload });
  return { chart, workload, mount, annotations: () => synthOne(chart, kind).metadata.annotations };
}

test.each([
  ['Deployment', changing, 'inProcess'],
  ['StatefulSet', changing, 'inProcess'],
  ['DaemonSet', changing, 'inProcess'],
  ['Pod', changing, 'inProcess'],
  ['Job', changing, 'onRelease'],
  ['CronJob', changing, 'onRelease'],
  ['Deployment', fixed, 'onRelease'],
  ['Job', fixed, 'onRelease'],
  ['Deployment', MountSource.projected(changing, fixed), 'inProcess'],
] as const)('%s: the default follows from the source', (kind, source, expected) => {
  expect(`${scene(kind).mount(source).reload}`).toBe(expected);
});

test('inProcess is fine for a mixture, and refused where nothing changes in place', () => {
  const { mount } = scene();
  expect(mount(MountSource.projected(changing, fixed), ReloadStrategy.inProcess()).reload.toString()).toBe('inProcess');
  expect(() => mount(fixed, ReloadStrategy.inProcess())).toThrow(
    'payments/M2: ConfigMap "app-0a1b2c3d4e" never changes in place, so there is nothing to reload with inProcess; '
      + 'leave reload out: a change has a new name and comes with a release',
  );
});

test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'] as const)(
  'onRelease is refused for a %s whose source changes in place',
  (kind) => {
    const { mount } = scene(kind);
    expect(() => mount(changing, ReloadStrategy.onRelease())).toThrow(
      'payments/M1: Secret "db" may change in place, and with onRelease nothing tells the running pods of '
        + 'payments/Work, which would work on with the old content; ' +
        `use inProcess or ${kind === 'Pod' ? 'restartedElsewhere' : 'stakaterReloader'}, or an immutable source`,
    );
    expect(() => mount(MountSource.projected(changing, fixed), ReloadStrategy.onRelease())).toThrow(
      'Secret "db" may change in place',
    );
    expect(() => mount(fixed, ReloadStrategy.onRelease())).not.toThrow();
  },
);

describe('Stakater Reloader', () => {
  const reloader = ReloadStrategy.stakaterReloader();

  test.each(['Deployment', 'StatefulSet', 'DaemonSet'] as const)(
    'the objects are named on the %s itself, not on its pods',
    (kind) => {
      const { chart, mount, annotations } = scene(kind);
      mount(MountSource.projected(changing, MountSource.configMap('app', { keys: ['a'] })), reloader);
      expect(annotations()).toEqual({
        'secret.reloader.stakater.com/reload': 'db',
        'configmap.reloader.stakater.com/reload': 'app',
      });
      expect(synthOne(chart, kind).spec.template.metadata.annotations).toBeUndefined();
    },
  );

  test('several mounts and what the user wrote are united, and immutable objects left out', () => {
    const { workload, mount, annotations } = scene();
    workload.metadata.addAnnotation('secret.reloader.stakater.com/reload', 'mine, db');
    mount(changing, reloader);
    mount(MountSource.projected(MountSource.secret('tls', { keys: ['tls.key'] }), fixed), reloader);
    expect(annotations()).toEqual({ 'secret.reloader.stakater.com/reload': 'mine,db,tls' });
  });

  test('a mount without it adds nothing', () => {
    const { mount, annotations } = scene();
    mount(changing);
    expect(annotations()).toBeUndefined();
  });

  test('an annotation that is overwritten later fails at synth', () => {
    const { chart, workload, mount } = scene();
    mount(changing, reloader);
    workload.metadata.addAnnotation('secret.reloader.stakater.com/reload', 'mine');
    expect(synthErrors(chart)).toContain(
      'payments/M1: annotation secret.reloader.stakater.com/reload was overwritten and lacks db; set it before the '
        + 'mount is made, and the names are added to it',
    );
    workload.metadata.addAnnotation('secret.reloader.stakater.com/reload', 'mine,db');
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('is refused where nothing changes in place', () => {
    expect(() => scene().mount(fixed, reloader)).toThrow(
      'never changes in place, so there is nothing to reload with stakaterReloader',
    );
  });

  test.each(['Job', 'CronJob'] as const)('is refused for a %s, which it would run at once', (kind) => {
    expect(() => scene(kind).mount(changing, reloader)).toThrow(
      `payments/M1: Reloader would run a ${kind} at once on every change, and each run reads the current content `
        + 'anyway; leave reload out, or use one of Deployment, DaemonSet, StatefulSet, Rollout',
    );
  });

  test('is refused for a Pod, which it does not know', () => {
    expect(() => scene('Pod').mount(changing, reloader)).toThrow(
      'payments/M1: Reloader does not restart a Pod; leave reload out',
    );
  });
});

test('a StatefulSet that replaces no pod automatically is refused unless the process reloads', () => {
  const chart = testChart();
  const workload = new kplus.StatefulSet(chart, 'Db', {
    containers: [{ image: 'a', portNumber: 1 }],
    strategy: kplus.StatefulSetUpdateStrategy.onDelete(),
  });
  const mount = (id: string, source: IMountable, reload?: ReloadStrategy) => () =>
    new RotatingVolumeMount(chart, id, { workload, source, mountPath: `/etc/${id}`, reload });
  expect(mount('A', changing, ReloadStrategy.stakaterReloader())).toThrow(
    'payments/A: payments/Db has update strategy OnDelete, so stakaterReloader changes the pod template and no pod '
      + 'is replaced until somebody deletes it; use the RollingUpdate strategy, or inProcess',
  );
  expect(mount('B', fixed)).toThrow(
    'payments/B: payments/Db has update strategy OnDelete, so onRelease changes the pod template',
  );
  expect(mount('C', changing)).not.toThrow();
  expect(ApiObject.of(workload).kind).toBe('StatefulSet');
});

describe('a source that changes without a release', () => {
  const rotated = MountSource.secret('shop-tls', { keys: ['tls.key'], rotatedBy: 'cert-manager' });

  test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'Pod'] as const)('%s: reload has to be given', (kind) => {
    const { mount } = scene(kind);
    expect(() => mount(rotated)).toThrow(
      'payments/M1: Secret "shop-tls" is changed by cert-manager without a release, and nothing says how a change '
        + 'reaches the running processes; give reload: ReloadStrategy.inProcess() if the program reads changed files '
        + 'again (nginx and the like do not); '
        + (kind === 'Pod' ? '' : 'ReloadStrategy.stakaterReloader() if Reloader runs in the cluster; ')
        + 'or ReloadStrategy.restartedElsewhere() if',
    );
    expect(() => mount(MountSource.projected(changing, fixed, rotated))).toThrow('Secret "shop-tls" is changed by');
    expect(() => mount(rotated, ReloadStrategy.inProcess())).not.toThrow();
    expect(() => mount(MountSource.csi('db'))).toThrow('is changed by the Secrets Store CSI driver');
  });

  test.each(['Job', 'CronJob'] as const)('a %s reads it at each run', (kind) => {
    expect(`${scene(kind).mount(rotated).reload}`).toBe('onRelease');
  });

  test('Reloader is not offered where it could replace no pod', () => {
    const chart = testChart();
    const workload = new kplus.StatefulSet(chart, 'Db', {
      containers: [{ image: 'a', portNumber: 1 }],
      strategy: kplus.StatefulSetUpdateStrategy.onDelete(),
    });
    const props = { workload, source: rotated, mountPath: '/tls' };
    expect(() => new RotatingVolumeMount(chart, 'A', props)).toThrow(/^(?!.*stakaterReloader).*restartedElsewhere/);
    expect(() => new RotatingVolumeMount(chart, 'B', { ...props, reload: ReloadStrategy.restartedElsewhere() }))
      .not.toThrow();
  });

  const operatorAuth = VaultOperatorAuth.fromName('shop');
  const csi = (chart: Chart) =>
    new CsiSecret(chart, 'Files', { provider: 'vault', parameters: {}, files: [{ fileName: 'key' }] });
  const store = ExternalSecretStore.fromName('vault');

  test.each<[string, (chart: Chart) => SecureSecretProps, string | undefined]>([
    ['External Secrets', () => ({ source: SecretSource.externalSecret(store, { path: 'p' }) }), 'External Secrets'],
    ['External Secrets, copied once', () => ({
      source: SecretSource.externalSecret(store, {
        path: 'p', refreshPolicy: ExternalSecretRefreshPolicy.CREATED_ONCE,
      }),
    }), undefined],
    ['External Secrets, changed with the ExternalSecret', () => ({
      source: SecretSource.externalSecret(store, { path: 'p', refreshPolicy: ExternalSecretRefreshPolicy.ON_CHANGE }),
    }), undefined],
    ['a copy of the CSI driver', (chart) => ({
      keys: undefined, source: SecretSource.csiSynced(csi(chart), { mountedElsewhere: true }),
    }), 'the Secrets Store CSI driver'],
    ['Vault Secrets Operator without restarts', () => ({
      source: SecretSource.vaultStatic(operatorAuth, { mount: 'kv', path: 'p', restartWorkloads: false }),
    }), 'the Vault Secrets Operator'],
    ['Vault Secrets Operator that sees no drift', () => ({
      source: SecretSource.vaultStatic(operatorAuth, { mount: 'kv', path: 'p', detectDrift: false }),
    }), 'the Vault Secrets Operator'],
    ['cert-manager', () => ({
      source: SecretSource.certManager(CertificateIssuer.namespaced('ca'), { dnsNames: ['shop.example'] }),
      keys: undefined,
    }), 'cert-manager'],
    ['an existing certificate', () => ({
      source: SecretSource.existing('shop-tls'), secretType: SecretType.TLS, keys: ['tls.crt', 'tls.key'],
    }), 'the issuer of the certificate'],
    ['an existing certificate that cannot change', () => ({
      source: SecretSource.existing('shop-tls'),
      secretType: SecretType.TLS,
      keys: ['tls.crt', 'tls.key'],
      immutable: true,
    }), undefined],
    ['an existing Secret', () => ({ source: SecretSource.existing('db') }), undefined],
    ['a generated Secret that can change', () => ({ source: SecretSource.generated(), immutable: false }), undefined],
  ])('%s', (_, props, by) => {
    const { chart, mount } = scene();
    const secret = new SecureSecret(chart, 'Secret', { keys: ['key'], ...props(chart) });
    for (const source of [secret, MountSource.fromSecret(secret)]) {
      if (by === undefined) {
        expect(() => mount(source)).not.toThrow();
      } else {
        expect(() => mount(source)).toThrow(`is changed by ${by} without a release`);
      }
    }
  });

  test('the Vault Secrets Operator restarts workloads of the app, which is a strategy', () => {
    const cases = [['Deployment', 'vaultOperator'], ['Job', 'onRelease'], ['Pod', undefined]] as const;
    for (const [kind, expected] of cases) {
      const { chart, mount } = scene(kind);
      const secret = new SecureSecret(chart, 'Db', {
        keys: ['key'], source: SecretSource.vaultDynamic(operatorAuth, { mount: 'db', path: 'creds/shop' }),
      });
      if (expected === undefined) {
        expect(() => mount(secret)).toThrow('is changed by the Vault Secrets Operator without a release');
      } else {
        expect(`${mount(secret).reload}`).toBe(expected);
      }
    }
  });
});

describe('what is declared', () => {
  const declared = { [RELOAD_ANNOTATION]: 'Secret/db=in-process' };

  test('is written on the workload, once for each object that may change', () => {
    const { mount, annotations } = scene();
    mount(MountSource.projected(changing, fixed), ReloadStrategy.inProcess());
    expect(annotations()).toEqual(declared);
    mount(MountSource.csi('files'), ReloadStrategy.restartedElsewhere());
    expect(annotations()).toEqual({
      [RELOAD_ANNOTATION]: 'Secret/db=in-process,SecretProviderClass/files=elsewhere',
    });
    expect(declaredReload([annotations()], 'SecretProviderClass', 'files')).toBe('elsewhere');
  });

  test('does not include a default, a restart by Reloader, or what runs once', () => {
    const { mount, annotations } = scene();
    mount(changing);
    expect(annotations()).toBeUndefined();
    const job = scene('Job');
    job.mount(changing, ReloadStrategy.inProcess());
    expect(job.annotations()).toBeUndefined();
  });

  test('restartedElsewhere is refused where each run reads the content', () => {
    expect(() => scene('CronJob').mount(changing, ReloadStrategy.restartedElsewhere())).toThrow(
      'payments/M1: nothing has to restart a CronJob, as each run reads the current content; leave reload out',
    );
  });
});
