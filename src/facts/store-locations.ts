import { PlainFields, plainFields, plainText } from './plain-fields';

/** A place in a store outside of the cluster, as far as an object tells. */
export interface StoreLocation {
  /** Product: `Vault`, `AWS Secrets Manager`. */
  readonly product: string;

  /** Which one of the product's: address, region, project, vault. Undefined where the object does not say. */
  readonly instance?: string;

  /** Place in it, spelled in one way for all that read it: see {@link vaultPath} and the others. */
  readonly path: string;

  /** As the object spells it. */
  readonly written: string;

  /** Part of the value; undefined for all of it. */
  readonly property?: string;

  /** A fixed version of it, which a new one does not replace. */
  readonly version?: string;
}

const VAULT = 'Vault';
const SECRETS_MANAGER = 'AWS Secrets Manager';
const PARAMETER_STORE = 'AWS Parameter Store';
const GOOGLE = 'Google Secret Manager';
const AZURE = 'Azure Key Vault';
const KUBERNETES = 'a Kubernetes cluster';

/** Addresses of the API server from within its cluster, which is the default too. */
const OWN_CLUSTER = /^(?:|(?:https:\/\/)?kubernetes\.default(?:\.svc(?:\.cluster\.local)?)?(?::443)?\/?)$/;

/**
 * A path in Vault, without slashes at its ends and without the `data/` that the API of the second key-value engine has
 * behind the mount: `secret/data/shop/db`, and mount `secret` with path `shop/db`, are one place.
 *
 * @param mount mount of the engine, where it is told apart from the path; it may be in front of the path all the same
 * @see https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2
 */
