import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { SecretType } from './secret-type';
import { ConstructPlace } from '../data/object-names';

/** What a `SecureSecret` needs from its source, all of it checked as far as it can be without the source. */
export interface SecretRequest {
  /** Where the `SecureSecret` will be: it is made when all is checked. */
  readonly place: ConstructPlace;

  /** Construct path of the `SecureSecret`, named in errors. */
  readonly constructPath: string;

  /** Keys that the Secret has. */
  readonly keys: readonly string[];

  /** Type of the Secret. */
  readonly type: SecretType;

  /** Whether the user wants an immutable Secret; undefined leaves it to the source. */
  readonly immutable?: boolean;

  /** Metadata of the object that is emitted. */
  readonly metadata?: ApiObjectMetadata;

  /** Namespace that the emitted object lands in, if known. */
  readonly namespace?: string;
}

/** The Secret that a request leads to. Nothing is in the construct tree before `emit`. */
export interface BoundSecret {
  /** Name of the Secret. */
  readonly name: string;

  /** Namespace of the Secret, if known. */
  readonly namespace?: string;

  /** Whether the content can never change under this name. */
  readonly immutable: boolean;

  /** Who changes the content under this name without a release, in words that follow "by". Absent where nobody does. */
  readonly rotatedBy?: string;

  /** Who restarts the workloads of this app that use the Secret each time that it changes. Absent where nobody does. */
  readonly restartedBy?: string;

  /** Why values cannot become environment variables, by key: those of which the source knows the content. */
  readonly variableFaults?: ReadonlyMap<string, string>;

  /**
   * Makes the API object as a child of the `SecureSecret`: the Secret itself, or one from which a controller makes it.
   * Absent where somebody else does. Throws nothing: all is checked.
   */
  emit?(secret: Construct): void;
}

/** One way to get a Secret. Every `SecretSource` has one. */
export interface SecretBinding {
  /** Keys that the source knows; the user need not name them. */
  readonly keys?: readonly string[];

  /** Type of every Secret that the source makes; the user need not name it. */
  readonly type?: SecretType;

  /** Checks what only the source can check, and returns the Secret. Adds nothing to the tree. */
  bind(request: SecretRequest): BoundSecret;
}
