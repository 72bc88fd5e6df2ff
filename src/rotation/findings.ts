import { joined, titleOf } from './names';
import { OrderInput } from './order';
import { PlanFinding } from './plan';
import { leaseKind } from './sources';
import { FoundUse } from './users';
import { locationInWords } from '../facts/store-locations';
import { at } from '../manifest/read';

/** What goes wrong in a rotation unless it is dealt with, the gravest first. */
export function findingsOf(input: OrderInput, uses: readonly FoundUse[]): PlanFinding[] {
  return [
    ...(input.ends === undefined ? [] : [{ id: 'cuts-one-end-off', level: 'error' as const, text: input.ends.text }]),
    ...neverFollows(input),
    ...withoutOverlap(input),
    ...restartsTogether(input),
    ...paused(uses),
  ];
}

/** Copies that no change of their source reaches. */
function neverFollows({ carriers: { objects } }: OrderInput): PlanFinding[] {
  return objects.flatMap(({ via, ...carrier }): PlanFinding[] => {
    const by = via === undefined ? '' : titleOf({ kind: via.by.kind, name: via.by.name, namespace: via.by.namespace });
    if (via?.from?.version !== undefined) {
      return [
        {
          id: 'fixed-version',
          level: 'warning',
          text: `${by} reads ${locationInWords(via.from)}: a new version never comes to ${titleOf(carrier)} until `
            + 'the object names it.',
        },
      ];
    }
    return via !== undefined && (via.refresh.when === 'once' || via.refresh.when === 'on-change') ? [{
      id: 'does-not-follow',
      level: 'warning',
      text: `A change of the source never comes to ${titleOf(carrier)} on its own: ${by} ${via.refresh.because}.`,
    }] : [];
  });
}

/** Values of which there is one at a time, whatever anybody does. */
function withoutOverlap({ sources }: OrderInput): PlanFinding[] {
  return sources.flatMap((source): PlanFinding[] => {
    if (source.how === 'generator') {
      return [
        {
          id: 'no-overlap',
          level: 'warning',
          text: `${source.text} The new value is known only once it is in the Secret: nothing can have made it `
            + 'valid before.',
        },
      ];
    }
    return source.location !== undefined && leaseKind(source.location) === 'static'
      ? [
        {
          id: 'no-overlap',
          level: 'warning',
          text: `${source.text} The old password ends at the moment of the change: whoever has it is refused `
              + 'until it has the new one.',
        },
      ]
      : [];
  });
}

function restartsTogether({ restarts }: OrderInput): PlanFinding[] {
  return restarts.filter(({ pace }) => pace === 'together').map(({ workload, text }) => ({
    id: 'restarts-together', level: 'warning', text: `${titleOf(workload)}: ${text}`,
  }));
}

function paused(uses: readonly FoundUse[]): PlanFinding[] {
  const names = new Set(
    uses
      .filter(({ pod }) => pod !== undefined && at(pod.resource.object, 'spec', 'paused') === true)
      .map(({ use }) => titleOf(use.user)),
  );
  return names.size === 0
    ? []
    : [
      {
        id: 'paused',
        level: 'warning',
        text:
            `${joined([...names])} ${names.size === 1 ? 'is' : 'are'} paused: no pod is replaced until the rollout `
              + 'is resumed, which also ' +
            'rolls out what else was changed meanwhile.',
      },
    ];
}
