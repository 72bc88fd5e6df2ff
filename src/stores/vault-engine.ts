/** Engine that responds at a path of Vault. */
export enum VaultEngine {
  /** A key-value engine of version 2, whose paths have `/data/` after the mount: `secret/data/payments/db`. */
  KV_V2 = 'kv-v2',
  /** A key-value engine of version 1, which overwrites without versions: `kv/payments/db`. */
  KV_V1 = 'kv-v1',
  /** Any other engine: `database/creds/payments`, `pki/issue/payments`. */
  OTHER = 'other',
}
