import { dotted } from '../../src/facts/document-fault';
import {
  CONTAINER_TYPE, FieldType, KIND_TYPES, METADATA_TYPE, POD_SPEC_TYPE, typeFaults, VOLUME_TYPE,
} from '../../src/facts/field-types';
import { schemaErrors } from '../support/kubernetes-schema';

const said = (value: unknown, type: FieldType) => typeFaults(value, type).map(({ at, text }) => `${dotted(at)} ${text}`);

test.each<[FieldType, unknown[], unknown[]]>([
  ['text', ['', 'a', new Date(0)], [5, true, [], {}]],
  ['flag', [true, false], ['yes', 1, []]],
  ['number', [0, -5], ['5', 5.5, true, {}]],
  ['port', [80, 'web'], [true, [], 1.5]],
  ['amount', [1, 0.5, '500m', '64Mi', '1e3', '.5', '-1', '1E'], ['5MB', '1 Gi', 'x', '', true, []]],
  [{ listOf: 'text' }, [[], ['a'], [null]], ['a', {}, [5]]],
  [{ mapOf: 'text' }, [{}, { a: 'b' }, { a: null }], ['a', [], { a: 5 }, new Date(0)]],
  [{ fields: { a: 'flag' } }, [{}, { a: true, b: 5 }, { a: null }], ['a', [], { a: 'x' }]],
])('%j is decoded from some values alone', (type, taken, refused) => {
  expect(taken.filter((value) => typeFaults(value, type).length > 0)).toEqual([]);
  expect(refused.filter((value) => typeFaults(value, type).length !== 1)).toEqual([]);
});

test('what a tool fills in, and what is not there, is not judged', () => {
  const values = [undefined, null, '${PORT}', '{{ .Values.port }}'];
  expect(values.flatMap((value) => typeFaults(value, 'number'))).toEqual([]);
});

test('says what is there, what must be, and what to do', () => {
  const container = { env: [{ name: 'A', value: 8080 }, { name: 'B', value: { a: 1 } }], args: 'a' };
  expect(said(container, CONTAINER_TYPE)).toEqual([
    'args is a text, and must be a list',
    'env[0].value is a number, and must be a text; put it in quotes',
    'env[1].value is a mapping, and must be a text',
  ]);
  expect(said({ automountServiceAccountToken: 'false' }, POD_SPEC_TYPE)).toEqual([
    'automountServiceAccountToken is a text, and must be true or false; write it without quotes',
  ]);
});

/** A value of a type with every field. */
function full(type: FieldType): any {
  if (typeof type !== 'string') {
    if ('listOf' in type) {
      return [full(type.listOf)];
    }
    return 'mapOf' in type ? { a: full(type.mapOf) }
      : Object.fromEntries(Object.entries(type.fields).map(([field, part]) => [field, full(part)]));
  }
  return { text: 'a', flag: true, number: 5, port: 80, amount: '1' }[type];
}

/** Errors of the schema on types; those on words, on fields that are missing and on newer fields are others. */
const typeErrors = (object: object) =>
  schemaErrors(object).filter((error) => /must be (?:string|boolean|integer|number|object|array)/.test(error));

test('the types are those of the schema of Kubernetes', () => {
  const spec = full(POD_SPEC_TYPE);
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: full(METADATA_TYPE),
    spec: { ...spec, containers: [full(CONTAINER_TYPE)], initContainers: [], volumes: [full(VOLUME_TYPE)] },
  };
  expect(typeErrors(pod)).toEqual([]);
  for (const [groupKind, type] of KIND_TYPES) {
    const [group, kind] = groupKind.split('/');
    expect(typeErrors({ apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata: { name: 'a' }, ...full(type) }))
      .toEqual([]);
  }
});
