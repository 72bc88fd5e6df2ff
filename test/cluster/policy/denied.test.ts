import { mkdtempSync, readFileSync, realpathSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { BINDING_KINDS, OBJECT_KINDS, POD_KINDS } from '../../../src/facts/admission-kinds';
import { PolicyAction } from '../../../src/policy/policy-action';
import { DEFAULT_EXEMPTIONS } from '../../../src/policy/policy-exemptions';
import { policyObjects } from '../../../src/policy/policy-set';
import { RulePreset } from '../../../src/rules/rule-preset';
import { MINIMAL_CONSTRUCTS } from '../../support/minimal-constructs';
import { bin, projectRoot, run } from '../../support/package-under-test';
import { ApiClient, ApiResponse, Manifest } from '../support/api-client';
import { binary, hasGo, kubernetesModule, STORAGE_VERSION_MIGRATION } from '../support/binaries';
import { installCrds, publishedCrds, PUBLISHERS } from '../support/crds';
import { installPolicies } from '../support/policies';
import { Daemon } from '../support/process';
import { clusterSuite, useControlPlane } from '../support/suite';

jest.setTimeout(120_000);

/** A controller manager is built for the newest release only. */
const isNew = Number(kubernetesModule().minor.split('.')[1]) >= STORAGE_VERSION_MIGRATION;

const tokenOf = (name: string) => `token-${name}`;
const CONTROLLERS = 'system:kube-controller-manager';

/** An administrator, who is told apart by name and groups. */
const user = (name: string, ...groups: string[]) =>
  ({ token: tokenOf(name), name, groups: ['system:masters', ...groups] });
const USERS = [
  user('developer'),
  user('auditor', 'security'),
  user('operator'),
  user('helper', 'break-glass'),
  { token: tokenOf(CONTROLLERS), name: CONTROLLERS },
  user('system:node:first', 'system:nodes'),
];

const EXEMPT_LABEL = 'acme.io/unjudged';
const POLICIES = policyObjects({
  preset: RulePreset.STRICT.derive({ unsuppressible: ['secret-subpath-mount'] }),
  errors: PolicyAction.DENY,
  warnings: PolicyAction.DENY,
  notes: PolicyAction.DENY,
  exempt: {
    namespaceLabel: EXEMPT_LABEL,
    users: [...DEFAULT_EXEMPTIONS.users, 'operator'],
    groups: [...DEFAULT_EXEMPTIONS.groups, 'break-glass'],
    objects: [{ kind: 'Deployment', namespaceName: 'shop', name: 'legacy' }],
  },
  suppressors: { groups: ['security'] },
});

function deployment(name: string, namespace: string, podSpec: (container: object) => object): Manifest {
  const container = { name: 'app', image: 'app:1' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { automountServiceAccountToken: false, ...podSpec(container) },
      },
    },
  };
}

const VARIABLE = { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } };

/** Takes a variable from a Secret, which breaks `secret-in-env`. */
const bad = (name: string, namespace: string) =>
  deployment(name, namespace, (container) => ({ containers: [{ ...container, env: [VARIABLE] }] }));

/** Mounts a Secret by subPath, which breaks `secret-subpath-mount`. */
const badMount = (name: string, namespace: string) => deployment(name, namespace, (container) => ({
  volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 0o440 } }],
  containers: [{
    ...container,
    volumeMounts: [{ name: 'db', mountPath: '/etc/db/password', subPath: 'password', readOnly: true }],
  }],
}));

const safe = (name: string, namespace: string) => deployment(name, namespace, (container) => ({
  volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 0o440 } }],
  containers: [{ ...container, volumeMounts: [{ name: 'db', mountPath: '/etc/db', readOnly: true }] }],
}));

const suppressing = (rule: string, object: Manifest): Manifest => {
  const annotations = { [`cdk8s-strongbox/suppress.${rule}`]: 'the client cannot read files' };
  return { ...object, metadata: { ...object.metadata, annotations } };
};

