import { CATALOG } from '../../src/rules/catalog';
import { holdsOfParts } from '../../src/rules/parts';

test.each([
  ['a value in the clear', 'plaintext-secret'], ['a Secret in a variable', 'secret-in-env'],
  ['a credential', 'credential-in-configmap'],
])('%s that a part of an object has is in the whole object', (_, id) => {
  expect(holdsOfParts(id)).toBe(true);
});

test.each([
  ['a reference to what another part may bring', 'missing-reference'], ['a key that it may bring', 'missing-key'],
  ['a reload that it may declare', 'no-reload-path'], ['a rule of somebody else', 'acme-secret-owner'],
])('%s is not judged in a part', (_, id) => {
  expect(holdsOfParts(id)).toBe(false);
});

test('a credential in a part is reported, wherever it stands', () => {
  const about = CATALOG.map(({ id }) => id).filter((id) => id.startsWith('credential-in-'));
  expect(about.length).toBeGreaterThan(5);
  expect(about.filter((id) => !holdsOfParts(id))).toEqual([]);
});
