import { admittedFixtures } from './support/admitted';
import { isAbout, refusals } from './support/evaluate-policy';
import { PLACES } from './support/tokens';
import { PolicyAction } from '../../src/policy/policy-action';
import { actionFor } from '../../src/policy/policy-set';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { compileExpression } from '../../src/rules/expression';
import { GraphRule, isGraphRule } from '../../src/rules/rule';
import { RulePreset } from '../../src/rules/rule-preset';
import { RuleScope } from '../../src/rules/rule-scope';
import { VENDOR_SAMPLES } from '../credentials/corpus';

const PARTS = CATALOG.filter(isGraphRule).filter((rule) => rule.policyPart !== undefined);
const POLICIES = rulePolicies(PARTS);
const policyOf = (id: string) => POLICIES.find(({ rule }) => rule.id === id)!;

const OBJECTS: any[] = [
  ...admittedFixtures().flatMap(({ documents }) => documents),
  ...Object.values(PLACES).flat().map((place) => place(VENDOR_SAMPLES[0].value)),
].filter((object: any) => typeof object?.kind === 'string' && object.metadata?.name !== undefined);

test.each(PARTS.map((rule) => [rule.id, rule] as const))(
  '%s: what the policy refuses, the audit reports of the object alone; it is in the subset of CEL',
  (id, rule: GraphRule) => {
    const policy = policyOf(id);
    const verdicts = OBJECTS.filter((object) => isAbout(policy, object)).map((object) => {
      const said = refusals(policy, object);
      if (said.length > 0) {
        expect([object, evaluate([object], [rule]).length > 0]).toEqual([object, true]);
      }
      return said.length > 0;
    });
    expect(new Set(verdicts)).toEqual(new Set([true, false]));
    for (const { scope, violation, ofPods = 'true' } of rule.policyPart!.checks ?? []) {
      compileExpression(scope, violation);
      compileExpression(RuleScope.POD, ofPods);
    }
  },
);

const account = 'automountServiceAccountToken';

/** A Deployment with a pod. */
const withPod = (spec: object, metadata: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'api', namespace: 'shop' },
  spec: { template: { metadata, spec: { containers: [{ name: 'main' }], ...spec } } },
});
const single = (spec: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'api', ...metadata },
  spec: { containers: [{ name: 'main' }], ...spec },
});
const refusing = (object: object) =>
  POLICIES.filter((policy) => isAbout(policy, object) && refusals(policy, object).length > 0)
    .map(({ rule }) => rule.id);

const NAMED = { serviceAccountName: 'orders' };
const AUTOMOUNT = ['service-account-token-automount'];
const DEFAULT = ['default-service-account'];

const AGENT = { 'vault.hashicorp.com/agent-inject': 'true' };
const OTHER_TOKEN = 'vault.hashicorp.com/agent-service-account-token-volume-name';
const TOKEN = '--token=/var/run/secrets/kubernetes.io/serviceaccount/token';

