import { findCredential } from '../../credentials/detector';
import { judgeName, SecretName } from '../../credentials/secret-names';
import { fieldsOf, isFields } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { holdsValue } from '../../redaction/holds-value';

/** How deep values are looked for. */
const DEPTH = 24;

/** Whether a reason has a value in it that the object it is about keeps: it would be in every report. */
export function tellsValue(reason: string, { kind, group, object }: Resource): boolean {
  const isSecret = kind === 'Secret' && group === '';
  for (const [field, value] of Object.entries(object)) {
    if (field !== 'metadata') {
      for (const [name, text] of textsIn(value, field, DEPTH)) {
        const plain = isSecret && field === 'data' ? Buffer.from(text, 'base64') : text;
        if (
          (isSecret || judgeName(name) !== SecretName.NO || findCredential(text, name) !== undefined) &&
          holdsValue(reason, name, plain)
        ) {
          return true;
        }
      }
    }
  }
  return false;
}

/** All texts, each by the name that its object has, as an environment variable does, or else by its field. */
function* textsIn(value: unknown, name: string, depth: number): Generator<[name: string, text: string]> {
  if (typeof value === 'string') {
    yield [name, value];
  } else if (depth > 0 && Array.isArray(value)) {
    for (const item of value) {
      yield* textsIn(item, name, depth - 1);
    }
  } else if (depth > 0 && isFields(value)) {
    const { name: own } = fieldsOf(value);
    for (const [field, child] of Object.entries(value)) {
      yield* textsIn(child, field === 'value' && typeof own === 'string' ? own : field, depth - 1);
    }
  }
}
