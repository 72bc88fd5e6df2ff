// The sources are loaded by their first use: most apps use one or two.
/* eslint-disable @typescript-eslint/no-require-imports */
import { CertManagerOptions } from './cert-manager-options';
import { CertificateIssuer } from './certificate-issuer';
import { CsiSyncedOptions } from './csi-synced-options';
import { ExistingSecretOptions } from './existing-secret-options';
import { GeneratedSecretOptions } from './generated-secret-options';
import { SealedSecretOptions } from './sealed-secret-options';
import { BoundSecret, SecretBinding, SecretRequest } from './secret-binding';
import { SecretType } from './secret-type';
import { SecretValue } from './secret-value';
import { ExistingSecretBinding } from './sources/existing';
import { UnsafeInlineBinding } from './sources/unsafe-inline';
import { CsiSecret } from '../stores/csi/csi-secret';
import { ExternalSecretOptions } from '../stores/external-secrets/external-secret-options';
import { IExternalSecretStore } from '../stores/external-secrets/secret-store';
import { IVaultOperatorAuth } from '../stores/vault/vault-operator-auth';
import {
  VaultOperatorDynamicSecretOptions,
  VaultOperatorStaticSecretOptions,
} from '../stores/vault/vault-operator-secret-options';

/**
 * Where the values of a `SecureSecret` come from. One source may serve several of them.
 */
export class SecretSource {
  /**
   * A Secret that is made outside of this app, by an operator, another app or by hand. Nothing is emitted.
   *
   * @param name name of the Secret
   */
  public static existing(name: string, options: ExistingSecretOptions = {}): SecretSource {
    return new SecretSource(new ExistingSecretBinding(name, options));
  }

  /**
   * Values of an external store, which External Secrets copies into the Secret and keeps up to date.
   *
   * The copy is in etcd, and new pods start while the store is down. External Secrets owns the Secret, and leaves it as
   * it is when the value is gone from the store. An immutable Secret is copied once.
   *
   * @param store an `ExternalSecretStore`, a `ClusterExternalSecretStore`, or one of another app by `fromName`
   * @see https://external-secrets.io/latest/api/externalsecret/
   * @example
   * new SecureSecret(chart, 'Database', {
   *   keys: ['username', 'password'],
   *   source: SecretSource.externalSecret(ExternalSecretStore.fromName('vault'), { path: 'secret/payments/db' }),
   * });
   */
  public static externalSecret(store: IExternalSecretStore, options: ExternalSecretOptions): SecretSource {
    const { ExternalSecretBinding } =
      require('./sources/external-secret') as typeof import('./sources/external-secret');
    return new SecretSource(new ExternalSecretBinding(store, options));
  }

  /**
   * Values that External Secrets makes in the cluster, once: a password that no manifest, repository or pipeline has
   * seen, and that nobody else knows either. Give it to others with `PushSecret`.
   *
   * The Secret is the only copy. It stays when the ExternalSecret goes, and is immutable unless told otherwise: an
   * ExternalSecret that is deleted and applied again would overwrite it with another value. To rotate, give it another
   * name: a new Secret is made, and who names it rolls. Other settings and other keys under the same name change
   * nothing in the cluster. A Secret that is deleted does not come back automatically.
   *
   * @see https://external-secrets.io/latest/api/generator/password/
   * @example
   * new SecureSecret(chart, 'Password', { keys: ['password'], source: SecretSource.generated() });
   */
  public static generated(options: GeneratedSecretOptions = {}): SecretSource {
    const { GeneratedSecretBinding } =
      require('./sources/external-secret') as typeof import('./sources/external-secret');
    return new SecretSource(new GeneratedSecretBinding(options));
  }

