import { csiMode, csiObjectOf, csiVolume } from './csi-volume';
import { FileMode } from './file-mode';
import { describe } from './known-keys';
import { imageObjectOf, isCredential } from './kubelet-sources';
import { MountedObject } from './mounted-object';
import { filesOf, VolumeFile, volumeOf } from './volume-files';
import { isOpenToOthers } from '../facts/file-access';
import { quoted } from '../redaction/quoted';
import { userFault } from '../workload/file-access';
import { PodFiles } from '../workload/pod-files';

/** What is mounted, and how. */
export interface FilesRequest {
  readonly source: { toMountSource(): SourceLike };
  readonly paths?: { [key: string]: string };
  readonly mode?: FileMode;
  readonly fsGroup?: number;
  readonly alphaFileUser?: number;
}

/** A `MountSource`. */
export interface SourceLike {
  readonly _objects: readonly MountedObject[];
  _withPaths(paths: { [key: string]: string }): SourceLike;
}

/** Files that were found good, and the volume that has them. */
export interface PlannedFiles {
  /** The SecretProviderClass, where a CSI driver writes the files. */
  readonly csi?: MountedObject;
  readonly mode: FileMode;
  readonly objects: readonly MountedObject[];
  readonly files: readonly VolumeFile[];

  /** The volume without its name. */
  readonly volume: object;

  /** Whether the kubelet gives the files the group of the pod. */
  readonly fsGroupApplies: boolean;
}

/**
 * Checks files and the volume that has them.
 *
 * @param constructPath path of the construct that mounts, named in errors
 * @param namespace namespace of the pods, where it is known
 */
export function planFiles(constructPath: string, request: FilesRequest, namespace?: string): PlannedFiles {
  refuseWrongTypes(constructPath, request);
  const source = request.source.toMountSource();
  const csi = csiObjectOf(constructPath, source._objects, request);
  const image = imageObjectOf(constructPath, source._objects, request);
  const mode = csi ? csiMode(csi) : image ? FileMode.fromNumber(0o444) : request.mode ?? FileMode.GROUP_READ;
  const objects = (request.paths ? source._withPaths(request.paths) : source)._objects;
  refuseReadableByAll(constructPath, objects, request.mode);
  validateFileUser(constructPath, objects, request.alphaFileUser);
  const files = filesOf(constructPath, objects, namespace);
  const volume = csi ? csiVolume(csi) : volumeOf(objects, mode.value, request.alphaFileUser);
  return { csi, mode, objects, files, volume, fsGroupApplies: !csi && !image };
}

/** The files as plain values. */
export function podFilesOf(
  where: string,
  { csi, mode, objects, files, volume, fsGroupApplies }: PlannedFiles,
  { volumeName, mountPath, fsGroup }: { volumeName: string; mountPath: string; fsGroup?: number },
): PodFiles {
  return PodFiles._of(where, {
    volumeName,
    mountPath,
    volume,
    mode: mode.value,
    fsGroup,
    fsGroupApplies,
    serviceAccountName: csi?.csi?.serviceAccountName,
    pathOf: (key) => pathOf(where, mountPath, { objects, files }, key),
  });
}

function pathOf(
  where: string, mountPath: string, { objects, files }: Pick<PlannedFiles, 'objects' | 'files'>, key: string,
): string {
  const found = files.filter((file) => file.key === key);
  if (found.length > 1) {
    const paths = found.map(({ path }) => `${mountPath}/${path}`).join(', ');
    throw new Error(`${where}: key ${quoted(key)} is mounted from several objects, at ${paths}; write out ` +
        'the path of one');
  }
  const knowsAll = objects.every((object) => object.paths !== undefined || object.keys !== undefined);
  if (found.length === 0 && knowsAll) {
    const keys = files.map((file) => quoted(file.key)).join(', ');
    throw new Error(`${where}: key ${quoted(key)} is not mounted; the keys are ${keys}`);
  }
  return `${mountPath}/${found[0]?.path ?? key}`;
}

/** What a type checker would say: many run their app without one. */
function refuseWrongTypes(constructPath: string, { source, mode }: Partial<FilesRequest>): void {
  if (typeof source?.toMountSource !== 'function') {
    throw new Error(
      `${constructPath}: the source cannot be mounted; give a SecureSecret, a VersionedConfigMap or a `
        + 'CsiSecret, MountSource.fromSecret(…) or ' +
        'MountSource.fromConfigMap(…) of one of cdk8s-plus, or MountSource.secret(…) or MountSource.configMap(…) of '
          + 'a name',
    );
  }
  if (mode !== undefined && typeof mode.value !== 'number') {
    throw new Error(
      `${constructPath}: mode is ${quoted(mode)}, which is not a FileMode; give one such as FileMode.GROUP_READ, ` +
        "FileMode.fromString('0440') or FileMode.fromNumber(0o440)",
    );
  }
}

function validateFileUser(constructPath: string, objects: readonly MountedObject[], user: number | undefined): void {
  if (user === undefined) {
    return;
  }
  const fault = userFault(user);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: alphaFileUser ${quoted(user)} ${fault}`);
  }
  const other = objects.find(({ projection }) => projection !== undefined);
  if (other !== undefined) {
    throw new Error(
      `${constructPath}: the kubelet gives the file of ${describe(other)} mode 0600 where it has a user, so that only `
        + 'that user reads it; leave alphaFileUser out, or mount it at a dedicated path',
    );
  }
}

/** The rule `secret-volume-mode` reports what this refuses, and what `UNSAFE_ALL_READ` lets through. */
function refuseReadableByAll(
  constructPath: string,
  objects: readonly MountedObject[],
  mode: FileMode | undefined,
): void {
  const secret = objects.find(isCredential);
  if (secret && mode && isOpenToOthers(mode.value) && !mode._unsafe) {
    throw new Error(
      `${constructPath}: with mode ${mode}, every user in the container could read the files of ${describe(secret)}; ` +
      'use FileMode.GROUP_READ, which comes with an fsGroup where the container needs one, or FileMode.UNSAFE_ALL_READ',
    );
  }
}
