import { ManifestObject } from './manifest-object';
import { ObjectOrigin } from './origin';
import { fieldsOf, isFields, itemsOf, pointerTo, textAt, textOf, withoutNulls } from './read';

/** One object of a manifest and where it stands. */
export interface Resource {
  /** The object, without fields that are null. */
  readonly object: ManifestObject;

  /** Index in the list that was read of the document that holds it. */
  readonly objectIndex: number;

  /** JSON pointer to it in that document: empty, or into a `List`. */
  readonly pointer: string;

  /** Where it was read from. */
  readonly origin: ObjectOrigin;

  /** API group; empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly name: string;

  /** Empty when the manifest leaves it to whoever applies it. */
  readonly namespace: string;
}

/** A name, and the namespace it is looked up in. */
export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * What tells one object from another: its kind, namespace and name, whatever the version. The same object in two files
 * is one object that several environments have, as they are applied to one cluster or the other. Undefined for an
 * object whose name is not known.
 */
export function identityOf({ group, kind, namespace, name }: Resource): string | undefined {
  return name === '' ? undefined : [group, kind, namespace, name].join('/');
}

/** Whether two places define one object. */
export function isSameObject(one: Resource, other: Resource): boolean {
  return one === other || (one.name !== '' && identityOf(one) === identityOf(other));
}

/**
 * How deep a `List` may stand in a `List`. The API server has no such thing; it guards against a list that holds
 * itself.
 */
const LIST_DEPTH = 8;

/** Tells where a document was read from. */
export type OriginOf = (objectIndex: number) => ObjectOrigin;

/** The objects of a list of documents, and how much of them is not an object. */
export interface Collected {
  readonly resources: Resource[];

  /** Documents, and items of a `List`, that are not a Kubernetes object. */
  readonly others: number;
}

/** The objects of a list of documents: of every `List` its items, of anything else nothing. */
export function resourcesOf(documents: readonly unknown[]): Resource[] {
  return collectResources(documents).resources;
}

/** As {@link resourcesOf}, with a count of what was passed over. */
export function collectResources(documents: readonly unknown[], originOf?: OriginOf): Collected {
  const collected: Collecting = { resources: [], others: 0, origin: ObjectOrigin.FILE };
  documents.forEach((document, objectIndex) => {
    collected.origin = originOf?.(objectIndex) ?? ObjectOrigin.FILE;
    collect(document, objectIndex, '', LIST_DEPTH, collected);
  });
  return collected;
}

/** What was collected so far, and where the document that is read comes from. */
interface Collecting {
  readonly resources: Resource[];
  others: number;
  origin: ObjectOrigin;
}

function collect(
  value: unknown, objectIndex: number, pointer: string, depth: number, into: Collecting,
  kindOfItems = '', versionOfItems = '',
): void {
  if (!isFields(value)) {
    into.others++;
    return;
  }
  // The API server leaves both out of the items of a typed list, such as a `PodList`.
  const kind = textOf(value.kind) || kindOfItems;
  const apiVersion = textOf(value.apiVersion) || versionOfItems;
  if (kind === '' || apiVersion === '') {
    into.others++;
    return;
  }
  if (kind.endsWith('List') && Array.isArray(value.items)) {
    if (depth > 0) {
      itemsOf(value.items).forEach((item, index) => {
        collect(
          item,
          objectIndex,
          pointerTo(pointer, 'items', index),
          depth - 1,
          into,
          kind.slice(0, -'List'.length),
          apiVersion,
        );
      });
    } else {
      into.others++;
    }
    return;
  }
  const found = withoutNulls(value, kind);
  const complete = found.kind === kind && found.apiVersion === apiVersion && isFields(found.metadata);
  const object = complete ? found : { ...found, apiVersion, kind, metadata: fieldsOf(found.metadata) };
  into.resources.push({
    object: object as ManifestObject,
    objectIndex,
    pointer,
    origin: textAt(found, 'metadata', 'uid') === '' ? into.origin : ObjectOrigin.CLUSTER,
    group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '',
    kind,
    name: textAt(value, 'metadata', 'name'),
    namespace: textAt(value, 'metadata', 'namespace'),
  });
}
