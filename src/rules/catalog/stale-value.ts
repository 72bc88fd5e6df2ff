import { isSyncedByDriver } from '../../facts/driver-mounts';
import { holdsSinceStart, provenFrom, ReadOnce } from '../../facts/holding';
import { LONGEST_SYNC_SECONDS } from '../../facts/updates';
import { copiesIn } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { fieldsOf } from '../../manifest/read';
import { isVariable, Reference, staticMountsOf } from '../../manifest/references';
import { contentChangedAt, createdAt, initStartsOf, startsOf } from '../../manifest/running';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

/** The kubelet with its defaults. */
const BOUNDS = { syncSeconds: LONGEST_SYNC_SECONDS };

export const staleValue: GraphRule = {
  id: 'stale-value',
  category: RuleCategory.USE,
  title: 'a running container holds a value from before its Secret or ConfigMap changed',
  rationale: 'An environment variable and a subPath mount hold what the object held when the container started, and a '
    + 'copy that an init container made holds what the object held when that one ran. The container keeps the old '
    + 'value until it is replaced, which is noticed when the old credential is revoked. A container that restarts '
    + 'in a pod from before the change gets its files by subPath from the volume of the pod, which the kubelet may '
    + 'not have synced yet: a start soon after the change proves nothing, and it is reported too. Only objects '
    + 'read from a cluster show this: the pod needs its status, the object its managed fields. Those record when '
    + 'the owner of the content last wrote to the object, so a change of a label by the same owner looks like a '
    + 'change of the content. The Secrets Store CSI driver writes its copies again every few minutes, so nothing is '
    + 'reported of these.',
  remediation: 'Restart the workload (kubectl rollout restart), which makes new pods, and mount the object as a '
    + 'whole directory so that the next change needs no restart.',
  level: RuleLevel.WARNING,
  ofWhatRuns: true,
  levelReason: 'The old value may still be valid.',
  since: FIRST_VERSION,
  references: [
    kubernetes(
      'Secrets, mounted Secrets are updated automatically',
      'concepts/configuration/secret/#mounted-secrets-are-updated-automatically',
    ),
    kubernetes('Server-Side Apply, field management', 'reference/using-api/server-side-apply/#field-management'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const starts = startsOf(pod);
      if (starts.size > 0) {
        const podCreated = createdAt(pod.resource);
        for (const view of [...viewsAtStart(graph, pod, starts), ...viewsOfCopies(graph, pod, starts)]) {
          const changed = changeOf(graph, view.reference);
          const answer = changed === undefined
            ? 'no' : holdsSinceStart(view.way, { ...view, podCreated }, changed, BOUNDS);
          // A variable is read a moment before its container starts: only a start from before the change is reported.
          const isReported = answer === 'yes'
            || (answer === 'unknown' && isFile(view.reference) && !isAsOldAs(graph, view.reference, podCreated));
          if (isReported) {
            yield violation(pod.resource, view.pointer, message(view, changed!, answer === 'yes'));
          }
        }
      }
    }
  },
};

/** What a container saw once, and does not see again. */
interface View {
  readonly reference: Reference;
  readonly container: string;
  readonly pointer: string;

  /** When it was seen. */
  readonly started: number;
  readonly way: ReadOnce;

  /** The init container that took a copy then. */
  readonly copiedBy?: string;
}

function* viewsAtStart(graph: Graph, pod: Pod, starts: ReadonlyMap<string, number>): Generator<View> {
  for (const reference of graph.referencesOf(pod)) {
    const way = isFile(reference) ? 'sub-path' : 'variable';
    const seen = isFile(reference) ? staticMountsOf(reference) : [reference];
    for (const { container, pointer } of seen) {
      const started = starts.get(container?.name ?? '');
      if (container !== undefined && started !== undefined) {
        yield { reference, container: container.name, pointer, started, way };
      }
    }
  }
}

function* viewsOfCopies(graph: Graph, pod: Pod, starts: ReadonlyMap<string, number>): Generator<View> {
  const copied = initStartsOf(pod);
  for (const { reference, by, readers } of copied.size === 0 ? [] : copiesIn(graph, pod)) {
    const started = copied.get(by.name);
    for (const { container, pointer } of started === undefined ? [] : readers) {
      if (starts.has(container.name)) {
        const way = isFile(reference) ? 'copy' : 'variable';
        yield { reference, container: container.name, pointer, started: started!, way, copiedBy: by.name };
      }
    }
  }
}

function message({ reference, container, started, copiedBy }: View, changed: number, isCertain: boolean): string {
  const who = `container ${JSON.stringify(container)}`;
  const what = `${reference.kind} "${reference.name}"`;
  if (!isCertain) {
    return (
      `${who} started at ${textOf(started)} and may have ${what} as it was before it changed at ${textOf(changed)}: ` +
      `a start in a pod from before the change proves the new content only after ${textOf(provenFrom(changed, BOUNDS))}`
    );
  }
  return copiedBy === undefined
    ? `${who} started at ${textOf(started)} and has ${what} as it was then; it changed at ${textOf(changed)}`
    : `${who} has ${what} as init container ${JSON.stringify(copiedBy)} copied it at ${textOf(started)}; `
      + `it changed at ${textOf(changed)}`;
}

function isFile(reference: Reference): boolean {
  return !isVariable(reference);
}

function changeOf(graph: Graph, { kind, namespace, name, keys }: Reference): number | undefined {
  const [target] = graph.find(kind, namespace, name);
  const resource = target?.resource;
  return resource === undefined || isSyncedByDriver(fieldsOf(resource.object.metadata.labels))
    ? undefined : contentChangedAt(resource, keys);
}

/** Whether an object was created in the second of a pod, and not changed since: apply writes both at once. */
function isAsOldAs(graph: Graph, reference: Reference, podCreated: number | undefined): boolean {
  const [target] = graph.find(reference.kind, reference.namespace, reference.name);
  return podCreated !== undefined && createdAt(target.resource!) === podCreated
    && changeOf(graph, reference) === podCreated;
}

function textOf(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
