import {
  declaredReload, RELOAD_ANNOTATION, reloadEntry, unreadReloadEntries,
} from '../../src/facts/reload-declarations';

const declare = (value: unknown) => ({ [RELOAD_ANNOTATION]: value });

test.each([
  ['an entry for the object', ['Secret/tls=in-process'], 'in-process'],
  ['an entry among others, with blanks', [' ConfigMap/tls=elsewhere , Secret/tls = restart-in-place '],
    'restart-in-place'],
  ['an entry for all objects', ['elsewhere'], 'elsewhere'],
  ['the object before all objects', ['elsewhere,Secret/tls=in-process'], 'in-process'],
  ['the workload before its template', ['Secret/tls=in-process', 'Secret/tls=elsewhere'], 'in-process'],
  ['the template, where the workload has none', ['ConfigMap/a=in-process', 'Secret/tls=elsewhere'], 'elsewhere'],
  ['another kind', ['ConfigMap/tls=in-process'], undefined],
  ['another name', ['Secret/tls-2=in-process'], undefined],
  ['an unknown way', ['Secret/tls=reload'], undefined],
  ['an empty value', [''], undefined],
  ['a value that is not text', [true], undefined],
] as const)('what is declared: %s', (_, values, expected) => {
  expect(declaredReload(values.map(declare), 'Secret', 'tls')).toBe(expected);
});

test('an entry that is written is read', () => {
  const annotations = declare(reloadEntry('SecretProviderClass', 'db', 'elsewhere'));
  expect(declaredReload([annotations], 'SecretProviderClass', 'db')).toBe('elsewhere');
  expect(unreadReloadEntries(annotations)).toEqual([]);
});

test('entries that declare nothing are named as they are written', () => {
  expect(unreadReloadEntries(declare('Secret/tls=reload,in-process,Pod/x=in-process'))).toEqual([
    'Secret/tls=reload', 'Pod/x=in-process',
  ]);
  expect(unreadReloadEntries({})).toEqual([]);
});
