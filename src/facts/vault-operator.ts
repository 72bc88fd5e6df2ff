import { tokenLifeFault } from './account-token';
import { isAwsRegion, REGION_FAULT } from './aws';
import { below, DocumentFault, FieldPath } from './document-fault';
import { isPositiveGoDuration } from './durations';
import { isNameFilledInLater } from './filled-in-later';
import { secretMetadataFaults } from './object-labels';
import { nameFault, namespaceFault, referenceFault } from './object-names';
import { plainFields, PlainFields, plainList, plainText } from './plain-fields';
import { authMountFault, isStaticRolePath, unusableText, vaultAddressFault, vaultRoleFault } from './vault';

/** Key under which the operator stores the whole answer of Vault. */
const RAW = '_raw';

/** A pattern that matches one key alone: its characters, those of meaning escaped. */
const EXACT = /^\^((?:[^\\^$.|?*+()[\]{}]|\\[^a-zA-Z0-9])+)\$$/;

/**
 * Keys of the Secret that the Vault Secrets Operator writes: those that have a template, and those of Vault that the
 * filters let pass. Undefined where that depends on what Vault has.
 *
 * @param transformation `spec.destination.transformation`
 * @see https://github.com/hashicorp/vault-secrets-operator/blob/v1.4.1/helpers/secrets.go
 */
export function syncedKeys(transformation: PlainFields): string[] | undefined {
  const { templates, includes, excludes, transformationRefs, excludeRaw } = transformation;
  const included = plainList(includes).map((pattern) => exactKey(pattern));
  const excludesAll = plainList(excludes).some((pattern) => pattern === '.*' || pattern === '^.*$');
  const known = excludesAll || (included.length > 0 && !included.includes(undefined));
  if (!known || plainList(transformationRefs).length > 0) {
    return undefined;
  }
  const filtered = excludesAll ? [] : included as string[];
  return [...new Set([...excludeRaw === true ? [] : [RAW], ...Object.keys(plainFields(templates)), ...filtered])];
}

/** A pattern that matches this key of a Secret and no other. */
export function exactPattern(key: string): string {
  return `^${key.replaceAll('.', '\\.')}$`;
}

/** The one key that a pattern matches; undefined for a pattern that may match several. */
export function exactKey(pattern: unknown): string | undefined {
  const key = typeof pattern === 'string' ? EXACT.exec(pattern)?.[1] : undefined;
  return key?.replace(/\\(.)/g, '$1');
}

/** Auth methods, and the field that names who logs in: a role of Vault, or the id of an AppRole. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['kubernetes', 'role'], ['jwt', 'role'], ['aws', 'role'], ['gcp', 'role'], ['appRole', 'roleId'],
]);

/**
 * What the operator has against the spec of a VaultConnection.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference#vaultconnectionspec
 * @see https://github.com/hashicorp/vault-secrets-operator/blob/v1.4.1/api/v1beta1/vaultconnection_types.go
 */
export function* vaultConnectionFaults(spec: PlainFields): Generator<DocumentFault> {
  yield* found([
    vaultAddressFault(plainText(spec.address), 'Vault address', ['address']),
    unusableText(plainText(spec.tlsServerName), 'tlsServerName', ['tlsServerName']),
    unusableText(plainText(spec.caCertPath), 'caCertPath', ['caCertPath']),
    durationFault(spec.timeout, 'timeout'),
  ]);
  const path = plainText(spec.caCertPath);
  if (path !== '' && plainText(spec.caCertSecretRef) !== '') {
    const text = 'caCertPath and a Secret both name a certificate authority, and the operator takes one; leave one out';
    yield { at: ['caCertPath'], text };
  }
  if (path.includes('..')) {
    yield { at: ['caCertPath'], text: "caCertPath %q has '..', which the operator refuses", given: [path] };
  }
}

/**
 * What the operator has against the spec of a VaultAuth. Settings that are taken from a VaultAuthGlobal are not known.
 *
 * @see https://github.com/hashicorp/vault-secrets-operator/blob/v1.4.1/api/v1beta1/vaultauth_types.go
 */
