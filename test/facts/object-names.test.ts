import {
  labelFault, labelKeyFault, labelValueFault, nameFault, nameFaultIn, namespaceFault, pathSegmentFault, referenceFault,
} from '../../src/facts/object-names';

test.each<[string, boolean, boolean, boolean]>([
  ['db', true, true, true], ['db-2', true, true, true], ['db.v2', true, false, false], ['Db', false, false, false],
  ['d_b', false, false, false], ['-db', false, false, false], ['db.', false, false, false], ['', false, false, false],
  ['a'.repeat(63), true, true, true], ['a'.repeat(64), true, false, false], ['a'.repeat(254), false, false, false],
])('%j: a name %s, a namespace %s, a label %s', (text, name, namespace, label) => {
  expect([nameFault, namespaceFault, labelFault].map((fault) => fault(text) === undefined)).toEqual([
    name,
    namespace,
    label,
  ]);
});

test.each<[reference: string, given: string | undefined]>([
  ['vault', undefined], ['eu.vault', undefined], ['shop/vault', undefined], ['shop/eu.vault', undefined],
  ['', ''], ['Vault', 'Vault'], ['shop/', ''], ['/vault', ''], ['shop.eu/vault', 'shop.eu'], ['Shop/Vault', 'Shop'],
  ['shop/eu/vault', 'eu/vault'],
])('the reference %j: %j is wrong in it', (reference, given) => {
  expect(referenceFault(reference)?.given).toEqual(given === undefined ? undefined : [given]);
});

test('a role has any name that is a part of a path', () => {
  expect(['system:a_B', 'a/b', '.', '50%'].map((name) => pathSegmentFault(name) === undefined)).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect(nameFaultIn('rbac.authorization.k8s.io', 'system:a')).toBeUndefined();
  expect(nameFaultIn('', 'system:a')).toMatch(/^is not a valid object name: it has 1 to 253 characters/);
});

test.each<[string, boolean, boolean]>([
  ['live', true, true], ['A.b_c-9', true, true], ['', false, true], ['-a', false, false], ['a.', false, false],
  ['a b', false, false], ['a'.repeat(63), true, true], ['a'.repeat(64), false, false], ['a.b/c', true, false],
  ['/c', false, false], ['A.b/c', false, false], ['a/b/c', false, false], ['a/', false, false], ['a', true, true],
])('%j: a name of a label %s, the value of one %s', (text, key, value) => {
  expect([labelKeyFault, labelValueFault].map((fault) => fault(text) === undefined)).toEqual([key, value]);
});
