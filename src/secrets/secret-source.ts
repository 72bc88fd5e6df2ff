import { ExistingSecretOptions } from './existing-secret-options';
import { SealedSecretOptions } from './sealed-secret-options';
import { BoundSecret, SecretBinding, SecretRequest } from './secret-binding';
import { SecretValue } from './secret-value';
import { ExistingSecretBinding } from './sources/existing';
import { SealedSecretBinding } from './sources/sealed-secret';
import { UnsafeInlineBinding } from './sources/unsafe-inline';

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
   * Values that were sealed with `kubeseal`. A SealedSecret is emitted, which may be kept in version control: only the Sealed
   * Secrets controller can open it, and makes the Secret of it.
   *
   * Sealing keys are renewed every 30 days, but that does not change a value or its ciphertext: to rotate a value, make a new one and
   * seal that.
   *
   * @see https://github.com/bitnami-labs/sealed-secrets
   */
  public static sealedSecret(options: SealedSecretOptions): SecretSource {
    return new SecretSource(new SealedSecretBinding(options));
  }

  /**
   * Values that are written to the manifest in base64, which hides nothing: whoever sees the output of synth, the artifacts of its
   * pipeline or the repository that it is committed to sees them. For tests, for a first day, and for values that are not secret.
   *
   * The Secret is immutable unless told otherwise, and its name ends in a hash of its content, so that a change makes a new Secret and
   * rolls its consumers. The hash lets anyone who sees the name check a guess of all the values together, which matters for values
   * that can be guessed. Namespace and name go into it, so that two Secrets with the same values do not show it.
   * `immutable: false` leaves the hash out.
   *
   * @param values value by key
   * @param reason why this is acceptable; written to the annotation `cdk8s-strongbox/unsafe-inline-reason`
   */
  public static unsafeInline(values: { [key: string]: SecretValue }, reason: string): SecretSource {
    return new SecretSource(new UnsafeInlineBinding(values, reason));
  }

  private constructor(private readonly binding: SecretBinding) {}

  /** @internal */
  public get _keys(): readonly string[] | undefined {
    return this.binding.keys;
  }

  /** @internal */
  public _bind(request: SecretRequest): BoundSecret {
    return this.binding.bind(request);
  }
}
