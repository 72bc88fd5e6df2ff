import { Part } from './amended-object';
import { FileNeed, solveFsGroup } from './file-access';
import { WorkloadDocument } from './workload-document';
import { identityIn, numberOf } from './workload-pods';
import { WrittenPodField } from '../facts/pod-shapes';
import { Pod } from '../manifest/pod';
import { fieldsOf } from '../manifest/read';

/** Who wants something of the pods of which workload. */
interface Requirement {
  readonly constructPath: string;
  readonly workload: WorkloadDocument;
}

/** A group that was found to fit, and can be set. */
export interface PlannedGroup {
  readonly parts: readonly Part[];

  /** Records what is read by whom. */
  apply(): void;
}

/** The fsGroup of each pod of a workload, and all files that depend on it. */
export class PodGroups {
  private readonly needs = new Map<string, readonly FileNeed[]>();

  /** The groups that the pods had before any came from here. */
  private readonly own = new Map<string, number | undefined>();

  public constructor(
    private readonly workload: WorkloadDocument,
  ) {}

  /** Finds the group with which a pod reads all files, those of this need included. */
  public plan(pod: Pod, need: FileNeed): PlannedGroup {
    const { pointer, shape, spec } = pod;
    const context = fieldsOf(spec.securityContext);
    const current = numberOf(context.fsGroup);
    const own = this.own.has(pointer) ? this.own.get(pointer) : current;
    const needs = [...this.needs.get(pointer) ?? [], need];
    const group = solveFsGroup(
      need.constructPath, { path: this.workload.path, fsGroup: own, ...identityIn(spec) }, needs,
    );
    const parts: Part[] = [];
    if (group !== undefined && group !== current) {
      refuseWithout({ constructPath: need.constructPath, workload: this.workload }, [{ shape }], ['securityContext'],
        `set fsGroup ${group} where the pods get their security context, and give files a mode that all users read`);
      // A context of a pod may take the place of one that all pods of the object share.
      const shared = shape.isPodSpec ? {} : context;
      parts.push(this.workload.parts.podFields(
        pod, { ...shared, fsGroup: group, ...policyFor(context) }, 'securityContext',
      ));
    }
    return {
      parts,
      apply: () => {
        this.needs.set(pointer, needs);
        this.own.set(pointer, own);
      },
    };
  }
}

/**
 * Without a group the policy did nothing, so the default of cdk8s-plus was nobody's choice. Now it would walk big
 * volumes at each start.
 */
export function policyFor({ fsGroupChangePolicy }: { readonly fsGroupChangePolicy?: unknown }): object {
  return fsGroupChangePolicy === undefined || fsGroupChangePolicy === 'Always'
    ? { fsGroupChangePolicy: 'OnRootMismatch' } : {};
}

/** @throws Error when the pods of a kind have no place for some fields */
export function refuseWithout(
  { constructPath, workload }: Requirement,
  pods: readonly Pick<Pod, 'shape'>[],
  fields: readonly WrittenPodField[],
  wayOut: string,
): void {
  const missing = fields.find((field) => pods.some(({ shape }) => !shape.takes.includes(field)));
  if (missing !== undefined) {
    throw new Error(
      `${constructPath}: ${workload.path} is a ${workload.kind.kind}, in which ${missing} of the pods cannot be set `
        + 'from here; '
        + wayOut,
    );
  }
}
