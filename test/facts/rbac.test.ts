import {
  AccessRule,
  allows,
  allowsAll,
  allowsIn,
  isWildcardName,
  Requests,
  spokenVerbs,
  verbsAmong,
  wordsFor,
} from '../../src/facts/rbac';
import * as access from '../../src/facts/secret-access';
import * as steering from '../../src/facts/steering-access';

const EXEC: Requests = { groups: [''], resources: ['pods/exec'], verbs: ['create'] };

function rule(words: string, names: string[] = []): AccessRule {
  const [groups, resources, verbs] = words
    .split(' ')
    .map((list) => list.split(',').map((word) => (word === 'core' ? '' : word)));
  return { groups, resources, verbs, names };
}

/** Every set of requests that the facts name. */
const REQUESTS: readonly Requests[] = Object.values({ ...access, ...steering })
  .flat()
  .filter((some): some is Requests => typeof some === 'object' && 'resources' in some);

test.each([
  ['core pods/exec create', true],
  ['core */exec create', true],
  ['core * create', true],
  ['* pods/exec *', true],
  ['core,apps pods,pods/exec get,create', true],
  ['core pods create', false],
  ['core pods/* create', false],
  ['core pods/attach create', false],
  ['core */* create', false],
  ['core pods/exec get', false],
  ['apps pods/exec create', false],
  ['core,apps pods,pods/log get,create', false],
])('%s allows an exec: %s', (words, expected) => {
  expect(allows(rule(words), EXEC)).toBe(expected);
});

test('every subresource of a resource is meant by a slash at the end', () => {
  const extras: Requests = { groups: ['authentication.k8s.io'], resources: ['userextras/'], verbs: ['impersonate'] };
  expect(
    ['userextras/scopes', 'userextras/*', '*/scopes', '*'].map((resource) => allows(rule(`* ${resource} *`), extras)),
  ).toEqual([true, true, true, true]);
  const near = ['userextras', 'users', 'scopes', '*/scale', '*/status', '*/finalizers'];
  expect(near.filter((resource) => allows(rule(`* ${resource} *`), extras))).toEqual([]);
  expect(allows(rule('* userextras/scale *'), extras)).toBe(true);
});

describe('names', () => {
  test('a create and a deletecollection carry none, so that a rule with names does not allow them', () => {
    const create: Requests = { groups: [''], resources: ['secrets'], verbs: ['create'] };
    expect(allows(rule('core secrets create'), create)).toBe(true);
    expect(allows(rule('core secrets create', ['db']), create)).toBe(false);
    expect(allows(rule('core secrets *', ['db']), create)).toBe(false);
  });

  test('a create of a subresource carries that of the object', () => {
    expect(allows(rule('core pods/exec create', ['api']), EXEC)).toBe(true);
  });

  test('other verbs are allowed for the named objects', () => {
    const write: Requests = { groups: ['apps'], resources: ['deployments'], verbs: ['create', 'patch'] };
    expect(allows(rule('apps deployments patch', ['api']), write)).toBe(true);
    expect(allows(rule('apps deployments *', ['api']), write)).toBe(true);
    expect(allows(rule('apps deployments create', ['api']), write)).toBe(false);
    expect(allowsAll(rule('apps deployments patch', ['api']), write)).toBe(false);
    expect(allowsAll(rule('apps deployments patch'), write)).toBe(true);
  });

  test('an empty one is that of requests without a name: of every object', () => {
    const read: Requests = { groups: [''], resources: ['secrets'], verbs: ['list', 'watch', 'deletecollection'] };
    const get: Requests = { groups: [''], resources: ['secrets'], verbs: ['get', 'patch'] };
    const allowed = (words: string, names: string[], some: Requests) =>
      [allows(rule(words, names), some), allowsAll(rule(words, names), some)];
    for (const verb of ['list', 'watch', 'deletecollection', '*']) {
      expect(allowed(`core secrets ${verb}`, [''], read)).toEqual([true, true]);
      expect(allowed(`core secrets ${verb}`, ['db', ''], read)).toEqual([true, true]);
    }
    expect(allowed('core secrets list', ['db'], read)).toEqual([true, false]);
    expect(allowed('core secrets get,patch', [''], get)).toEqual([false, false]);
    expect(allowed('core secrets *', [''], get)).toEqual([false, false]);
    expect(allowed('core secrets get', ['', 'db'], get)).toEqual([true, false]);
    expect(allows(rule('core pods/exec create', ['']), EXEC)).toBe(false);
    const write: Requests = { groups: [''], resources: ['pods'], verbs: ['create'] };
    expect(allowed('core pods create', [''], write)).toEqual([true, true]);
    const [roles] = access.ESCALATE_ROLES;
    expect(allows(rule('rbac.authorization.k8s.io roles escalate', ['']), roles)).toBe(true);
    expect(allows(rule('rbac.authorization.k8s.io roles bind', ['']), access.BIND_ROLES)).toBe(false);
  });

  test('have no wildcards', () => {
    expect(['*', 'db-*', 'db'].map(isWildcardName)).toEqual([true, true, false]);
  });
});

test('what is of no namespace, only a ClusterRole allows', () => {
  const proxy: Requests = { groups: [''], resources: ['nodes/proxy'], verbs: ['get'], clusterWide: true };
  expect([
    allowsIn('Role', rule('core nodes/proxy get'), proxy),
    allowsIn('ClusterRole', rule('core nodes/proxy get'), proxy),
  ]).toEqual([false, true]);
  expect(allowsIn('Role', rule('core pods/exec create'), EXEC)).toBe(true);
});

test('verbs are told in the order of the candidates, and a wildcard as what it is', () => {
  expect(verbsAmong(rule('core secrets watch,get,list'), ['list', 'watch', 'deletecollection'])).toEqual([
    'list',
    'watch',
  ]);
  expect(verbsAmong(rule('core secrets *'), ['list', 'watch'])).toEqual(['list', 'watch']);
  expect(spokenVerbs(rule('core secrets watch,list'), ['list', 'watch'])).toBe('list, watch');
  expect(spokenVerbs(rule('core secrets get,*'), ['list', 'watch'])).toBe('every verb (*)');
});

test('no requests mix resources and subresources for a verb that carries a name for one of them alone', () => {
  expect(REQUESTS.length).toBeGreaterThan(25);
  const mixed = REQUESTS.filter(
    ({ resources, verbs }) =>
      verbs.includes('create')
      && resources.some((resource) => resource.includes('/'))
      && resources.some((resource) => !resource.includes('/')),
  );
  expect(mixed).toEqual([]);
});

test('the words of requests are those of the requests and the wildcards', () => {
  expect(wordsFor({ groups: [''], resources: ['pods', 'pods/exec'], verbs: ['patch'] })).toEqual({
    groups: ['', '*'],
    resources: ['pods', 'pods/exec', '*/exec', '*'],
    prefixes: [],
    others: [],
    verbs: ['patch', '*'],
    namedVerbs: ['patch', '*'],
    unnamedVerbs: [],
  });
  expect(wordsFor({ groups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create'] })).toMatchObject({
    namedVerbs: ['get', 'list', '*'],
    unnamedVerbs: ['list', 'create', '*'],
  });
});
