import { ApiObject } from 'cdk8s';
import { PodMount } from './mount-check';
import { podSpecPointer, WorkloadKind } from './workload-like';
import { quoted } from '../redaction/quoted';

interface Fields {
  readonly [field: string]: unknown;
}

/**
 * What JSON patches on a workload have undone of our mounts, and what of them is left out. Only called where there are
 * patches of others, since it writes the whole object out.
 *
 * @param workloadPath construct path of the workload, named in errors
 */
export function patchErrors(
  workloadPath: string, apiObject: ApiObject, kind: WorkloadKind, ours: readonly PodMount[],
): string[] {
  let emitted: Fields;
  let wanted: Fields;
  try {
    emitted = apiObject.toJson() as Fields;
    // The classes of cdk8s-plus write the fields that they know, after the patches.
    wanted = ApiObject.prototype.toJson.call(apiObject) as Fields;
  } catch {
    return []; // a patch that cannot be applied fails at synth, with its own error
  }
  const lost = lostFields(wanted, emitted, '');
  const spec = podSpecPointer(kind)
    .split('/')
    .slice(1)
    .reduce<unknown>((value, field) => fieldsOf(value)[field], emitted);
  return [
    ...lost.length === 0 ? [] : [
      `${workloadPath}: JSON patches set fields that cdk8s-plus does not know and does not write: `
        + `${lost.map((field) => quoted(field)).join(', ')}; write the object as an ApiObject, or include it from YAML`,
    ],
    ...ours.flatMap((mount) => undone(fieldsOf(spec), mount)),
  ];
}

/** Fields of a value that another one does not have, by their ways. Names may differ in capitals: `downwardApi`. */
function lostFields(wanted: unknown, emitted: unknown, way: string): string[] {
  if (Array.isArray(wanted)) {
    return Array.isArray(emitted)
      ? wanted.flatMap((item, index) => lostFields(item, emitted[index], `${way}[${index}]`)) : [];
  }
  if (!isFields(wanted) || !isFields(emitted)) {
    return [];
  }
  const byName = new Map(Object.keys(emitted).map((field) => [field.toLowerCase(), emitted[field]]));
  return Object.keys(wanted)
    .filter((field) => !isEmpty(wanted[field]))
    .flatMap((field) => {
      const place = way === '' ? field : `${way}.${field}`;
      return byName.has(field.toLowerCase())
        ? lostFields(wanted[field], byName.get(field.toLowerCase()), place)
        : [place];
    });
}

function undone(spec: Fields, mount: PodMount): string[] {
  const { name } = mount.volume;
  const volume = listOf(spec.volumes).find((each) => each.name === name);
  const fault = volumeFault(volume, mount);
  if (fault !== undefined) {
    return [`${mount.constructPath}: a JSON patch on the workload changed its volume ${quoted(name)}, which ${fault}; `
      + 'leave the volume as it is'];
  }
  const containers = [...listOf(spec.containers), ...listOf(spec.initContainers)];
  return [...mount.entries.keys()].flatMap((container) => {
    const mounts = listOf(containers.find((each) => each.name === container.name)?.volumeMounts);
    const kept = mounts.some((each) => each.name === name && each.mountPath === mount.path && each.readOnly === true
      && each.subPath === undefined && each.subPathExpr === undefined);
    return kept ? [] : [`${mount.constructPath}: a JSON patch on the workload changed or removed the mount at `
      + `${mount.path} in container ${quoted(container.name)}; leave the mount as it is`];
  });
}

/** Sources of the volumes that we make, and the field that names their object. */
const NAMES: readonly (readonly [source: string, field: string])[] = [
  ['secret', 'secretName'], ['configMap', 'name'], ['csi', 'driver'], ['projected', ''],
];

function volumeFault(volume: Fields | undefined, { volume: ours }: PodMount): string | undefined {
  if (volume === undefined) {
    return 'is no longer there';
  }
  const made = (ours as { _toKube?(): Fields })._toKube?.() ?? {};
  const [source, field] = NAMES.find(([each]) => made[each] !== undefined) ?? ['', ''];
  const [before, after] = [fieldsOf(made[source]), fieldsOf(volume[source])];
  if (source !== '' && !isFields(volume[source])) {
    return `is no longer of ${source === 'csi' ? 'a CSI driver' : `a ${source}`}`;
  }
  if (field !== '' && before[field] !== after[field]) {
    return `is of another ${source}`;
  }
  const sources = listOf(after.sources);
  if (sources.length < listOf(before.sources).length) {
    return 'lacks a source';
  }
  const parts = [after, ...sources.flatMap((each) => [fieldsOf(each.secret), fieldsOf(each.configMap)])];
  return parts.some(({ optional }) => optional === true)
    ? 'is optional: the pods would start without its files' : undefined;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
    || (isFields(value) && Object.keys(value).length === 0);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}
