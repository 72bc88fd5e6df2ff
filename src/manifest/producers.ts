import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, pointerTo, textAt, textOf } from './read';
import { ObjectName, Resource } from './resource';
import { follow } from './ways';
import * as kinds from '../facts/api-kinds';
import { CERTIFICATE_KEYS, certificateKeys } from '../facts/cert-manager';
import { PRIVILEGED_TYPES, targetWrites, templatedKeys } from '../facts/external-secrets';
import { sourceKeys } from '../facts/generators';
import {
  ISSUER_ANNOTATIONS, MadeObject, madeName, SECRET_MAKERS, SecretMaker, SERVING_CERTIFICATE_ANNOTATIONS,
} from '../facts/secret-makers';
import { syncedKeys } from '../facts/vault-operator';

/** What a producer writes beside the keys. */
export interface ProducedType {
  readonly name: string;

  /** Where the producing object has the type. */
  readonly pointer: string;
  readonly annotations: unknown;
}

/** A Secret or ConfigMap that a controller makes from another object. */
export interface Production extends ObjectName {
  readonly by: Resource;
  readonly kind: 'Secret' | 'ConfigMap';

  /** Where the producing object names it. */
  readonly pointer: string;

  /** Its keys, or undefined when only the controller knows. */
  readonly keys?: readonly string[];

  /** The type that the producer gives it and the annotations, where the object shows them. */
  readonly type?: ProducedType;

  /** Whether the producer takes the object for its own: makes it, and would overwrite what others put there. */
  readonly owner: boolean;

  /** Whether it makes the object where there is none; else somebody else has to make it first. */
  readonly creates: boolean;

  /** Whether it replaces all content each time, so that what another controller writes is gone. */
  readonly overwrites: boolean;
}

/** How something comes to write a Secret. */
export interface SecretWriter extends Pick<Production, 'owner' | 'overwrites'> {
  /** Whether it is the Secret itself, as whoever applies the manifest writes it. */
  readonly declares: boolean;
}

/** Whether two writers of one Secret undo each other's work. */
export function clash(one: SecretWriter, other: SecretWriter): boolean {
  return (one.overwrites && other.overwrites) || (one.declares && other.owner) || (other.declares && one.owner);
}

type Producer = (resource: Resource) => Iterable<Production>;

const PRODUCERS: ReadonlyMap<string, readonly [kind: ProducerKind, producer: Producer]> = new Map(([
  [kinds.EXTERNAL_SECRET, externalSecret],
  [kinds.CLUSTER_EXTERNAL_SECRET, clusterExternalSecret],
  [kinds.SEALED_SECRET, sealedSecret],
  [kinds.SECRET_PROVIDER_CLASS, secretProviderClass],
  [kinds.VAULT_STATIC_SECRET, vaultSecret],
  [kinds.VAULT_DYNAMIC_SECRET, vaultSecret],
  [kinds.VAULT_PKI_SECRET, vaultPkiSecret],
  [kinds.HCP_VAULT_SECRETS_APP, vaultSecret],
  [kinds.CERTIFICATE, certificate],
  [kinds.ISSUER, issuer],
  [kinds.CLUSTER_ISSUER, issuer],
  [kinds.INGRESS, annotatedIngress],
  [kinds.OLD_INGRESS, annotatedIngress],
  [kinds.GATEWAY, annotatedGateway],
  ...SECRET_MAKERS.map((maker) => [maker, (resource: Resource) => madeObjects(resource, maker)] as const),
] as const).map(([kind, producer]) => [kinds.groupKind(kind), [kind, producer]]));

/** What is known of a kind that controllers make Secrets and ConfigMaps from. */
export type ProducerKind = Pick<kinds.ApiKind, 'group' | 'kind' | 'resource' | 'clusterWide'>;

/** The kinds that controllers make Secrets and ConfigMaps from. */
export const PRODUCER_KINDS: readonly ProducerKind[] = [...PRODUCERS.values()].map(([kind]) => kind);

/**
 * What controllers will make of an object: what its kind is for, and what a few read of objects that are for others.
 */
export function* productionsOf(resource: Resource): Iterable<Production> {
  yield* PRODUCERS.get(kinds.groupKind(resource))?.[1](resource) ?? [];
  yield* connectionSecret(resource);
  yield* servingCertificate(resource);
}

interface More extends Partial<Omit<Production, 'by' | 'name' | 'pointer'>> {}

/** One production, or none where nothing is named. An owner overwrites, unless it is said. */
function production(by: Resource, name: unknown, place: string, more: More = {}): Production[] {
  const text = textOf(name);
  if (text === '') {
    return [];
  }
  const owner = more.owner ?? true;
  const { kind = 'Secret', namespace = by.namespace, keys, type, overwrites = owner, creates = true } = more;
  const pointer = pointerTo(by.pointer) + place;
  return [{ by, kind, namespace, name: text, pointer, keys, type, owner, creates, overwrites }];
}