describe('tokens of pods', () => {
  const token = { name: 'kube-api-access-x7k2p', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
  test.each<[string, object, string[]]>([
    ['a named account, and nobody decided', withPod(NAMED), AUTOMOUNT],
    ['the same by the older field', withPod({ serviceAccount: 'orders' }), AUTOMOUNT],
    ['it is turned off', withPod({ ...NAMED, [account]: false }), []],
    ['it is turned on: somebody decided', withPod({ ...NAMED, [account]: true }), []],
    ['the default account', withPod({}), DEFAULT],
    ['the default account by name', withPod({ serviceAccountName: 'default' }), DEFAULT],
    ['the default account, turned on', withPod({ [account]: true }), DEFAULT],
    ['the default account, turned off', withPod({ [account]: false }), []],
    ['Vault Agent logs in with it', withPod(NAMED, { annotations: AGENT }), []],
    ['Vault Agent has another one', withPod(NAMED, { annotations: { ...AGENT, [OTHER_TOKEN]: 'token' } }), AUTOMOUNT],
    ['a program is told where it is', withPod({ ...NAMED, initContainers: [{ name: 'init', args: [TOKEN] }] }), []],
    ['a pod that the API server gave the token', single({ ...NAMED, volumes: [token] }, { uid: '1' }), AUTOMOUNT],
    ['a pod that the API server gave none, since its account declines', single(NAMED, { uid: '1' }), []],
    ['a pod that is not sent yet', single(NAMED), AUTOMOUNT],
    ['a mirror pod', single({}, { annotations: { 'kubernetes.io/config.mirror': 'x' } }), []],
    ['a pod of the control plane', single({}, { labels: { tier: 'control-plane', component: 'etcd' } }), []],
  ])('%s', (_, object, expected) => {
    expect(refusing(object)).toEqual(expected);
    expected.forEach((id) => {
      const rules = PARTS.filter((rule) => rule.id === id);
      expect(evaluate([object], rules)).not.toEqual([]);
    });
  });
});

describe('the default account', () => {
  const created = { name: 'default', namespace: 'shop', uid: '1' };
  const stored = { ...created, resourceVersion: '7' };
  const stating = (metadata: object, fields: object = {}) =>
    refusing({ apiVersion: 'v1', kind: 'ServiceAccount', metadata, ...fields });

  test('is refused where somebody creates it without the field, or sets the field to true', () => {
    expect(stating(created)).toEqual(DEFAULT);
    expect(stating(created, { [account]: true })).toEqual(DEFAULT);
    expect(stating(stored, { [account]: true })).toEqual(DEFAULT);
  });

  test('is not refused where it turns tokens off, or is stored as its controller made it', () => {
    expect(stating(created, { [account]: false })).toEqual([]);
    expect(stating(stored)).toEqual([]);
  });
});

describe('bindings', () => {
  const binding = (kind: string, name: string, role: string, ...subjects: object[]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name, ...kind === 'RoleBinding' && { namespace: 'shop' } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects,
  });
  const group = (name: string) => ({ kind: 'Group', name, apiGroup: 'rbac.authorization.k8s.io' });
  const one = { kind: 'ServiceAccount', name: 'orders', namespace: 'shop' };
  test.each<[string, object, string[]]>([
    ['a role that reads no Secrets', binding('RoleBinding', 'a', 'view', one), []],
    ['edit in a namespace', binding('RoleBinding', 'a', 'edit', one), ['secrets-by-built-in-role']],
    ['a role that creates pods', binding('RoleBinding', 'a', 'system:controller:job-controller', one),
      ['secrets-by-built-in-role']],
    ['the API of kubelets everywhere', binding('ClusterRoleBinding', 'a', 'system:kubelet-api-admin', one),
      ['secrets-by-built-in-role']],
    ['the API of kubelets in a namespace', binding('RoleBinding', 'a', 'system:kubelet-api-admin', one), []],
    ['the role of nodes for all nodes', binding('ClusterRoleBinding', 'system:node', 'system:node',
      group('system:nodes')), ['secrets-cluster-wide']],
    ['edit everywhere', binding('ClusterRoleBinding', 'a', 'edit', one), ['secrets-cluster-wide']],
    ['the binding of Kubernetes itself', binding('ClusterRoleBinding', 'cluster-admin', 'cluster-admin',
      group('system:masters')), []],
    ['the same with another subject', binding('ClusterRoleBinding', 'cluster-admin', 'cluster-admin',
      group('system:masters'), one), ['secrets-cluster-wide']],
    ['another binding for administrators', binding('ClusterRoleBinding', 'admins', 'cluster-admin',
      group('system:masters')), ['secrets-cluster-wide']],
    ['everybody', binding('RoleBinding', 'a', 'edit', group('system:authenticated')),
      ['secret-for-everybody', 'secrets-by-built-in-role']],
    ['all accounts of a namespace', binding('RoleBinding', 'a', 'edit', group('system:serviceaccounts:shop')),
      ['secret-for-all-accounts', 'secrets-by-built-in-role']],
    ['a group of nobody', binding('RoleBinding', 'a', 'edit', group('system:serviceaccounts:')),
      ['secrets-by-built-in-role']],
    ['the default account', binding('RoleBinding', 'a', 'view', { ...one, name: 'default' }), DEFAULT],
    ['the default account as a user', binding('RoleBinding', 'a', 'view',
      { kind: 'User', name: 'system:serviceaccount:shop:default' }), DEFAULT],
    ['nobody', { ...binding('RoleBinding', 'a', 'edit'), subjects: null }, []],
  ])('%s', (_, object, expected) => {
    expect(refusing(object).sort()).toEqual(expected);
  });
});

