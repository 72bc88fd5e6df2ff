import { Carriers, Hop } from './carriers';
import { FoundServer } from './ends';
import { hurriedFetches } from './hurried-pods';
import { inNamespace, joined, planObject, titleOf } from './names';
import { PlanAction, PlanEnds, PlanRestart, PlanStep, PlanTarget } from './plan';
import { FoundSource } from './sources';
import { FoundUse } from './users';
import { Write, writeOf } from './writes';
import { CredentialShape, Overlap, OVERLAPS } from '../facts/credential-shapes';
import { secondsInWords } from '../facts/durations';
import { Resource } from '../manifest/resource';
import { shellWord } from '../redaction/shell-word';

/** What the steps of a rotation are made from. */
export interface OrderInput {
  readonly target: PlanTarget;
  readonly sources: readonly FoundSource[];
  readonly carriers: Carriers;
  readonly restarts: readonly PlanRestart[];
  readonly servers: readonly FoundServer[];
  readonly ends?: PlanEnds;
  readonly shape: CredentialShape;

  /** Whether the target keeps its content, so that a new value needs a new object. */
  readonly isImmutable: boolean;

  /** Whether what anybody applies with kubectl is kept in an annotation. */
  readonly hasLastApplied: boolean;

  /** Keys that have the previous value of a key that is rotated. */
  readonly previousKeys: readonly string[];

  readonly uses: readonly FoundUse[];
}

/** The steps of a rotation in which every process has a valid value at every moment. */
export function orderOf(input: OrderInput): PlanStep[] {
  const { target, restarts } = input;
  const isConfig = target.kind === 'ConfigMap';
  const writes = writesOf(input);
  const forced = [...forcedRefreshes(input), ...hurriedFetches(input.uses, 'proof')];
  const undo = writes.flatMap((write) => write.undo);
  const back = (what: string): PlanAction[] => [{ text: `As in the step that writes the new value${what}.` }];
  return [
    ...(isConfig ? [] : [besideStep(input)]),
    {
      title: isConfig ? 'Write the new content' : 'Write the new value where it begins',
      actions: [...writes.flatMap((write) => [...write.before, ...write.write]), ...pairActions(input)],
      rollback: undo,
    },
    ...(forced.length === 0 ? [] : [{
      title: 'Update every copy', actions: forced, rollback: back(', and this step again'),
    }]),
    ...(restarts.length === 0 ? [] : [{
      title: 'Replace the pods that see it only when they start',
      actions: restartActions(input),
      rollback: back(', then this step again'),
    }]),
    waitStep(input),
    ...(isConfig ? [] : [revokeStep(input)]),
    ...cleanUpStep(input, writes),
  ];
}

/** What a pair of credentials needs: the old value beside the new one, in the same change. */
function pairActions({ previousKeys, sources, target }: OrderInput): PlanAction[] {
  const keys = joined(previousKeys.map((key) => `"${key}"`));
  return previousKeys.length === 0 ? [] : [{
    text: `${titleOf(target)} has the previous value too, in ${keys}. The old value has to be there with the same `
      + `change, so that clients log in with it where the new one is refused${sources.some(({ how }) => how === 'store')
        ? ': by its place or version in the store.' : '.'}`,
  }];
}

/** How a value is made valid beside the one that is in use. */
function besideStep(input: OrderInput): PlanStep {
  const { shape, servers, sources } = input;
  const overlap = OVERLAPS[shape];
  if (sources.some(({ how }) => how === 'lease')) {
    return {
      title: 'Make the new value valid beside the old one',
      actions: [
        {
          text: 'Nothing: each reader gets a credential that Vault makes for it, and the old one is valid until its '
            + 'lease ends.',
        },
      ],
      rollback: [{ text: 'Nothing.' }],
    };
  }
  return {
    title: 'Make the new value valid beside the old one',
    actions: [{ text: overlap.beside }, ...servers.map(serverAction)],
    rollback: [{ text: overlap.undo }],
  };
}

/** What a server of the manifest has to be told, which no Secret tells it. */
function serverAction({ product, reads, change, use }: FoundServer): PlanAction {
  const title = titleOf(use.user);
  return reads === 'first-start'
    ? {
      text:
          `${title} (${product}) reads its ${use.how === 'all-variables' ? 'variables' : use.place} only while its `
            + 'data is empty: ' +
          `neither a new value nor a restart changes anything in it. Change it in the server: ${change}.`,
    }
    : {
      text:
          `${title} (${product}) takes its ${use.how === 'all-variables' ? 'variables' : use.place} at each start. `
            + 'So that both values are ' +
          `valid meanwhile, do it in the running server: ${change}.`,
    };
}

