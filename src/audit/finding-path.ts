import { isFields, textOf } from '../manifest/read';

/** Fields whose keys are names chosen by users, not fields of a schema. */
const MAPS = new Set([
  'data', 'stringData', 'binaryData', 'encryptedData', 'annotations', 'labels', 'parameters', 'matchLabels',
]);

/** The field that names the items of a list; `name` for any other list. */
const NAME_FIELDS: { readonly [list: string]: string } = {
  volumeMounts: 'mountPath',
  items: 'key',
  data: 'secretKey',
  tls: 'secretName',
  secretObjects: 'secretName',
};

/** A place in an object that stays the same while other parts of the object change. */
export interface FindingPath {
  /** JSON pointer into the object. */
  readonly pointer: string;

  /** The same with names of list items in place of indexes, and an asterisk for an item without a name. */
  readonly path: string;

  /** Names on the way, outermost first: containers, variables, volumes, keys. */
  readonly names: readonly string[];
}

/** Follows a JSON pointer into an object. */
export function findingPath(object: unknown, pointer: string): FindingPath {
  const names: string[] = [];
  const path: string[] = [];
  let current = object;
  let parent = '';
  for (const part of pointer.split('/').slice(1)) {
    const field = part.replaceAll('~1', '/').replaceAll('~0', '~');
    let next: unknown;
    if (Array.isArray(current)) {
      next = current[Number(field)];
      const name = nameOfItem(next, parent);
      path.push(name === '' ? '*' : name);
      if (name !== '') {
        names.push(name);
      }
    } else {
      next = isFields(current) && Object.hasOwn(current, field) ? current[field] : undefined;
      path.push(field);
      if (MAPS.has(parent)) {
        names.push(field);
      }
    }
    parent = field;
    current = next;
  }
  return { pointer, path: path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), names };
}

/**
 * Translates a place in one form of an object to another form of it. List items are found by their names, since a tool
 * that renders manifests reorders and adds items. The result ends where the other form has no more of the path.
 */
export function placeIn(
  form: unknown, object: unknown, pointer: string,
): { readonly pointer: string; readonly complete: boolean } {
  let place = '';
  let there = form;
  let here = object;
  let parent = '';
  for (const part of pointer.split('/').slice(1)) {
    const field = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(here) && Array.isArray(there)) {
      here = here[Number(field)];
      const name = nameOfItem(here, parent);
      const index = name === '' ? Number(field) : there.findIndex((item) => nameOfItem(item, parent) === name);
      if (index < 0 || index >= there.length) {
        return { pointer: place, complete: false };
      }
      there = there[index];
      place += `/${index}`;
    } else if (isFields(here) && isFields(there) && Object.hasOwn(there, field)) {
      here = here[field];
      there = there[field];
      place += `/${part}`;
    } else {
      return { pointer: place, complete: false };
    }
    parent = field;
  }
  return { pointer: place, complete: true };
}

function nameOfItem(item: unknown, list: string): string {
  return isFields(item) ? textOf(item[NAME_FIELDS[list] ?? 'name']) : '';
}
