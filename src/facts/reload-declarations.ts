/**
 * Annotation of a workload, or of its pod template, that declares how a change of a Secret, ConfigMap or
 * SecretProviderClass reaches the running processes, where no manifest shows it.
 *
 * The value is a list, separated by commas, of `Kind/name=way`, or of a `way` alone, which is for every object that the
 * pods use: `Secret/shop-tls=in-process,SecretProviderClass/db=elsewhere`.
 */
export const RELOAD_ANNOTATION = 'cdk8s-strongbox/reload';

/**
 * A way that somebody declared. `in-process`: the program reads changed files again. `restart-in-place`: the containers
 * of a pod end when a file has changed, and start again in the same pod. `elsewhere`: something that these manifests do
 * not show replaces the pods: another controller, a pipeline, or a person with a runbook.
 */
export type DeclaredReload = 'in-process' | 'restart-in-place' | 'elsewhere';

export const DECLARED_RELOADS: readonly DeclaredReload[] = ['in-process', 'restart-in-place', 'elsewhere'];

/** Annotations by name. */
interface Annotations {
  readonly [name: string]: unknown;
}

/** An entry of the annotation for one object. */
export function reloadEntry(kind: string, name: string, way: DeclaredReload): string {
  return `${kind}/${name}=${way}`;
}

/**
 * The way that is declared for an object that the pods of a workload use; undefined where nobody declared one. An entry
 * for the object goes before one for all objects, and the workload before its template.
 *
 * @param places annotations of the workload, and of its pod template
 * @param kind Secret, ConfigMap or SecretProviderClass
 */
export function declaredReload(
  places: readonly Annotations[], kind: string, name: string,
): DeclaredReload | undefined {
  const entries = places.flatMap(entriesOf);
  return entries.find(({ object }) => object === `${kind}/${name}`)?.way
    ?? entries.find(({ object }) => object === undefined)?.way;
}

/** The entries of the annotation that declare nothing, as they are written: of a way that is unknown. */
export function unreadReloadEntries(annotations: Annotations): string[] {
  return textsOf(annotations).filter((text) => entryOf(text) === undefined);
}

/** The objects that entries of the annotation are for, as `Kind/name`. */
export function declaredObjects(annotations: Annotations): string[] {
  return entriesOf(annotations).flatMap(({ object }) => object ?? []);
}

interface Entry {
  /** Kind and name; undefined for every object. */
  readonly object?: string;
  readonly way: DeclaredReload;
}

function entriesOf(annotations: Annotations): Entry[] {
  return textsOf(annotations).flatMap((text) => entryOf(text) ?? []);
}

function textsOf(annotations: Annotations): string[] {
  const value = annotations[RELOAD_ANNOTATION];
  return typeof value === 'string' ? value.split(',').map((text) => text.trim()).filter((text) => text !== '') : [];
}

function entryOf(text: string): Entry | undefined {
  const match = /^(?:((?:Secret|ConfigMap|SecretProviderClass)\/[^=/\s]+)\s*=\s*)?([a-z-]+)$/.exec(text);
  const way = DECLARED_RELOADS.find((each) => each === match?.[2]);
  return match === null || way === undefined ? undefined : { object: match[1], way };
}
