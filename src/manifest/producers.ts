import { at, isFields, mappingsOf, pointerTo, textAt, textOf } from './read';
import { ObjectName, Resource } from './resource';

/** A Secret or ConfigMap that a controller makes from another object. */
export interface Production extends ObjectName {
  readonly by: Resource;
  readonly kind: 'Secret' | 'ConfigMap';

  /** Where the producing object names it. */
  readonly pointer: string;

  /** Its keys, or undefined when only the controller knows. */
  readonly keys?: readonly string[];

  /** Whether the producer takes the object for its own, and would overwrite or delete what others put there. */
  readonly owner: boolean;
}

type Producer = (resource: Resource) => Iterable<Production>;

const PRODUCERS = new Map<string, Producer>([
  ['external-secrets.io/ExternalSecret', externalSecret],
  ['external-secrets.io/ClusterExternalSecret', clusterExternalSecret],
  ['bitnami.com/SealedSecret', sealedSecret],
  ['secrets-store.csi.x-k8s.io/SecretProviderClass', secretProviderClass],
  ['secrets.hashicorp.com/VaultStaticSecret', vaultSecret],
  ['secrets.hashicorp.com/VaultDynamicSecret', vaultSecret],
  ['secrets.hashicorp.com/VaultPKISecret', vaultSecret],
  ['cert-manager.io/Certificate', certificate],
  ['cert-manager.io/Issuer', issuer],
  ['cert-manager.io/ClusterIssuer', issuer],
  ['networking.k8s.io/Ingress', annotatedIngress],
  ['extensions/Ingress', annotatedIngress],
]);

/** The kinds, with their group before a slash, that controllers make Secrets and ConfigMaps from. */
export const PRODUCER_KINDS: readonly string[] = [...PRODUCERS.keys()];

/** What a controller will make of an object. */
export function productionsOf(resource: Resource): Iterable<Production> {
  return PRODUCERS.get(`${resource.group}/${resource.kind}`)?.(resource) ?? [];
}

function production(by: Resource, name: unknown, pointer: string, more: Partial<Production> = {}): Production[] {
  const text = textOf(name);
  return text === '' ? [] : [{ by, kind: 'Secret', namespace: by.namespace, name: text, pointer: pointerTo(by.pointer) + pointer, owner: true, ...more }];
}

function externalSecret(resource: Resource): Production[] {
  const { object } = resource;
  const target = fieldsAt(object, 'spec', 'target');
  const policy = textOf(target.creationPolicy);
  if (policy === 'None') {
    return [];
  }
  const kind = textAt(target, 'manifest', 'kind') || 'Secret';
  if (kind !== 'Secret' && kind !== 'ConfigMap') {
    return [];
  }
  const named = textOf(target.name);
  const owner = policy === '' || policy === 'Owner';
  return production(resource, named || resource.name, named === '' ? '/metadata/name' : '/spec/target/name', { kind, owner, keys: externalKeys(resource, !owner) });
}

function externalKeys(resource: Resource, shared: boolean): string[] | undefined {
  const spec = fieldsAt(resource.object, 'spec');
  const template = fieldsAt(spec, 'target', 'template');
  const whole = Array.isArray(spec.dataFrom) && spec.dataFrom.length > 0;
  if (shared || whole || template.templateFrom !== undefined) {
    return undefined;
  }
  const selected = [...mappingsOf(spec.data)].map(([item]) => textOf(item.secretKey));
  if (!isFields(template.data)) {
    return selected;
  }
  const templated = Object.keys(template.data);
  return template.mergePolicy === 'Merge' ? [...selected, ...templated] : templated;
}

function clusterExternalSecret(resource: Resource): Production[] {
  const spec = fieldsAt(resource.object, 'spec');
  const target = textAt(spec, 'externalSecretSpec', 'target', 'name');
  const name = target || textOf(spec.externalSecretName) || resource.name;
  // Its namespaces are picked by label at run time: unknown here, so that it counts for any.
  return production(resource, name, '/spec', { namespace: '' });
}

function sealedSecret(resource: Resource): Production[] {
  const spec = fieldsAt(resource.object, 'spec');
  const annotations = fieldsAt(resource.object, 'metadata', 'annotations');
  const data = isFields(spec.encryptedData) ? spec.encryptedData : {};
  const keys = [...Object.keys(data), ...Object.keys(fieldsAt(spec, 'template', 'data'))];
  const name = textAt(spec, 'template', 'metadata', 'name') || resource.name;
  const shares = annotations['sealedsecrets.bitnami.com/patch'] === 'true' || annotations['sealedsecrets.bitnami.com/managed'] === 'true';
  return production(resource, name, '/metadata/name', { keys: shares ? undefined : keys, owner: !shares });
}

function secretProviderClass(resource: Resource): Production[] {
  return [...mappingsOf(at(resource.object, 'spec', 'secretObjects'))].flatMap(([secret, index]) => {
    const keys = [...mappingsOf(secret.data)].map(([item]) => textOf(item.key));
    return production(resource, secret.secretName, `/spec/secretObjects/${index}/secretName`, { keys });
  });
}

function vaultSecret(resource: Resource): Production[] {
  const destination = fieldsAt(resource.object, 'spec', 'destination');
  // Without `create` it fills a Secret that is there already; its keys are those of the path in Vault.
  return production(resource, destination.name, '/spec/destination/name', { owner: destination.create === true });
}

function certificate(resource: Resource): Production[] {
  const spec = fieldsAt(resource.object, 'spec');
  const extra = isFields(spec.keystores) || Array.isArray(spec.additionalOutputFormats);
  return production(resource, spec.secretName, '/spec/secretName', { keys: extra ? undefined : ['tls.crt', 'tls.key', 'ca.crt'] });
}

function issuer(resource: Resource): Production[] {
  const name = at(resource.object, 'spec', 'acme', 'privateKeySecretRef', 'name');
  return production(resource, name, '/spec/acme/privateKeySecretRef/name', resource.kind === 'ClusterIssuer' ? { namespace: '' } : {});
}

const ISSUER_ANNOTATIONS = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme'];

function annotatedIngress(resource: Resource): Production[] {
  const annotations = fieldsAt(resource.object, 'metadata', 'annotations');
  if (!ISSUER_ANNOTATIONS.some((annotation) => Object.hasOwn(annotations, annotation))) {
    return [];
  }
  return [...mappingsOf(at(resource.object, 'spec', 'tls'))].flatMap(([tls, index]) =>
    // Ingresses of one host share the Secret, and so its certificate.
    production(resource, tls.secretName, `/spec/tls/${index}/secretName`, { owner: false, keys: ['tls.crt', 'tls.key', 'ca.crt'] }));
}

function fieldsAt(value: unknown, ...path: readonly string[]): { readonly [field: string]: unknown } {
  const found = at(value, ...path);
  return isFields(found) ? found : {};
}

/** Workloads that an operator restarts when it has renewed what it produces, as `Kind/name`. */
export function restartTargetsOf(resource: Resource): string[] {
  return [...mappingsOf(at(resource.object, 'spec', 'rolloutRestartTargets'))].map(([target]) => `${textOf(target.kind)}/${textOf(target.name)}`);
}

/** The keys that a Secret or ConfigMap has in the manifest. */
export function keysOf(resource: Resource): string[] {
  return ['data', 'stringData', 'binaryData'].flatMap((field) => Object.keys(fieldsAt(resource.object, field)));
}