function writesOf({ sources, target, isImmutable }: OrderInput): Write[] {
  if (isImmutable && sources.every(({ how }) => how === 'hand' || how === 'unknown')) {
    const title = titleOf(target);
    return [
      {
        before: [],
        write: [
          {
            text: `${title} is immutable: make one of another name with the new value, and name that `
              + 'one in every user.',
          },
        ],
        undo: [{ text: 'Name the old one in every user again.' }],
        cleanUp: [
          {
            text: 'Delete the old one.',
            commands: [
              'kubectl delete '
                + `${shellWord(`${target.kind.toLowerCase()}/${target.name}`)}${inNamespace(target.namespace)}`,
            ],
          },
        ],
      },
    ];
  }
  const seen = new Set<string>();
  return sources.filter(({ how, place, by }) => {
    const id = `${how} ${place ?? by?.name ?? ''}`;
    return !seen.has(id) && seen.add(id) !== undefined;
  }).map((source) => writeOf(source, target));
}

/** What has the makers of copies look now, in the order in which the value goes through them. */
export function forcedRefreshes({ carriers: { objects, places }, sources, target }: OrderInput): PlanAction[] {
  const generated = sources.filter(({ isGenerated }) => isGenerated).flatMap(({ resource, refresh }) =>
    (resource === undefined || refresh === undefined ? [] : forceAction({ by: resource, refresh }, [titleOf(target)])));
  const hops = new Map<Resource, { readonly hop: Hop; readonly made: string[] }>();
  for (const { via, what } of [
    ...objects.map((carrier) => ({ via: carrier.via, what: titleOf(carrier) })),
    ...places.map((place) => ({ via: place.via, what: place.location.written })),
  ]) {
    if (via !== undefined) {
      const known = hops.get(via.by) ?? { hop: via, made: [] };
      hops.set(via.by, known);
      known.made.push(what);
    }
  }
  return [...generated, ...[...hops.values()].flatMap(({ hop, made }) => forceAction(hop, made))];
}

export function forceAction({ by, refresh }: Hop, made: readonly string[]): PlanAction[] {
  const object = planObject(by);
  const title = titleOf(object);
  const where = inNamespace(by.namespace);
  const word = shellWord(`${by.kind.toLowerCase()}.${by.group}/${by.name}`);
  const waits =
    refresh.when === 'within'
      ? `would follow within ${secondsInWords(refresh.seconds!)}`
      : refresh.when === 'at-once'
        ? 'follows at once'
        : refresh.when === 'once' || refresh.when === 'on-change'
          ? 'does not follow on its own'
          : 'follows at a time that is not known';
  const text = `${joined(made)} ${waits}: ${title} ${refresh.because}.`;
  switch (refresh.force) {
    case 'annotate': {
      const annotation = by.kind === 'ClusterExternalSecret' ? 'external-secrets.io/force-sync' : 'force-sync';
      return [{ text, commands: [`kubectl annotate ${word}${where} ${annotation}="$(date +%s)" --overwrite`] }];
    }
    case 'delete-secret':
      return [{
        text: `${text} It makes a Secret again that is deleted; pods that start in between wait for it.`,
        commands: made.map((name) => `kubectl delete ${shellWord(objectWord(name))}${where}`),
      }];
    case 'create-again':
      return [{ text: `${text} Delete it and create it again, which has it read once more.` }];
    case 'restart':
      return [{ text: `${text} A new pod has it at once.` }];
    default:
      return refresh.when === 'at-once' || refresh.when === 'lifetime' ? [] : [{ text }];
  }
}

/** `Secret shop/db` as kubectl takes it: `secret/db`. */
function objectWord(title: string): string {
  const [kind, name] = title.split(' ');
  return `${kind.toLowerCase()}/${(name ?? '').split('/').at(-1)!}`;
}

/** Pods of the second of the change prove nothing to `rotate wait`, which sees whole seconds. */
const PAUSE: PlanAction = {
  text: 'Restart no sooner than two seconds after the change: the API server writes times in whole seconds, so '
    + 'which value a pod has that was created in the second of the change is not known.',
  commands: ['sleep 2'],
};

