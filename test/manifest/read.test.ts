import { pointerTo, withoutNulls } from '../../src/manifest/read';

test('a pointer escapes what JSON pointers escape', () => {
  expect(pointerTo('/data', 'a/b~c', 0)).toBe('/data/a~1b~0c/0');
});

test('fields that are null go, items of a list stay in their place', () => {
  expect(withoutNulls({ a: null, b: [null, { c: null, d: 1 }], e: undefined })).toEqual({ b: [null, { d: 1 }] });
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
