import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { SecretType } from './secret-type';

/** What a `SecureSecret` asks of its source, all of it checked as far as it can be without the source. */
export interface SecretRequest {
  /** The `SecureSecret`. It has no children yet, and what the source emits becomes its child `Resource`. */
  readonly scope: Construct;

  /** Path of the scope, for errors. */
  readonly path: string;

  /** Keys that the Secret has. */
  readonly keys: readonly string[];

  /** Type of the Secret. */
  readonly type: SecretType;

  /** Whether the user asked for an immutable Secret, or for one that is not; undefined leaves it to the source. */
  readonly immutable?: boolean;

  /** Metadata of the object that is emitted. */
  readonly metadata?: ApiObjectMetadata;

  /** Namespace that the emitted object lands in, if known. */
  readonly namespace?: string;
}

/** The Secret that comes of a request. Nothing is in the construct tree before `emit`. */
export interface BoundSecret {
  /** Name of the Secret. */
  readonly name: string;

  /** Namespace of the Secret, if known. */
  readonly namespace?: string;

  /** Whether the content can never change under this name. */
  readonly immutable: boolean;

  /** Makes the API object: the Secret itself, or one from which a controller makes it. Absent where somebody else does. */
  emit?(): void;
}

/** One way to come by a Secret. Every `SecretSource` has one. */
export interface SecretBinding {
  /** Keys that the source knows by itself; where it does, the user need not name them. */
  readonly keys?: readonly string[];

  /** Checks what only the source can check, and says what comes of the request. Adds nothing to the tree. */
  bind(request: SecretRequest): BoundSecret;
}
