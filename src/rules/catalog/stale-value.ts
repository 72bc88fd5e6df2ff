import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { Reference, ReferenceUse } from '../../manifest/references';
import { contentChangedAt, startsOf } from '../../manifest/running';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const staleValue: GraphRule = {
  id: 'stale-value',
  category: RuleCategory.USE,
  title: 'a running container holds a value from before its Secret or ConfigMap changed',
  rationale: 'An environment variable and a subPath mount are what the object held when the container started. The container goes on with '
    + 'the old value until it is restarted, which is noticed when the old credential is revoked. Only objects read back from a cluster '
    + 'tell: the pod has to have its status, the object its managed fields. These say when the owner of the content last wrote to the '
    + 'object, so a change of a label by the same owner looks like one of the content.',
  remediation: 'Restart the workload (kubectl rollout restart), and mount the object as a whole directory so that the next change needs no restart.',
  level: RuleLevel.WARNING,
  ofWhatRuns: true,
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, mounted Secrets are updated automatically', 'concepts/configuration/secret/#mounted-secrets-are-updated-automatically'),
    kubernetes('Server-Side Apply, field management', 'reference/using-api/server-side-apply/#field-management'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const starts = startsOf(pod);
      if (starts.size > 0) {
        yield* staleIn(graph, pod, starts);
      }
    }
  },
};

function* staleIn(graph: Graph, pod: Pod, starts: ReadonlyMap<string, number>): Generator<Violation> {
  for (const reference of graph.referencesOf(pod)) {
    for (const { container, pointer } of fixedAtStart(reference)) {
      const started = starts.get(container);
      const changed = started === undefined ? undefined : changeOf(graph, reference);
      if (started !== undefined && changed !== undefined && changed > started) {
        yield violation(pod.resource, pointer,
          `container ${JSON.stringify(container)} started at ${textOf(started)} and has ${reference.kind} "${reference.name}" as it was then; it changed at ${textOf(changed)}`);
      }
    }
  }
}

/** The containers that see a reference as it was when they started, and where that is said. */
function fixedAtStart({ use, container, pointer, mounts }: Reference): { readonly container: string; readonly pointer: string }[] {
  if (container !== undefined && (use === ReferenceUse.ENV || use === ReferenceUse.ENV_FROM)) {
    return [{ container: container.name, pointer }];
  }
  return mounts.filter(({ bySubPath }) => bySubPath).map((mount) => ({ container: mount.container.name, pointer: mount.pointer }));
}

function changeOf(graph: Graph, { kind, namespace, name, keys }: Reference): number | undefined {
  const [target] = graph.find(kind, namespace, name);
  return target?.resource === undefined ? undefined : contentChangedAt(target.resource, keys);
}

function textOf(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