export function* vaultAuthFaults(spec: PlainFields): Generator<DocumentFault> {
  const method = plainText(spec.method);
  const mount = plainText(spec.mount);
  const isGlobal = Object.keys(plainFields(spec.vaultAuthGlobalRef)).length > 0;
  if (!METHODS.has(method) && !(isGlobal && method === '')) {
    const text = `method %q is not one of ${[...METHODS.keys()].join(', ')}`;
    yield { at: ['method'], text, given: [method] };
  }
  yield* found([
    authMountFault(mount, 'authMountPath', ['mount']),
    unusableText(plainText(spec.namespace), 'vaultNamespace', ['namespace']),
    reference(spec, 'vaultConnectionRef'),
  ]);
  for (const [index, namespace] of plainList(spec.allowedNamespaces).map(plainText).entries()) {
    const fault = namespace === '*' || isNameFilledInLater(namespace) ? undefined : namespaceFault(namespace);
    if (fault !== undefined) {
      yield { at: ['allowedNamespaces', index], text: `allowedNamespaces: %q ${fault}`, given: [namespace] };
    }
  }
  const field = METHODS.get(method);
  if (field === undefined || isGlobal) {
    return;
  }
  const settings = plainFields(spec[method]);
  const name = plainText(settings[field]);
  yield* found([field === 'role' ? vaultRoleFault(name, [method, field]) : idFault(name, [method, field])]);
  yield* accountFaults(method, settings);
  const region = plainText(settings.region);
  if (method === 'aws' && region !== '' && !isAwsRegion(region)) {
    yield { at: [method, 'region'], text: `region %q ${REGION_FAULT}`, given: [region] };
  }
  const storage = plainFields(spec.storageEncryption);
  for (const part of spec.storageEncryption === undefined ? [] : ['mount', 'keyName']) {
    if (plainText(storage[part]) === '') {
      const text = `${part} of storageEncryption is empty; name the transit engine and its key`;
      yield { at: ['storageEncryption', part], text };
    }
  }
  const seconds = settings.tokenExpirationSeconds;
  const life = typeof seconds === 'number' ? tokenLifeFault(seconds) : undefined;
  if (life !== undefined) {
    yield { at: [method, 'tokenExpirationSeconds'], text: `the token lifetime of ${seconds} s ${life}` };
  }
}

/** Fields that say who logs in, by method: one of them is needed, and the first names a service account. */
const IDENTITIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['kubernetes', ['serviceAccount']], ['jwt', ['serviceAccount', 'secretRef']],
  ['gcp', ['workloadIdentityServiceAccount']], ['aws', ['irsaServiceAccount']],
]);

/** Without an account, AWS takes the role of the node; the other methods have nobody who logs in. */
function* accountFaults(method: string, settings: PlainFields): Generator<DocumentFault> {
  if (method === 'appRole' && plainText(settings.secretRef) === '' && plainText(settings.secretIDPath) === '') {
    yield { at: [method, 'secretRef'], text: 'the secret id is missing: name the Secret that has it in secretRef' };
  }
  const fields = IDENTITIES.get(method) ?? [];
  const account = plainText(settings[fields[0]]);
  const fault = account === '' || isNameFilledInLater(account) ? undefined : nameFault(account);
  if (fault !== undefined) {
    yield { at: [method, fields[0]], text: `the service account %q ${fault}`, given: [account] };
  }
  if (fields.length > 0 && method !== 'aws' && fields.every((field) => plainText(settings[field]) === '')) {
    yield { at: [method, fields[0]], text: `no service account logs in: name one in ${fields[0]}` };
  }
}

function idFault(id: string, at: FieldPath): DocumentFault | undefined {
  return id.trim() === '' ? { at, text: 'the roleId is empty, and Vault lets nobody in without' }
    : unusableText(id, 'roleId', at);
}

/**
 * What the operator or Vault has against the spec of a VaultStaticSecret.
 *
 * @see https://github.com/hashicorp/vault-secrets-operator/blob/v1.4.1/api/v1beta1/vaultstaticsecret_types.go
 */
export function* vaultStaticSecretFaults(spec: PlainFields): Generator<DocumentFault> {
  const { type, version } = spec;
  yield* placeFaults(spec);
  if (type !== 'kv-v1' && type !== 'kv-v2') {
    yield { at: ['type'], text: "type %q is neither 'kv-v1' nor 'kv-v2'", given: [type] };
  }
  if (type === 'kv-v2' && /^(data|metadata)\//.test(plainText(spec.path))) {
    yield {
      at: ['path'],
      text: 'path %q begins with what the operator puts before it automatically; leave that out',
      given: [spec.path],
    };
  }
  const isVersion = typeof version === 'number' && Number.isInteger(version) && version >= 0;
  if (version !== undefined && (!isVersion || (type === 'kv-v1' && version !== 0))) {
    yield { at: ['version'], text: 'version %s is not a version of a secret of %s', given: [version, type] };
  }
  yield* found([durationFault(spec.refreshAfter, 'refreshAfter')]);
}

/**
 * What the operator or Vault has against the spec of a VaultDynamicSecret.
 *
 * @see https://github.com/hashicorp/vault-secrets-operator/blob/v1.4.1/api/v1beta1/vaultdynamicsecret_types.go
 */
