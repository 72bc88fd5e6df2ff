import { RotationIndex, selectorText, selectsLabels } from './lookups';
import { inNamespace, planObject } from './names';
import { PlanRestart } from './plan';
import { FoundUse } from './users';
import { DEPLOYMENT_UPDATE, ON_DELETE, restartWayOf } from '../facts/restart-ways';
import { ON_EVERY_NODE } from '../facts/restarts';
import { Pod } from '../manifest/pod';
import { at, textAt } from '../manifest/read';
import { replicasOf } from '../manifest/replicas';
import { identityOf } from '../manifest/resource';
import { allAtOnce, leavesNone } from '../manifest/rollouts';
import { shellWord } from '../redaction/shell-word';

/** How long `kubectl rollout status` waits. */
const PATIENCE = '10m';

/** The workloads that go on with the old value until their pods are new, each once, in the order of their uses. */
export function restartsOf(index: RotationIndex, uses: readonly FoundUse[]): PlanRestart[] {
  const fixed = new Map<string, FoundUse[]>();
  for (const found of uses) {
    const { pod, use } = found;
    if (pod !== undefined && (use.seen.when === 'start' || use.seen.when === 'new-pod' || isOfRun(found))) {
      const id = identityOf(pod.resource) ?? `${fixed.size}`;
      const known = fixed.get(id) ?? [];
      fixed.set(id, known);
      known.push(found);
    }
  }
  return [...fixed.values()].map((found) => restartOf(index, found[0].pod!, found));
}

/** Whether a use is a live file of a run: the next run reads it, whatever a program does with changed files. */
export function isOfRun({ pod, use }: FoundUse): boolean {
  return pod !== undefined && use.container !== undefined && use.seen.when === 'within'
    && restartWayOf(pod.kind) === 'next-run';
}

function restartOf(index: RotationIndex, pod: Pod, found: readonly FoundUse[]): PlanRestart {
  const { pace, text } = found.every(isOfRun)
    ? {
      pace: 'alone' as const,
      text: 'A run that has begun may keep the old value until it ends; the next one reads the new file.',
    }
    : paceOf(index, pod);
  const automatic = found.map(({ use }) => use.restartedBy).find((each) => each !== undefined);
  const budget = budgetOf(index, pod);
  return {
    workload: planObject(pod.resource),
    text: [text, budget].filter((sentence) => sentence !== undefined).join(' '),
    pace,
    ...(automatic === undefined ? {} : { automatic }),
    commands: commandsOf(pod),
  };
}

/** How the pods are replaced, as data and in a sentence. */
function paceOf(index: RotationIndex, pod: Pod): Pick<PlanRestart, 'pace' | 'text'> {
  const { kind, resource: { object } } = pod;
  const way = restartWayOf(kind);
  const pods = replicasOf(index.graph, pod);
  if (way === 'next-run') {
    return {
      pace: 'alone',
      text: 'A run that has begun keeps the old value until it ends; the next one has the new value.',
    };
  }
  if (way === 'delete') {
    return {
      pace: 'unknown',
      text: 'Nobody replaces its pods: delete them one at a time, and create again what nothing makes again.',
    };
  }
  if (kind.life === 'template') {
    return { pace: 'unknown', text: 'It is a template: what was started from it keeps the old value until it ends.' };
  }
  if (textAt(object, 'spec', 'updateStrategy', 'type') === ON_DELETE) {
    return {
      pace: 'unknown',
      text: 'Its update strategy is OnDelete: a restart replaces no pod; delete the pods one at a time.',
    };
  }
  if (kind.allAtOnce === undefined) {
    return { pace: 'unknown', text: 'How its pods are replaced is up to its controller.' };
  }
  if (allAtOnce(index.graph, pod) !== undefined) {
    return {
      pace: 'together',
      text: `All its pods${amountText(pods)} are replaced at the same moment: nothing serves until they have started.`,
    };
  }
  if (pods <= 1) {
    return {
      pace: 'alone',
      text: pods === 0 ? 'It has no pods now.'
        : leavesNone(index.graph, pod) !== undefined ? 'It has one pod, which is gone before the new one starts.'
          : 'It has one pod, and the new one starts before it is gone.',
    };
  }
  return { pace: 'steps', text: `Its pods${amountText(pods)} are replaced in steps${strategyText(pod)}.` };
}

