import { mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, Chart, Include, JsonPatch, Testing, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import {
  FileMode, LeastPrivilegeSecretReader, MountSource, ReloadStrategy, RotatingVolumeMount, SecretSource, SecureSecret,
  VaultAgentInjector, VersionedConfigMap, Workload,
} from '../../src';
import { expectValidManifests } from '../support/kubernetes-schema';
import { podSpecOf, synthErrors, testChart } from '../support/workloads';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { KubeDeployment } = require('cdk8s-plus-28/lib/imports/k8s.js');

const db = MountSource.secret('db', { keys: ['password'] });
const labels = { app: 'web' };

/** A Deployment as somebody writes it by hand. */
const deployment = (containers: object[] = [{ name: 'web', image: 'registry.example/web:1' }], more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers, ...more } } },
});

const raw = (chart: Chart, object: any = deployment(), id = 'Web') => new ApiObject(chart, id, object);

const included = (chart: Chart, ...objects: object[]) => {
  const file = join(mkdtempSync(join(tmpdir(), 'include-')), 'chart.yaml');
  writeFileSync(file, Yaml.stringify(...objects));
  return new Include(chart, 'Chart', { url: file });
};

const mount = (chart: Chart, workload: IConstruct, props: object = {}, id = 'Db') =>
  new RotatingVolumeMount(chart, id, { workload, source: db, mountPath: '/etc/secrets/db', ...props });

const specOf = (chart: Chart, kind = 'Deployment') =>
  podSpecOf(Testing.synth(chart).find((manifest: any) => manifest.kind === kind));

describe('the same stack', () => {
  /** Everything that a workload can get. */
  function complete(chart: Chart, workload: IConstruct): any {
    const secret = new SecureSecret(chart, 'Secret', { keys: ['password'], source: SecretSource.existing('web-db') });
    const settings = new VersionedConfigMap(chart, 'Settings', { metadata: { name: 'web' }, data: { level: 'info' } });
    mount(chart, workload, { source: secret });
    mount(chart, workload, { source: settings, mountPath: '/etc/web', containers: ['web'] }, 'SettingsFiles');
    new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret], metadata: { name: 'web' } })
      .attachTo(workload, { containers: ['web'] });
    const manifests = Testing.synth(chart);
    expectValidManifests(manifests.filter((manifest) => manifest.kind === 'Deployment'));
    const { spec } = manifests.find((manifest) => manifest.kind === 'Deployment');
    return { strategy: spec.strategy, pod: spec.template };
  }

  const context = { runAsNonRoot: true };
  const container = { name: 'web', image: 'registry.example/web:1' };
  const plain = deployment([container], {
    securityContext: context, initContainers: [{ name: 'setup', image: 'registry.example/setup:1' }],
  });

  test('over an ApiObject, a class of `cdk8s import` and an Include gives the same pods', () => {
    const charts = [1, 2, 3].map(() => testChart('shop'));
    const [one, two, three] = [
      complete(charts[0], raw(charts[0], plain)),
      complete(charts[1], new KubeDeployment(charts[1], 'Web', plain)),
      complete(charts[2], included(charts[2], { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } }, plain)),
    ];
    expect(two).toEqual(one);
    expect(three).toEqual(one);
    expect(one.pod.spec).toMatchSnapshot();
  });

  test('with cdk8s-plus gives the same as over what cdk8s-plus writes', () => {
    const write = (chart: Chart) => new kplus.Deployment(chart, 'Web', {
      metadata: { name: 'web' }, containers: [container], initContainers: [{ name: 'setup', image: 'setup:1' }],
    });
    const chart = testChart('shop');
    const alone = testChart('shop');
    write(alone);
    const over = testChart('shop');
    expect(complete(chart, write(chart))).toEqual(complete(over, included(over, ...Testing.synth(alone))));
  });
});