function* madeObjects(by: Resource, maker: SecretMaker): Generator<Production> {
  for (const made of maker.made) {
    if (made.ofKeys === true) {
      yield* namedByKeys(by, made);
      continue;
    }
    const way = made.name.split('.');
    const field = way.pop()!;
    for (const { value, pointer } of follow(by.object, '', way.join('.'))) {
      const fields = fieldsOf(value);
      const name = textOf(fields[field]);
      const namespace = (made.namespace !== undefined && textOf(fields[made.namespace])) || by.namespace;
      const keys = made.keys?.flatMap((each) => Object.keys(fieldsOf(fields[each])));
      yield* production(by, name === '' ? '' : madeName(made, name, by.name), pointerTo(pointer, field), {
        kind: made.makes, namespace, keys, ...typed(by, fields.type, pointerTo(pointer, 'type'), fields.annotations),
      });
    }
  }
}

function* namedByKeys(by: Resource, made: MadeObject): Generator<Production> {
  for (const { value, pointer } of follow(by.object, '', made.name)) {
    for (const key of Object.keys(fieldsOf(value))) {
      const name = madeName(made, key.replaceAll('_', '-'), by.name);
      yield* production(by, name, pointerTo(pointer, key), { kind: made.makes });
    }
  }
}

/**
 * Any object of a Crossplane provider names the Secret that it writes its connection into.
 *
 * @see https://docs.crossplane.io/latest/managed-resources/managed-resources/#writeconnectionsecrettoref
 */
function connectionSecret(by: Resource): Production[] {
  const reference = fieldsOf(at(by.object, 'spec', 'writeConnectionSecretToRef'));
  const namespace = textOf(reference.namespace) || by.namespace;
  return production(by, reference.name, '/spec/writeConnectionSecretToRef/name', { namespace });
}

/** A type that is written: without one, the producer has a default that needs nothing. */
function typed(by: Resource, name: unknown, place: string, annotations: unknown): Pick<Production, 'type'> {
  const text = textOf(name);
  return text === '' ? {} : { type: { name: text, pointer: pointerTo(by.pointer) + place, annotations } };
}

function externalSecret(resource: Resource): Production[] {
  const spec = fieldsAt(resource.object, 'spec');
  const named = textAt(spec, 'target', 'name');
  const place = named === '' ? '/metadata/name' : '/spec/target/name';
  return externalTarget(resource, spec, '/spec', named || resource.name, place);
}

function externalTarget(
  by: Resource, spec: Fields, specPlace: string, name: string, place: string, more: More = {},
): Production[] {
  const target = fieldsAt(spec, 'target');
  const writes = targetWrites(target);
  const kind = textAt(target, 'manifest', 'kind') || 'Secret';
  if (writes === undefined || (kind !== 'Secret' && kind !== 'ConfigMap')) {
    return [];
  }
  return production(by, name, place, {
    kind,
    owner: writes.whole,
    creates: writes.creates,
    keys: externalKeys(spec, !writes.whole),
    ...kind === 'Secret' ? externalType(by, target, `${specPlace}/target`) : {},
    ...more,
  });
}

function externalType(by: Resource, target: Fields, place: string): Pick<Production, 'type'> {
  const template = fieldsAt(target, 'template');
  // The rule on ExternalSecrets reports the types that External Secrets does not write.
  return PRIVILEGED_TYPES.includes(textOf(template.type))
    ? {}
    : typed(by, template.type, `${place}/template/type`, at(template, 'metadata', 'annotations'));
}

function externalKeys(spec: Fields, shared: boolean): string[] | undefined {
  const template = fieldsAt(spec, 'target', 'template');
  if (shared) {
    return undefined;
  }
  const many = itemsOf(spec.dataFrom).map((from) => sourceKeys(fieldsOf(from)));
  return templatedKeys({
    selected: many.includes(undefined) ? undefined
      : [...[...mappingsOf(spec.data)].map(([item]) => textOf(item.secretKey)), ...many.flatMap((keys) => keys!)],
    templated: isFields(template.data) ? Object.keys(template.data) : [],
    others: itemsOf(template.templateFrom).length > 0,
    merges: template.mergePolicy === 'Merge',
  });
}

function clusterExternalSecret(resource: Resource): Production[] {
  const spec = fieldsAt(resource.object, 'spec');
  const target = textAt(spec, 'externalSecretSpec', 'target', 'name');
  const name = target || textOf(spec.externalSecretName) || resource.name;
  // Its namespaces are picked by label at run time: unknown here, so that it counts for any.
  return externalTarget(resource, fieldsAt(spec, 'externalSecretSpec'), '/spec/externalSecretSpec', name, '/spec', {
    namespace: '',
  }).map((made) => ({ ...made, keys: made.keys?.length === 0 ? undefined : made.keys }));
}

function sealedSecret(resource: Resource): Production[] {
  const spec = fieldsAt(resource.object, 'spec');
  const annotations = fieldsAt(resource.object, 'metadata', 'annotations');
  const data = isFields(spec.encryptedData) ? spec.encryptedData : {};
  const keys = [...Object.keys(data), ...Object.keys(fieldsAt(spec, 'template', 'data'))];
  const name = textAt(spec, 'template', 'metadata', 'name') || resource.name;
  const shares =
    annotations['sealedsecrets.bitnami.com/patch'] === 'true' ||
    annotations['sealedsecrets.bitnami.com/managed'] === 'true';
  return production(resource, name, '/metadata/name', {
    // The older form has one ciphertext of a whole Secret.
    keys: shares || spec.data !== undefined ? undefined : keys,
    owner: !shares,
    ...typed(
      resource,
      at(spec, 'template', 'type'),
      '/spec/template/type',
      at(spec, 'template', 'metadata', 'annotations'),
    ),
  });
}

