import { plainFields, PlainFields, plainList, plainText } from './plain-fields';

/** Names of the Secrets Store CSI driver: that of the project, and that of the build of it that GKE manages. */
export const SECRETS_STORE_DRIVERS: readonly string[] = ['secrets-store.csi.k8s.io', 'secrets-store-gke.csi.k8s.io'];

/** The driver of the project. */
export const SECRETS_STORE_DRIVER = SECRETS_STORE_DRIVERS[0];

/**
 * Whether a name can be that of a provider: of its socket on the nodes.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/pkg/secrets-store/provider_client.go
 */
export function isSecretsStoreProvider(name: string): boolean {
  return /^[a-zA-Z0-9_-]{1,30}$/.test(name);
}

/**
 * Mode of a file whose provider was told none.
 *
 * @see https://github.com/kubernetes-sigs/secrets-store-csi-driver/blob/v1.6.0/pkg/secrets-store/nodeserver.go
 */
export const STORE_FILE_MODE = 0o644;

/** A file that a provider writes into a volume. */
export interface StoreFile {
  /** Path relative to the mount path, as the provider names it; see {@link cleanPath}. */
  readonly name: string;

  /** Permission bits; undefined for what the provider refuses to read as a mode. */
  readonly mode: number | undefined;

  /** Whether it can be relied upon, or is there only where the provider was installed so, or by a fault of it. */
  readonly listed: boolean;
}

/** The objects of a class as its provider reads them. */
export interface ClassObjects {
  readonly parameters: PlainFields;
  readonly objects: readonly PlainFields[];
}

/** How one provider reads its list of objects and names their files. */
export interface StoreProvider {
  /** Parameter of the class that holds the list, as YAML in a text. */
  readonly parameter: string;

  /** Whether the list stands in a field `array` and each of its entries is once more YAML in a text. */
  readonly nested: boolean;

  /** Whether its reader takes scalars by their values (0400 is a number) or by their texts (0400 is "0400"). */
  readonly scalars: 'values' | 'texts';

  /** How it reads a mode, in words that follow "a mode is". */
  readonly modes: string;

  filesOf(object: PlainFields, parameters: PlainFields): StoreFile[];
}

const VAULT: StoreProvider = {
  parameter: 'objects',
  nested: false,
  scalars: 'values',
  modes: 'a number without quotes, such as 0440 or 288',
  // It takes a permission of 0 for none.
  filesOf: ({ objectName, filePermission }) =>
    [storeFile(objectName, numericMode(filePermission === 0 ? undefined : filePermission))],
};

const GCP: StoreProvider = {
  parameter: 'secrets',
  nested: false,
  scalars: 'values',
  modes: 'a number without quotes, such as 0440 or 288',
  filesOf: (object) => [storeFile(plainText(object.path) || object.fileName, numericMode(object.mode))],
};

const AWS: StoreProvider = {
  parameter: 'objects',
  nested: false,
  scalars: 'values',
  modes: "a text of four octal digits in quotes, such as '0440'",
  filesOf: (object, { pathTranslation }) => {
    const whole = fourDigitMode(object.filePermission);
    const name = plainText(object.objectAlias) || plainText(object.objectName);
    return [
      storeFile(translated(name, pathTranslation), whole),
      ...plainList(object.jmesPath).map(plainFields).map((entry) => storeFile(
        translated(plainText(entry.objectAlias), pathTranslation),
        isUnset(entry.filePermission) ? whole : fourDigitMode(entry.filePermission),
      )),
    ];
  },
};

const AZURE: StoreProvider = {
  parameter: 'objects',
  nested: true,
  scalars: 'texts',
  modes: 'octal digits, such as 0440',
  filesOf: (object) => {
    const name = plainText(object.objectAlias).trim() || plainText(object.objectName).trim();
    const mode = octalMode(object.filePermission);
    const history = Number.parseInt(String(object.objectVersionHistory), 10);
    // One version more than the history says is written where it exists.
    const names = history > 1 ? Array.from({ length: history + 1 }, (_, index) => `${name}/${index}`) : [name];
    return names.flatMap((each, index) => [
      storeFile(each, mode, index === 0 || index < history),
      // Beside the whole, where the provider runs with --write-cert-and-key-in-separate-files.
      ...['.crt', '.key'].map((suffix) => storeFile(`${each}${suffix}`, mode, false)),
    ]);
  },
};

/**
 * The providers whose parameters are known. Files of any other one cannot be told from its class.
 *
 * @see https://github.com/hashicorp/vault-csi-provider/blob/v1.7.4/internal/config/config.go
 * @see https://github.com/openbao/openbao-csi-provider
 * @see https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/3.1.1/provider/secret_descriptor.go
 * @see https://github.com/GoogleCloudPlatform/secrets-store-csi-driver-provider-gcp/blob/v1.15.0/config/config.go
 * @see https://github.com/Azure/secrets-store-csi-driver-provider-azure/blob/v1.8.2/pkg/provider/types/parameters.go
 */
export const STORE_PROVIDERS: ReadonlyMap<string, StoreProvider> = new Map([
  ['vault', VAULT], ['openbao', VAULT], ['gcp', GCP], ['gke', GCP], ['aws', AWS], ['azure', AZURE],
]);

function storeFile(name: unknown, mode: number | undefined, listed = true): StoreFile {
  return { name: plainText(name), mode, listed };
}

/** A path as Go's `filepath.Clean` has it: the driver writes and looks for files so. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..' && parts.length > 0 && parts[parts.length - 1] !== '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return `${path.startsWith('/') ? '/' : ''}${parts.join('/')}`;
}

/** The AWS provider translates aliases too. */
function translated(name: string, pathTranslation: unknown): string {
  const translation = plainText(pathTranslation) || '_';
  return translation.toLowerCase() === 'false' ? name.replace(/^\/+/, '') : name.split('/').join(translation);
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Vault and Google Cloud read a number, decimal or octal, and refuse a text. */
function numericMode(value: unknown): number | undefined {
  if (value === undefined || value === null) {
    return STORE_FILE_MODE;
  }
  // A reader of YAML 1.1 takes the octal notation of YAML 1.2 for a text, and theirs for a number.
  const number = typeof value === 'string' && /^0o[0-7]+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 && number <= 0o777 ? number : undefined;
}

/** AWS reads a text of four octal digits; of a number without quotes comes a decimal text, which it refuses. */
function fourDigitMode(value: unknown): number | undefined {
  if (isUnset(value)) {
    return STORE_FILE_MODE;
  }
  return /^[0-7]{4}$/.test(String(value)) ? Number.parseInt(String(value), 8) : undefined;
}

/** Azure reads octal digits, with quotes or without: 256 is 0256, and 0o400 is refused. */
function octalMode(value: unknown): number | undefined {
  if (isUnset(value)) {
    return STORE_FILE_MODE;
  }
  const text = String(value).trim();
  const mode = /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
  return mode !== undefined && mode <= 0o777 ? mode : undefined;
}

/** Keys that the driver copies to a Secret of type `kubernetes.io/tls`; it refuses every other one. */
export const TLS_COPY_KEYS: readonly string[] = ['tls.crt', 'tls.key'];