describe('an ApiObject', () => {
  test('gets a volume, a mount in each container, a group and one pod at a time', () => {
    const chart = testChart();
    const files = mount(chart, raw(chart));
    const [manifest] = Testing.synth(chart);
    expectValidManifests([manifest]);
    expect(manifest.spec.strategy)
      .toEqual({ type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
    expect(manifest.spec.template.spec).toEqual({
      containers: [{
        name: 'web',
        image: 'registry.example/web:1',
        volumeMounts: [{ name: 'db', mountPath: '/etc/secrets/db', readOnly: true }],
      }],
      volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 288 } }],
      securityContext: { fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' },
    });
    expect(files.pathOf('password')).toBe('/etc/secrets/db/password');
  });

  test('keeps what it has, and the object that it was made from stays as it is', () => {
    const chart = testChart();
    const object = deployment([{ name: 'web', image: 'w', volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }], {
      volumes: [{ name: 'tmp', emptyDir: {} }], securityContext: { fsGroup: 2000, fsGroupChangePolicy: 'Always' },
    });
    const before = JSON.stringify(object);
    mount(chart, raw(chart, object));
    const spec = specOf(chart);
    expect(spec.volumes.map(({ name }: any) => name)).toEqual(['tmp', 'db']);
    expect(spec.securityContext).toEqual({ fsGroup: 2000, fsGroupChangePolicy: 'Always' });
    expect(JSON.stringify(object)).toBe(before);
    expect(specOf(chart)).toEqual(spec);
  });

  test.each<[string, object, object, string]>([
    ['a container that is not there', {}, { containers: ['api'] }, 'has no container "api"; its containers are "web"'],
    ['no containers', { containers: [] }, {}, 'payments/Web has no containers yet; add them first'],
    [
      'a path that is taken',
      { containers: [{ name: 'web', volumeMounts: [{ name: 'x', mountPath: '/etc/secrets' }] }] },
      {},
      'mountPath "/etc/secrets/db" overlaps "/etc/secrets" (volume x) in container "web"',
    ],
    [
      'two groups',
      { securityContext: { fsGroup: 2000 } },
      { fsGroup: 3000 },
      'the securityContext of payments/Web asks for 2000 and payments/Db for 3000',
    ],
    [
      'a mode that the user cannot read',
      { securityContext: { runAsUser: 1000 } },
      { mode: FileMode.OWNER_READ },
      'container "web" cannot read files of mode 0400',
    ],
  ])('with %s is refused, and stays as it was', (_name, more, props, message) => {
    const chart = testChart();
    const workload = raw(chart, deployment(undefined, more));
    const before = Testing.synth(chart);
    expect(() => mount(chart, workload, props)).toThrow(message);
    expect(Testing.synth(chart)).toEqual(before);
  });

  test('with a strategy that stops all pods at once is refused', () => {
    const chart = testChart();
    const object = deployment();
    Object.assign(object.spec, { replicas: 3, strategy: { type: 'Recreate' } });
    expect(() => mount(chart, raw(chart, object))).toThrow('payments/Web has strategy Recreate');
  });

  test('a mount by subPath, and one over ours, by a patch are found at synth', () => {
    const chart = testChart();
    const workload = raw(chart);
    mount(chart, workload);
    const add = (value: object) =>
      workload.addJsonPatch(JsonPatch.add('/spec/template/spec/containers/0/volumeMounts/-', value));
    add({ name: 'db', mountPath: '/password', subPath: 'password' });
    add({ name: 'other', mountPath: '/etc/secrets/db/x' });
    const errors = synthErrors(chart);
    expect(errors).toContain('payments/Db: /password in container "web" mounts the volume with subPath');
    expect(errors).toContain('is overlapped by a later one at /etc/secrets/db/x (volume other)');
  });

  test('patches from before a mount are seen, and those from after it see the mount', () => {
    const chart = testChart();
    const workload = raw(chart);
    workload.addJsonPatch(JsonPatch.add('/spec/template/spec/volumes', [{ name: 'db', emptyDir: {} }]));
    const files = mount(chart, workload);
    workload.addJsonPatch(JsonPatch.add('/spec/template/spec/volumes/-', { name: 'late', emptyDir: {} }));
    expect(files.volumeName).toMatch(/^db-[0-9a-f]{8}$/);
    expect(specOf(chart).volumes.map(({ name }: any) => name)).toEqual(['db', files.volumeName, 'late']);
  });
});

describe('a reader and an injector', () => {
  test('run the pods of an ApiObject under their account, with a token', () => {
    const chart = testChart('shop');
    const secret = new SecureSecret(chart, 'Secret', { keys: ['password'], source: SecretSource.existing('db') });
    new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret] }).attachTo(raw(chart));
    const spec = specOf(chart);
    expect(spec).toMatchObject({ serviceAccountName: expect.any(String), automountServiceAccountToken: false });
    expect(spec.volumes[0].projected.sources[2].downwardAPI.items).toHaveLength(1);
  });

  test.each<[object, string]>([
    [{ serviceAccountName: 'other' }, 'payments/Web already runs under service account "other"'],
    [{ serviceAccount: 'other' }, 'payments/Web already runs under service account "other"'],
    [{ automountServiceAccountToken: true }, 'payments/Web has automountServiceAccountToken: true'],
  ])('%j is refused', (more, message) => {
    const chart = testChart('shop');
    const secret = kplus.Secret.fromSecretName(chart, 'S', 'db');
    const reader = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret] });
    expect(() => reader.attachTo(raw(chart, deployment(undefined, more)))).toThrow(message);
  });

  test('annotate the pods of an ApiObject', () => {
    const chart = testChart('shop');
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'web');
    new VaultAgentInjector(chart, 'Injector', {
      workload: raw(chart), role: 'web', serviceAccount, secrets: { db: { path: 'secret/data/web' } },
    });
    const [{ spec: { template } }] = Testing.synth(chart);
    expect(template.metadata.annotations).toMatchObject({ 'vault.hashicorp.com/agent-inject': 'true' });
    expect(template.metadata.labels).toEqual(labels);
    expect(template.spec.volumes).toMatchObject([{ name: 'vault-agent-token' }]);
  });
});