  /**
   * A native copy of files of the Secrets Store CSI driver, for what cannot read files: an environment variable, an
   * Ingress, a pull of an image.
   *
   * It gives up what the driver is for: the value is in etcd, and whoever may read Secrets in the namespace reads it.
   * It is not a cache: the driver writes the Secret when a pod has mounted the files, deletes it with the last such
   * pod, and a new pod needs the store all the same. The driver has to be installed with `syncSecret.enabled`.
   *
   * @param secret the mounted files, as `VaultSecretProvider.addSecret` and its like return them
   * @see https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret
   * @example
   * const vault = new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount });
   * const files = vault.addSecret('Tls', {
   *   objects: ['tls.crt', 'tls.key'].map((key) =>
   *     ({ fileName: key, secretPath: 'secret/data/payments/tls', secretKey: key })),
   * });
   * new RotatingVolumeMount(chart, 'TlsFiles', {
   *   workload: api, source: files, mountPath: '/etc/tls', reload: ReloadStrategy.stakaterReloader(),
   * });
   * new SecureSecret(chart, 'Tls', { secretType: SecretType.TLS, source: SecretSource.csiSynced(files) });
   */
  public static csiSynced(secret: CsiSecret, options: CsiSyncedOptions = {}): SecretSource {
    const { CsiSyncedBinding } = require('./sources/csi-synced') as typeof import('./sources/csi-synced');
    return new SecretSource(new CsiSyncedBinding(secret, options));
  }

  /**
   * A secret of Vault's key-value engine, which the Vault Secrets Operator copies into the Secret, keeps up to date,
   * and puts right when others change it. Workloads of this app that use the Secret are restarted when it changes.
   *
   * Vault's whole answer, which the operator would add under the key `_raw`, is left out, and so is every key that the
   * Secret does not have.
   *
   * @param auth a `VaultOperatorAuth`, or one of another app by `VaultOperatorAuth.fromName`
   * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/sources/vault
   * @example
   * new SecureSecret(chart, 'Database', {
   *   keys: ['username', 'password'],
   *  source: SecretSource.vaultStatic(VaultOperatorAuth.fromName('payments'), { mount: 'secret', path: 'payments/db'
   * }), });
   */
  public static vaultStatic(auth: IVaultOperatorAuth, options: VaultOperatorStaticSecretOptions): SecretSource {
    const { VaultSecretBinding } = require('./sources/vault-secret') as typeof import('./sources/vault-secret');
    const { restartsWorkloads, vaultStaticSpec } =
      require('../stores/vault/vault-secret-spec') as typeof import('../stores/vault/vault-secret-spec');
    return new SecretSource(
      new VaultSecretBinding(
        'VaultStaticSecret',
        (target) => vaultStaticSpec(target, auth, options),
        restartsWorkloads(options),
      ),
    );
  }

  /**
   * Credentials that Vault makes for this Secret and that expire, such as a user of a database. The Vault Secrets
   * Operator renews the lease, and asks for others when it ends. Workloads of this app that use the Secret are
   * restarted then.
   *
   * @param auth a `VaultOperatorAuth`, or one of another app by `VaultOperatorAuth.fromName`
   * @see https://developer.hashicorp.com/vault/docs/platform/k8s/vso/sources/vault
   * @example
   * new SecureSecret(chart, 'Database', {
   *   keys: ['username', 'password'],
   *  source: SecretSource.vaultDynamic(VaultOperatorAuth.fromName('payments'), { mount: 'database', path:
   * 'creds/payments' }), });
   */
  public static vaultDynamic(auth: IVaultOperatorAuth, options: VaultOperatorDynamicSecretOptions): SecretSource {
    const { VaultSecretBinding } = require('./sources/vault-secret') as typeof import('./sources/vault-secret');
    const { restartsWorkloads, vaultDynamicSpec } =
      require('../stores/vault/vault-secret-spec') as typeof import('../stores/vault/vault-secret-spec');
    return new SecretSource(
      new VaultSecretBinding(
        'VaultDynamicSecret',
        (target) => vaultDynamicSpec(target, auth, options),
        restartsWorkloads(options),
      ),
    );
  }

