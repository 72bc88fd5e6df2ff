import { parse } from './fixtures';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';

/** What the rules on access say of some YAML, as `rule: message`. */
function said(text: string, ...ids: string[]): string[] {
  const rules = CATALOG.filter(({ id, category }) =>
    ids.length === 0 ? ['access', 'identity'].includes(category) : ids.includes(id),
  );
  return evaluate(parse(text), rules).map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

function role(rules: string): string {
  return `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: bot}
rules: [${rules}]
`;
}

const EVERYWHERE = `
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: bot-everywhere}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: bot}
subjects: [{kind: ServiceAccount, name: bot, namespace: shop}]
`;

function rule(resources: string, verbs: string, groups = "''"): string {
  return `{apiGroups: [${groups}], resources: [${resources}], verbs: [${verbs}]}`;
}

describe('a message names the verbs that are there', () => {
  test.each([
    [rule('secrets', 'list'), 'secrets-list: allows list on every Secret; the response has their full content'],
    [
      rule('secrets', 'watch, get, list'),
      'secrets-list: allows list, watch on every Secret; the response has their full content',
    ],
    [
      rule('secrets', "'*'"),
      'secrets-list: allows every verb (*) on every Secret; the response has their full content',
    ],
    [
      rule('secrets', 'patch, delete'),
      'secrets-unscoped-get: allows patch on any Secret, not only named ones; the response is the whole Secret',
    ],
    [rule('secrets', 'delete'), 'secrets-unscoped-write: allows delete on any Secret, and so choosing what pods get'],
    [
      rule('roles', 'bind, get', 'rbac.authorization.k8s.io'),
      'rbac-escalation: allows bind on roles, beyond the rights of the holder',
    ],
    [
      rule('serviceaccounts', 'impersonate'),
      'rbac-escalation: allows impersonating others, and so gaining their rights',
    ],
    [
      rule('serviceaccounts', "'*'"),
      'rbac-escalation: allows impersonating others, since the verb * includes it, and so gaining their rights',
    ],
  ])('%s', (one, message) => {
    expect(said(role(one))).toEqual([message]);
  });

  test('of those that names make void', () => {
    const named =
      "{apiGroups: [''], resources: [secrets], resourceNames: [db], verbs: [create, patch, deletecollection]}";
    expect(said(role(named))).toEqual([
      'resource-names-without-effect: names objects, so it allows nothing with deletecollection',
    ]);
  });

  test('and nothing else of the role', () => {
    expect(said(role(rule('secrets', String.raw`list, "\u001b[31m", hunter2`)))).toEqual([
      'secrets-list: allows list on every Secret; the response has their full content',
    ]);
  });
});

describe('one decision is one finding', () => {
  test('a role that lists Secrets, and its binding in every namespace', () => {
    expect(said(role(rule('secrets', 'list, watch')) + EVERYWHERE)).toEqual([
      'secrets-cluster-wide: ClusterRole "bot" allows list, watch on every Secret, '
        + 'and ClusterRoleBinding "bot-everywhere" gives it in every namespace',
    ]);
  });

  test('but each where the binding is not judged', () => {
    const text = role(rule('secrets', 'list')) + EVERYWHERE;
    expect(said(text, 'secrets-list')).toHaveLength(1);
    expect(said(text, 'secrets-list', 'secrets-cluster-wide')).toHaveLength(1);
  });

  test('which names to give and in which namespaces are two', () => {
    expect(said(role(rule('secrets', 'get')) + EVERYWHERE).map((line) => line.split(':')[0])).toEqual([
      'secrets-unscoped-get',
      'secrets-cluster-wide',
    ]);
  });

  const crowd = (...subjects: string[]) => `---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: crowd}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: bot}
subjects: [${subjects.map((name) => `{kind: Group, apiGroup: rbac.authorization.k8s.io, name: '${name}'}`).join(', ')}]
`;
  const ids = (lines: string[]) => lines.map((line) => line.split(':')[0]);

  test('a role that lists Secrets, and its binding to everybody', () => {
    const listing = role(rule('secrets', 'list'));
    expect(said(listing + crowd('system:authenticated'))).toEqual([
      expect.stringMatching(/^secret-for-everybody: .* reads Secrets in every namespace$/),
    ]);
    expect(ids(said(listing + crowd('system:serviceaccounts')))).toEqual(['secret-for-all-accounts']);
    expect(ids(said(listing + crowd('system:authenticated', 'platform')))).toEqual([
      'secret-for-everybody', 'secrets-cluster-wide',
    ]);
  });

  test('a Role that lists Secrets, and its binding to everybody', () => {
    const listing = role(rule('secrets', 'list')).replace('ClusterRole', 'Role')
      .replace('name: bot', 'name: bot, namespace: shop');
    const bound = (...subjects: string[]) => listing + crowd(...subjects).replace('ClusterRoleBinding', 'RoleBinding')
      .replace('{name: crowd}', '{name: crowd, namespace: shop}').replace('kind: ClusterRole', 'kind: Role');
    expect(ids(said(bound('system:authenticated')))).toEqual(['secret-for-everybody']);
    expect(ids(said(bound('system:authenticated', 'platform')))).toEqual(['secrets-list', 'secret-for-everybody']);
  });

  test('a built-in role in a namespace, and its binding to all accounts', () => {
    const binding = crowd('system:serviceaccounts:shop').replace('ClusterRoleBinding', 'RoleBinding')
      .replace('{name: crowd}', '{name: crowd, namespace: shop}').replace('name: bot', 'name: edit');
    expect(ids(said(binding))).toEqual(['secret-for-all-accounts']);
  });

  test('another rule of the role is another decision', () => {
    const two = `${rule('secrets', 'list')}, ${rule('serviceaccounts/token', 'create')}`;
    expect(said(role(two) + EVERYWHERE).map((line) => line.split(':')[0])).toEqual([
      'token-create',
      'secrets-cluster-wide',
    ]);
  });
});

test('an exec by get is of clusters before 1.35, and nodes/proxy by get of all, with the way out', () => {
  expect(said(role(rule('pods/exec', 'create')))).toEqual([
    'secret-reach-by-workload-create: reaches the Secrets of running pods, through commands or images that it may run '
      + 'in them',
  ]);
  expect(said(role(rule('pods/exec, pods/attach', 'get')))).toEqual([
    expect.stringContaining('in clusters before 1.35'),
  ]);
  expect(said(role(rule('nodes/proxy', 'get')))).toEqual([
    expect.stringMatching(/through nodes\/proxy.*nodes\/metrics, nodes\/stats.*nodes\/configz/),
  ]);
});

test('what is dressed as a role of Kubernetes is judged as it is', () => {
  const dressed = role(rule('secrets', "'*'")).replace(
    '{name: bot}',
    "{name: 'system:orders', labels: {kubernetes.io/bootstrapping: rbac-defaults}}",
  );
  expect(said(dressed)).toEqual(said(role(rule('secrets', "'*'"))));
});