export function* vaultDynamicSecretFaults(spec: PlainFields): Generator<DocumentFault> {
  const { renewalPercent: percent, requestHTTPMethod: method } = spec;
  yield* placeFaults(spec);
  const isPercent = typeof percent === 'number' && Number.isInteger(percent) && percent >= 0 && percent <= 90;
  if (percent !== undefined && !isPercent) {
    yield { at: ['renewalPercent'], text: 'renewalPercent %s is not between 0 and 90', given: [percent] };
  }
  if (method !== undefined && !['GET', 'POST', 'PUT'].includes(plainText(method))) {
    yield { at: ['requestHTTPMethod'], text: 'requestMethod %q is not one of GET, POST and PUT', given: [method] };
  }
  if (method !== undefined && method !== 'PUT' && Object.keys(plainFields(spec.params)).length > 0) {
    const text = 'with parameters the operator sends PUT whatever requestMethod says; leave out requestMethod';
    yield { at: ['requestHTTPMethod'], text };
  }
  yield* found([durationFault(spec.refreshAfter, 'refreshAfter')]);
}

function* placeFaults(spec: PlainFields): Generator<DocumentFault> {
  for (const field of ['mount', 'path']) {
    const text = plainText(spec[field]);
    if (text === '' || /^\/|\/$/.test(text)) {
      yield { at: [field], text: `${field} %q is empty, or has a slash at an end`, given: [text] };
    }
    yield* found([unusableText(text, field, [field])]);
  }
  yield* found([
    unusableText(plainText(spec.namespace), 'vaultNamespace', ['namespace']), reference(spec, 'vaultAuthRef'),
  ]);
  yield* secretMetadataFaults(plainFields(spec.destination)).map((each) => below(['destination'], each));
  yield* restartFaults(plainList(spec.rolloutRestartTargets).map(plainFields));
}

/** An empty reference is one that is not given: the operator takes the object that it was installed with. */
function reference(spec: PlainFields, field: string): DocumentFault | undefined {
  const name = plainText(spec[field]);
  const fault = name === '' || isNameFilledInLater(name) ? undefined : referenceFault(name);
  return fault && { ...fault, at: [field], text: `${field}: ${fault.text}` };
}

/** Kinds of workloads that the operator restarts. */
const RESTARTED = ['Deployment', 'DaemonSet', 'StatefulSet', 'argo.Rollout'];

function* restartFaults(targets: readonly PlainFields[]): Generator<DocumentFault> {
  for (const [index, { kind, name }] of targets.entries()) {
    const at = ['rolloutRestartTargets', index];
    if (!RESTARTED.includes(plainText(kind))) {
      const text = `kind %q of a workload to restart is not one of ${RESTARTED.join(', ')}`;
      yield { at: [...at, 'kind'], text, given: [kind] };
    }
    const fault = isNameFilledInLater(plainText(name)) ? undefined : nameFault(plainText(name));
    if (fault !== undefined) {
      yield { at: [...at, 'name'], text: `name %q of a workload to restart ${fault}`, given: [name] };
    }
  }
}

/** The pattern of the operator's schema takes one number and one unit; of 0 it would never read again. */
function durationFault(value: unknown, field: string): DocumentFault | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  const text = `${field} %q is not a time above 0 in one unit, such as '90s', '5m' or '1h'`;
  return /^([0-9]+(\.[0-9]+)?(s|m|h))$/.test(plainText(value)) && isPositiveGoDuration(value)
    ? undefined : { at: [field], text, given: [value] };
}

function found(faults: readonly (DocumentFault | undefined)[]): DocumentFault[] {
  return faults.filter((fault) => fault !== undefined);
}

/**
 * What has no effect in the spec of a VaultStaticSecret: without a keyed hash the operator does not know of a change.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference#vaultstaticsecretspec
 */
export function* vaultStaticSecretIdle(spec: PlainFields): Generator<DocumentFault> {
  if (spec.hmacSecretData === false && plainList(spec.rolloutRestartTargets).length > 0) {
    yield {
      at: ['rolloutRestartTargets'],
      text:
        'without hmacSecretData the operator does not know of a change and restarts no workload; leave one of them ' +
        'out',
    };
  }
}

/**
 * A password that is rotated in place, read as if Vault made it for the Secret: it has no lease, so that the Secret
 * keeps the old one.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference#vaultdynamicsecretspec
 */
export function staticRoleFault(spec: PlainFields): DocumentFault | undefined {
  return isStaticRolePath(plainText(spec.path)) && spec.allowStaticCreds !== true
    ? {
      at: ['path'],
      text:
          'path %q is that of a static role, and allowStaticCreds is not true: the Secret keeps the '
            + 'old password when ' +
          'Vault rotates it',
      given: [spec.path],
    }
    : undefined;
}
