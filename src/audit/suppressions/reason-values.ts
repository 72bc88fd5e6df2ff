import { findCredential } from '../../credentials/detector';
import { namesSecret } from '../../credentials/secret-names';
import { fieldsOf, isFields } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { HeldValues, NamedValue } from '../../redaction/holds-value';

/** How deep values are searched. */
const DEPTH = 24;

const PREPARED = new WeakMap<Resource, HeldValues>();

/** Whether a reason contains a value of its object: every report would show it. */
export function tellsValue(reason: string, resource: Resource): boolean {
  let values = PREPARED.get(resource);
  if (values === undefined) {
    values = new HeldValues(secretsIn(resource));
    PREPARED.set(resource, values);
  }
  return values.areIn(reason);
}

function* secretsIn({ kind, group, object }: Resource): Generator<NamedValue> {
  const isSecret = kind === 'Secret' && group === '';
  for (const [field, value] of Object.entries(object).filter(([name]) => name !== 'metadata')) {
    for (const [name, text] of textsIn(value, field, DEPTH)) {
      if (isSecret || namesSecret(name) || findCredential(text, name) !== undefined) {
        yield [name, isSecret && field === 'data' ? Buffer.from(text, 'base64') : text];
      }
    }
  }
}

/** All texts, each with the name that its object has, as an environment variable does, or else its field. */
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
