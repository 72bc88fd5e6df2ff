import { decodeBase64 } from '../../facts/base64';
import { typeName } from '../../facts/field-types';
import { isFilledInLater, mayBeFilledIn } from '../../facts/filled-in-later';
import { isEncryptedAt, isOfSops } from '../../facts/sops-file';
import { Graph } from '../../manifest/graph';
import { fieldsOf, isFields, pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const invalidValue: GraphRule = {
  id: 'invalid-value',
  category: RuleCategory.VALUES,
  title: 'a value of a ConfigMap or Secret has the wrong type',
  rationale: 'Every value must be a string, and a value in data of a Secret or binaryData of a ConfigMap must be '
    + 'base64. A port or a flag without quotes is a number or a bool in YAML, and the API server refuses the '
    + 'object. Placeholders that a tool fills in later are not reported.',
  remediation: 'Put numbers and bools into quotes, and plain text into stringData of a Secret.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Secrets', 'concepts/configuration/secret/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('', 'ConfigMap')) {
      yield* wrongValues(resource, 'data', () => false);
      yield* wrongValues(resource, 'binaryData', () => true);
    }
    for (const resource of graph.ofKind('', 'Secret')) {
      // SOPS decrypts what it selected before the object is applied.
      yield* wrongValues(resource, 'data', (key) =>
        !isOfSops(resource.object) || isEncryptedAt(fieldsOf(resource.object.sops), ['data', key]) === 'no');
      yield* wrongValues(resource, 'stringData', () => false);
    }
  },
};

function* wrongValues(resource: Resource, field: string, isBase64: (key: string) => boolean): Generator<Violation> {
  const content = resource.object[field];
  const pointer = pointerTo(resource.pointer, field);
  if (content !== undefined && !isFields(content)) {
    yield violation(resource, pointer, `${field} is ${typeName(content)}, and must be a mapping`);
  }
  for (const [key, value] of Object.entries(fieldsOf(content))) {
    if (typeof value !== 'string') {
      yield violation(resource, pointerTo(pointer, key), `key "${key}" is ${typeName(value)}, and must be a string`);
    } else if (isBase64(key) && decodeBase64(value) === undefined && !isFilledInLater(value) && !mayBeFilledIn(value)) {
      yield violation(resource, pointerTo(pointer, key), `key "${key}" is not base64`);
    }
  }
}
