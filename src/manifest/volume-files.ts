import { Graph } from './graph';
import { Pod, Volume } from './pod';
import { at, Fields, fieldsOf, isFields, mappingsOf, pointerTo, textOf } from './read';

/** A file that the kubelet writes into a volume. */
export interface KubeletFile {
  readonly path: string;

  /** What it is of, in words. */
  readonly what: string;

  /** Where the manifest names the file, or the object that it is a key of. */
  readonly pointer: string;
}

/** The files of a volume of the kubelet, as far as the manifest tells. */
export interface KubeletFiles {
  readonly files: readonly KubeletFile[];

  /** Whether these are all of them. */
  readonly areAll: boolean;
}

/**
 * The files that the kubelet writes into a volume of a Secret, a ConfigMap, a projection or the downward API; undefined
 * for any other volume.
 */
export function kubeletFilesOf(graph: Graph, pod: Pod, { spec, pointer }: Volume): KubeletFiles | undefined {
  const parts = [
    ...partsIn(graph, pod, spec, pointer, (source) => source.secretName),
    ...[...mappingsOf(at(spec, 'projected', 'sources'))].flatMap(([source, index]) =>
      partsIn(graph, pod, source, pointerTo(pointer, 'projected', 'sources', index), (secret) => secret.name)),
  ];
  const isOfKubelet = ['secret', 'configMap', 'projected', 'downwardAPI'].some((field) => isFields(spec[field]));
  return isOfKubelet
    ? { files: parts.flatMap(({ files }) => files), areAll: parts.every(({ areAll }) => areAll) } : undefined;
}

function partsIn(
  graph: Graph, pod: Pod, source: Fields, pointer: string, secretName: (secret: Fields) => unknown,
): KubeletFiles[] {
  const parts: KubeletFiles[] = [];
  for (const [field, kind] of [['secret', 'Secret'], ['configMap', 'ConfigMap']] as const) {
    const projection = source[field];
    if (isFields(projection)) {
      const name = textOf(kind === 'Secret' ? secretName(projection) : projection.name);
      parts.push(keyFiles(graph, pod, projection, { kind, name, pointer: pointerTo(pointer, field) }));
    }
  }
  if (isFields(source.downwardAPI)) {
    const place = pointerTo(pointer, 'downwardAPI', 'items');
    parts.push(whole([...mappingsOf(source.downwardAPI.items)].map(([item, index]) =>
      ({ path: textOf(item.path), what: 'a field of the pod', pointer: pointerTo(place, index, 'path') }))));
  }
  for (const [field, paths] of Object.entries(CREDENTIALS)) {
    const credential = fieldsOf(source[field]);
    parts.push(whole(paths.filter((path) => textOf(credential[path]) !== '').map((path) =>
      ({ path: textOf(credential[path]), what: field, pointer: pointerTo(pointer, field, path) }))));
  }
  return parts;
}

/** Fields with the paths of the files of a projected source. */
const CREDENTIALS = {
  serviceAccountToken: ['path'],
  clusterTrustBundle: ['path'],
  podCertificate: ['credentialBundlePath', 'keyPath', 'certificateChainPath'],
};

function whole(files: readonly KubeletFile[]): KubeletFiles {
  return { files, areAll: true };
}

function keyFiles(
  graph: Graph, pod: Pod, projection: Fields,
  { kind, name, pointer }: { readonly kind: 'Secret' | 'ConfigMap'; readonly name: string; readonly pointer: string },
): KubeletFiles {
  const of = (key: string) => `key ${JSON.stringify(key)} of ${kind} ${JSON.stringify(name)}`;
  const items = [...mappingsOf(projection.items)];
  if (items.length > 0) {
    return whole(items.map(([item, index]) =>
      ({ path: textOf(item.path), what: of(textOf(item.key)), pointer: pointerTo(pointer, 'items', index, 'path') })));
  }
  const targets = graph.find(kind, pod.resource.namespace, name);
  const [target] = targets;
  return targets.length === 1 && target.keys !== undefined
    ? whole(target.keys.map((key) => ({ path: key, what: of(key), pointer }))) : { files: [], areAll: false };
}
