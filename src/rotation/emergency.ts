import { hurriedFetches, hurriedFiles } from './hurried-pods';
import { optional, titleOf } from './names';
import { forcedRefreshes, leaseAction, OrderInput, restartActions, waitAction } from './order';
import { PlanAction, PlanOutage, PlanReader, PlanStep, PlanUse } from './plan';
import { FoundUse } from './users';
import { writeOf } from './writes';
import { OVERLAPS } from '../facts/credential-shapes';
import { secondsInWords } from '../facts/durations';

/** The steps when a value has leaked: it is revoked first, since anyone who has it can use it until then. */
export function emergencyOf(input: OrderInput, uses: readonly FoundUse[], readers: readonly PlanReader[]): PlanStep[] {
  const { target, sources, shape, servers } = input;
  if (target.kind === 'ConfigMap') {
    return [];
  }
  const overlap = OVERLAPS[shape];
  const leases = sources.filter(({ how }) => how === 'lease');
  const writes = sources.map((source) => writeOf(source, target));
  const undone: PlanAction[] = [{ text: 'None: the old value is known to others, and must not be valid again.' }];
  const brought = [
    ...forcedRefreshes(input), ...hurriedFiles(uses), ...hurriedFetches(uses, 'urgent'), ...restartActions(input),
  ];
  return [
    {
      title: 'Revoke the old value now, before anything else',
      actions: [
        ...(leases.length > 0 ? leases.map(leaseAction) : [{ text: overlap.revoke }]),
        ...servers.map(({ use, product, change }) => ({
          text: `${titleOf(use.user)} (${product}) is where it is checked: ${change}.`,
        })),
        { text: 'From here on, everything below under "What breaks" fails until it has the new value.' },
      ],
      rollback: undone,
    },
    {
      title: 'Write a new value',
      actions: writes.flatMap(({ write }) => write),
      rollback: undone,
    },
    ...brought.length === 0 ? [] : [{
      title: 'Bring the new value to every process', actions: brought, rollback: undone,
    }],
    {
      title: 'Check that no process has the old value',
      actions: [waitAction(input)],
      rollback: undone,
    },
    {
      title: 'Find out who had it',
      actions: [
        {
          text:
            'Search the audit log of the API server for reads of it (get, list, watch, '
              + `patch)${target.namespace === undefined ? '' : ` in namespace ${target.namespace}`}, ` +
            'and the log of what it opens for logins that are not yours.',
        },
        ...(readers.length === 0 ? [] : [{ text: `RBAC lets read it: ${readers.map(({ who }) => who).join(', ')}.` }]),
        {
          text: 'Whoever may create pods in the namespace, or run commands in them, could read it too. Rotate what '
            + 'it opened, as well.',
        },
      ],
      rollback: [{ text: 'Nothing.' }],
    },
  ];
}

/** What breaks when the value is revoked before anybody has the new one, each user once, the longest first. */
export function outagesOf(uses: readonly FoundUse[]): PlanOutage[] {
  const byUser = new Map<string, PlanUse[]>();
  for (const { use } of uses) {
    const who = `${titleOf(use.user)}${use.container === undefined ? '' : `, ${use.containerKind} ${use.container}`}`;
    byUser.set(who, [...byUser.get(who) ?? [], use]);
  }
  return [...byUser].map(([who, own]) => outage(who, own))
    .sort((one, other) => (other.seconds ?? Infinity) - (one.seconds ?? Infinity) || (one.who < other.who ? -1 : 1));
}

/** The one of the uses of a user that takes the longest decides. */
const SLOWNESS: readonly PlanUse['seen']['when'][] = ['never', 'unknown', 'new-pod', 'start', 'within', 'next-use'];

function outage(who: string, uses: readonly PlanUse[]): PlanOutage {
  const [slowest] = [...uses].sort((one, other) => SLOWNESS.indexOf(one.seen.when) - SLOWNESS.indexOf(other.seen.when));
  const { seen: { when, seconds } } = slowest;
  switch (when) {
    case 'within':
      return {
        who,
        ...optional({ seconds }),
        text: `until its file is written again: ${secondsInWords(seconds ?? 0)} at most after the object has `
          + 'changed, and until it has read it',
      };
    case 'start':
      return { who, text: 'until its container has started again' };
    case 'new-pod':
      return { who, text: 'until its pod is a new one' };
    case 'next-use':
      return { who, text: 'when it needs it the next time, and not before' };
    case 'never':
      return { who, text: 'until somebody changes the object that has it' };
    case 'unknown':
      return { who, text: 'for how long is not known' };
  }
}
