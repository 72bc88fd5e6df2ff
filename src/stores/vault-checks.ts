import { VaultEngine } from './vault-engine';
import { DocumentFault } from '../facts/document-fault';
import { authMountFault, isPlainHttp, vaultAddressFault } from '../facts/vault';
import { named, quoted } from '../redaction/quoted';

/**
 * Checks that an engine is a key-value engine, for what reads from no other.
 *
 * @param constructPath construct path, named in the error
 * @param reader what reads, and what to use for another engine
 * @throws Error when it is another engine
 */
export function validateKvEngine(constructPath: string, engine: VaultEngine, reader: string): void {
  if (engine !== VaultEngine.KV_V1 && engine !== VaultEngine.KV_V2) {
    throw new Error(
      `${constructPath}: engine is ${named(engine)}, and ${reader}; set VaultEngine.KV_V2 or VaultEngine.KV_V1`,
    );
  }
}

/** Where a Vault server is. */
export interface VaultAddress {
  readonly address?: string;
  readonly unsafeAllowHttp?: boolean;
}

/**
 * Checks the address of a Vault server.
 *
 * @param constructPath construct path, named in the error
 * @throws Error when it is not a URL, or has no TLS
 */
export function validateVaultAddress(constructPath: string, { address, unsafeAllowHttp }: VaultAddress): void {
  if (address !== undefined && isPlainHttp(address) && !unsafeAllowHttp) {
    throw new Error(
      `${constructPath}: Vault address ${quoted(address)} sends tokens and secrets in plain text; use https://, or ` +
      'set unsafeAllowHttp for a throw-away development server',
    );
  }
}

/** What is wrong with the address of a Vault server and the mount of an auth method, as far as they are given. */
export function vaultFaults(
  { address, authMountPath }: { readonly address?: string; readonly authMountPath?: string },
): (DocumentFault | undefined)[] {
  return [
    address === undefined ? undefined : vaultAddressFault(address, 'Vault address'),
    authMountPath === undefined ? undefined : mountFault(authMountPath),
  ];
}

function mountFault(authMountPath: string): DocumentFault | undefined {
  return authMountPath === '' ? { at: [], text: 'authMountPath is empty; leave it out for the default' }
    : authMountFault(authMountPath, 'authMountPath');
}
