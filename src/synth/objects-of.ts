import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/** The objects of a construct tree. */
export interface TreeObjects {
  /** What made each object, in the order of `documents`. */
  readonly makers: readonly ApiObject[];
  readonly documents: readonly unknown[];

  /** What makes an object that cdk8s cannot serialise: synth reports the reason. */
  readonly unserialisable: readonly IConstruct[];
}

/** The objects of some constructs as they are now, whatever construct made them. */
export function objectsOf(constructs: readonly IConstruct[]): TreeObjects {
  const makers: ApiObject[] = [];
  const documents: unknown[] = [];
  const unserialisable: IConstruct[] = [];
  for (const construct of constructs) {
    // Not `instanceof`: an app may contain objects of another copy of cdk8s.
    if (ApiObject.isApiObject(construct)) {
      try {
        documents.push((construct as ApiObject).toJson());
        makers.push(construct as ApiObject);
      } catch {
        unserialisable.push(construct);
      }
    }
  }
  return { makers, documents, unserialisable };
}
