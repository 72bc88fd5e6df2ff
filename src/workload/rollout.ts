import { JsonPatch } from 'cdk8s';
import { UpdateStrategyLike, WorkloadKind, WorkloadLike } from './workload-like';
import { areSeveral, isAllAtOnce } from '../facts/restarts';

/** What cdk8s-plus gives a Deployment without a strategy. */
const DEFAULT_AMOUNT = '25%';

const DEPLOYMENT_DEFAULT_REPLICAS = 2;

/**
 * Checks how pods are replaced, and the patch that makes it one at a time where the user did not choose, or undefined
 * where nothing has to change.
 *
 * A StatefulSet and a DaemonSet replace one pod at a time unless told otherwise, and cdk8s-plus cannot tell them
 * otherwise.
 *
 * @param constructPath path of the construct that asks, named in the error
 * @param acceptDowntime whether all pods may be replaced at once
 */
export function oneAtATime(
  constructPath: string,
  workload: WorkloadLike,
  kind: WorkloadKind,
  acceptDowntime: boolean,
): JsonPatch | undefined {
  const strategy = kind === 'Deployment' ? workload.strategy?._toKube() : undefined;
  if (!strategy) {
    return undefined;
  }
  const rolling = strategy.rollingUpdate;
  if (rolling?.maxSurge?.value === DEFAULT_AMOUNT && rolling.maxUnavailable?.value === DEFAULT_AMOUNT) {
    // Amounts are objects here, since the patch is applied before cdk8s-plus writes them out.
    return JsonPatch.add('/spec/strategy', {
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: { value: 1 }, maxUnavailable: { value: 0 } },
    });
  }
  if (!acceptDowntime) {
    refuseAllAtOnce(constructPath, workload, strategy);
  }
  return undefined;
}

/** Whether a change of the pod template replaces the pods of this workload automatically. */
export function replacesPods(workload: WorkloadLike, kind: WorkloadKind): boolean {
  return (
    kind === 'Deployment' ||
    kind === 'DaemonSet' ||
    (kind === 'StatefulSet' && workload.strategy?._toKube().type !== 'OnDelete')
  );
}

function refuseAllAtOnce(constructPath: string, workload: WorkloadLike, strategy: UpdateStrategyLike): void {
  const replicas = workload.replicas ?? DEPLOYMENT_DEFAULT_REPLICAS;
  const wayOut = 'leave the strategy out for one pod at a time, or accept it with acceptDowntimeOnRollout';
  if (strategy.type === 'Recreate' && areSeveral(replicas)) {
    throw new Error(
      `${constructPath}: ${workload.node.path} has strategy Recreate, which stops every pod before it starts a new `
        + 'one, and has all of them connect ' +
      `with the new credentials at the same moment; ${wayOut}`,
    );
  }
  for (const [name, rounds] of [['maxSurge', 'up'], ['maxUnavailable', 'down']] as const) {
    const amount = strategy.rollingUpdate?.[name];
    if (amount && isAllAtOnce(amount.value, replicas, rounds)) {
      throw new Error(
        `${constructPath}: ${workload.node.path} has ${name} ${amount.value}, which replaces all of its pods at the `
          + `same moment; ${wayOut}`,
      );
    }
  }
}
