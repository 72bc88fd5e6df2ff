import { StoreCertificateAuthority } from './store-certificate-authority';
import { StoreSecretKey } from './store-references';
import { VaultStoreAuth } from './vault-store-auth';
import { VaultEngine } from '../vault-path';

/** A Vault server that External Secrets reads from. */
export interface VaultStoreOptions {
  /** URL of the server. */
  readonly address: string;

  /** How External Secrets logs in. */
  readonly auth: VaultStoreAuth;

  /**
   * Mount path of the key-value engine. Paths of secrets are then relative to it.
   *
   * @default - paths of secrets begin with the mount, whose own path then has no slash
   */
  readonly mount?: string;

  /**
   * The key-value engine: its version. External Secrets reads no other engine.
   *
   * @default VaultEngine.KV_V2
   */
  readonly engine?: VaultEngine;

  /**
   * Vault Enterprise or HCP namespace.
   *
   * @default - the root namespace
   */
  readonly vaultNamespace?: string;

  /**
   * Vault namespace to log in to, where it is another one than that of the secrets.
   *
   * @default - `vaultNamespace`
   */
  readonly authNamespace?: string;

  /**
   * What the server's certificate is verified against.
   *
   * @default - the certificate authorities in External Secrets' image
   */
  readonly certificateAuthority?: StoreCertificateAuthority;

  /**
   * Client certificate for a server that demands one, beside the log-in. Needs `clientKey`.
   *
   * @default - none
   */
  readonly clientCertificate?: StoreSecretKey;

  /**
   * Private key of the client certificate. Needs `clientCertificate`.
   *
   * @default - none
   */
  readonly clientKey?: StoreSecretKey;

  /**
   * Headers of every request. They stand in the manifest in plain text.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Has a read after a write wait until a performance standby has seen the write.
   *
   * @default false
   */
  readonly readYourWrites?: boolean;

  /**
   * Has a performance standby that lags behind hand the request on to the active server.
   *
   * @default false
   */
  readonly forwardInconsistent?: boolean;

  /**
   * Has a PushSecret state the version that it overwrites, so that a change made by others in between is not lost.
   *
   * @default false
   */
  readonly checkAndSet?: boolean;

  /**
   * Allows a server URL of plain http, over which log-in and secrets are readable on the way. Only for a throw-away development server.
   *
   * @default false - the URL begins with https://
   */
  readonly unsafeAllowHttp?: boolean;
}
