import { pointerTo } from './read';
import { Resource } from './resource';
import { FieldPath } from '../facts/document-fault';

/** The pointer to a place in an object; where there is nothing at the place, to the part that it would be in. */
export function pointerIn(resource: Resource, path: FieldPath): string {
  const there: (string | number)[] = [];
  let value: any = resource.object;
  for (const part of path) {
    // Only mappings and lists have parts: a text would have a `length`.
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? value[part] : undefined;
    if (value === undefined) {
      break;
    }
    there.push(part);
  }
  return pointerTo(resource.pointer, ...there);
}
