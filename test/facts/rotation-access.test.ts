import { waitRules } from '../../src/facts/rotation-access';

test('a wait gets the named objects, and lists kinds of every group that makes or reads them', () => {
  const rules = waitRules(['db'], ['settings']);
  expect(rules.filter(({ verbs }) => verbs.includes('get'))).toEqual([
    { apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs: ['get'] },
    { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] },
  ]);
  const listed = new Map(rules.filter(({ verbs }) => verbs.includes('list'))
    .map(({ apiGroups, resources }) => [apiGroups![0], resources]));
  expect(listed.get('external-secrets.io')!.length).toBeGreaterThan(1);
  expect(listed.get('secrets.hashicorp.com')!.length).toBeGreaterThan(1);
  expect(listed.get('secrets-store.csi.x-k8s.io')).toContain('secretproviderclasspodstatuses');
  expect(new Set(rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['get', 'list']));
});

test('a wait without ConfigMaps gets none', () => {
  expect(waitRules(['db']).some(({ resources }) => resources!.includes('configmaps'))).toBe(false);
});
