import { Construct, IConstruct } from 'constructs';
import { planCsiIdentity } from './csi-volume';
import { FileMode } from './file-mode';
import { describe } from './known-keys';
import { isOfAccount } from './kubelet-sources';
import { IMountable } from './mount-source';
import { MountedObject } from './mounted-object';
import { planFiles, podFilesOf } from './planned-files';
import { ReloadStrategy } from './reload-strategy';
import { DEFAULT_ACCOUNT } from '../facts/account-token';
import { KubernetesFeature } from '../facts/kubernetes-features';
import { constructPathOf } from '../workload/construct-path';
import { KubernetesTarget } from '../workload/kubernetes-target';
import { refuseTokenPath } from '../workload/mount-path';
import { PodFiles } from '../workload/pod-files';
import { PodTemplate } from '../workload/pod-template';

/** Files of Secrets, ConfigMaps and external stores in the containers of a workload. */
export interface RotatingVolumeMountProps {
  /**
   * The workload: one of cdk8s-plus, any `ApiObject` of a kind with a pod template, such as a class of `cdk8s import`
   * or a Rollout, or an `Include` or `Helm` with one such object. `Workload.of` chooses one of several.
   */
  readonly workload: IConstruct;

  /**
   * What is mounted: a `SecureSecret`, a `VersionedConfigMap`, a `CsiSecret`, or anything else by `MountSource`.
   * Several objects in one directory are `MountSource.projected(one, other)`.
   */
  readonly source: IMountable;

  /** The directory in the containers: absolute, and nothing else is mounted above or below it. */
  readonly mountPath: string;

  /**
   * Names of the containers that get the files, init containers included.
   *
   * @default - every container and init container that the workload has; adding one later fails at synth
   */
  readonly containers?: string[];

  /**
   * Path of the file, relative to the mount path, by key; keys that are not named are not mounted. For several objects
   * in one directory use `MountSource.withPaths` on each.
   *
   * @default - as the source says: usually every key, in a file of the key's name
   */
  readonly paths?: { [key: string]: string };

  /**
   * Permission bits of the files.
   *
   * @default FileMode.GROUP_READ - 0440: root and the group of the pod read, nobody writes; for the Secrets Store CSI
   * driver, what its provider says. Files of a Secret that every user may read need `FileMode.UNSAFE_ALL_READ`
   */
  readonly mode?: FileMode;

  /**
   * The group of the pod, which the files are given to, and which every process in it is a member of.
   *
   * The kubelet also gives it the other volumes of the pod that support ownership: all files of a PersistentVolume get
   * the group, and permission for it to read and write. That takes time on a big one, and is not taken back. It happens
   * once, as a workload without an fsGroup also gets `fsGroupChangePolicy: OnRootMismatch`. Where a volume with files
   * from before would get a group that nobody named, synth prints a warning: give the group here to accept it. On
   * OpenShift, the default security context constraints take only groups of the namespace's range: give one of these.
   *
   * @default - the fsGroup of the workload; where the files would not be readable otherwise, the one group that all
   * containers run as (runAsGroup, init containers included), or 65532 where they do not all run as one
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
   */
  readonly fsGroup?: number;

  /**
   * The user that the files belong to (`defaultUser`). A program that insists on a file of mode 0400 which is its own,
   * such as ssh, then reads the mount itself: set `mode` to 0400, and `runAsUser` of the containers to this user. No
   * fsGroup is set where the user is enough.
   *
   * Alpha in Kubernetes 1.37: it needs the feature gate AtomicWriteVolumeUserFields in the API server and the kubelets,
   * and may change or go. Without the gate the API server drops it silently, and the files belong to root. A target of
   * `KubernetesTarget` before 1.37 is an error at synth. Not for a CSI driver, an image, tokens and certificates.
   *
   * @default - root
   * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/staging/src/k8s.io/api/core/v1/types.go (`DefaultUser`)
   */
  readonly alphaFileUser?: number;

  /**
   * How a change reaches the process. Required where a controller or driver changes the source without a release
   * (External Secrets, the Secrets Store CSI driver, cert-manager, an existing TLS Secret) and the pods keep running:
   * only you know whether the program reads its files again.
   *
   * @default - for Jobs, CronJobs and immutable sources onRelease; for a Secret of the Vault Secrets Operator its
   * restart of the workload; for a source that changes with a release under its name inProcess: the program reads
   * changed files again automatically
   */
  readonly reload?: ReloadStrategy;

  /**
   * Accepts that a release, or Reloader, replaces all of several pods of a Deployment at the same moment (strategy
   * `Recreate`, or a rolling update that allows as much), or of another kind that says so. It costs an outage at each
   * rotation that restarts. A Deployment of one pod does not need it.
   *
   * @default false - such a strategy is an error
   */
  readonly acceptDowntimeOnRollout?: boolean;
}