describe('the action of a part', () => {
  const actionOf = (id: string, options: object) => {
    const all = { preset: RulePreset.STRICT, errors: PolicyAction.DENY, warnings: PolicyAction.DENY, ...options };
    return actionFor(policyOf(id), all);
  };

  test('a level warns at most where other objects decide, and refuses where they do not', () => {
    expect(actionOf('service-account-token-automount', {})).toBe(PolicyAction.WARN);
    expect(actionOf('secret-for-everybody', {})).toBe(PolicyAction.DENY);
    expect(actionOf('service-account-token-automount', { warnings: PolicyAction.AUDIT })).toBe(PolicyAction.AUDIT);
  });

  test('an action of the rule itself refuses', () => {
    const actions = { 'service-account-token-automount': PolicyAction.DENY };
    expect(actionOf('service-account-token-automount', { actions })).toBe(PolicyAction.DENY);
  });
});

/** A Deployment whose container mounts one volume. */
const mounting = (volume: object, { mount = {}, pod = {}, container = {} }: Record<string, object> = {}) => withPod({
  ...pod,
  volumes: [{ name: 'v', ...volume }],
  containers: [{ name: 'main', ...container, volumeMounts: [{ name: 'v', mountPath: '/mnt/v', ...mount }] }],
});
const hostPath = (path: string, more: Record<string, object> = {}) => mounting({ hostPath: { path } }, more);
const secretAt = (mountPath: string, mount: object = {}) =>
  mounting({ secret: { secretName: 'db' } }, { mount: { mountPath, ...mount } });

/** What the policies refuse, without the rules on tokens. */
const refusingOf = (object: object) => refusing(object).filter((id) => ![...AUTOMOUNT, ...DEFAULT].includes(id));