function secretProviderClass(resource: Resource): Production[] {
  return [...mappingsOf(at(resource.object, 'spec', 'secretObjects'))].flatMap(([secret, index]) => {
    const keys = [...mappingsOf(secret.data)].map(([item]) => textOf(item.key));
    return production(resource, secret.secretName, `/spec/secretObjects/${index}/secretName`, {
      keys, ...typed(resource, secret.type, `/spec/secretObjects/${index}/type`, secret.annotations),
    });
  });
}

function vaultSecret(resource: Resource): Production[] {
  const destination = fieldsOf(at(resource.object, 'spec', 'destination'));
  // Without `create` it fills a Secret that is there already, and replaces its content.
  return production(resource, destination.name, '/spec/destination/name', {
    owner: destination.create === true,
    creates: destination.create === true,
    overwrites: true,
    keys: syncedKeys(fieldsOf(destination.transformation)),
    ...(destination.create === true
      ? typed(resource, destination.type, '/spec/destination/type', destination.annotations)
      : {}),
  });
}

/** What an issued certificate has is known, but not whether the engine adds more. */
function vaultPkiSecret(resource: Resource): Production[] {
  return vaultSecret(resource).map((made) => ({ ...made, keys: undefined }));
}

function certificate(resource: Resource): Production[] {
  const spec = fieldsAt(resource.object, 'spec');
  return production(resource, spec.secretName, '/spec/secretName', { keys: certificateKeys(spec) });
}

function issuer(resource: Resource): Production[] {
  const name = at(resource.object, 'spec', 'acme', 'privateKeySecretRef', 'name');
  return production(
    resource,
    name,
    '/spec/acme/privateKeySecretRef/name',
    resource.kind === 'ClusterIssuer' ? { namespace: '' } : {},
  );
}

function annotatedIngress(resource: Resource): Production[] {
  if (!asksForCertificate(resource)) {
    return [];
  }
  return [...mappingsOf(at(resource.object, 'spec', 'tls'))].flatMap(([tls, index]) =>
    production(resource, tls.secretName, `/spec/tls/${index}/secretName`, SHARED_CERTIFICATE));
}

/** Ingresses and Gateways of one host share the Secret, and so its certificate. */
const SHARED_CERTIFICATE: More = { owner: false, keys: CERTIFICATE_KEYS };

function annotatedGateway(resource: Resource): Production[] {
  if (!asksForCertificate(resource)) {
    return [];
  }
  return [...mappingsOf(at(resource.object, 'spec', 'listeners'))].flatMap(([listener, index]) =>
    [...mappingsOf(at(listener, 'tls', 'certificateRefs'))].flatMap(([reference, place]) => {
      const pointer = `/spec/listeners/${index}/tls/certificateRefs/${place}/name`;
      const ofSecret = (textOf(reference.kind) || 'Secret') === 'Secret';
      const namespace = textOf(reference.namespace) || resource.namespace;
      // cert-manager makes none in another namespace.
      return ofSecret && namespace === resource.namespace
        ? production(resource, reference.name, pointer, SHARED_CERTIFICATE) : [];
    }));
}

function asksForCertificate(resource: Resource): boolean {
  const annotations = annotationsOf(resource);
  return ISSUER_ANNOTATIONS.some((annotation) => Object.hasOwn(annotations, annotation));
}

function servingCertificate(resource: Resource): Production[] {
  if (resource.kind !== 'Service' || resource.group !== '') {
    return [];
  }
  const annotations = annotationsOf(resource);
  return SERVING_CERTIFICATE_ANNOTATIONS.flatMap((annotation) =>
    production(resource, annotations[annotation], pointerTo('', 'metadata', 'annotations', annotation), {
      keys: ['tls.crt', 'tls.key'],
    }),
  ).slice(0, 1);
}

function annotationsOf(resource: Resource): Fields {
  return fieldsOf(at(resource.object, 'metadata', 'annotations'));
}

function fieldsAt(value: unknown, ...path: readonly string[]): Fields {
  return fieldsOf(at(value, ...path));
}

/** Workloads that an operator restarts when it has renewed what it produces, as `Kind/name`. */
export function restartTargetsOf(resource: Resource): string[] {
  return [...mappingsOf(at(resource.object, 'spec', 'rolloutRestartTargets'))].map(
    ([target]) => `${textOf(target.kind)}/${textOf(target.name)}`,
  );
}

/** The keys that a Secret or ConfigMap has in the manifest. */
export function keysOf(resource: Resource): string[] {
  return ['data', 'stringData', 'binaryData'].flatMap((field) => Object.keys(fieldsAt(resource.object, field)));
}

