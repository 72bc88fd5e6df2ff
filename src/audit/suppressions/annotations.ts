import { tellsValue } from './reason-values';
import { StatedSuppression, Suppression, suppressionFault, VALUE_IN_REASON } from './suppression';
import { SUPPRESS_ANNOTATION } from '../../data/data-rules';
import { ALLOW_CREDENTIALS, UNSAFE_INLINE_REASON } from '../../data/reasons';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { named } from '../../redaction/quoted';

const OPEN_BRACKET =
  'the bracket [ at its beginning is not closed; write the place like [container/variable], then the reason';
const DAY_GOES = 'write the date at the end of the line, as in … (until 2027-01-31)';

/** An annotation that is meant to suppress a rule and does not. */
export interface MalformedSuppression {
  readonly objectIndex: number;

  /** JSON pointer to it, in the document. */
  readonly pointer: string;
  readonly message: string;
}

/** The suppressions in the annotations of an object. Each line of an annotation is one suppression. */
export function* annotatedSuppressions(resource: Resource): Generator<Suppression | MalformedSuppression> {
  yield* impliedSuppressions(resource);
  for (const [key, value] of Object.entries(fieldsOf(resource.object.metadata.annotations))) {
    if (!key.startsWith(SUPPRESS_ANNOTATION)) {
      continue;
    }
    const ruleId = key.slice(SUPPRESS_ANNOTATION.length);
    const place = {
      objectIndex: resource.objectIndex,
      pointer: pointerTo(resource.pointer, 'metadata', 'annotations', key),
    };
    if (typeof value !== 'string' || value.trim() === '') {
      yield {
        ...place,
        message: `the annotation ${named(key)} does not suppress anything, since its value is not a text; `
          + 'write the reason as its value',
      };
      continue;
    }
    for (const line of value.split('\n').map((text) => text.trim()).filter((text) => text !== '')) {
      const stated = parseLine(line);
      const fault = stated === undefined ? OPEN_BRACKET
        : suppressionFault(stated, DAY_GOES) ?? (tellsValue(stated.reason, resource) ? VALUE_IN_REASON : undefined);
      yield stated !== undefined && fault === undefined
        ? { ...stated, ruleId, origin: 'annotation', annotation: place }
        : { ...place, message: `the annotation ${named(key)} does not suppress anything: ${fault}` };
    }
  }
}

/** The decisions of constructs: their reasons are in the annotations of what they emit. */
function* impliedSuppressions(resource: Resource): Generator<Suppression> {
  const annotations = fieldsOf(resource.object.metadata.annotations);
  const reasons = resource.kind === 'Secret'
    ? [['plaintext-secret', undefined, annotations[UNSAFE_INLINE_REASON], UNSAFE_INLINE_REASON] as const]
    : Object.entries(reasonsByKey(annotations[ALLOW_CREDENTIALS])).flatMap(([key, reason]) =>
      ['data', 'binaryData'].map((field) =>
        ['credential-in-configmap', pointerTo('', field, key), reason, ALLOW_CREDENTIALS] as const));
  for (const [ruleId, at, reason, name] of reasons) {
    if (typeof reason === 'string' && suppressionFault({ reason }, DAY_GOES) === undefined
      && !tellsValue(reason, resource)) {
      const pointer = pointerTo(resource.pointer, 'metadata', 'annotations', name);
      yield {
        ruleId,
        at,
        reason,
        origin: 'annotation',
        annotation: { objectIndex: resource.objectIndex, pointer },
        isImplied: true,
      };
    }
  }
}

function reasonsByKey(text: unknown): { readonly [key: string]: unknown } {
  try {
    return fieldsOf(typeof text === 'string' ? JSON.parse(text) : undefined);
  } catch {
    return {};
  }
}

/**
 * Reads `[container/variable] the reason (until 2027-01-31)`, of which only the reason is required.
 *
 * @returns undefined when the bracket is not closed
 */
function parseLine(line: string): StatedSuppression | undefined {
  const until = /\(until\s([^()]*)\)$/i.exec(line);
  const expires = until?.[1].trim();
  const rest = until === null ? line : line.slice(0, until.index).trim();
  if (!rest.startsWith('[')) {
    return { reason: rest, expires };
  }
  const close = rest.indexOf(']');
  return close === -1 ? undefined : { at: rest.slice(1, close).trim(), reason: rest.slice(close + 1).trim(), expires };
}
