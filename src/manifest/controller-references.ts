import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, pointerTo, textOf } from './read';
import { controllerReference, pullSecrets, Reference } from './references';
import { Resource } from './resource';
import * as kinds from '../facts/api-kinds';
import { refersToSecret } from '../facts/external-secret-stores';

type Reader = (resource: Resource) => Iterable<Reference>;

/** The kinds, besides those with a pod, that name Secrets and ConfigMaps, and how to find the names. */
const READERS: ReadonlyMap<string, readonly [kind: kinds.ApiKind, reader: Reader]> = new Map(([
  [kinds.INGRESS, ingress],
  [kinds.OLD_INGRESS, ingress],
  [kinds.GATEWAY, gateway],
  [kinds.SERVICE_ACCOUNT, serviceAccount],
  [kinds.PERSISTENT_VOLUME, selectors],
  [kinds.SECRET_STORE, selectors],
  [kinds.CLUSTER_SECRET_STORE, selectors],
  [kinds.EXTERNAL_SECRET, externalSecret],
  [kinds.PUSH_SECRET, pushSecret],
  [kinds.ISSUER, selectors],
  [kinds.CLUSTER_ISSUER, selectors],
  [kinds.VAULT_AUTH, selectors],
  [kinds.VAULT_AUTH_GLOBAL, selectors],
  [kinds.VAULT_CONNECTION, selectors],
] as const).map(([kind, reader]) => [kinds.groupKind(kind), [kind, reader]]));

/** The kinds, besides those with a pod, that name Secrets and ConfigMaps. */
export const READER_KINDS: readonly kinds.ApiKind[] = [...READERS.values()].map(([kind]) => kind);

/** Every Secret and ConfigMap that an object without a pod names. */
export function controllerReferences(resource: Resource): Iterable<Reference> {
  return READERS.get(kinds.groupKind(resource))?.[1](resource) ?? [];
}

function* ingress(resource: Resource): Generator<Reference> {
  for (const [tls, index] of mappingsOf(at(resource.object, 'spec', 'tls'))) {
    yield* controllerReference(
      resource,
      'Secret',
      tls.secretName,
      pointerTo(resource.pointer, 'spec', 'tls', index, 'secretName'),
    );
  }
}

function* gateway(resource: Resource): Generator<Reference> {
  for (const [listener, place] of mappingsOf(at(resource.object, 'spec', 'listeners'))) {
    for (const [certificate, index] of mappingsOf(at(listener, 'tls', 'certificateRefs'))) {
      if ((textOf(certificate.kind) || 'Secret') === 'Secret' && textOf(certificate.group) === '') {
        const pointer = pointerTo(resource.pointer, 'spec', 'listeners', place, 'tls', 'certificateRefs', index);
        yield* controllerReference(resource, 'Secret', certificate.name, pointer, { namespace: certificate.namespace });
      }
    }
  }
}

function* serviceAccount(resource: Resource): Generator<Reference> {
  yield* pullSecrets(resource, resource.object.imagePullSecrets, pointerTo(resource.pointer, 'imagePullSecrets'));
  for (const [secret, index] of mappingsOf(resource.object.secrets)) {
    yield* controllerReference(resource, 'Secret', secret.name, pointerTo(resource.pointer, 'secrets', index));
  }
}

function* externalSecret(resource: Resource): Generator<Reference> {
  const path = ['spec', 'target', 'template', 'templateFrom'];
  for (const [source, index] of mappingsOf(at(resource.object, ...path))) {
    for (const [field, kind] of [['secret', 'Secret'], ['configMap', 'ConfigMap']] as const) {
      const named = fieldsOf(source[field]);
      const pointer = pointerTo(resource.pointer, ...path, index, field);
      const keys = [...mappingsOf(named.items)]
        .filter(([item]) => textOf(item.key) !== '')
        .map(([item, place]) => ({ key: textOf(item.key), pointer: pointerTo(pointer, 'items', place, 'key') }));
      yield* controllerReference(resource, kind, named.name, pointer, { keys });
    }
  }
}

function* pushSecret(resource: Resource): Generator<Reference> {
  const path = ['spec', 'selector', 'secret'];
  yield* controllerReference(
    resource,
    'Secret',
    at(resource.object, ...path, 'name'),
    pointerTo(resource.pointer, ...path),
  );
}

/** How deep a field that names a Secret may stand in a spec. */
const SELECTOR_DEPTH = 12;

/**
 * Selectors of a Secret, wherever they stand in a spec. Providers have dozens of them under ever new names;
 * what they share is a field that refers to a Secret, `secretName` beside it, or `caProvider`.
 */
function* selectors(resource: Resource): Generator<Reference> {
  yield* selectorsIn(resource, resource.object.spec, pointerTo(resource.pointer, 'spec'), false, SELECTOR_DEPTH);
}

function* selectorsIn(
  resource: Resource,
  value: unknown,
  pointer: string,
  named: boolean,
  depth: number,
): Generator<Reference> {
  if (depth === 0) {
    return;
  }
  if (Array.isArray(value)) {
    for (const [index, item] of itemsOf(value).entries()) {
      yield* selectorsIn(resource, item, pointerTo(pointer, index), named, depth - 1);
    }
    return;
  }
  if (!isFields(value)) {
    return;
  }
  if (named) {
    yield* selector(resource, value, pointer);
  }
  for (const [field, part] of Object.entries(value)) {
    const place = pointerTo(pointer, field);
    const names = refersToSecret(field);
    if (typeof part === 'string') {
      // cert-manager's CA issuer names its Secret by a plain field, Vault Secrets Operator by a plain reference.
      if (/secretRef$/i.test(field) || field === 'secretName') {
        yield* controllerReference(resource, 'Secret', part, place);
      }
    } else if (field === 'caProvider') {
      yield* selector(resource, fieldsOf(part), place, fieldsOf(part).type === 'ConfigMap' ? 'ConfigMap' : 'Secret');
    } else {
      yield* selectorsIn(resource, part, place, named || names, depth - 1);
    }
  }
}

function selector(
  resource: Resource,
  value: Fields,
  pointer: string,
  kind: 'Secret' | 'ConfigMap' = 'Secret',
): Iterable<Reference> {
  const key = textOf(value.key);
  const keys = key === '' ? [] : [{ key, pointer: pointerTo(pointer, 'key') }];
  return controllerReference(resource, kind, value.name, pointer, { namespace: value.namespace, keys });
}
