import { ApiObject, JsonPatch } from 'cdk8s';
import { IConstruct } from 'constructs';
import { FileNeed, solveFsGroup } from './file-access';
import { mountErrors, PodMount } from './mount-check';
import { validateMountPath } from './mount-path';
import { NameList } from './name-list';
import { patchErrors } from './patched-workload';
import { oneAtATime, replacesPods } from './rollout';
import { volumeName } from './volume-name';
import {
  ContainerLike,
  keepVolumes,
  podSpecPointer,
  VolumeMountLike,
  WorkloadKind,
  workloadOf,
  WorkloadLike,
} from './workload-like';
import { pathsOverlap } from '../facts/mount-paths';
import { quoted } from '../redaction/quoted';

/** A volume that containers are to have. */
export interface MountRequest {
  /** Id and path of the construct that wants it. */
  readonly id: string;
  readonly constructPath: string;

  /** The volume as Kubernetes has it, without its name. */
  readonly volume: object;

  /** Where the containers see it. */
  readonly mountPath: string;

  /** Names of the containers. */
  readonly containers?: string[];

  /** What the files in it need to be readable. */
  readonly access: Pick<FileNeed, 'mode' | 'fsGroup' | 'fsGroupApplies'>;
}

/** A mount that was found good and can be made. */
export interface PlannedMount {
  /** Name of the volume. */
  readonly volumeName: string;

  /** Changes the workload. */
  apply(): void;
}

const templates = new WeakMap<IConstruct, PodTemplate>();

/**
 * The pod template of a cdk8s-plus workload, and everything that this library wants of it. There is one for each
 * workload, so that constructs that know nothing of each other do not contradict each other.
 */
export class PodTemplate {
  /**
   * The pod template of a workload.
   *
   * @param constructPath path of the construct that asks, named in the error
   */
  public static of(constructPath: string, construct: IConstruct): PodTemplate {
    const known = templates.get(construct);
    if (known) {
      return known;
    }
    const { workload, apiObject, kind } = workloadOf(constructPath, construct);
    const same = templates.get(workload);
    if (same) {
      return same;
    }
    const template = new PodTemplate(workload, apiObject, kind);
    templates.set(workload, template);
    return template;
  }

  private readonly mounts: PodMount[] = [];
  private readonly needs: FileNeed[] = [];
  private readonly nameLists: NameList[] = [];
  private fsGroup?: number;
  private serviceAccountOwner?: { readonly name: string; readonly constructPath: string };
  private ownPatches = 0;
  private watched = false;
  private rolling = false;

  private constructor(
    private readonly workload: WorkloadLike,
    private readonly apiObject: ApiObject,
    public readonly kind: WorkloadKind,
  ) {
    this.fsGroup = workload.securityContext.fsGroup;
  }

  /** Construct path of the workload. */
  public get path(): string {
    return this.workload.node.path;
  }

  /** Namespace of the workload, where it is known. */
  public get namespace(): string | undefined {
    return this.apiObject.metadata.namespace;
  }

  /** Whether a change of the pod template replaces the pods automatically. */
  public get replacesPods(): boolean {
    return replacesPods(this.workload, this.kind);
  }

  /** Name of the service account that the pods run under, where one is set. */
  public get serviceAccountName(): string | undefined {
    return this.serviceAccountOwner?.name ?? this.workload.serviceAccount?.name;
  }

  /**
   * Checks a mount against the workload and everything else that is mounted in it. Nothing is changed before `apply`.
   */
  public planMount(request: MountRequest): PlannedMount {
    const { id, constructPath } = request;
    validateMountPath(constructPath, request.mountPath);
    const containers = this.select(constructPath, request.containers);
    for (const container of containers) {
      this.refuseOverlap(constructPath, request.mountPath, container);
    }
    const need = { ...request.access, constructPath, readers: containers };
    const fsGroup = solveFsGroup(constructPath, this.workload, [...this.needs, need]);
    const name = volumeName(id, constructPath, (taken) => this.hasVolume(taken));
    return {
      volumeName: name,
      apply: () => {
        const kubeVolume = { name, ...request.volume };
        const volume = { name, asVolume: () => volume, _toKube: () => kubeVolume };
        const entries = new Map<ContainerLike, VolumeMountLike>();
        for (const container of containers) {
          container.mount(request.mountPath, volume, { readOnly: true });
          entries.set(container, container.mounts[container.mounts.length - 1]);
        }
        keepVolumes(this.workload);
        this.mounts.push({
          constructPath,
          volume,
          path: request.mountPath,
          everyContainer: request.containers === undefined,
          entries,
        });
        this.needs.push(need);
        this.setFsGroup(fsGroup);
        this.validateAtSynth();
      },
    };
  }

  /**
   * Checks that the pods can run under a service account. Nothing is changed before the returned function is called.
   *
   * @param constructPath path of the construct that asks
   * @param name name of the service account
   */
  public planServiceAccount(constructPath: string, name: string): () => void {
    const current = this.serviceAccountName;
    if (current !== undefined && current !== name) {
      const by = this.serviceAccountOwner ? ` (${this.serviceAccountOwner.constructPath})` : '';
      throw new Error(
        `${constructPath}: ${this.path} already runs under service account ${quoted(current)}${by}, and a pod has `
          + 'only one; ' +
          'leave out the other; a store takes `serviceAccount` of a LeastPrivilegeSecretReader, and one reader '
            + 'reads all Secrets of a workload',
      );
    }
    if (this.workload.automountServiceAccountToken) {
      throw new Error(
        `${constructPath}: ${this.path} has automountServiceAccountToken: true, which gives every container a token `
          + 'whether it needs one or not; ' +
        'leave it out: the containers that need a token get one from here',
      );
    }
    return () => {
      const spec = podSpecPointer(this.kind);
      this.serviceAccountOwner = { name, constructPath };
      this.patch(
        JsonPatch.add(`${spec}/serviceAccountName`, name),
        JsonPatch.add(`${spec}/automountServiceAccountToken`, false),
      );
    };
  }

