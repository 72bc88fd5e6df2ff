import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { PodLife, WorkloadKind as WorkloadRow } from '../facts/workload-kind';
import { workloadKind } from '../facts/workload-kinds';

/**
 * What this library reads of a cdk8s-plus workload.
 *
 * The classes of cdk8s-plus-28 to 34 are alike at run time, but their types are not assignable to each other, so they
 * are taken by what they have.
 */
export interface WorkloadLike extends IConstruct {
  readonly containers: ContainerLike[];
  readonly initContainers: ContainerLike[];
  readonly volumes: VolumeLike[];
  readonly securityContext: IdentityLike & { readonly fsGroup?: number; readonly fsGroupChangePolicy?: string };
  readonly serviceAccount?: { readonly name: string };
  readonly automountServiceAccountToken?: boolean;
  readonly podMetadata: { addLabel(key: string, value: string): void };
  readonly replicas?: number;
  readonly strategy?: { _toKube(): UpdateStrategyLike };

  /** Of a StatefulSet of cdk8s-plus-31 and later. */
  volumeClaimTemplates?: object[];
}

/** The user and group that processes run as; what is not given is up to the image. */
export interface IdentityLike {
  readonly user?: number;
  readonly group?: number;
}

export interface ContainerLike {
  readonly name: string;
  readonly mounts: VolumeMountLike[];
  readonly securityContext: IdentityLike;
  mount(path: string, storage: { asVolume(): VolumeLike }, options: { readOnly: boolean }): void;
}

export interface VolumeMountLike {
  readonly path: string;
  readonly volume: VolumeLike;
  readonly readOnly?: boolean;
  readonly subPath?: string;
  readonly subPathExpr?: string;
}

export interface VolumeLike {
  readonly name: string;
}

export interface UpdateStrategyLike {
  readonly type?: string;
  readonly rollingUpdate?: { readonly maxSurge?: AmountLike; readonly maxUnavailable?: AmountLike };
}

/** A number of pods, or a percentage of them such as `25%`. */
export interface AmountLike {
  readonly value: number | string;
}

/** The workloads of cdk8s-plus by kind, with the API group as cdk8s names it. */
const GROUPS = {
  Deployment: 'apps', StatefulSet: 'apps', DaemonSet: 'apps', Job: 'batch', CronJob: 'batch', Pod: 'core',
} as const;

export type WorkloadKind = keyof typeof GROUPS;

const WORKLOAD_KINDS = Object.keys(GROUPS) as WorkloadKind[];
const KINDS = WORKLOAD_KINDS.join(', ');

/** What to do with an object of `cdk8s import`, `Include` or `Helm`. */
const BY_HAND =
  ', or give the object the volume (a whole directory, readOnly, mode 288), its mounts and the fsGroup of ' +
  'the pod with ApiObject.of(…).addJsonPatch(JsonPatch.add(…)); the audit checks what comes out';

/** JSON pointer to the pod spec in an object of this kind. */
export function podSpecPointer(kind: WorkloadKind): string {
  const [{ way }] = rowOf(kind).pods;
  return [...way.split('.').filter((field) => field !== ''), 'spec'].map((field) => `/${field}`).join('');
}

/** How long the pods of this kind last. */
export function podLife(kind: WorkloadKind): PodLife {
  return rowOf(kind).life;
}

/** The workloads of cdk8s-plus that Stakater Reloader restarts. */
export const RELOADED_KINDS: readonly WorkloadKind[] =
  WORKLOAD_KINDS.filter((kind) => rowOf(kind).reloader === 'restarts');

function rowOf(kind: WorkloadKind): WorkloadRow {
  return workloadKind(GROUPS[kind].replace('core', ''), kind)!;
}

/**
 * Has a StatefulSet of cdk8s-plus-31 to 34 write its volumes. It leaves out those that its claim templates make, and,
 * as long as it has no list of templates, every other volume as well, so that the API server refuses the mounts. To the
 * API server, an empty list is none.
 */
export function keepVolumes(workload: WorkloadLike): void {
  if ('addVolumeClaimTemplate' in workload) {
    workload.volumeClaimTemplates ??= [];
  }
}

/**
 * The cdk8s-plus workload that a construct is, or has as its default child.
 *
 * @param constructPath path of the construct that asks, named in the error
 */
export function workloadOf(
  constructPath: string,
  construct: IConstruct,
): { workload: WorkloadLike; apiObject: ApiObject; kind: WorkloadKind } {
  // JavaScript, and every jsii language with null, can pass nothing where the type promises a construct.
  const given: IConstruct | undefined | null = construct;
  if (!given?.node) {
    const what = given === undefined || given === null ? 'missing' : 'not a construct';
    throw new Error(`${constructPath}: the workload is ${what}; pass a workload of cdk8s-plus (${KINDS})`);
  }
  let workload = given;
  while (!isWorkloadLike(workload) && workload.node.defaultChild) {
    workload = workload.node.defaultChild;
  }
  if (!isWorkloadLike(workload)) {
    const plain: unknown = workload;
    const what = ApiObject.isApiObject(plain) ? ` (a plain ${plain.apiVersion} ${plain.kind})` : '';
    const wayOut = what === '' ? '' : BY_HAND;
    throw new Error(
      `${constructPath}: ${given.node.path}${what} is not a workload of cdk8s-plus; pass one of the kinds `
        + `${KINDS}${wayOut}`,
    );
  }
  const apiObject = ApiObject.of(workload);
  if (GROUPS[apiObject.kind as WorkloadKind] !== apiObject.apiGroup) {
    throw new Error(
      `${constructPath}: ${given.node.path} is of kind ${apiObject.kind}, where the pod template is not known; `
      + `pass one of the kinds ${KINDS}`,
    );
  }
  return { workload, apiObject, kind: apiObject.kind as WorkloadKind };
}

function isWorkloadLike(construct: IConstruct): construct is WorkloadLike {
  const workload = construct as Partial<WorkloadLike>;
  return Array.isArray(workload.containers) && Array.isArray(workload.initContainers) && Array.isArray(workload.volumes)
    && workload.securityContext !== undefined;
}
