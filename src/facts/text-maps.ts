/** Fields that are maps of texts wherever they stand: of metadata, of selectors, of volumes. */
const ANYWHERE: ReadonlySet<string> = new Set([
  'annotations', 'labels', 'matchLabels', 'nodeSelector', 'volumeAttributes',
]);

/** Fields that are maps of texts, or of bytes in base64, of the objects of a kind. */
const OF_KIND: ReadonlyMap<string, readonly string[]> = new Map([
  ['Secret', ['data', 'stringData']],
  ['ConfigMap', ['data', 'binaryData']],
]);

/**
 * Whether a field is a map of texts (`map[string]string`, `map[string][]byte`). In one, null is the empty text and the
 * key stays; everywhere else a field that is null is not there.
 *
 * @param kind kind of the object that has the field, where it is an object
 * @see https://pkg.go.dev/encoding/json#Unmarshal
 */
export function isMapOfTexts(kind: unknown, field: string): boolean {
  return ANYWHERE.has(field) || (typeof kind === 'string' && OF_KIND.get(kind)?.includes(field) === true);
}

/** Fields that are lists of texts wherever they stand: of the rules of a role, and of a container. */
const LISTS: ReadonlySet<string> = new Set([
  'apiGroups', 'resources', 'verbs', 'resourceNames', 'nonResourceURLs', 'command', 'args',
]);

/**
 * Whether a field is a list of texts (`[]string`) where it is a list. In one, null is the empty text.
 *
 * @see https://pkg.go.dev/encoding/json#Unmarshal
 */
export function isListOfTexts(field: string): boolean {
  return LISTS.has(field);
}