/**
 * Mounts Secrets and ConfigMaps as files that follow their source: as a whole directory, read-only, so that the kubelet
 * swaps all files at once when the content changes. subPath, which freezes a file at the start of its container, cannot
 * be said here, and using it on the volume of this mount by other means fails at synth.
 *
 * The files have mode 0440. Since the kubelet writes them as root:root, the pod gets an fsGroup where its containers
 * could not read them otherwise; contradictions between mode, user and group are errors.
 *
 * A Deployment whose strategy was left at the default of Kubernetes (25 % / 25 %, also when written out) replaces its
 * pods one at a time: a new one has to be ready before an old one goes. Any other rolling update stays as it is. A
 * StatefulSet and a DaemonSet replace one pod at a time by default.
 *
 * The kubelet reads what is mounted: the pod needs no RBAC and no token for it.
 *
 * Files of the Secrets Store CSI driver mount the same way. They have the mode that their provider gives them, no
 * fsGroup reaches them, and the pods run under the service account that the store knows. The driver fetches new values
 * only where it was installed with `enableSecretRotation`.
 *
 * JSON patches that are added to the workload later are applied after all this. One that undoes the mount, or that sets
 * fields which the class of the object drops, fails at synth. For another fsGroup, set it here.
 *
 * In its chart, what the pods need is emitted before them.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
 * @example
 * const files = new RotatingVolumeMount(chart, 'DatabaseFiles', {
 *   workload: api,
 *   source: db,
 *   mountPath: '/etc/secrets/db',
 *   reload: ReloadStrategy.inProcess(),
 * });
 * api.containers[0].env.addVariable('PASSWORD_FILE', kplus.EnvValue.fromValue(files.pathOf('password')));
 */
export class RotatingVolumeMount extends Construct {
  /** The directory in the containers. */
  public readonly mountPath: string;

  /** Name of the volume in the pod. */
  public readonly volumeName: string;

  /** Permission bits of the files. */
  public readonly mode: FileMode;

  /** How a change reaches the process. */
  public readonly reload: ReloadStrategy;

  private readonly files: PodFiles;

  /**
   * @throws Error when the files could not be read, would not be updated, or would hide one another, with what to do
   */
  public constructor(scope: Construct, id: string, props: RotatingVolumeMountProps) {
    const constructPath = constructPathOf(scope, id);
    const template = PodTemplate.of(constructPath, props.workload);
    const planned = planFiles(constructPath, props, template.namespace);
    const { csi, mode, objects, volume, fsGroupApplies } = planned;
    const reload = ReloadStrategy._resolve(constructPath, template, objects, props.reload);
    const rollOneAtATime = template.planRollout(constructPath, props.acceptDowntimeOnRollout ?? false);
    const mount = template.planMount({
      id,
      constructPath,
      volume,
      mountPath: props.mountPath,
      containers: props.containers,
      access: { mode: mode.value, user: props.alphaFileUser, fsGroup: props.fsGroup, fsGroupApplies },
    });
    refuseTokenPath(constructPath, props.mountPath);
    const files = podFilesOf(constructPath, planned, { ...props, volumeName: mount.volumeName });
    const runAs = csi && planCsiIdentity(constructPath, template, csi);

    super(scope, id);
    this.mountPath = props.mountPath;
    this.mode = mode;
    this.reload = reload;
    this.volumeName = mount.volumeName;
    this.files = files;
    mount.apply();
    runAs?.();
    rollOneAtATime();
    reload._apply(constructPath, template, objects);
    this.requireAtSynth(template, objects);
    if (props.alphaFileUser !== undefined) {
      KubernetesTarget._require(this, KubernetesFeature.FILE_USER);
    }
  }

  /**
   * The path of a file in the containers, such as `/etc/secrets/db/password`: what to put into a `…_FILE` variable.
   *
   * @param key key of the Secret or ConfigMap
   * @throws Error when the key is not mounted, or several objects in the directory have it
   */
  public pathOf(key: string): string {
    return this.files.pathOf(key);
  }

  /** The volume as a plain value, for another object that is written by hand; see `PodFiles`. */
  public toVolume(): { [field: string]: any } {
    return this.files.toVolume();
  }

  /** The mount as a plain value, for containers of another object that is written by hand; see `PodFiles`. */
  public toVolumeMount(): { [field: string]: any } {
    return this.files.toVolumeMount();
  }

  /** Fields of the security context of a pod that is written by hand; see `PodFiles`. */
  public toPodSecurityContext(): { [field: string]: any } {
    return this.files.toPodSecurityContext();
  }

  /** What may be set after the mount is made: the release that the app targets, and the account of the workload. */
  private requireAtSynth(template: PodTemplate, objects: readonly MountedObject[]): void {
    for (const { feature } of objects) {
      if (feature !== undefined) {
        KubernetesTarget._require(this, feature);
      }
    }
    const ofAccount = objects.find(isOfAccount);
    if (ofAccount !== undefined) {
      this.node.addValidation({
        validate: () => (template.serviceAccountName ?? DEFAULT_ACCOUNT) !== DEFAULT_ACCOUNT ? [] : [
          `${this.node.path}: the ${describe(ofAccount)} is for the service account of the pods, and `
            + `${template.path} has none but the default one of its namespace, which all pods may share; give the `
            + 'workload a dedicated service account',
        ],
      });
    }
  }
}