export function vaultPath(path: string, mount = ''): string {
  const ends = (text: string) => text.replace(/\?.*$/, '').replace(/^\/+|\/+$/g, '');
  const [own, place] = [ends(mount), ends(path)];
  if (own === '') {
    return place.replace(/^([^/]+)\/data\//, '$1/');
  }
  const inside = place === own ? '' : place.startsWith(`${own}/`) ? place.slice(own.length + 1) : place;
  return `${own}/${inside.replace(/^data\//, '')}`;
}

/**
 * Name and region of a secret in AWS, which may be given by its ARN; that of Secrets Manager ends in six characters.
 */
function awsName(text: string): { readonly path: string; readonly region?: string } {
  const manager = /^arn:[\w-]+:secretsmanager:([\w-]+):\d*:secret:(.+)$/.exec(text);
  if (manager !== null) {
    return { region: manager[1], path: manager[2].replace(/-[A-Za-z0-9]{6}$/, '') };
  }
  const parameter = /^arn:[\w-]+:ssm:([\w-]+):\d*:parameter\/?(.+)$/.exec(text);
  const path = parameter?.[2] ?? text;
  return { region: parameter?.[1], path: path.replace(/^\/+/, '') };
}

/** Project, name and version of a secret of Google Cloud, by its name alone or by its resource name. */
function googleName(text: string): { readonly path: string; readonly project?: string; readonly version?: string } {
  const parts =
    /^projects\/([^/]+)\/(?:locations\/[^/]+\/)?(?:secrets|parameters)\/([^/]+)(?:\/versions\/([^/]+))?$/.exec(text);
  return parts === null ? { path: text } : { project: parts[1], path: parts[2], version: fixedVersion(parts[3]) };
}

/** Versions that name the newest one. */
const NEWEST = ['', 'latest', 'AWSCURRENT'];

function fixedVersion(version: unknown): string | undefined {
  const text = plainText(version);
  return NEWEST.includes(text) ? undefined : text;
}

function unset(text: string): string | undefined {
  return text === '' ? undefined : text;
}

/** What an ExternalSecret or PushSecret names in its store. */
export interface RemoteKey {
  readonly key: string;
  readonly property?: unknown;
  readonly version?: unknown;
}

/**
 * Where a store of External Secrets finds a key.
 *
 * @param provider `spec.provider` of the store; empty where the store is not known
 * @see https://external-secrets.io/latest/api/spec/
 */
export function externalSecretsLocation(provider: PlainFields, { key, property, version }: RemoteKey): StoreLocation {
  const rest = { written: key, property: unset(plainText(property)), version: fixedVersion(version) };
  const own = (name: string): PlainFields | undefined =>
    provider[name] === undefined ? undefined : plainFields(provider[name]);
  const vault = own('vault') ?? own('openBao');
  if (vault !== undefined) {
    return {
      product: VAULT,
      instance: unset(plainText(vault.server)),
      path: vaultPath(key, plainText(vault.path)),
      ...rest,
    };
  }
  const aws = own('aws');
  if (aws !== undefined) {
    const name = awsName(`${plainText(aws.prefix)}${key}`);
    const product = aws.service === 'ParameterStore' ? PARAMETER_STORE : SECRETS_MANAGER;
    return { product, instance: name.region ?? unset(plainText(aws.region)), path: name.path, ...rest };
  }
  const google = own('gcpsm');
  if (google !== undefined) {
    const name = googleName(key);
    return { product: GOOGLE, instance: name.project ?? unset(plainText(google.projectID)), path: name.path, ...rest };
  }
  const azure = own('azurekv');
  if (azure !== undefined) {
    const path = key.replace(/^(?:secret|key|cert)\//, '');
    return { product: AZURE, instance: azureVault(plainText(azure.vaultUrl)), path, ...rest };
  }
  const cluster = own('kubernetes');
  if (cluster !== undefined) {
    const url = plainText(plainFields(cluster.server).url);
    const namespace = plainText(cluster.remoteNamespace) || 'default';
    return {
      product: KUBERNETES, instance: OWN_CLUSTER.test(url) ? undefined : url, path: `${namespace}/${key}`, ...rest,
    };
  }
  const [other] = Object.keys(provider);
  return { product: other === undefined ? 'a store' : `the store "${other}"`, path: key, ...rest };
}

/** Name of a vault of Azure, of its URL or its name. */
function azureVault(text: string): string | undefined {
  return unset(/^https?:\/\/([^./]+)/.exec(text)?.[1] ?? text);
}

/**
 * Where a provider of the Secrets Store CSI driver finds an object.
 *
 * @param provider name of the provider, as `STORE_PROVIDERS` has them
 * @param object one of its list of objects
 * @param parameters `spec.parameters` of the class
 */
export function providerLocation(provider: string, object: PlainFields, parameters: PlainFields): StoreLocation {
  const text = (value: unknown) => plainText(value).trim();
  switch (provider) {
    case 'vault': {
      const written = text(object.secretPath);
      const instance = unset(text(parameters.vaultAddress));
      return { product: VAULT, instance, path: vaultPath(written), written, property: unset(text(object.secretKey)) };
    }
    case 'aws': {
      const written = text(object.objectName);
      const name = awsName(written);
      const isParameter = object.objectType === 'ssmparameter' || /^arn:[\w-]+:ssm:/.test(written);
      return {
        product: isParameter ? PARAMETER_STORE : SECRETS_MANAGER,
        instance: name.region ?? unset(text(parameters.region)),
        path: name.path,
        written,
        version: fixedVersion(object.objectVersion) ?? fixedVersion(object.objectVersionLabel),
      };
    }
    case 'azure': {
      const written = text(object.objectName);
      const version = fixedVersion(object.objectVersion);
      return { product: AZURE, instance: unset(text(parameters.keyvaultName)), path: written, written, version };
    }
    default: {
      const written = text(object.resourceName);
      const { path, project, version } = googleName(written);
      return { product: GOOGLE, instance: project, path, written, version };
    }
  }
}

/**
 * Where an object of the Vault Secrets Operator reads.
 *
 * @param kind VaultStaticSecret, VaultDynamicSecret or VaultPKISecret
 */
export function vaultOperatorLocation(kind: string, spec: PlainFields): StoreLocation {
  const mount = plainText(spec.mount);
  const own = kind === 'VaultPKISecret' ? `issue/${plainText(spec.role)}` : plainText(spec.path);
  const version = typeof spec.version === 'number' && spec.version > 0 ? String(spec.version) : undefined;
  return { product: VAULT, path: vaultPath(own, mount), written: `${mount}/${own}`, version };
}

/**
 * The path of a VaultDynamicSecret, a generator of External Secrets, by its `spec`.
 *
 * @see https://external-secrets.io/latest/api/generator/vault/
 */
export function vaultGeneratorLocation(spec: PlainFields): StoreLocation | undefined {
  const path = plainText(spec.path);
  return path === '' ? undefined : { product: VAULT, path: vaultPath(path), written: path };
}

/** A path that the Vault Agent Injector reads. */
export function injectedLocation(path: string): StoreLocation {
  return { product: VAULT, path: vaultPath(path), written: path };
}

/** A Secret of the cluster, as a store of External Secrets has it. */
export function clusterLocation(namespace: string, name: string, property?: string): StoreLocation {
  return { product: KUBERNETES, path: `${namespace}/${name}`, written: name, property };
}

/** Whether two places may be one: neither says that it is another one, and one has the part that the other has. */
export function mayBeSamePlace(one: StoreLocation, other: StoreLocation): boolean {
  const may = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  return one.product === other.product && one.path === other.path
    && may(one.instance, other.instance) && may(one.property, other.property);
}

/** A place in words: `payments/db#password in AWS Secrets Manager (eu-central-1)`. */
export function locationInWords({ product, instance, written, property, version }: StoreLocation): string {
  const part = property === undefined ? '' : `#${property}`;
  const fixed = version === undefined ? '' : `, version ${version}`;
  return `${written}${part} in ${product}${instance === undefined ? '' : ` (${instance})`}${fixed}`;
}