describe('paths', () => {
  const HOST = ['host-path-to-secrets'];
  const OVER = ['mount-over-system-path'];
  test.each<[string, object, string[]]>([
    ['a place of the node', hostPath('/var/lib/etcd'), HOST],
    ['a folder in it', hostPath('/etc/kubernetes/pki/'), HOST],
    ['a folder around it', hostPath('/var/lib'), HOST],
    ['the whole node', hostPath('/'), HOST],
    ['the socket by the other spelling', hostPath('/var/run/docker.sock'), HOST],
    ['another folder', hostPath('/var/lib/kubelet/plugins/csi.example.com'), []],
    ['a longer name', hostPath('/var/lib/etcdata'), []],
    ['a certificate', hostPath('/etc/kubernetes/pki/ca.crt'), []],
    ['a path with ..', hostPath('/etc/kubernetes/../../opt/agent'), []],
    ['a harmless part of it', hostPath('/', { mount: { subPath: 'opt/agent' } }), []],
    ['a static pod', single({
      volumes: [{ name: 'v', hostPath: { path: '/etc/kubernetes/pki' } }],
      containers: [{ name: 'main', volumeMounts: [{ name: 'v', mountPath: '/pki' }] }],
    }, { annotations: { 'kubernetes.io/config.mirror': 'x' } }), []],
    ['over /etc', secretAt('/etc'), OVER],
    ['over the root', secretAt('/'), OVER],
    ['over /run by the other spelling', secretAt('/var/run/'), OVER],
    ['in /proc', secretAt('/proc/acme'), OVER],
    ['over the token', secretAt('/var/run/secrets/kubernetes.io/serviceaccount'), OVER],
    ['a token over the token', mounting({ projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
      { mount: { mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' } }), []],
    ['a folder in /etc', secretAt('/etc/acme'), []],
    ['a file in /etc', secretAt('/etc', { subPathExpr: '$(NAME)' }), []],
    ['a disk', mounting({ emptyDir: {} }, { mount: { mountPath: '/tmp' } }), []],
  ])('%s', (_, object, expected) => {
    expect(refusingOf(object).filter((id) => [...HOST, ...OVER].includes(id))).toEqual(expected);
    const found = evaluate([object], PARTS.filter(({ id }) => [...HOST, ...OVER].includes(id)));
    expect(found).toHaveLength(expected.length);
  });
});

describe('isolation', () => {
  const variable = { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'a' } } }] };
  const open = { securityContext: { privileged: true } };
  const OFF = ['isolation-off-beside-a-secret'];
  const of = (pod: object, container: object) => withPod({ ...pod, containers: [{ name: 'main', ...container }] });
  test.each<[string, object, string[]]>([
    ['hostPID and a variable', of({ hostPID: true }, variable), OFF],
    ['hostPID and all variables', of({ hostPID: true }, { envFrom: [{ secretRef: { name: 'db' } }] }), OFF],
    ['hostPID and a file', mounting({ secret: { secretName: 'db' } }, { pod: { hostPID: true } }), OFF],
    ['privileged', of({}, { ...variable, ...open }), OFF],
    ['hostPID and a volume that nothing mounts', of(
      { hostPID: true, [account]: false, volumes: [{ name: 'v', secret: { secretName: 'db' } }] }, {},
    ), []],
    ['hostPID, and no Secret', of({ hostPID: true, [account]: false }, {}), []],
    ['a Secret alone', of({}, variable), []],
  ])('%s', (_, object, expected) => {
    expect(refusingOf(object).filter((id) => OFF.includes(id))).toEqual(expected);
    expect(evaluate([object], PARTS.filter(({ id }) => OFF.includes(id)))).toHaveLength(expected.length);
  });
});

describe('files of a mode', () => {
  const UNREADABLE = ['secret-file-unreadable'];
  const volume = (more: object = {}) => ({ secret: { secretName: 'db', defaultMode: 0o440, ...more } });
  const as = (securityContext: object) => ({ container: { securityContext } });
  test.each<[string, object, string[]]>([
    ['another user', mounting(volume(), as({ runAsUser: 1000 })), UNREADABLE],
    ['another user by the pod', mounting(volume(), { pod: { securityContext: { runAsUser: 1000 } } }), UNREADABLE],
    ['root by the container', mounting(volume(), {
      pod: { securityContext: { runAsUser: 1000 } }, ...as({ runAsUser: 0 }),
    }), []],
    ['the group of root', mounting(volume(), as({ runAsUser: 1000, runAsGroup: 0 })), []],
    ['a group that gets the files', mounting(volume(), {
      pod: { securityContext: { fsGroup: 2000 } }, ...as({ runAsUser: 1000 }),
    }), []],
    ['files that all read', mounting(volume({ defaultMode: 0o444 }), as({ runAsUser: 1000 })), []],
    ['Windows', mounting(volume(), { pod: { os: { name: 'windows' } }, ...as({ runAsUser: 1000 }) }), []],
  ])('%s', (_, object, expected) => {
    expect(refusingOf(object)).toEqual(expected);
    expect(evaluate([object], PARTS.filter(({ id }) => UNREADABLE.includes(id)))).toHaveLength(expected.length);
  });
});

describe('agents and stores', () => {
  const job = (kind: string, annotations: object) => ({
    apiVersion: 'batch/v1',
    kind,
    metadata: { name: 'export', namespace: 'shop' },
    spec: { template: { metadata: { annotations }, spec: { containers: [{ name: 'main' }] } } },
  });
  const store = (provider: object) => ({
    apiVersion: 'external-secrets.io/v1', kind: 'SecretStore', metadata: { name: 'main' }, spec: { provider },
  });
  const serviceAccountRef = { name: 'default' };
  test.each<[string, object, string[]]>([
    ['a Job', job('Job', AGENT), ['agent-in-a-cron-job']],
    ['a Job whose agent ends', job('Job', { ...AGENT, 'vault.hashicorp.com/agent-pre-populate-only': 'true' }), []],
    ['a Job without an agent', job('Job', {}), []],
    ['a Deployment', withPod(NAMED, { annotations: AGENT }), []],
    ['http', store({ vault: { server: 'HTTP://vault.example.com' } }), ['store-without-tls']],
    ['https', store({ vault: { server: 'https://vault.example.com' } }), []],
    ['the API server of another cluster', store({ kubernetes: { server: { url: 'http://10.0.0.1' } } }),
      ['store-without-tls']],
    ['the default account', store({ vault: { server: 'https://v', auth: { kubernetes: { serviceAccountRef } } } }),
      ['store-default-account']],
    ['another account', store({ aws: { auth: { jwt: { serviceAccountRef: { name: 'orders' } } } } }), []],
  ])('%s', (_, object, expected) => {
    expect(refusingOf(object)).toEqual(expected);
  });
});