describe('kinds of other projects', () => {
  const container = { name: 'web', image: 'registry.example/web:1' };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  const mounted = [{ name: 'db', mountPath: '/etc/secrets/db', readOnly: true }];

  test.each<[string, string, object, (spec: any) => any[]]>([
    ['argoproj.io/v1alpha1', 'Rollout', { template }, (spec) => [spec.template.spec]],
    ['serving.knative.dev/v1', 'Service', { template }, (spec) => [spec.template.spec]],
    ['apps.kruise.io/v1alpha1', 'CloneSet', { template }, (spec) => [spec.template.spec]],
    ['keda.sh/v1alpha1', 'ScaledJob', { jobTargetRef: { template } }, (spec) => [spec.jobTargetRef.template.spec]],
    [
      'ray.io/v1', 'RayCluster', { headGroupSpec: { template }, workerGroupSpecs: [{ template }, { template }] },
      ({ headGroupSpec, workerGroupSpecs }) => [headGroupSpec, ...workerGroupSpecs].map((each) => each.template.spec),
    ],
    [
      'jobset.x-k8s.io/v1alpha2', 'JobSet', { replicatedJobs: [{ template: { spec: { template } } }] },
      (spec) => [spec.replicatedJobs[0].template.spec.template.spec],
    ],
  ])('%s %s', (apiVersion, kind, spec, podsIn) => {
    const chart = testChart();
    mount(chart, raw(chart, { apiVersion, kind, metadata: { name: 'web' }, spec }));
    const pods = podsIn(Testing.synth(chart)[0].spec);
    for (const pod of pods) {
      expect(pod.containers[0].volumeMounts).toEqual(mounted);
      expect(pod.volumes).toEqual([{ name: 'db', secret: { secretName: 'db', defaultMode: 288 } }]);
      expect(pod.securityContext).toEqual({ fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' });
    }
  });

  test('a Workflow: each template gets the volume, and keeps the security context that all share', () => {
    const chart = testChart();
    mount(chart, raw(chart, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Workflow',
      metadata: { name: 'web' },
      spec: {
        securityContext: { runAsUser: 1000 },
        templates: [{ name: 'a', container: { image: 'a' } }, { name: 'b', script: { image: 'b', source: 'x' } },
          { name: 'main', steps: [] }],
      },
    }));
    const { templates, securityContext } = Testing.synth(chart)[0].spec;
    expect(securityContext).toEqual({ runAsUser: 1000 });
    expect(templates[0]).toEqual({
      name: 'a',
      container: { image: 'a', volumeMounts: mounted },
      volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 288 } }],
      securityContext: { runAsUser: 1000, fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch' },
    });
    expect(templates[1].script.volumeMounts).toEqual(mounted);
    expect(templates[2]).toEqual({ name: 'main', steps: [] });
  });

  const task = (step: object = {}) => ({
    apiVersion: 'tekton.dev/v1',
    kind: 'Task',
    metadata: { name: 'web' },
    spec: { stepTemplate: { env: [] }, steps: [{ name: 'build', image: 'b', ...step }] },
  });

  test('a Task: its steps get the mount, and not their template', () => {
    const chart = testChart();
    mount(chart, raw(chart, task()), { mode: FileMode.UNSAFE_ALL_READ });
    const { steps, stepTemplate, volumes } = Testing.synth(chart)[0].spec;
    expect([steps[0].volumeMounts, stepTemplate.volumeMounts, volumes.length]).toEqual([mounted, undefined, 1]);
  });

  test('a Task has no place for the group of its pod, and none for an account', () => {
    const chart = testChart();
    const workload = raw(chart, task());
    expect(() => mount(chart, workload)).toThrow(
      'payments/Db: payments/Web is a Task, in which securityContext of the pods cannot be set from here; set fsGroup '
        + '65532 where the pods get their security context, and give files a mode that all users read',
    );
    const reader = new LeastPrivilegeSecretReader(chart, 'Reader', {
      secrets: [kplus.Secret.fromSecretName(chart, 'S', 'db')],
    });
    expect(() => reader.attachTo(workload)).toThrow('in which serviceAccountName of the pods cannot be set from here');
  });

  test('a kind that describes containers only has no place for volumes', () => {
    const chart = testChart();
    const step = { apiVersion: 'tekton.dev/v1', kind: 'StepAction', metadata: { name: 's' }, spec: { image: 'x' } };
    expect(() => mount(chart, raw(chart, step))).toThrow(
      'payments/Web is a StepAction, which has no place for the volumes of its containers',
    );
  });

  test('Reloader restarts a Rollout', () => {
    const chart = testChart();
    const reload = ReloadStrategy.stakaterReloader();
    mount(chart, raw(chart, {
      apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name: 'web' }, spec: { template },
    }), { reload });
    expect(Testing.synth(chart)[0].metadata.annotations).toEqual({ 'secret.reloader.stakater.com/reload': 'db' });
  });
});

