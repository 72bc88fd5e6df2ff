import { Graph } from './graph';
import { NameLookup } from './name-lookup';
import { Pod } from './pod';
import { at, Fields, fieldsOf, mappingsOf, pointerTo, textAt, textOf, textsOf } from './read';
import { Resource } from './resource';
import { storeObjectsOf } from './secret-provider-class';
import {
  externalSecretsLocation, injectedLocation, providerLocation, StoreLocation, vaultOperatorLocation,
} from '../facts/store-locations';
import { agentFiles, injectsAgent, pathsOf } from '../facts/vault-agent-annotations';

/** A value of a store that an object reads, or writes, and what becomes of it. */
export interface StoreValue {
  /** The object that names it: an ExternalSecret, a class, a pod with annotations. */
  readonly by: Resource;
  readonly pointer: string;
  readonly location: StoreLocation;

  /** The namespace of the store, where the object is of none and has a store of one name in each of its namespaces. */
  readonly inNamespace?: string;

  /** Whether the object writes the value into the store. */
  readonly writes: boolean;

  /** Keys of the Secret that it becomes, or that is written; undefined where all do, or where it becomes none. */
  readonly keys?: readonly string[];

  /** Whether each part of the value becomes a key of its name, and nothing else is made of it. */
  readonly whole?: boolean;

  /** Files that it becomes in a volume; undefined where it becomes none. */
  readonly files?: readonly string[];

  /** The pod into which it is put without a Secret. */
  readonly pod?: Pod;
}

/** A generator that makes the content of a Secret. */
export interface Generation {
  readonly by: Resource;
  readonly kind: string;
  readonly name: string;
}

const EXTERNAL = 'external-secrets.io';

/** Every value of a store that the objects of a graph name, in one pass. */
export function* storeValuesIn(graph: Graph): Generator<StoreValue> {
  const stores = storesOf(graph);
  for (const kind of ['ExternalSecret', 'ClusterExternalSecret']) {
    for (const resource of graph.ofKind(EXTERNAL, kind)) {
      yield* externalValues(stores, resource);
    }
  }
  for (const kind of ['PushSecret', 'ClusterPushSecret']) {
    for (const resource of graph.ofKind(EXTERNAL, kind)) {
      yield* pushedValues(stores, resource);
    }
  }
  for (const resource of graph.ofKind('secrets-store.csi.x-k8s.io', 'SecretProviderClass')) {
    yield* classValues(resource);
  }
  for (const kind of ['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret']) {
    for (const resource of graph.ofKind('secrets.hashicorp.com', kind)) {
      const location = vaultOperatorLocation(kind, fieldsOf(resource.object.spec));
      const whole = at(resource.object, 'spec', 'destination', 'transformation') === undefined;
      yield { by: resource, pointer: pointerTo(resource.pointer, 'spec', 'path'), location, writes: false, whole };
    }
  }
  for (const pod of graph.pods) {
    yield* injectedValues(pod);
  }
}

/** The generators that an ExternalSecret has make its content. */
export function generationsOf(resource: Resource): Generation[] {
  const spec = externalSpecOf(resource);
  return [...mappingsOf(spec.dataFrom)].map(([source]) => fieldsOf(at(source, 'sourceRef', 'generatorRef')))
    .filter(({ kind }) => textOf(kind) !== '')
    .map(({ kind, name }) => ({ by: resource, kind: textOf(kind), name: textOf(name) }));
}

/** Whether an ExternalSecret looks for names by a pattern, so that its places are not known. */
export function findsByPattern(resource: Resource): boolean {
  return [...mappingsOf(externalSpecOf(resource).dataFrom)].some(([source]) => source.find !== undefined);
}

/** The spec of an ExternalSecret, or of those that a ClusterExternalSecret makes. */
export function externalSpecOf({ object, kind }: Resource): Fields {
  return fieldsOf(kind === 'ClusterExternalSecret' ? at(object, 'spec', 'externalSecretSpec') : object.spec);
}

function* externalValues(stores: Stores, resource: Resource): Generator<StoreValue> {
  const spec = externalSpecOf(resource);
  const path = resource.kind === 'ClusterExternalSecret' ? ['spec', 'externalSecretSpec'] : ['spec'];
  const templated = at(spec, 'target', 'template', 'data') !== undefined
    || at(spec, 'target', 'template', 'templateFrom') !== undefined;
  const whole = storesFor(stores, resource, fieldsOf(spec.secretStoreRef));
  for (const [item, index] of mappingsOf(spec.data)) {
    const own = storesFor(stores, resource, fieldsOf(at(item, 'sourceRef', 'storeRef'))) ?? whole;
    const key = textOf(item.secretKey);
    const pointer = pointerTo(resource.pointer, ...path, 'data', index, 'remoteRef');
    // A template makes other keys of the values.
    yield* valuesIn(own, resource, pointer, item.remoteRef, { keys: key === '' || templated ? undefined : [key] });
  }
  for (const [item, index] of mappingsOf(spec.dataFrom)) {
    const own = storesFor(stores, resource, fieldsOf(at(item, 'sourceRef', 'storeRef'))) ?? whole;
    const pointer = pointerTo(resource.pointer, ...path, 'dataFrom', index, 'extract');
    yield* valuesIn(own, resource, pointer, item.extract, { whole: !templated && item.rewrite === undefined });
  }
}

/** A store that a reference means, with its namespace where the reference may mean one in each of several. */
interface MeantStore {
  readonly provider: Fields;
  readonly inNamespace?: string;
}

