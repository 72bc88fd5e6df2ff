import { IExternalSecretStore } from './secret-store';

/** Decoding of a value before it is written. */
export enum ExternalSecretDecoding {
  /** None. */
  NONE = 'None',
  /**
   * Base64 or base64url, where the value looks like that: a guess, which is wrong for a value that happens to look so.
   */
  AUTO = 'Auto',
  /** Base64. */
  BASE64 = 'Base64',
  /** Base64 in the alphabet for URLs. */
  BASE64_URL = 'Base64URL',
}

/** Conversion of a name that a key of a Secret cannot have. */
export enum ExternalSecretConversion {
  /** Each character that a key cannot have becomes `_`, so that two names can become one. */
  DEFAULT = 'Default',
  /** Each becomes its code point: `_U0024_`. */
  UNICODE = 'Unicode',
}

/** Treatment of a value that has a NUL byte, which no environment variable can have. */
export enum ExternalSecretNullBytePolicy {
  /** Writes it as it is. */
  IGNORE = 'Ignore',
  /** Lets the refresh fail. */
  FAIL = 'Fail',
}

/** Options of values that are read from the external system. */
export interface ExternalSecretValueOptions {
  /**
   * Decoding of values before they are written.
   *
   * @default ExternalSecretDecoding.NONE
   */
  readonly decoding?: ExternalSecretDecoding;

  /**
   * Conversion of names that a key of a Secret cannot have.
   *
   * @default ExternalSecretConversion.DEFAULT
   */
  readonly conversion?: ExternalSecretConversion;

  /**
   * Treatment of values that have a NUL byte.
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

/** Secrets to search for. */
export interface ExternalSecretFind extends ExternalSecretValueOptions {
  /**
   * Only search below this path.
   *
   * @default - everywhere
   */
  readonly path?: string;

  /**
   * Regular expression, in the syntax of Go, that names match.
   *
   * @default - any name
   */
  readonly nameRegexp?: string;

  /**
   * Tags that secrets must have.
   *
   * @default - any
   */
  readonly tags?: { [name: string]: string };
}