describe('Workload.of', () => {
  const other = { ...deployment(), kind: 'StatefulSet', metadata: { name: 'db' } };
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } };

  test('chooses by kind and name', () => {
    const chart = testChart();
    const include = included(chart, service, deployment(), other);
    mount(chart, Workload.of(include, { kind: 'Deployment' }), {}, 'A');
    mount(chart, Workload.of(include, { name: 'db' }), {}, 'B');
    expect([specOf(chart), specOf(chart, 'StatefulSet')].map((spec) => spec.volumes.length)).toEqual([1, 1]);
  });

  test('an Include with several is refused, with those that it has', () => {
    const chart = testChart();
    const include = included(chart, service, deployment(), other);
    expect(() => mount(chart, include)).toThrow(
      'payments/Db: payments/Chart has 2 workloads: Deployment web, StatefulSet db; choose one, such as '
        + "Workload.of(…, { kind: 'Deployment', name: 'web' })",
    );
    expect(() => Workload.of(include, { kind: 'Job' })).toThrow(
      'payments/Chart: there is no workload "Job"; choose one of Deployment web, StatefulSet db',
    );
    expect(() => Workload.of(include, { kind: 'Deployment', name: 'dp' }))
      .toThrow('there is no workload "Deployment" "dp"');
    const [twin, namesake] = ['Deployment', 'DaemonSet'].map((kind) => ({ ...other, kind }));
    const twins = included(testChart(), deployment(), twin, namesake);
    expect(() => Workload.of(twins, { kind: 'Deployment' }))
      .toThrow('there are 2 workloads "Deployment"; choose one of Deployment web, Deployment db');
    expect(() => Workload.of(twins, { name: 'db' }))
      .toThrow('there are 2 workloads "db"; choose one of Deployment db, DaemonSet db');
  });

  test('an Include without a workload is refused', () => {
    const chart = testChart();
    expect(() => mount(chart, included(chart, service))).toThrow(
      'payments/Chart has no pod template (only Service web)',
    );
    expect(() => Workload.of(undefined as any)).toThrow('Workload.of: the workload is missing; pass');
    expect(() => Workload.of(undefined as any, { name: 'x' })).toThrow('Workload.of: the workload is missing; pass');
  });

  test('takes a workload of cdk8s-plus and a construct that holds one', () => {
    const chart = testChart();
    const scope = new Construct(chart, 'Team');
    const api = new kplus.Deployment(scope, 'Api', { containers: [{ image: 'a' }] });
    expect(Workload.of(api)).toBe(ApiObject.of(api));
    expect(Workload.of(scope)).toBe(ApiObject.of(api));
  });

  test('a kind of your own has its pods where you say', () => {
    const chart = testChart();
    const workers = [{ template: { spec: { containers: [{ name: 'w', image: 'w' }] } } }];
    const own = raw(chart, { apiVersion: 'acme.example/v1', kind: 'Farm', metadata: { name: 'f' }, spec: { workers } });
    expect(() => mount(chart, own))
      .toThrow('payments/Web is a acme.example/v1 Farm, a kind without a known pod template');
    mount(chart, Workload.of(own, { podTemplatePath: 'spec.workers[*].template' }));
    expect(Testing.synth(chart)[0].spec.workers[0].template.spec.volumes).toHaveLength(1);
    expect(() => Workload.of(own, { podTemplatePath: '/spec/template' })).toThrow(
      'payments/Web: podTemplatePath of acme.example/v1 Farm: path must be fields separated by dots',
    );
  });
});
