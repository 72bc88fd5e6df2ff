import { isSet, PlainFields, plainFields, plainText } from './plain-fields';

/**
 * Which volumes have files from before a pod, and give them to its fsGroup.
 *
 * The kubelet, or the driver, then sets the group of every file, lets the group read and write it, and sets setgid on
 * every directory. Nothing takes that back. With `OnRootMismatch` it looks at the root directory only, and leaves all
 * files as they are where that has the group, its permissions and setgid.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/volume_linux.go (`changeFilePermission`,
 *   `requiresPermissionChange`)
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/volume/csi/csi_mounter.go (`supportsFSGroup`)
 */

/**
 * Volumes that outlive pods and take the group, unless they are read-only. Disks of clouds are those of a CSI driver.
 * `nfs`, `hostPath`, `glusterfs` and `cephfs` never take it; `emptyDir`, `ephemeral` and `csi` begin with the pod.
 */
const GIVEN = [
  'persistentVolumeClaim', 'awsElasticBlockStore', 'azureDisk', 'cinder', 'fc', 'flexVolume', 'gcePersistentDisk',
  'iscsi', 'portworxVolume', 'rbd', 'vsphereVolume',
] as const;

/** A volume with files from before the pod. */
export interface GivenVolume {
  readonly source: string;

  /** Name of the claim; empty for other volumes. */
  readonly claim: string;
}

/**
 * What a volume of a pod is, where its files may be given to the fsGroup of the pod: a driver whose fsGroupPolicy is
 * `None`, and one that knows no file system or several writers, leaves them alone, which a pod does not show. Undefined
 * where they never are.
 */
export function givenVolume(volume: PlainFields): GivenVolume | undefined {
  const source = GIVEN.find((field) => isSet(volume[field]));
  if (source === undefined) {
    return undefined;
  }
  const { readOnly, claimName } = plainFields(volume[source]);
  return readOnly === true ? undefined : { source, claim: plainText(claimName) };
}
