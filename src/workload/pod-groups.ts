import { Part } from './amended-object';
import { FileNeed, solveFsGroup } from './file-access';
import { keptVolumes } from './kept-volumes';
import { WorkloadDocument } from './workload-document';
import { identityIn, numberOf } from './workload-pods';
import { WrittenPodField } from '../facts/pod-shapes';
import { fsGroupOf } from '../manifest/file-permissions';
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

  /** The groups that nobody named, and who first needed one, by pod. */
  private readonly chosen = new Map<string, { readonly group: number; readonly by: string }>();

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
      need.constructPath,
      { path: this.workload.path, fsGroup: own, groupForFiles: fsGroupOf(pod), ...identityIn(spec) },
      needs,
    );
    const isNamed = own !== undefined || needs.some(({ fsGroup }) => fsGroup !== undefined);
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
        if (group === undefined || isNamed) {
          this.chosen.delete(pointer);
        } else {
          this.chosen.set(pointer, { group, by: this.chosen.get(pointer)?.by ?? need.constructPath });
        }
      },
    };
  }

  /** What becomes of volumes with files from before, because of a group that nobody named. */
  public warnings(pods: readonly Pod[]): string[] {
    return pods.flatMap((pod) => {
      const { group, by } = this.chosen.get(pod.pointer) ?? {};
      const isOurs = group !== undefined && numberOf(fieldsOf(pod.spec.securityContext).fsGroup) === group;
      const volumes = isOurs ? keptVolumes(pod) : [];
      return volumes.length === 0 ? [] : [
        `${by}: ${this.workload.path} gets fsGroup ${group} to read its files, and ${volumes.join(' and ')} `
          + `${volumes.length === 1 ? 'gets' : 'get'} it too: in a volume that has files already, the first pod with `
          + `this group gives all of them to group ${group}, which may then read and write them. That takes long on a `
          + 'big volume, nothing takes it back, and a program that refuses files which its group reads, such as '
          + `PostgreSQL or ssh, does not start. If it is meant, set fsGroup ${group} (or the group that the files have)`
          + ' in the security context of the pods or where the files are mounted; else use a mode that needs no group '
          + '(FileMode.UNSAFE_ALL_READ of a RotatingVolumeMount)',
      ];
    });
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