/** Kinds that policies judge. */
const JUDGED = new Set([...POD_KINDS, ...OBJECT_KINDS, ...BINDING_KINDS].map(({ kind }) => kind));

/** The answer, as `taken` or the names of the policies that refused. */
function answer({ status, body }: ApiResponse): string {
  return status < 300 ? 'taken' : /ValidatingAdmissionPolicy '([^']*)'/.exec(body.message)?.[1] ?? body.message;
}

clusterSuite('Admission policies that deny', (claim) => {
  const plane = useControlPlane({ users: USERS });
  let folder: string;
  let controllers: Daemon | undefined;
  const as = (name: string): ApiClient => plane().admin.as(tokenOf(name));
  const tried = async (name: string, object: Manifest) => answer(await as(name).create(object, { dryRun: 'All' }));

  /** Waits for what a controller does. */
  async function eventually(object: Manifest, isDone: (found: any) => boolean): Promise<any> {
    for (const started = Date.now(); ;) {
      const { body } = await plane().admin.get(object);
      if (isDone(body)) {
        return body;
      }
      if (Date.now() - started > 40_000) {
        const log = controllers!.log.slice(-2000);
        throw new Error(`${object.kind} ${object.metadata.name} is ${JSON.stringify(body)};\n${log}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'strongbox-denied-')));
    const { admin, apiServer } = plane();
    await installCrds(admin, publishedCrds(PUBLISHERS.externalSecrets)!);
    for (const namespace of ['shop', 'payments', 'default']) {
      await apiServer.createNamespace(namespace);
    }
    await apiServer.createNamespace('operators', { [EXEMPT_LABEL]: '' });
    // Those break a rule before there are policies.
    for (const name of ['old', 'scaled', 'held', 'deleted']) {
      const object = bad(name, 'shop');
      const finalizers = name === 'held' ? ['acme.io/held'] : [];
      await admin.expectApplied({ ...object, metadata: { ...object.metadata, finalizers } });
    }
    await installPolicies(admin, POLICIES);
    controllers = new Daemon('kube-controller-manager', binary('kube-controller-manager'), [
      `--kubeconfig=${apiServer.kubeconfig(tokenOf(CONTROLLERS))}`,
      '--leader-elect=false', '--secure-port=0', '--use-service-account-credentials=true',
      '--controllers=deployment-controller,replicaset-controller,serviceaccount-controller,'
        + 'root-ca-certificate-publisher-controller,clusterrole-aggregation-controller,'
        + 'validatingadmissionpolicy-status-controller',
      `--root-ca-file=${apiServer.certificate}`,
    ], join(folder, 'kube-controller-manager.log'));
  }, 300_000);

  afterAll(async () => {
    await controllers?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  claim('what breaks a rule is refused', 'a dry run of a Deployment with a variable from a Secret', async () => {
    expect(await tried('developer', bad('new', 'shop'))).toBe('strongbox-secret-in-env');
    expect(await tried('developer', badMount('new', 'shop'))).toBe('strongbox-secret-subpath-mount');
    expect(await tried('developer', safe('new', 'shop'))).toBe('taken');
  });

  claim(
    'the controllers give a new namespace its default account and its certificate',
    'a namespace is created; kube-controller-manager with an account for each controller, as kubeadm runs it',
    async () => {
      await plane().admin.expectApplied({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'fresh' } });
      const metadata = { name: 'default', namespace: 'fresh' };
      await eventually({ apiVersion: 'v1', kind: 'ServiceAccount', metadata }, ({ kind }) => kind === 'ServiceAccount');
      const root = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'kube-root-ca.crt', namespace: 'fresh' } };
      const { data } = await eventually(root, ({ kind }) => kind === 'ConfigMap');
      const same = { ...root, metadata: { ...root.metadata, name: 'same' }, data };
      expect(await tried('developer', same)).toBe('strongbox-not-immutable');
    },
  );

  claim(
    'an aggregated ClusterRole gets its rules, also those that a policy refuses',
    'a ClusterRole that lists Secrets, of an exempt user, is aggregated into a new one of another user',
    async () => {
      const role = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name: 'acme-part', labels: { 'acme.io/part': 'true' } },
        rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
      };
      expect(await tried('developer', role)).toBe('strongbox-secrets-list');
      expect(answer(await as('operator').create(role))).toBe('taken');
      const whole = {
        ...role,
        metadata: { name: 'acme-whole' },
        rules: [],
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'acme.io/part': 'true' } }] },
      };
      expect(answer(await as('developer').create(whole))).toBe('taken');
      await eventually(whole, ({ rules }) => rules?.length === 1);
    },
  );

  claim(
    'a Deployment rolls, and one that broke a rule before keeps its pods',
    'the image of a Deployment changes; one with a variable from a Secret is scaled to 2',
    async () => {
      const object = safe('rolled', 'shop');
      expect(answer(await as('developer').create(object))).toBe('taken');
      await eventually(object, ({ status }) => status?.replicas === 1);
      const [container] = object.spec.template.spec.containers;
      const next = { spec: { template: { spec: { containers: [{ ...container, image: 'app:2' }] } } } };
      expect(answer(await as('developer').patch(object, next))).toBe('taken');
      await eventually(object, ({ status }) => status.updatedReplicas === 1);

      const scaled = bad('scaled', 'shop');
      const path = await plane().admin.path('apps/v1', 'Deployment', 'shop', 'scaled');
      const response = await as('developer').request('PATCH', `${path}/scale`, {
        body: { spec: { replicas: 2 } }, contentType: 'application/merge-patch+json',
      });
      expect(answer(response)).toBe('taken');
      await eventually(scaled, ({ status }) => status?.replicas === 2);
    },
  );

  claim('a pod with the token volume of the API server is taken', 'a dry run of a pod', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'one', namespace: 'shop' },
      spec: { containers: [{ name: 'app', image: 'app:1' }] },
    };
    const { status, body } = await as('developer').create(pod, { dryRun: 'All' });
    expect([status, body.spec.volumes.length]).toEqual([201, 1]);
  });

  claim('kube-system, and a node that makes a mirror pod, are exempt', 'a dry run of each', async () => {
    expect(await tried('developer', bad('new', 'kube-system'))).toBe('taken');
    // A mirror pod may name no Secret; a volume of a provider may be in it.
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'mirror', namespace: 'shop', annotations: { 'kubernetes.io/config.mirror': 'x' } },
      spec: {
        nodeName: 'first',
        containers: [{ name: 'app', image: 'app:1' }],
        volumes: [{ name: 'db', csi: { driver: 'secrets-store.csi.k8s.io' } }],
      },
    };
    expect(await tried('system:node:first', pod)).toBe('taken');
    expect(await tried('developer', pod)).toBe('strongbox-csi-volume-not-read-only');
  });

  claim(
    'a namespace by label, a user, a group and an object are exempt, and nothing beside them',
    'a dry run of the same Deployment in each case',
    async () => {
      expect(await tried('developer', bad('new', 'operators'))).toBe('taken');
      expect(await tried('operator', bad('new', 'shop'))).toBe('taken');
      expect(await tried('helper', bad('new', 'shop'))).toBe('taken');
      expect(await tried('developer', bad('legacy', 'shop'))).toBe('taken');
      expect(await tried('developer', bad('legacy', 'payments'))).toBe('strongbox-secret-in-env');
      expect(await tried('auditor', bad('new', 'shop'))).toBe('strongbox-secret-in-env');
    },
  );

  claim(
    'a suppression lets an object pass, unless the rule is unsuppressible or its author may not suppress',
    'a dry run with the annotation, by one of `suppressors` and by another',
    async () => {
      const suppressed = suppressing('secret-in-env', bad('suppressed', 'shop'));
      expect(await tried('auditor', suppressed)).toBe('taken');
      expect(await tried('auditor', suppressing('secret-subpath-mount', badMount('suppressed', 'shop'))))
        .toBe('strongbox-secret-subpath-mount');
      expect(await tried('developer', suppressed)).toBe('strongbox-suppressors');

      expect(answer(await as('auditor').create(suppressed))).toBe('taken');
      const set = (annotations: object | null) => as('developer').patch(suppressed, { metadata: { annotations } });
      expect(answer(await set({ 'acme.io/owner': 'shop' }))).toBe('taken');
      const key = Object.keys(suppressed.metadata.annotations)[0];
      expect(answer(await set({ [key]: 'another reason' }))).toBe('strongbox-suppressors');
      expect(answer(await set({ [key]: null }))).toMatch(/^strongbox-(suppressors|secret-in-env)$/);
    },
  );

  claim(
    'an object that broke a rule before can be labelled, released from a finalizer, and deleted',
    'changes of Deployments with a variable from a Secret, which were there before the policies',
    async () => {
      const developer = as('developer');
      expect(answer(await developer.patch(bad('old', 'shop'), { metadata: { labels: { team: 'a' } } }))).toBe('taken');
      expect(answer(await developer.patch(bad('old', 'shop'), { spec: { replicas: 3 } }))).toBe('taken');
      const env = [VARIABLE, { ...VARIABLE, name: 'OTHER' }];
      const more = { spec: { template: { spec: { containers: [{ name: 'app', image: 'app:1', env }] } } } };
      expect(answer(await developer.patch(bad('old', 'shop'), more))).toBe('strongbox-secret-in-env');

      expect(answer(await developer.delete(bad('deleted', 'shop')))).toBe('taken');
      expect(answer(await developer.delete(bad('held', 'shop')))).toBe('taken');
      expect((await developer.get(bad('held', 'shop'))).body.metadata.deletionTimestamp).toBeDefined();
      expect(answer(await developer.patch(bad('held', 'shop'), { metadata: { finalizers: null } }))).toBe('taken');
      expect((await developer.get(bad('held', 'shop'))).status).toBe(404);
    },
  );

  async function refused(objects: Manifest[]): Promise<string[]> {
    const found: string[] = [];
    for (const object of objects.filter(({ kind }) => JUDGED.has(kind))) {
      const response = await as('developer').create(object, { dryRun: 'All' });
      if (response.status >= 300) {
        found.push(`${object.kind} ${object.metadata.name}: ${response.body.message}`);
      }
    }
    return found;
  }

  claim('what every construct makes with its fewest props is taken', 'a dry run of each object', async () => {
    for (const [name, build] of MINIMAL_CONSTRUCTS) {
      const chart = new Chart(Testing.app(), 'payments', { namespace: 'payments' });
      build(chart);
      expect([name, await refused(Testing.synth(chart))]).toEqual([name, []]);
    }
  });

  claim('all that examples/payments writes is taken', 'a dry run of each object', async () => {
    const dist = join(folder, 'dist');
    run(bin('cdk8s'), ['synth', '--check-upgrade=false', '--output', dist], join(projectRoot, 'examples/payments'));
    const objects: Manifest[] = readdirSync(dist).filter((name) => name.endsWith('.yaml')).flatMap((name) =>
      parseAllDocuments(readFileSync(join(dist, name), 'utf8'), { version: '1.1' }).map((each) => each.toJS()));
    expect(objects.filter(({ kind }) => JUDGED.has(kind)).length).toBeGreaterThan(5);
    for (const name of new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))) {
      await plane().admin.expectApplied({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    }
    expect(await refused(objects)).toEqual([]);
  });
}, {
  unavailable: process.env.STRONGBOX_CLUSTER_UNAVAILABLE
    ?? (isNew ? undefined : 'tried with the newest release')
    ?? (hasGo() ? undefined : 'no Go, to download definitions and to build kube-controller-manager with'),
});
