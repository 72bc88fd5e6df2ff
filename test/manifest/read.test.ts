import { pointerTo, withoutNulls } from '../../src/manifest/read';

test('a pointer escapes what JSON pointers escape', () => {
  expect(pointerTo('/data', 'a/b~c', 0)).toBe('/data/a~1b~0c/0');
});

test('fields that are null go, items of a list stay in their place', () => {
  expect(withoutNulls({ a: null, b: [null, { c: null, d: 1 }], e: undefined })).toEqual({ b: [null, { d: 1 }] });
});

test.each([
  [
    'values of a Secret',
    { kind: 'Secret', data: { a: null, b: 'Yg==' }, stringData: { c: null } },
    { kind: 'Secret', data: { a: '', b: 'Yg==' }, stringData: { c: '' } },
  ],
  [
    'values of a ConfigMap',
    { kind: 'ConfigMap', data: { a: null }, binaryData: { b: null } },
    { kind: 'ConfigMap', data: { a: '' }, binaryData: { b: '' } },
  ],
  [
    'values in a list',
    { items: [{ kind: 'Secret', data: { a: null } }] },
    { items: [{ kind: 'Secret', data: { a: '' } }] },
  ],
  [
    'annotations and labels',
    { metadata: { labels: { a: null }, annotations: { b: null } } },
    { metadata: { labels: { a: '' }, annotations: { b: '' } } },
  ],
  [
    'a selector',
    { nodeSelector: { a: null }, selector: { matchLabels: { b: null } } },
    { nodeSelector: { a: '' }, selector: { matchLabels: { b: '' } } },
  ],
  ['a map that is null', { kind: 'Secret', data: null }, { kind: 'Secret' }],
  ['data of another kind', { kind: 'Gadget', data: { a: null } }, { kind: 'Gadget', data: {} }],
])('null is an empty text in a map of texts: %s', (_, value, read) => {
  expect(withoutNulls(value)).toEqual(read);
});

test('a value without nulls is given back itself', () => {
  const value = { a: [{ b: 'x' }], c: { d: 0, e: false, f: '' } };
  expect(withoutNulls(value)).toBe(value);
});

test('a value that contains itself ends', () => {
  const value: any = { a: null, list: [] };
  value.self = value;
  value.list.push(value);
  expect(Object.keys(withoutNulls(value))).toEqual(['list', 'self']);
});

test('a field named __proto__ stays a field', () => {
  const value = withoutNulls(JSON.parse('{"__proto__": {"x": 1}, "a": null}')) as object;
  expect(Object.keys(value)).toEqual(['__proto__']);
  expect((value as any).x).toBeUndefined();
});

test('in a list of texts null is the empty text, and a list of mappings of the same name is read as any other', () => {
  const rule = { verbs: ['list', null], resourceNames: [null], apiGroups: [''] };
  expect(withoutNulls(rule)).toEqual({ verbs: ['list', ''], resourceNames: [''], apiGroups: [''] });
  expect(withoutNulls({ resources: [null, { resources: [null], providers: [{ identity: null }] }] }))
    .toEqual({ resources: [null, { resources: [''], providers: [{}] }] });
});