/**
 * The stores that a reference means: one, and of what makes ExternalSecrets in several namespaces, one in each of them;
 * undefined where nothing is named.
 */
function storesFor(stores: Stores, resource: Resource, reference: Fields): readonly MeantStore[] | undefined {
  const provider = storeOf(stores, resource, reference);
  const kind = textOf(reference.kind) || 'SecretStore';
  if (provider === undefined || resource.kind !== 'ClusterExternalSecret' || kind !== 'SecretStore') {
    return provider === undefined ? undefined : [{ provider }];
  }
  const { namespaces, namespaceSelector, namespaceSelectors } = fieldsOf(resource.object.spec);
  const named = new Set(textsOf(namespaces));
  const isOpen = named.size === 0 || namespaceSelector !== undefined || namespaceSelectors !== undefined;
  const found = stores.find(kind, '', textOf(reference.name))
    .filter(({ namespace }) => namespace === '' || isOpen || named.has(namespace))
    .map(({ object, namespace }) => ({
      provider: fieldsOf(at(object, 'spec', 'provider')),
      ...(namespace === '' ? {} : { inNamespace: namespace }),
    }));
  return found.length === 0 ? [{ provider: {} }] : found;
}

function* valuesIn(
  stores: readonly MeantStore[] = [{ provider: {} }], by: Resource, pointer: string, remote: unknown,
  more: Partial<StoreValue>,
): Generator<StoreValue> {
  for (const { provider, inNamespace } of stores) {
    yield* valueAt(by, pointer, provider, remote, { ...more, ...(inNamespace === undefined ? {} : { inNamespace }) });
  }
}

/** Whether a value is that of a namespace, as far as both are known. */
export function isOfNamespace({ inNamespace }: Pick<StoreValue, 'inNamespace'>, namespace: string): boolean {
  return inNamespace === undefined || namespace === '' || inNamespace === namespace;
}

function* pushedValues(stores: Stores, resource: Resource): Generator<StoreValue> {
  const spec = fieldsOf(
    resource.kind === 'ClusterPushSecret' ? at(resource.object, 'spec', 'pushSecretSpec') : resource.object.spec,
  );
  const pushedTo = [...mappingsOf(spec.secretStoreRefs)].map(
    ([reference]) => storeOf(stores, resource, reference) ?? {},
  );
  for (const [item, index] of mappingsOf(spec.data)) {
    const key = textAt(item, 'match', 'secretKey');
    const remote = fieldsOf(at(item, 'match', 'remoteRef'));
    for (const store of pushedTo) {
      yield* valueAt(
        resource, pointerTo(resource.pointer, 'spec', 'data', index, 'match', 'remoteRef'), store,
        { key: remote.remoteKey, property: remote.property }, { writes: true, keys: key === '' ? undefined : [key] },
      );
    }
  }
}

function* valueAt(
  by: Resource, pointer: string, provider: Fields | undefined, remote: unknown, more: Partial<StoreValue> = {},
): Generator<StoreValue> {
  const { key, property, version } = fieldsOf(remote);
  const name = textOf(key);
  if (name !== '') {
    const location = externalSecretsLocation(provider ?? {}, { key: name, property, version });
    yield { by, pointer, location, writes: false, ...more };
  }
}

type Stores = NameLookup<Resource>;

const STORE_KINDS = ['SecretStore', 'ClusterSecretStore'];

function storesOf(graph: Graph): Stores {
  const stores: Stores = new NameLookup();
  for (const store of STORE_KINDS.flatMap((kind) => graph.ofKind(EXTERNAL, kind))) {
    stores.add(store.kind, { name: store.name, namespace: store.kind === 'SecretStore' ? store.namespace : '' }, store);
  }
  return stores;
}

/** `spec.provider` of the store that a reference names; empty where the store is not there, undefined for none. */
function storeOf(stores: Stores, { namespace }: Resource, reference: Fields): Fields | undefined {
  const name = textOf(reference.name);
  if (name === '') {
    return undefined;
  }
  const kind = textOf(reference.kind) || 'SecretStore';
  const [store] = stores.find(kind, kind === 'SecretStore' ? namespace : '', name);
  return fieldsOf(at(store?.object, 'spec', 'provider'));
}

function* classValues(resource: Resource): Generator<StoreValue> {
  const found = storeObjectsOf(resource);
  const parameters = fieldsOf(at(resource.object, 'spec', 'parameters'));
  const copies = [...mappingsOf(at(resource.object, 'spec', 'secretObjects'))]
    .flatMap(([copy]) => [...mappingsOf(copy.data)]).map(([item]) => item);
  for (const { fields, files } of found?.objects ?? []) {
    const location = providerLocation(found!.provider, fields, parameters);
    const names = files.filter(({ listed }) => listed).map(({ name }) => name);
    const keys = copies.filter(({ objectName }) => names.includes(textOf(objectName))).map(({ key }) => textOf(key));
    if (location.path !== '') {
      const pointer = pointerTo(resource.pointer, 'spec', 'parameters', found!.parameter);
      yield { by: resource, pointer, location, writes: false, files: names, keys };
    }
  }
}

function* injectedValues(pod: Pod): Generator<StoreValue> {
  const annotations = fieldsOf(pod.metadata.annotations);
  if (!injectsAgent(annotations)) {
    return;
  }
  for (const file of agentFiles(annotations)) {
    for (const path of pathsOf(file)) {
      yield {
        by: pod.resource,
        pointer: pod.pointer,
        location: injectedLocation(path),
        writes: false,
        files: [file.fileName],
        pod,
      };
    }
  }
}

