import { Construct } from 'constructs';
import { ConstructPlace } from './object-names';
import { ApiKind, apiVersionOf } from '../facts/api-kinds';

/** A Secret or ConfigMap by its name, as it is or will be in the cluster. */
export interface ObjectIdentity {
  readonly kind: ApiKind;
  readonly name: string;
  readonly namespaceName?: string;
}

/**
 * A construct for one Secret or ConfigMap, which other constructs refer to by its name.
 *
 * @internal
 */
export abstract class NamedObject extends Construct {
  /** API version of the object: `v1`, also where the emitted object is one from which a controller makes the Secret. */
  public readonly apiVersion: string;

  /** Kind of the object: `ConfigMap`, or `Secret`, also where a controller makes the Secret from the emitted object. */
  public readonly kind: string;

  /** The group of the API that serves the object: the core group, which has no name. */
  public readonly apiGroup: string;

  /** The resource name of the object in the API: `configmaps` or `secrets`. */
  public readonly resourceType: string;

  /** Name of the object. It ends in a hash of the content where it changes with the content. */
  public readonly name: string;

  /** Namespace of the object, where it is known at synth. */
  public readonly namespaceName?: string;

  public constructor({ scope, id }: ConstructPlace, { kind, name, namespaceName }: ObjectIdentity) {
    super(scope, id);
    this.apiVersion = apiVersionOf(kind);
    this.kind = kind.kind;
    this.apiGroup = kind.group;
    this.resourceType = kind.resource;
    this.name = name;
    this.namespaceName = namespaceName;
  }

  /** Name of the object, for rules that allow access to it alone. */
  public get resourceName(): string | undefined {
    return this.name;
  }
}
