import { ApiObject, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Part } from './amended-object';
import { orderForPods } from './emission-order';
import { lostPatchFault } from './lost-patches';
import { isIn, mountErrors, PodMount } from './mount-check';
import { validateMountPath } from './mount-path';
import { MountRequest, PlannedMount } from './mount-request';
import { NameList } from './name-list';
import { PodGroups, refuseWithout } from './pod-groups';
import { oneAtATime, replacesPods } from './rollout';
import { volumeName } from './volume-name';
import { WorkloadDocument } from './workload-document';
import { kindOf, ownerOf, workloadObjectOf } from './workload-object';
import { ContainerName, identityIn, mountsOf, Place, volumeNames } from './workload-pods';
import { pathsOverlap } from '../facts/mount-paths';
import { PodLife, WorkloadKind } from '../facts/workload-kind';
import { Container, Pod } from '../manifest/pod';
import { Fields, textOf } from '../manifest/read';
import { warn } from '../output/standard-error';
import { quoted } from '../redaction/quoted';
import { OnceASynth } from '../synth/once-a-synth';

const templates = new WeakMap<ApiObject, PodTemplate>();

/**
 * The pod template in an object of any kind that has one, and everything that this library wants of it. There is one
 * for each object, so that constructs that know nothing of each other do not contradict each other.
 *
 * Everything is read from the document of the object, and written into it: the classes of cdk8s-plus, those of
 * `cdk8s import` and plain objects are treated alike.
 */
export class PodTemplate {
  /**
   * The pod template of a workload.
   *
   * @param constructPath path of the construct that asks, named in the error
   */
  public static of(constructPath: string, construct: IConstruct): PodTemplate {
    const apiObject = workloadObjectOf(constructPath, construct);
    const template = templates.get(apiObject) ?? new PodTemplate(apiObject, kindOf(apiObject)!);
    template.workload.validate(constructPath);
    templates.set(apiObject, template);
    return template;
  }

  private readonly workload: WorkloadDocument;
  private readonly mounts: PodMount[] = [];
  private readonly groups: PodGroups;
  private readonly nameLists: NameList[] = [];
  private serviceAccountOwner?: { readonly name: string; readonly constructPath: string };
  private watched = false;
  private rolling = false;

  private constructor(
    private readonly apiObject: ApiObject,
    private readonly row: WorkloadKind,
  ) {
    this.workload = new WorkloadDocument(apiObject, row);
    this.groups = new PodGroups(this.workload);
  }

  /** Construct path of the workload. */
  public get path(): string {
    return this.workload.path;
  }

  /** Kind of the workload. */
  public get kind(): string {
    return this.row.kind;
  }

  /** How long its pods last. */
  public get life(): PodLife {
    return this.row.life;
  }

  /** Whether Stakater Reloader restarts its pods. */
  public get isReloaded(): boolean {
    return this.row.reloader === 'restarts';
  }

  /** Whether the Vault Secrets Operator can restart its pods. */
  public get isRestartTarget(): boolean {
    return this.row.restartTarget !== undefined;
  }

  /** Namespace of the workload, where it is known. */
  public get namespace(): string | undefined {
    return this.apiObject.metadata.namespace;
  }

  /** Whether a change of the pod template replaces the pods automatically. */
  public get replacesPods(): boolean {
    return replacesPods({ kind: this.row, document: this.workload.plannedOn() });
  }

  /** Name of the service account that the pods run under, where one is set. */
  public get serviceAccountName(): string | undefined {
    return this.serviceAccountOwner?.name
      ?? this.workload.podsIn(this.workload.read()).map(accountOf).find((name) => name !== undefined);
  }