function amountText(pods: number): string {
  return pods === ON_EVERY_NODE ? ' (one on each node)' : ` (${pods})`;
}

function strategyText({ kind, resource: { object } }: Pod): string {
  const defaults = kind.kind === 'Deployment' ? DEPLOYMENT_UPDATE : undefined;
  const amounts = kind
    .allAtOnce!.amounts.map(({ way }) => {
    const field = way.split('.').at(-1)!;
    const value = at(object, ...way.split('.')) ?? defaults?.[field as keyof typeof DEPLOYMENT_UPDATE];
    return typeof value === 'number' || (typeof value === 'string' && /^\d+%?$/.test(value))
      ? `${field} ${value}`
      : undefined;
  })
    .filter((text) => text !== undefined);
  return amounts.length === 0 ? '' : ` (${amounts.join(', ')})`;
}

/** A budget limits evictions, and a rollout evicts nothing. */
function budgetOf(index: RotationIndex, { resource, metadata }: Pod): string | undefined {
  const budget = index
    .budgetsIn(resource.namespace)
    .find(({ object }) => selectsLabels(at(object, 'spec', 'selector'), metadata.labels));
  if (budget === undefined) {
    return undefined;
  }
  const [field, amount] = ['maxUnavailable', 'minAvailable'].map((name) => [name, at(budget.object, 'spec', name)])
    .find(([, value]) => value !== undefined) ?? ['no limit', ''];
  const limit = typeof amount === 'number' || typeof amount === 'string' ? ` ${amount}` : '';
  return `PodDisruptionBudget ${budget.name} (${String(field)}${limit}) limits evictions and not rollouts: `
    + 'keep the amounts of the update strategy within it.';
}

/** What replaces the pods and waits for it. */
export function commandsOf(pod: Pod): string[] {
  const { kind, resource: { object, name, namespace, group } } = pod;
  const where = inNamespace(namespace);
  const target = `${group === '' || group === 'apps' ? kind.kind.toLowerCase() : `${kind.resource}.${group}`}/${name}`;
  const word = shellWord(target);
  const labels = selectorText(at(object, 'spec', 'selector'));
  if (textAt(object, 'spec', 'updateStrategy', 'type') === ON_DELETE && labels !== undefined) {
    return onePodAtATime(labels, where);
  }
  switch (restartWayOf(kind)) {
    case 'rollout':
      return [
        ...(at(object, 'spec', 'paused') === true ? [`kubectl rollout resume ${word}${where}`] : []),
        `kubectl rollout restart ${word}${where}`,
        `kubectl rollout status ${word}${where} --timeout=${PATIENCE}`,
      ];
    case 'restart-at':
      return [
        `kubectl patch ${word}${where} --type merge -p "{\\"spec\\":{\\"restartAt\\":\\"$(date -u `
          + '+%Y-%m-%dT%H:%M:%SZ)\\"}}"',
        `kubectl argo rollouts status ${shellWord(name)}${where} --timeout ${PATIENCE}`,
      ];
    case 'rollout-latest':
      return [
        `oc rollout latest ${shellWord(`dc/${name}`)}${where}`,
        `oc rollout status ${shellWord(`dc/${name}`)}${where}`,
      ];
    case 'template':
      return [`kubectl patch ${word}${where} --type merge -p ${templatePatch(pod)}`];
    case 'delete':
      return labels === undefined ? [`kubectl delete ${word}${where}`] : onePodAtATime(labels, where);
    case 'next-run':
    case 'unknown':
      return [];
  }
}

/** Deletes one pod after the other, each once the one before has its successor. */
function onePodAtATime(labels: string, where: string): string[] {
  const selected = `pods${where} -l ${shellWord(labels)}`;
  return [
    `for pod in $(kubectl get ${selected} -o name); do kubectl delete "$pod"${where} && `
    + `sleep 5 && kubectl wait ${selected} --for=condition=Ready --timeout=${PATIENCE} || break; done`,
  ];
}

/** A patch that changes an annotation of the template, in double quotes, with the time that the shell puts in. */
function templatePatch({ place }: Pod): string {
  const metadata = { metadata: { annotations: { 'cdk8s-strongbox/restarted': 'TIME' } } };
  const patch = place.way.split('.').reverse().reduce<object>((inner, field) => ({ [field]: inner }), metadata);
  return `"${JSON.stringify(patch).replaceAll('"', '\\"').replace('TIME', '$(date +%s)')}"`;
}
