import {
  decidingAnnotations, meantForReloader, misreadSwitch, patternMatches, reloaderNames, reloaderRestarts,
  unknownToReloader,
} from '../../src/facts/reloader';

const PREFIX = 'reloader.stakater.com';
const DB = { name: 'db', annotations: {} };

test('names are listed by subject', () => {
  expect(reloaderNames('configmap')).toBe('configmap.reloader.stakater.com/reload');
});

test.each<[string, string, string]>([
  ['db', 'db', 'yes'],
  ['db', 'db-2', 'no'],
  ['db.*', 'db-2', 'yes'],
  ['d.+', 'd', 'no'],
  ['db\\.x', 'dbax', 'no'],
  ['d.', 'db', 'yes'],
  ['(a+)+', 'aaaa', 'unknown'],
  ['.*.*.*', 'x', 'unknown'],
  ['[', '[', 'yes'],
  ['[', 'x', 'unknown'],
])('pattern %j and name %j: %s', (pattern, name, answer) => {
  expect(patternMatches(pattern, name)).toBe(answer);
});

test.each<[object, object, object, string]>([
  [{}, {}, DB, 'no'],
  [{ [`${PREFIX}/auto`]: 'true' }, {}, DB, 'yes'],
  [{ [`secret.${PREFIX}/auto`]: 'T' }, {}, DB, 'yes'],
  [{ [`configmap.${PREFIX}/auto`]: 'true' }, {}, DB, 'no'],
  [{ [`secret.${PREFIX}/reload`]: 'a, db' }, {}, DB, 'yes'],
  [{ [`secret.${PREFIX}/reload`]: 'a' }, { [`${PREFIX}/auto`]: 'true' }, DB, 'no'],
  [{ [`configmap.${PREFIX}/reload`]: 'a' }, { [`${PREFIX}/auto`]: 'true' }, DB, 'yes'],
  [{ [`secret.${PREFIX}/reload`]: '(a|b)' }, {}, DB, 'unknown'],
  [{ [`${PREFIX}/search`]: 'true' }, {}, DB, 'no'],
  [{ [`${PREFIX}/search`]: 'true' }, {}, { name: 'db', annotations: undefined }, 'unknown'],
  [{ [`${PREFIX}/search`]: 'true' }, {}, { name: 'db', annotations: { [`${PREFIX}/match`]: 'true' } }, 'yes'],
  [{ [`${PREFIX}/search`]: 'True' }, {}, { name: 'db', annotations: { [`${PREFIX}/match`]: 'true' } }, 'no'],
  [{ [`${PREFIX}/auto`]: 'true' }, {}, { name: 'db', annotations: { [`${PREFIX}/ignore`]: 'true' } }, 'no'],
  [{ [`${PREFIX}/auto`]: 'true', [`secrets.exclude.${PREFIX}/reload`]: 'x, db' }, {}, DB, 'no'],
])('workload %j, template %j, object %j: %s', (workload, template, object, answer) => {
  expect(reloaderRestarts('secret', workload as never, template as never, object as never)).toBe(answer);
});

test('the template decides where the workload has nothing', () => {
  expect(decidingAnnotations('secret', {}, {})).toBe('workload');
  expect(decidingAnnotations('secret', {}, { [`${PREFIX}/auto`]: 'true' })).toBe('template');
});

test.each<[object, string | undefined]>([
  [{}, undefined],
  [{ [`${PREFIX}/auto`]: 'false' }, undefined],
  [{ [`${PREFIX}/auto`]: 'on' }, `${PREFIX}/auto`],
  [{ [`secret.${PREFIX}/auto`]: 'yes' }, `secret.${PREFIX}/auto`],
  [{ [`${PREFIX}/search`]: 'True' }, `${PREFIX}/search`],
  [{ [`${PREFIX}/search`]: 'false' }, undefined],
  [{ [`${PREFIX}/auto`]: 1 }, undefined],
])('%j: %s is misread', (annotations, name) => {
  expect(misreadSwitch(annotations as never)).toBe(name);
});

test.each([
  ['secrets.reloader.stakater.com/reload', 'secret.reloader.stakater.com/reload'],
  ['reloader.stakater.com/Auto', 'reloader.stakater.com/auto'],
  ['reloader.stakater.com/reload', undefined],
  ['secret.reloader.stakater.com/match', undefined],
])('%s is not read by Reloader, and probably means %s', (name, meant) => {
  expect(unknownToReloader({ [name]: 'true' })).toEqual([name]);
  expect(meantForReloader(name)).toBe(meant);
});

test.each([
  'reloader.stakater.com/auto', 'secret.reloader.stakater.com/auto', 'reloader.stakater.com/match',
  'reloader.stakater.com/ignore', 'secretproviderclasses.exclude.reloader.stakater.com/reload',
  'reloader.stakater.com/rollout-strategy', 'deployment.reloader.stakater.com/pause-period',
  'reloader.stakater.com/last-reloaded-from', 'notreloader.stakater.com/auto', 'example.com/auto',
])('%s is not taken for an unknown annotation of Reloader', (name) => {
  expect(unknownToReloader({ [name]: 'true' })).toEqual([]);
});