  /**
   * A certificate and its private key, which cert-manager requests from an issuer, writes into the Secret and renews. A
   * Certificate is emitted. The Secret has type `kubernetes.io/tls` and the keys `tls.crt` and `tls.key`, with
   * `withAuthority` also `ca.crt`, and those of keystores and other formats.
   *
   * Each renewal changes the Secret under its name, and makes a new private key. A server that reads its certificate at
   * the start only, as nginx does, then serves the old one until it ends: say how the change reaches the process with
   * `reload` of the mount. Running pods have `renewBefore` for it.
   *
   * The key is in etcd. cert-manager keeps the Secret when the Certificate is deleted, and pods wait for it until the
   * issuer has signed. Kubernetes 1.37 has certificates that are in no Secret: `MountSource.podCertificate`.
   *
   * @param issuer who signs
   * @see https://cert-manager.io/docs/usage/certificate/
   * @example
   * const issuer = CertificateIssuer.clusterWide('letsencrypt');
   * new SecureSecret(chart, 'FrontTls', {
   *   source: SecretSource.certManager(issuer, { dnsNames: ['shop.example.com'] }),
   * });
   */
  public static certManager(issuer: CertificateIssuer, options: CertManagerOptions): SecretSource {
    const { CertManagerBinding } = require('./sources/cert-manager') as typeof import('./sources/cert-manager');
    return new SecretSource(new CertManagerBinding(issuer, options));
  }

  /**
   * Values that were sealed with `kubeseal`. A SealedSecret is emitted, which may be kept in version control: only the
   * Sealed Secrets controller can open it, and makes the Secret of it.
   *
   * Sealing keys are renewed every 30 days, but that does not change a value or its ciphertext: to rotate a value, make
   * a new one and seal that.
   *
   * @see https://github.com/bitnami-labs/sealed-secrets
   */
  public static sealedSecret(options: SealedSecretOptions): SecretSource {
    const { SealedSecretBinding } = require('./sources/sealed-secret') as typeof import('./sources/sealed-secret');
    return new SecretSource(new SealedSecretBinding(options));
  }

  /**
   * A Secret that was encrypted with SOPS, from a file in version control. It is emitted as it is in the file: the
   * ciphertext, `sops` with the keys that decrypt it, and name, namespace, type and labels, all of which the MAC of
   * SOPS covers. Labels of the chart are left out.
   *
   * Whoever applies it decrypts it: kustomize-controller of Flux with `decryption`, KSOPS, or a plugin of Argo CD.
   * `kubectl apply` alone is refused. With validation turned off, the ciphertext of `stringData` is stored as the
   * value. A new value comes with a commit, under the same name.
   *
   * @param path path of the file, YAML or JSON with one Secret; a relative one starts at the current directory of the
   * process
   * @throws Error when the file cannot be read, is not a Secret that SOPS encrypted, or has a plain value
   * @see https://getsops.io/docs/
   * @see https://fluxcd.io/flux/guides/mozilla-sops/
   * @example
   * new SecureSecret(chart, 'Db', { source: SecretSource.sopsEncrypted('secrets/db.enc.yaml') });
   */
  public static sopsEncrypted(path: string): SecretSource {
    const { SopsEncryptedBinding } = require('./sources/sops-encrypted') as typeof import('./sources/sops-encrypted');
    return new SecretSource(new SopsEncryptedBinding(path));
  }

  /**
   * Values that are written to the manifest in base64, which hides nothing: whoever sees the output of synth, the
   * artifacts of its pipeline or the repository that it is committed to sees them. For tests, for a first day, and for
   * values that are not secret.
   *
   * The Secret is immutable unless told otherwise, and its name ends in a hash of its content, so that a change makes a
   * new Secret and rolls its consumers. Everybody who sees the name can test guesses of all the values together,
   * offline: a 6-digit PIN is found in seconds. Use values with at least 80 bits of entropy, such as 16 random letters
   * and digits, or leave the hash out with `immutable: false`. Namespace and name are part of the hash, so that two
   * Secrets with the same values do not show it.
   *
   * @param values value by key
   * @param reason why this is acceptable; written to the annotation `cdk8s-strongbox/unsafe-inline-reason`
   */
  public static unsafeInline(values: { [key: string]: SecretValue }, reason: string): SecretSource {
    return new SecretSource(new UnsafeInlineBinding(values, reason));
  }

  /** @internal */
  public static _of(binding: SecretBinding): SecretSource {
    return new SecretSource(binding);
  }

  private constructor(private readonly binding: SecretBinding) {}

  /** @internal */
  public get _keys(): readonly string[] | undefined {
    return this.binding.keys;
  }

  /** @internal */
  public get _type(): SecretType | undefined {
    return this.binding.type;
  }

  /** @internal */
  public _bind(request: SecretRequest): BoundSecret {
    return this.binding.bind(request);
  }
}
