import { Carrier } from './carriers';
import { RotationIndex } from './lookups';
import { joined, planObject, titleOf } from './names';
import { PlanSource, SourceKind } from './plan';
import { refreshOf } from './refresh-of';
import { VAULT_DYNAMIC_GENERATOR } from '../facts/api-kinds';
import { isFilledByController } from '../facts/secret-types';
import { locationInWords, StoreLocation, vaultGeneratorLocation } from '../facts/store-locations';
import { Production } from '../manifest/producers';
import { at, fieldsOf, mappingsOf, textAt, textOf } from '../manifest/read';
import { Resource } from '../manifest/resource';
import { Generation, generationsOf, isOfNamespace } from '../manifest/store-values';

/** A source, and what somebody has to know to change it. */
export interface FoundSource extends PlanSource {
  readonly resource?: Resource;
  readonly location?: StoreLocation;

  /** Whether a generator of External Secrets makes it, which no place of a store leads to. */
  readonly isGenerated?: boolean;
}

/** Where the value of an object comes from. */
export function sourcesOf(index: RotationIndex, { kind, namespace, name, keys, targets }: Carrier): FoundSource[] {
  const made = targets.flatMap(({ production }) => production ?? []);
  if (made.length > 0) {
    return made.flatMap((production) => sourcesOfProduction(index, production, { namespace, keys }));
  }
  const own = targets.flatMap(({ resource }) => resource ?? []);
  if (own.length > 0) {
    return own.map((resource) => sourceOfObject(resource));
  }
  const title = titleOf({ kind, namespace, name });
  return [
    { how: 'unknown', text: `${title} is not in the input, and nothing in it makes one: somebody makes it elsewhere.` },
  ];
}

/** A place of a store where a value begins. */
export function sourceAtPlace(location: StoreLocation, by?: Resource): FoundSource {
  const words = locationInWords(location);
  const lease = leaseKind(location);
  return {
    how: lease === 'dynamic' ? 'lease' : 'store',
    text: lease === 'dynamic' ? `Vault makes a new credential at ${words} for whoever asks.`
      : lease === 'static' ? `Vault changes the password of one user itself and gives it at ${words}.`
        : `It is kept at ${words}.`,
    place: words,
    location,
    ...(by === undefined ? {} : { by: planObject(by), resource: by }),
  };
}

/** Whether a path of Vault is that of credentials that Vault makes. */
export function leaseKind({ product, path }: StoreLocation): 'dynamic' | 'static' | undefined {
  if (product !== 'Vault') {
    return undefined;
  }
  const [, kind] = /\/(creds|static-cred|static-creds|issue|roleset|impersonated-account)\//.exec(path) ?? [];
  return kind === undefined ? undefined : kind.startsWith('static') ? 'static' : 'dynamic';
}

function sourcesOfProduction(
  index: RotationIndex,
  { by }: Production,
  { namespace, keys }: Pick<Carrier, 'namespace' | 'keys'>,
): FoundSource[] {
  const title = titleOf(planObject(by));
  const refresh = refreshOf(index, by);
  const base = { by: planObject(by), resource: by, refresh };
  const values = index.valuesBy(by).filter((value) => !value.writes && isOfNamespace(value, namespace)
    && (keys === undefined || value.keys === undefined || value.keys.some((key) => keys.includes(key))));
  const stored = values.map(({ location }): FoundSource => {
    const words = locationInWords(location);
    const how: SourceKind =
      (by.kind === 'VaultDynamicSecret' &&
        by.object.spec !== undefined &&
        at(by.object, 'spec', 'allowStaticCreds') !== true) ||
      by.kind === 'VaultPKISecret' ||
      leaseKind(location) === 'dynamic'
        ? 'lease'
        : 'store';
    return { ...base, how, location, place: words, text: `${title} reads ${words}.` };
  });
  const generated = generationsOf(by).map((generation): FoundSource =>
    ({ ...base, isGenerated: true, ...generatedBy(index, generation, title) }));
  if (stored.length + generated.length > 0) {
    return [...stored, ...generated];
  }
  const how = OTHER_MAKERS.get(by.kind);
  return [
    { ...base, how: how?.[0] ?? 'unknown', text: `${title} ${how?.[1] ?? 'makes it, from where is not known'}.` },
  ];
}

