import { ExternalSecretStoreCertificateAuthority } from './store-certificate-authority';
import { ExternalSecretStoreSecretKey } from './store-references';
import { VaultStoreAuth } from './vault-store-auth';
import { VaultEngine } from '../vault-engine';

/** A Vault server that External Secrets reads from. */
export interface VaultStoreOptions {
  /** Address of the server, as a URL. */
  readonly address: string;

  /** How External Secrets authenticates. */
  readonly auth: VaultStoreAuth;

  /**
   * Mount of the key-value engine. Paths of secrets are then relative to it.
   *
   * @default - paths of secrets begin with the mount, whose own path then has no slash
   */
  readonly mount?: string;

  /**
   * Version of the key-value engine. External Secrets reads no other engine.
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
   * Vault namespace of the login, where it is another one than that of the secrets.
   *
   * @default - `vaultNamespace`
   */
  readonly authVaultNamespace?: string;

  /**
   * Certificate authority that the server's certificate is verified against.
   *
   * @default - the certificate authorities in External Secrets' image
   */
  readonly certificateAuthority?: ExternalSecretStoreCertificateAuthority;

  /**
   * Client certificate for a server that demands one, beside the login. Needs `clientKey`.
   *
   * @default - none
   */
  readonly clientCertificate?: ExternalSecretStoreSecretKey;

  /**
   * Private key of the client certificate. Needs `clientCertificate`.
   *
   * @default - none
   */
  readonly clientKey?: ExternalSecretStoreSecretKey;

  /**
   * Headers of every request. They are in the manifest in plain text, so that a credential is refused.
   *
   * @default - none
   */
  readonly headers?: { [name: string]: string };

  /**
   * Makes a read after a write wait until a performance standby has seen the write.
   *
   * @default false
   */
  readonly readYourWrites?: boolean;

  /**
   * Makes a performance standby that lags behind forward the request to the active server.
   *
   * @default false
   */
  readonly forwardInconsistent?: boolean;

  /**
   * Makes a PushSecret name the version that it overwrites, so that a change made by others in between is not lost.
   *
   * @default false
   */
  readonly checkAndSet?: boolean;

  /**
   * Allows an address of plain http, over which tokens and secrets are readable on the way. Only for a throw-away
   * development server.
   *
   * @default false - the address begins with https://
   */
  readonly unsafeAllowHttp?: boolean;
}
