import { named, quoted } from '../redaction/quoted';

/** What answers at a path of Vault. */
export enum VaultEngine {
  /** A key-value engine of version 2, whose paths have `/data/` after the mount: `secret/data/payments/db`. */
  KV_V2 = 'kv-v2',
  /** A key-value engine of version 1, which overwrites without versions: `kv/payments/db`. */
  KV_V1 = 'kv-v1',
  /** Any other engine: `database/creds/payments`, `pki/issue/payments`. */
  OTHER = 'other',
}

/**
 * Checks that an engine is a key-value engine, for what reads from no other.
 *
 * @param where construct path, named in the error
 * @param reader what reads, and what to use for another engine
 */
export function validateKvEngine(where: string, engine: VaultEngine, reader: string): void {
  if (engine !== VaultEngine.KV_V1 && engine !== VaultEngine.KV_V2) {
    throw new Error(`${where}: engine is ${named(engine)}, and ${reader}; set VaultEngine.KV_V2 or VaultEngine.KV_V1`);
  }
}

/**
 * Checks the mount of an auth method, which is written without the `auth/` that Vault's HTTP API has before it.
 *
 * @param where construct path, named in the error
 */
export function validateAuthMountPath(where: string, mountPath: string | undefined): void {
  if (mountPath === '') {
    throw new Error(`${where}: authMountPath is empty; leave it out for the default`);
  }
  if (mountPath !== undefined && /^\/|\/$|^auth\//.test(mountPath)) {
    throw new Error(
      `${where}: authMountPath ${quoted(mountPath)} has 'auth/' or a slash around it; ` +
      "give the mount alone, such as 'kubernetes'",
    );
  }
}

/**
 * Checks a path of Vault's HTTP API, as it stands after `/v1/`: what answers 404, when a pod already waits.
 *
 * @param where construct path, named in the error
 * @param what the file that is to hold what is read, named in the error
 */
export function validateVaultPath(where: string, what: string, path: string, engine: VaultEngine = VaultEngine.KV_V2): void {
  const subject = `path ${quoted(path)} of ${quoted(what)}`;
  if (path === '' || path.startsWith('/') || path.startsWith('v1/')) {
    throw new Error(`${where}: ${subject} does not begin with the mount of an engine, such as 'secret/data/payments/db'`);
  }
  if (path.includes('#')) {
    throw new Error(`${where}: ${subject} has a '#', which begins no key here: the key within the secret is given by itself`);
  }
  if (path.split('?')[0].endsWith('/')) {
    throw new Error(`${where}: ${subject} ends with a slash, which is a folder and not a secret`);
  }
  if (engine === VaultEngine.KV_V2 && !/^[^?]+?\/data\/[^?]/.test(path)) {
    throw new Error(
      `${where}: ${subject} has no '/data/', and a key-value engine of version 2 answers ` +
      "only below it, as in 'secret/data/payments/db'; for another engine say which with `engine`",
    );
  }
}