/** What a generator gives: a value that it makes, or a credential of Vault, which has a lease unless it is static. */
function generatedBy(
  index: RotationIndex, { by, kind, name }: Generation, title: string,
): Pick<FoundSource, 'how' | 'text' | 'place' | 'location'> {
  const generator = titleOf({ kind, name });
  if (kind !== VAULT_DYNAMIC_GENERATOR.kind) {
    return { how: 'generator', text: `${title} has ${generator} generate it.` };
  }
  const specs = index.graph.ofKind(VAULT_DYNAMIC_GENERATOR.group, kind)
    .filter((each) => each.name === name && (by.namespace === '' || each.namespace === by.namespace))
    .map(({ object }) => fieldsOf(object.spec));
  const location = specs.length === 1 ? vaultGeneratorLocation(specs[0]) : undefined;
  const place = location === undefined ? `the path of ${generator}` : locationInWords(location);
  return location !== undefined && leaseKind(location) === 'static'
    ? { how: 'store', text: `${title} reads ${place} by ${generator}.`, place, location }
    : {
      how: 'lease',
      text: `${title} has ${generator} request a credential with a lease at each refresh, from ${place}.`,
      place,
      ...(location === undefined ? {} : { location }),
    };
}

const OTHER_MAKERS: ReadonlyMap<string, readonly [SourceKind, string]> = new Map([
  ['SealedSecret', ['sealed', 'has it as ciphertext, which its controller decrypts']],
  ['SopsSecret', ['sops', 'has it as ciphertext of SOPS, which its controller decrypts']],
  ['Certificate', ['certificate', 'has cert-manager issue and renew it']],
  ['Ingress', ['certificate', 'has cert-manager issue and renew it, by an annotation']],
  ['Issuer', ['certificate', 'keeps the key of its ACME account in it']],
  ['ClusterIssuer', ['certificate', 'keeps the key of its ACME account in it']],
]);

function sourceOfObject(resource: Resource): FoundSource {
  const { object } = resource;
  const title = titleOf(planObject(resource));
  const found = { by: planObject(resource), resource };
  if (object.sops !== undefined) {
    return { ...found, how: 'sops', text: `${title} is in the manifest, encrypted by SOPS.` };
  }
  if (isFilledByController(object.type)) {
    return { ...found, how: 'token', text: `The token controller fills ${title} for an account.` };
  }
  const { labels, annotations } = {
    labels: fieldsOf(object.metadata.labels),
    annotations: fieldsOf(object.metadata.annotations),
  };
  const release = textOf(annotations['meta.helm.sh/release-name']);
  if (release !== '' || labels['app.kubernetes.io/managed-by'] === 'Helm') {
    return {
      ...found,
      how: 'release',
      text: `${title} is part of ${release === '' ? 'a Helm release' : `the Helm release "${release}"`}.`,
    };
  }
  if (
    textAt(labels, 'kustomize.toolkit.fluxcd.io/name') !== '' ||
    textAt(labels, 'helm.toolkit.fluxcd.io/name') !== ''
  ) {
    return { ...found, how: 'release', text: `Flux applies ${title} from a repository.` };
  }
  if (
    textAt(annotations, 'argocd.argoproj.io/tracking-id') !== '' ||
    textAt(labels, 'argocd.argoproj.io/instance') !== ''
  ) {
    return { ...found, how: 'release', text: `Argo CD applies ${title} from a repository.` };
  }
  const owners = [...mappingsOf(object.metadata.ownerReferences)].map(([owner]) =>
    titleOf({ kind: textOf(owner.kind), name: textOf(owner.name) }),
  );
  if (owners.length > 0) {
    return { ...found, how: 'unknown', text: `${title} belongs to ${joined(owners)}, whose controller may write it.` };
  }
  return {
    ...found,
    how: 'hand',
    text: `Nothing in the input makes ${title}: whoever applies it sets its content.`,
  };
}
