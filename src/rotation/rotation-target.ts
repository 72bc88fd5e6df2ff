import { IConstruct } from 'constructs';
import { TargetRequest } from './find-target';
import { optional } from './names';
import { targetInWords } from './words';

/** Options for the target of a rotation that is an object of Kubernetes. */
export interface RotationTargetOptions {
  /**
   * The one key that is rotated.
   *
   * @default - all keys
   */
  readonly key?: string;

  /**
   * Namespace of the object, for a name that there is in several.
   *
   * @default - the namespace of the only object with the name; for `of`, the namespace of the construct
   */
  readonly namespaceName?: string;
}

/** Options for the target of a rotation that is a path in an external store. */
export interface RotationStorePathOptions {
  /**
   * The one property at the path that is rotated.
   *
   * @default - all properties
   */
  readonly property?: string;
}

/** What is rotated: a Secret, a ConfigMap, or a path in an external store. */
export class RotationTarget {
  /**
   * The Secret or ConfigMap of a construct: of a `SecureSecret`, also where a controller makes it, of a
   * `VersionedConfigMap`, or of what cdk8s-plus makes or imports.
   *
   * @throws Error when the construct is not for a Secret or a ConfigMap
   */
  public static of(construct: IConstruct, options: RotationTargetOptions = {}): RotationTarget {
    const { kind, name, namespaceName, metadata } = construct as Partial<NamedConstruct>;
    if ((kind !== 'Secret' && kind !== 'ConfigMap') || typeof name !== 'string') {
      throw new Error(`${construct.node.path}: this construct is not for a Secret or a ConfigMap; give one that is, or `
        + 'name the target as in RotationTarget.secret(\'db\')');
    }
    const namespace = options.namespaceName ?? namespaceName ?? metadata?.namespace;
    return RotationTarget.ofObject(kind, name, { ...options, namespaceName: namespace });
  }

  /**
   * A Secret by its name. It need not be an object of the app: a Secret that a controller makes, or that objects of the
   * app only use, is found as well.
   *
   * @throws Error when the name or the key is empty
   */
  public static secret(name: string, options: RotationTargetOptions = {}): RotationTarget {
    return RotationTarget.ofObject('Secret', name, options);
  }

  /**
   * A ConfigMap by its name.
   *
   * @throws Error when the name or the key is empty
   */
  public static configMap(name: string, options: RotationTargetOptions = {}): RotationTarget {
    return RotationTarget.ofObject('ConfigMap', name, options);
  }

  /**
   * A path in an external store, as the objects that read it name it.
   *
   * @throws Error when the path or the property is empty
   */
  public static storePath(path: string, options: RotationStorePathOptions = {}): RotationTarget {
    refuseEmpty('path', path);
    refuseEmpty('property', options.property);
    return new RotationTarget({ kind: 'store path', name: path, ...optional({ key: options.property }) });
  }

  private static ofObject(
    kind: 'Secret' | 'ConfigMap', name: string, { key, namespaceName }: RotationTargetOptions,
  ): RotationTarget {
    refuseEmpty('name', name);
    refuseEmpty('key', key);
    return new RotationTarget({ kind, name, ...optional({ key, namespace: namespaceName }) });
  }

  /** @internal */
  public readonly _request: TargetRequest;

  private constructor(request: TargetRequest) {
    this._request = request;
  }

  /** The target in words: `Secret shop/db, key "password"`. */
  public toString(): string {
    return targetInWords(this._request);
  }
}

/** What our constructs and those of cdk8s-plus have in common that stand for one object. */
interface NamedConstruct {
  readonly kind: string;
  readonly name: string;
  readonly namespaceName?: string;
  readonly metadata?: { readonly namespace?: string };
}

function refuseEmpty(what: string, text: string | undefined): void {
  if (text === '') {
    throw new Error(`the ${what} of the target of a rotation is empty; give the ${what}`);
  }
}