  /**
   * Checks a mount against the workload and everything else that is mounted in it. Nothing is changed before `apply`.
   */
  public planMount(request: MountRequest): PlannedMount {
    const { id, constructPath, mountPath } = request;
    validateMountPath(constructPath, mountPath);
    const places = this.workload.select(constructPath, request.containers);
    for (const { pod, container } of places) {
      this.refuseOverlap(constructPath, mountPath, pod, container);
    }
    const pods = [...new Set(places.map(({ pod }) => pod))];
    const taken = new Set(pods.flatMap(volumeNames));
    const name = volumeName(id, constructPath, (other) => taken.has(other));
    const volume = { name, ...request.volume };
    const groups = pods.map((pod) => this.groups.plan(pod, {
      ...request.access,
      constructPath,
      readers: places.filter((place) => place.pod === pod)
        .map(({ container }) => ({ name: container.name, ...identityIn(container.spec) })),
    }));
    const containers = places.map(nameOf);
    const entry = { name, mountPath, readOnly: true };
    const parts = [
      ...pods.map((pod) => this.workload.parts.volume(pod, volume)),
      ...places.map((place) => this.workload.parts.mount(place, entry)),
      ...groups.flatMap((group) => group.parts),
    ];
    return {
      volumeName: name,
      apply: () => {
        this.amend(parts);
        groups.forEach((group) => group.apply());
        this.mounts.push({
          constructPath, volume, path: mountPath, everyContainer: request.containers === undefined, containers,
        });
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
    const pods = this.workload.pods();
    refuseWithout(
      { constructPath, workload: this.workload }, pods, ['serviceAccountName', 'automountServiceAccountToken'],
      'set both where the object has them, and give the containers a token by hand',
    );
    const current = this.serviceAccountOwner?.name
      ?? pods.map(accountOf).find((other) => other !== undefined && other !== name);
    if (current !== undefined && current !== name) {
      const by = this.serviceAccountOwner ? ` (${this.serviceAccountOwner.constructPath})` : '';
      throw new Error(
        `${constructPath}: ${this.path} already runs under service account ${quoted(current)}${by}, and a pod has only `
          + 'one; remove one of the two: a store takes `serviceAccount` of a LeastPrivilegeSecretReader, and one '
          + 'reader can read all Secrets of a workload',
      );
    }
    if (pods.some(({ spec }) => spec.automountServiceAccountToken === true)) {
      throw new Error(
        `${constructPath}: ${this.path} has automountServiceAccountToken: true, which gives every container a token `
          + 'whether it needs one or not; leave it out: this construct mounts a token where it is needed',
      );
    }
    const fields = { serviceAccountName: name, automountServiceAccountToken: false };
    return () => {
      this.serviceAccountOwner = { name, constructPath };
      this.amend(pods.map((pod) => this.workload.parts.podFields(pod, fields)));
    };
  }

  /**
   * Has objects of another chart applied before a Pod. The API server refuses a Pod whose service account is not there
   * yet; controllers, which make the pods of all other workloads, try again. In one chart, the order of emission does.
   *
   * @param construct whose objects come first
   */
  public applyAfter(construct: IConstruct): void {
    if (this.kind === 'Pod' && Chart.of(construct) !== Chart.of(this.apiObject)) {
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
    const workload = { path: this.path, kind: this.row, document: this.workload.plannedOn() };
    const part = this.rolling ? undefined : oneAtATime(constructPath, workload, acceptDowntime);
    return () => {
      if (part) {
        this.amend([part]);
        this.rolling = true;
      }
    };
  }

  /**
   * Sets a label on the pods whose metadata the object has. The selector of the workload stays as it is.
   *
   * @returns whether all pods have it
   */
  public addPodLabel(label: string, value: string): boolean {
    const pods = this.workload.pods();
    const labelled = pods.filter(({ shape }) => shape.metadata !== undefined);
    this.amend(labelled.map((pod) => this.workload.parts.metadata(pod, 'labels', { [label]: value })));
    return labelled.length === pods.length;
  }

  /**
   * Checks that the pods can have a volume that nothing here mounts, and annotations. Nothing is changed before the
   * returned function is called.
   *
   * @param constructPath path of the construct that asks
   */
  public planAnnotations(
    constructPath: string, annotations: Fields, volume: Fields & { readonly name: string },
  ): () => void {
    const pods = this.workload.pods();
    if (pods.some(({ shape }) => shape.metadata === undefined)) {
      throw new Error(
        `${constructPath}: ${this.path} is a ${this.kind}, which has no place for annotations of its pods; use another `
          + 'way to give them the secrets, such as SecretSource.externalSecret',
      );
    }
    return () => this.amend(pods.flatMap((pod) => [
      this.workload.parts.metadata(pod, 'annotations', annotations), this.workload.parts.volume(pod, volume),
    ]));
  }

  /** Whether a pod has a volume of a name. */
  public hasVolume(name: string): boolean {
    return this.workload.pods().some((pod) => volumeNames(pod).includes(name));
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
  public select(constructPath: string, names?: string[]): Place[] {
    return this.workload.select(constructPath, names);
  }

  /** What was done to the workload that breaks what was made here. Prints what breaks nothing and may not be meant. */
  private errors(): string[] {
    let document: Fields;
    try {
      document = this.workload.read();
    } catch {
      return []; // what cannot be written fails at synth, with its own error
    }
    const pods = this.workload.podsIn(document);
    const mounts = mountErrors(pods, this.mounts);
    this.groups.warnings(pods).forEach((text) => warn(`cdk8s-strongbox: warning: ${text}\n`));
    this.workload.release();
    const lost = lostPatchFault(this.apiObject);
    return [
      ...mounts,
      ...this.nameLists.flatMap((list) => list.errors()),
      ...lost === undefined ? [] : [`${this.path}: ${lost}`],
    ];
  }

  private refuseOverlap(constructPath: string, path: string, pod: Pod, container: Container): void {
    const other = mountsOf(container.spec).find(({ mountPath }) => pathsOverlap(textOf(mountPath), path));
    if (other === undefined) {
      return;
    }
    const by = this.mounts.find((mount) => mount.volume.name === other.name && isIn(mount, pod, container));
    if (by?.constructPath === constructPath) {
      throw new Error(`${constructPath}: is attached to ${this.path} already; leave out the second call`);
    }
    throw new Error(
      `${constructPath}: mountPath ${quoted(path)} overlaps ${quoted(other.mountPath)} `
        + `(${by?.constructPath ?? `volume ${textOf(other.name)}`}) in container ${quoted(container.name)}, and one `
        + 'would hide the other; give each a dedicated directory',
    );
  }

  private amend(parts: readonly Part[]): void {
    this.workload.amend(parts);
    this.validateAtSynth();
  }

  private validateAtSynth(): void {
    if (this.watched) {
      return;
    }
    this.watched = true;
    const { root } = this.apiObject.node;
    // cdk8s validates everything again for each chart.
    const errors = new OnceASynth(() => this.errors());
    errors.watch(root);
    orderForPods(Chart.of(this.apiObject));
    ownerOf(this.apiObject).node.addValidation({ validate: () => errors.of(root) });
  }
}

function accountOf({ spec }: Pod): string | undefined {
  return textOf(spec.serviceAccountName) || textOf(spec.serviceAccount) || undefined;
}

function nameOf({ pod, container: { list, name } }: Place): ContainerName {
  return { pod: pod.pointer, list, name };
}