/** Servers of the manifest that take it at a start come last: their clients have both values by then. */
export function restartActions({ restarts, servers }: Pick<OrderInput, 'restarts' | 'servers'>): PlanAction[] {
  const server = (restart: PlanRestart) => servers.find(({ use }) => titleOf(use.user) === titleOf(restart.workload));
  const ordered = [
    ...restarts.filter((each) => server(each) === undefined),
    ...restarts.filter((each) => server(each) !== undefined),
  ];
  const actions = ordered.map((restart): PlanAction => {
    const title = titleOf(restart.workload);
    const end = server(restart);
    const first =
      end?.reads === 'first-start'
        ? `${title} is the server: it needs no restart for this, and its pods have the old text in their `
          + 'environment until they are new.'
        : restart.automatic === undefined
          ? `${title}.`
          : `${title} is restarted by ${restart.automatic}: see that it was.`;
    return {
      text: `${first} ${restart.text}`,
      ...(restart.commands.length === 0 ? {} : { commands: restart.commands }),
    };
  });
  return actions.some(({ commands }) => commands !== undefined) ? [PAUSE, ...actions] : actions;
}

/** What waits until no container can have an old value. */
export function waitAction({ target, sources }: Pick<OrderInput, 'target' | 'sources'>): PlanAction {
  const { kind, name, namespace, key } = target;
  const where = inNamespace(namespace);
  const word = kind === 'store path'
    ? `store:${name}${key === undefined ? '' : `#${key}`}`
    : `${kind === 'ConfigMap' ? 'configmap:' : ''}${name}${key === undefined ? '' : `/${key}`}`;
  const isStored = kind === 'store path' || sources.some(({ how }) => STORED.includes(how));
  const since = isStored ? ' --since "$CHANGED"' : '';
  return {
    text: 'It ends with 0 only when no running container can have the old value. Until then it names those that may '
      + 'have it, since when, and the command that ends it.'
      + (isStored ? ' CHANGED is a time just before the value was written, such as 2026-05-02T10:00:00Z.' : ''),
    commands: [`strongbox rotate wait ${shellWord(word)}${where}${since}`],
  };
}

/** Sources whose change no object of the cluster tells. */
const STORED: readonly FoundSource['how'][] = ['store', 'lease'];

function waitStep(input: OrderInput): PlanStep {
  return {
    title: 'Wait until no process can have the old value',
    actions: [
      waitAction(input),
      ...(input.uses.every(({ use }) => use.seen.when !== 'within')
        ? []
        : [
          {
            text:
                'It sees files, and not what a process has read of them: it ends with 3 for a container of which '
                  + 'nobody declared that it reads them again (annotation cdk8s-strongbox/reload). Look at the service '
                  + 'itself before you go on: logins of the old user, a metric or a log line of its reload.',
          },
        ]),
    ],
    rollback: [{ text: 'As in the step that writes the new value, and all steps after it again.' }],
  };
}

function revokeStep({ shape, sources }: OrderInput): PlanStep {
  const overlap: Overlap = OVERLAPS[shape];
  const leases = sources.filter(({ how }) => how === 'lease');
  return {
    title: 'Revoke the old value',
    actions: leases.length > 0 ? leases.map(leaseAction) : [{ text: overlap.revoke }],
    rollback:
      leases.length > 0
        ? [{ text: 'Nothing brings back a lease: its reader fetches a new one.' }]
        : [{ text: overlap.restore }],
  };
}

/** Ends leases. All leases of a path end, those of readers that have fetched the new one too, unless one is named. */
export function leaseAction({ location, place }: FoundSource): PlanAction {
  return {
    text: `Let the old leases of ${place} end, or revoke each old one by its id. With -prefix all of them end, the `
      + 'new ones too.',
    ...(location === undefined ? {} : {
      commands: [`vault list ${shellWord(`sys/leases/lookup/${location.path}`)}`, 'vault lease revoke LEASE_ID'],
    }),
  };
}

function cleanUpStep({ target, hasLastApplied }: OrderInput, writes: readonly Write[]): PlanStep[] {
  const object = `${target.kind.toLowerCase()}/${target.name}`;
  const actions = [
    ...writes.flatMap(({ cleanUp }) => cleanUp),
    ...(hasLastApplied
      ? [
        {
          text: 'The annotation of client-side apply keeps an old value: remove it, and apply with '
              + '--server-side from now on.',
          commands: [
            `kubectl annotate ${shellWord(object)}${inNamespace(target.namespace)} `
                + 'kubectl.kubernetes.io/last-applied-configuration-',
          ],
        },
      ]
      : []),
  ];
  return actions.length === 0
    ? []
    : [
      {
        title: 'Clean up',
        actions,
        rollback: [{ text: 'None: do this only when no rollback is needed any more.' }],
      },
    ];
}
