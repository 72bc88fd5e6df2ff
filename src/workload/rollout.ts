import { Part } from './amended-object';
import { objectFields } from './workload-pods';
import { areSeveral, isAllAtOnce } from '../facts/restarts';
import { WorkloadKind } from '../facts/workload-kind';
import { at, Fields, textAt } from '../manifest/read';

/** What Kubernetes gives a Deployment without a strategy, and cdk8s-plus writes out. */
const DEFAULT_AMOUNT = '25%';

const ONE_AT_A_TIME = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

/** A workload, as far as it says how its pods are replaced. */
export interface RolledOut {
  readonly path: string;
  readonly kind: WorkloadKind;
  readonly document: Fields;
}

/**
 * Checks how pods are replaced, and the part that makes it one at a time where the user did not choose, or undefined
 * where nothing has to change.
 *
 * A StatefulSet and a DaemonSet replace one pod at a time unless told otherwise.
 *
 * @param constructPath path of the construct that asks, named in the error
 * @param acceptDowntime whether all pods may be replaced at once
 */
export function oneAtATime(constructPath: string, workload: RolledOut, acceptDowntime: boolean): Part | undefined {
  if (isDefault(workload)) {
    return objectFields('spec.strategy', ONE_AT_A_TIME);
  }
  if (!acceptDowntime) {
    refuseAllAtOnce(constructPath, workload);
  }
  return undefined;
}

/** Whether a change of the pod template replaces the pods of a workload automatically. */
export function replacesPods({ kind, document }: Pick<RolledOut, 'kind' | 'document'>): boolean {
  return kind.life === 'kept' && textAt(document, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
}

function isDefault({ kind, document }: RolledOut): boolean {
  if (kind.kind !== 'Deployment' || !kind.groups.includes('apps')) {
    return false;
  }
  const strategy = at(document, 'spec', 'strategy');
  const type = textAt(strategy, 'type');
  const amounts = ['maxSurge', 'maxUnavailable'].map((name) => at(strategy, 'rollingUpdate', name));
  return (type === '' || type === 'RollingUpdate')
    && amounts.every((amount) => amount === undefined || amount === DEFAULT_AMOUNT);
}

function refuseAllAtOnce(constructPath: string, { path, kind, document }: RolledOut): void {
  const { type, amounts, replicas: replicasWay } = kind.allAtOnce ?? { amounts: [] };
  const replicas = replicasWay === undefined ? Number.POSITIVE_INFINITY : replicasIn(document, replicasWay);
  const wayOut = 'leave the strategy out for one pod at a time, or accept it with acceptDowntimeOnRollout';
  if (type !== undefined && textAt(document, ...type[0].split('.')) === type[1] && areSeveral(replicas)) {
    throw new Error(
      `${constructPath}: ${path} has strategy ${type[1]}, which stops every pod before it starts a new one, and has `
        + `all of them connect with the new credentials at the same moment; ${wayOut}`,
    );
  }
  for (const { way, rounds } of amounts) {
    const fields = way.split('.');
    const amount = at(document, ...fields);
    if (isAllAtOnce(amount, replicas, rounds)) {
      throw new Error(
        `${constructPath}: ${path} has ${fields[fields.length - 1]} ${String(amount)}, which replaces all of its pods `
          + `at the same moment; ${wayOut}`,
      );
    }
  }
}

function replicasIn(document: Fields, way: string): number {
  const replicas = at(document, ...way.split('.'));
  return typeof replicas === 'number' ? replicas : 1;
}
