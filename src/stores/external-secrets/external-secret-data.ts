import { IExternalSecretStore } from './secret-store';

/** How a value is decoded before it is written. */
export enum ExternalSecretDecoding {
  /** Not at all. */
  NONE = 'None',
  /** As base64 or base64url, where the value is that; a guess, which a value that happens to look like base64 deceives. */
  AUTO = 'Auto',
  /** As base64. */
  BASE64 = 'Base64',
  /** As base64 in the alphabet for URLs. */
  BASE64_URL = 'Base64URL',
}

/** What becomes of a name that a key of a Secret cannot have. */
export enum ExternalSecretConversion {
  /** Each character that a key cannot have becomes `_`, so that two names can become one. */
  DEFAULT = 'Default',
  /** Each becomes its code point: `_U0024_`. */
  UNICODE = 'Unicode',
}

/** What is done with a value that has a NUL byte, which no environment variable can have. */
export enum ExternalSecretNullBytePolicy {
  /** It is written as it is. */
  IGNORE = 'Ignore',
  /** The synchronisation fails. */
  FAIL = 'Fail',
}

/** How values are taken out of the external system. */
export interface ExternalSecretValueOptions {
  /**
   * How values are decoded.
   *
   * @default ExternalSecretDecoding.NONE
   */
  readonly decoding?: ExternalSecretDecoding;

  /**
   * What becomes of a name that a key of a Secret cannot have.
   *
   * @default ExternalSecretConversion.DEFAULT
   */
  readonly conversion?: ExternalSecretConversion;

  /**
   * What is done with a value that has a NUL byte.
   *
   * @default ExternalSecretNullBytePolicy.IGNORE
   */
  readonly nullBytePolicy?: ExternalSecretNullBytePolicy;
}

/** A value in the external system. */
export interface ExternalSecretValue extends ExternalSecretValueOptions {
  /** Name or path of the secret in the external system. */
  readonly path: string;

  /**
   * Property of the secret, where it is a map or JSON.
   *
   * @default - the whole
   */
  readonly property?: string;

  /**
   * Version of the secret.
   *
   * @default - the latest
   */
  readonly version?: string;

  /**
   * Takes the tags or labels of the secret rather than its value.
   *
   * @default false
   */
  readonly fetchMetadata?: boolean;

  /**
   * Another store than that of the source.
   *
   * @default - the store of the source
   */
  readonly store?: IExternalSecretStore;
}

/** Secrets that are looked for. */
export interface ExternalSecretFind extends ExternalSecretValueOptions {
  /**
   * Path below which is looked.
   *
   * @default - everywhere
   */
  readonly path?: string;

  /**
   * Regular expression, in the syntax of Go, that matches names.
   *
   * @default - any name
   */
  readonly nameRegexp?: string;

  /**
   * Tags that secrets have.
   *
   * @default - any
   */
  readonly tags?: { [name: string]: string };
}
