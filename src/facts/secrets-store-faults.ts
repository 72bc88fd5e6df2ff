import { keyFault } from './data-limits';
import { DocumentFault, FieldPath } from './document-fault';
import { fileModeFault, octal } from './file-access';
import { filePathFault, pathClashes, untidyPathFault } from './file-paths';
import { plainFields, PlainFields, plainList, plainText } from './plain-fields';
import { TLS_TYPE } from './secret-types';
import { ClassObjects, isSecretsStoreProvider, STORE_PROVIDERS, StoreFile, TLS_COPY_KEYS } from './secrets-store';
import { awsFaults, awsParameterIdle } from './secrets-store-aws';
import { azureFaults, azureObjectIdle, azureParameterIdle } from './secrets-store-azure';
import { gcpFaults } from './secrets-store-gcp';
import { vaultCsiFaults } from './secrets-store-vault';

type FaultsOf = (given: ClassObjects) => Iterable<DocumentFault>;

const BY_PROVIDER: ReadonlyMap<string, FaultsOf> = new Map([
  ['vault', vaultCsiFaults], ['aws', awsFaults], ['azure', azureFaults], ['gcp', gcpFaults], ['gke', gcpFaults],
]);

/** What the driver has against the spec of a class, without its objects. */
export function* driverFaults(spec: PlainFields): Generator<DocumentFault> {
  const provider = plainText(spec.provider);
  if (!isSecretsStoreProvider(provider)) {
    const text = "provider %q is not the name of a provider: 1 to 30 letters, digits, '_' and '-', such as 'vault'";
    yield { at: ['provider'], text, given: [provider] };
  }
  for (const [index, item] of plainList(spec.secretObjects).entries()) {
    yield* copyFaults(plainFields(item), ['secretObjects', index]);
  }
}

/**
 * What the driver has against a Secret that it is to copy files to: it makes none, and the pod that needs it waits.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/pkg/util/secretutil/secret.go
 */
export function* copyFaults(copy: PlainFields, at: FieldPath): Generator<DocumentFault> {
  const name = plainText(copy.secretName);
  const type = plainText(copy.type);
  for (const [field, value] of [['secretName', name], ['type', type]]) {
    if (value === '') {
      yield { at: [...at, field], text: `${field} of a copy is empty, and the driver makes no Secret without it` };
    }
  }
  const data = plainList(copy.data);
  if (data.length === 0) {
    yield { at: [...at, 'data'], text: 'no file is copied to Secret %s; name at least one', given: [name] };
  }
  for (const [index, item] of data.entries()) {
    const key = plainText(plainFields(item).key).trim();
    const place = [...at, 'data', index, 'key'];
    const fault = keyFault(key);
    if (fault !== undefined) {
      yield { at: place, text: `key %q of Secret %s is refused by the API server: ${fault}`, given: [key, name] };
    } else if (type.trim() === TLS_TYPE && !TLS_COPY_KEYS.includes(key)) {
      const text = "the driver copies 'tls.crt' and 'tls.key' to a Secret of type kubernetes.io/tls and refuses any " +
        'other key, such as %q; use another type';
      yield { at: place, text, given: [key] };
    }
  }
}

/** What a provider has against its parameters and objects. Empty for a provider that is not known. */
export function* providerFaults(provider: string, given: ClassObjects): Generator<DocumentFault> {
  const known = STORE_PROVIDERS.get(provider);
  const faultsOf = BY_PROVIDER.get(provider);
  if (known === undefined || faultsOf === undefined) {
    return;
  }
  const at = ['parameters', known.parameter];
  if (given.objects.length === 0) {
    yield { at, text: 'no objects are named, so no file would be mounted' };
  }
  yield* faultsOf(given);
  const files = given.objects.flatMap((object) => known.filesOf(object, given.parameters))
    .filter((file) => file.listed);
  for (const { name, mode } of files) {
    if (mode === undefined) {
      yield { at, text: `the provider does not read the mode of file %q: a mode is ${known.modes}`, given: [name] };
    }
  }
  yield* fileFaults(files, at);
}

/**
 * What the driver has against the files of a class, and files of two objects that have one path. It checks at the
 * first mount, when a pod already waits.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/pkg/util/fileutil/atomic_writer.go
 */
export function* fileFaults(files: readonly Pick<StoreFile, 'name'>[], at: FieldPath): Generator<DocumentFault> {
  const names = files.map(({ name }) => name);
  for (const name of names) {
    const fault = filePathFault(name) ?? untidyPathFault(name);
    if (fault !== undefined) {
      yield { at, text: `file name %q ${fault}`, given: [name] };
    }
  }
  for (const { one, other, how } of pathClashes(names)) {
    const text = how === 'same' ? 'two objects are written to the file %q; give each a different file name'
      : '%q is a file, and %q needs it to be a folder; rename one of them';
    yield { at, text, given: how === 'same' ? [names[one]] : [names[one], names[other]] };
  }
}

/** Modes that make no sense for a file with a secret, such as the decimal number 440, which is 0670. */
export function* classModeFaults(provider: string, { parameters, objects }: ClassObjects): Generator<DocumentFault> {
  const known = STORE_PROVIDERS.get(provider);
  const files = known === undefined ? [] : objects.flatMap((object) => known.filesOf(object, parameters));
  for (const { name, mode } of files.filter(({ listed }) => listed)) {
    const fault = mode === undefined ? undefined : fileModeFault(mode);
    if (fault !== undefined) {
      const text = `file %q has mode ${octal(mode!)}, which ${fault}; a mode is ${known!.modes}`;
      yield { at: ['parameters', known!.parameter], text, given: [name] };
    }
  }
}

/** What has no effect in a class, or another one than it says. */
export function* classIdle(provider: string, { parameters, objects }: ClassObjects): Generator<DocumentFault> {
  if (provider === 'vault') {
    for (const { objectName, encoding, secretKey } of objects) {
      if (plainText(encoding) !== '' && plainText(secretKey) === '') {
        yield {
          at: ['parameters', 'objects'],
          text: '%q has an encoding but no secretKey, and the whole response of Vault is JSON; name a key',
          given: [objectName],
        };
      }
    }
  }
  if (provider === 'aws') {
    yield* awsParameterIdle(parameters);
  }
  if (provider === 'azure') {
    yield* azureParameterIdle(parameters);
    yield* azureObjectIdle(objects);
  }
}