  /**
   * Has objects applied before a Pod. The API server refuses a Pod whose service account is not there yet; controllers,
   * which make the pods of all other workloads, try again.
   *
   * @param construct whose objects come first
   */
  public applyAfter(construct: IConstruct): void {
    if (this.kind === 'Pod') {
      this.apiObject.addDependency(construct);
    }
  }

  /**
   * Checks how pods are replaced. The returned function makes it one pod at a time where the user did not choose.
   *
   * @param constructPath path of the construct that asks
   * @param acceptDowntime whether all pods may be replaced at once
   */
  public planRollout(constructPath: string, acceptDowntime: boolean): () => void {
    const patch = oneAtATime(constructPath, this.workload, this.kind, acceptDowntime);
    return () => {
      if (patch && !this.rolling) {
        this.patch(patch);
      }
      this.rolling = true;
    };
  }

  /** Sets a label on the pods. The selector of the workload stays as it is. */
  public addPodLabel(label: string, value: string): void {
    this.workload.podMetadata.addLabel(label, value);
  }

  /**
   * Adds names to a comma-separated annotation of the workload, and keeps those that are there.
   *
   * @param constructPath path of the construct that asks
   */
  public addToAnnotation(constructPath: string, annotation: string, names: readonly string[]): void {
    const list = new NameList(this.apiObject.metadata, annotation, constructPath, names);
    list.write();
    this.nameLists.push(list);
    this.validateAtSynth();
  }

  /**
   * The containers of these names, or all of them.
   *
   * @throws Error when there is no container, or none of a name
   */
  public select(constructPath: string, names?: string[]): ContainerLike[] {
    const all = [...this.workload.containers, ...this.workload.initContainers];
    if (all.length === 0) {
      throw new Error(`${constructPath}: ${this.path} has no containers yet; add them first`);
    }
    if (names === undefined) {
      return all;
    }
    const existing = `its containers are ${all.map(({ name }) => quoted(name)).join(', ')}`;
    if (!Array.isArray(names)) {
      throw new Error(`${constructPath}: containers is not a list of names; give one, such as ['main'] (${existing})`);
    }
    if (names.length === 0) {
      throw new Error(`${constructPath}: containers names none; name some, or leave it out for all (${existing})`);
    }
    const unknown = names.find((name) => !all.some((container) => container.name === name));
    if (unknown !== undefined) {
      throw new Error(`${constructPath}: ${this.path} has no container ${quoted(unknown)}; ${existing}`);
    }
    return all.filter((container) => names.includes(container.name));
  }

  private refuseOverlap(constructPath: string, path: string, container: ContainerLike): void {
    const other = container.mounts.find((mount) => pathsOverlap(mount.path, path));
    if (other) {
      const by = this.mounts.find(({ entries }) => entries.get(container) === other)?.constructPath;
      if (by === constructPath) {
        throw new Error(`${constructPath}: is attached to ${this.path} already; leave out the second call`);
      }
      throw new Error(
        `${constructPath}: mountPath ${quoted(path)} overlaps ${quoted(other.path)} ` +
        `(${by ?? `volume ${other.volume.name}`}) in container ${quoted(container.name)}, and one would hide the ` +
          'other; give each a dedicated directory',
      );
    }
  }

  private hasVolume(name: string): boolean {
    const { volumes, containers, initContainers } = this.workload;
    return volumes.some((volume) => volume.name === name)
      || [...containers, ...initContainers].some(({ mounts }) => mounts.some(({ volume }) => volume.name === name));
  }

  private setFsGroup(fsGroup: number | undefined): void {
    if (fsGroup !== undefined && fsGroup !== this.fsGroup) {
      this.fsGroup = fsGroup;
      const context = `${podSpecPointer(this.kind)}/securityContext`;
      this.patch(JsonPatch.add(`${context}/fsGroup`, fsGroup));
      // Without a group the policy did nothing, so the default of cdk8s-plus was nobody's choice. Now it would walk big
      // volumes at each start.
      if (this.workload.securityContext.fsGroupChangePolicy === 'Always') {
        this.patch(JsonPatch.add(`${context}/fsGroupChangePolicy`, 'OnRootMismatch'));
      }
    }
  }

  private patch(...operations: JsonPatch[]): void {
    this.apiObject.addJsonPatch(...operations);
    this.ownPatches += operations.length;
  }

  /** Whether somebody else has patched the object; where that does not show, it may be. */
  private isPatchedByOthers(): boolean {
    const { patches } = this.apiObject as unknown as { patches?: unknown };
    return !Array.isArray(patches) || patches.length > this.ownPatches;
  }

  private validateAtSynth(): void {
    if (!this.watched) {
      this.watched = true;
      this.workload.node.addValidation({
        validate: () => [
          ...mountErrors(this.workload, this.mounts),
          ...[...this.nameLists].flatMap((list) => list.errors()),
          ...this.isPatchedByOthers() ? patchErrors(this.path, this.apiObject, this.kind, this.mounts) : [],
        ],
      });
    }
  }
}
