import { describe, unknownKey } from './known-keys';
import { MountedKind, MountedObject } from './mounted-object';
import { validateKeys } from '../data/data-rules';
import { validateName } from '../data/object-names';
import { filePathFault, pathClashes, untidyPathFault } from '../facts/file-paths';
import { quoted } from '../redaction/quoted';

/** A file in a volume. */
export interface VolumeFile {
  readonly object: MountedObject;
  readonly key: string;
  readonly path: string;
}

/**
 * The files that objects become in one volume, as far as their keys are known.
 *
 * @param constructPath path of the construct that mounts, named in errors
 * @param objects the objects, in order
 * @param namespace namespace of the pods, where it is known
 */
export function filesOf(constructPath: string, objects: readonly MountedObject[], namespace?: string): VolumeFile[] {
  if (objects.length === 0) {
    throw new Error(`${constructPath}: the source has no objects, so nothing would be mounted`);
  }
  const files = objects.flatMap((object) => {
    if (isObject(object)) {
      validateName(constructPath, object.name);
    }
    if (namespace !== undefined && object.namespaceName !== undefined && object.namespaceName !== namespace) {
      throw new Error(
        `${constructPath}: ${describe(object)} is in namespace ${quoted(object.namespaceName)} and the workload in ` +
          `${quoted(namespace)}; ` +
        'a pod mounts objects in the same namespace only, so have one there as well',
      );
    }
    return objectFiles(constructPath, object, objects.length > 1);
  });
  // The keys of one Secret or ConfigMap differ, and none has a `/`.
  if (objects.length > 1 || objects[0].paths !== undefined || objects[0].kind === MountedKind.CSI) {
    refuseClashes(constructPath, files);
  }
  return files;
}

/** The volume as Kubernetes has it, without its name. The files belong to the user, or to root where none is given. */
export function volumeOf(objects: readonly MountedObject[], mode: number, user?: number): object {
  const general = { defaultMode: mode, ...(user !== undefined && { defaultUser: user }) };
  const [only] = objects;
  if (only.image !== undefined) {
    return { image: only.image };
  }
  if (objects.length > 1 || only.projection !== undefined) {
    return {
      projected: {
        ...general,
        sources: objects.map((object) =>
          object.projection ?? { [field(object)]: { name: object.name, items: items(object) } }),
      },
    };
  }
  const [object] = objects;
  const name = object.kind === MountedKind.SECRET ? { secretName: object.name } : { name: object.name };
  return { [field(object)]: { ...name, ...general, items: items(object) } };
}

function field(object: MountedObject): string {
  return object.kind === MountedKind.SECRET ? 'secret' : 'configMap';
}

function items(object: MountedObject): object[] | undefined {
  return object.paths && Object.entries(object.paths).map(([key, path]) => ({ key, path }));
}

/** Whether the name is that of an object of the cluster. */
function isObject({ projection, image }: MountedObject): boolean {
  return projection === undefined && image === undefined;
}

function objectFiles(constructPath: string, object: MountedObject, projected: boolean): VolumeFile[] {
  const keys = object.paths ? Object.keys(object.paths) : object.keys;
  if (keys === undefined) {
    if (projected) {
      throw new Error(
        `${constructPath}: the keys of ${describe(object)} are not known, so its files could hide those of another `
          + 'object in the volume; ' +
        'give its keys where the source is made, or choose some with withPaths',
      );
    }
    return [];
  }
  if (keys.length === 0) {
    throw new Error(`${constructPath}: no key of ${describe(object)} is mounted; name at least one`);
  }
  if (object.projection !== undefined) {
    keys.forEach((key) => validateFilePath(constructPath, key));
  } else if (object.kind !== MountedKind.CSI) {
    validateKeys(constructPath, keys);
  }
  const unknown = unknownKey(object, keys);
  if (unknown !== undefined) {
    throw new Error(`${constructPath}: ${unknown}`);
  }
  const { paths } = object;
  if (!paths) {
    // What is a key is a file name, by the same rules.
    return keys.map((key) => ({ object, key, path: key }));
  }
  return keys.map((key) => {
    validateFilePath(constructPath, paths[key]);
    return { object, key, path: paths[key] };
  });
}

function validateFilePath(constructPath: string, path: string): void {
  const fault = filePathFault(path) ?? untidyPathFault(path);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: file path ${quoted(path)} ${fault}`);
  }
}

function refuseClashes(constructPath: string, files: readonly VolumeFile[]): void {
  const [clash] = pathClashes(files.map(({ path }) => path));
  if (clash === undefined) {
    return;
  }
  const [one, other] = [files[clash.one], files[clash.other]];
  const [oneName, otherName] = [one, other].map((file) => `key ${quoted(file.key)} of ${describe(file.object)}`);
  throw new Error(
    clash.how === 'same'
      ? `${constructPath}: ${oneName} and ${otherName} both become file ${quoted(one.path)}; give one another path `
        + 'with withPaths'
      : `${constructPath}: ${oneName} becomes file ${quoted(one.path)}, which would have to be a directory for ` +
          `${quoted(other.path)} of ${otherName}; give one another path with withPaths`,
  );
}
