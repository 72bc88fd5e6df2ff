import { ApiObject, ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { findCredential } from '../../credentials/detector';
import { contentHash, validateAnnotations, validateSize } from '../../data/data-rules';
import { generatedName, versionedName } from '../../data/object-names';
import { UNSAFE_INLINE_REASON } from '../../data/reasons';
import { variableValueFault } from '../../facts/variable-values';
import { HeldValues } from '../../redaction/holds-value';
import { named, quoted } from '../../redaction/quoted';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';
import { SecretValue } from '../secret-value';

const API_VERSION = 'v1';
const KIND = 'Secret';

/** The error of a JSON patch that cannot be applied repeats the whole object, so it is not passed on. */
class InlineSecret extends ApiObject {
  public toJson(): any {
    try {
      return super.toJson();
    } catch {
      throw new Error(
        `${this.node.path}: Secret ${quoted(this.name)} cannot be written: a JSON patch on it has a path that does ` +
          'not exist, or a test that fails; ' +
        'correct the patches of this object (the error itself is left out, since it repeats the values)',
      );
    }
  }
}

/** A Secret with its values in the manifest. */
export class UnsafeInlineBinding implements SecretBinding {
  readonly #values: ReadonlyMap<string, SecretValue>;

  public constructor(values: { readonly [key: string]: SecretValue }, private readonly reason: string) {
    this.#values = new Map(Object.entries(values));
  }

  public get keys(): string[] {
    return [...this.#values.keys()];
  }

  public bind(request: SecretRequest): BoundSecret {
    const { constructPath, type, namespace, metadata } = request;
    // Without a type checker, it may be missing.
    if (((this.reason as string | undefined) ?? '').trim() === '') {
      throw new Error(
        `${constructPath}: \`unsafeInline\` needs a reason: it is written on the Secret, for whoever finds a value `
          + 'in a manifest',
      );
    }
    const values = this.reveal(constructPath);
    refuseValuesInTheOpen(constructPath, values, this.reason, metadata);
    type._checkContent(constructPath, values);
    this.refuseMistakes(constructPath);
    validateSize(constructPath, KIND, new Map([...values].map(([key, bytes]) => [key, bytes.length])));

    const annotations = { ...metadata?.annotations, [UNSAFE_INLINE_REASON]: this.reason };
    validateAnnotations(constructPath, annotations);
    const { name, immutable } = secretNameOf(request, values);
    const emit = (secret: Construct) => {
      new InlineSecret(secret, 'Resource', {
        apiVersion: API_VERSION,
        kind: KIND,
        metadata: {
          ...metadata,
          name,
          namespace,
          annotations,
        },
        type: type.name,
        immutable: immutable ? true : undefined,
        // Not in the props, where whoever prints a construct would print it.
        data: Lazy.any({ produce: () => encode(values) }),
      });
    };
    return { name, namespace, immutable, emit, variableFaults: variableFaultsIn(values) };
  }

  /** By duck typing, as in `reveal`: another copy of this library may know no faults. */
  private refuseMistakes(constructPath: string): void {
    for (const [key, value] of this.#values) {
      const fault = value._fault?.(key);
      if (fault !== undefined) {
        throw new Error(`${constructPath}: the value of key ${quoted(key)} ${fault}`);
      }
    }
  }

  private reveal(constructPath: string): ReadonlyMap<string, Buffer> {
    return new Map(
      [...this.#values].map(([key, value]) => {
        // Without a type checker, a plain string may come here. By duck typing: another copy of this library may have
        // made it.
        if (typeof value?._reveal !== 'function') {
          throw new Error(
            `${constructPath}: the value of key ${quoted(key)} is not a SecretValue; make one with a static ` +
              'method of SecretValue',
          );
        }
        return [key, value._reveal()];
      }),
    );
  }
}

function variableFaultsIn(values: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const [key, bytes] of values) {
    const fault = variableValueFault(bytes);
    if (fault !== undefined) {
      faults.set(key, fault);
    }
  }
  return faults;
}

/**
 * What is written beside the values is read by more people than they are, and is in the output of commands and in
 * reports.
 */
function refuseValuesInTheOpen(
  constructPath: string, values: ReadonlyMap<string, Buffer>, reason: string, metadata: ApiObjectMetadata | undefined,
): void {
  if (findCredential(reason) !== undefined) {
    throw new Error(`${constructPath}: the reason has a credential in it; it becomes an annotation, so give the reason `
      + 'without the value');
  }
  const places: [place: string, text: string][] = [['the reason', reason]];
  for (const field of ['annotations', 'labels'] as const) {
    for (const [name, text] of Object.entries(metadata?.[field] ?? {})) {
      places.push([`${field.slice(0, -1)} ${quoted(name)}`, String(text)], [`the name of one of the ${field}`, name]);
    }
  }
  if (metadata?.name !== undefined) {
    places.push(['`metadata.name`', metadata.name]);
  }
  for (const [key, value] of values) {
    const held = new HeldValues([[key, value]]);
    const place = places.find(([, text]) => held.areIn(text));
    if (place !== undefined) {
      throw new Error(
        `${constructPath}: ${place[0]} has the value of key ${quoted(key)} in it, where it is not redacted; say ` +
          'it without the value',
      );
    }
  }
}

function secretNameOf(
  request: SecretRequest,
  values: ReadonlyMap<string, Buffer>,
): { name: string; immutable: boolean } {
  const { constructPath, type, namespace, metadata, place } = request;
  const ownName = type._ownName(values);
  if (ownName !== undefined) {
    if (metadata?.name !== undefined && metadata.name !== ownName) {
      throw new Error(
        `${constructPath}: a Secret of type ${named(type.name)} with these values must be named ${ownName}, and ` +
          `\`metadata.name\` is ${quoted(metadata.name)}; leave it out`,
      );
    }
    if (request.immutable) {
      throw new Error(
        `${constructPath}: a Secret of type ${named(type.name)} cannot be immutable here, since its name is ` +
          'given by its values and cannot change with them; leave `immutable` out',
      );
    }
    return { name: ownName, immutable: false };
  }
  const stem = metadata?.name ?? generatedName(place, API_VERSION, KIND);
  if (request.immutable === false) {
    return { name: stem, immutable: false };
  }
  // The context keeps equal values in two places from having equal hashes.
  const hash = contentHash({ data: Object.fromEntries(values) }, type.name, namespace ?? '', stem);
  return { name: versionedName(constructPath, stem, hash), immutable: true };
}

function encode(values: ReadonlyMap<string, Buffer>): { [key: string]: string } {
  return Object.fromEntries([...values].map(([key, bytes]) => [key, bytes.toString('base64')]));
}
