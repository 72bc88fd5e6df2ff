import { reloaderAutomatic, reloaderNames } from '../../facts/restarts';
import { workloadKind } from '../../facts/workload-kinds';
import { fixedSecretsOf } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { restartTargetsOf } from '../../manifest/producers';
import { at, fieldsOf, textAt, textOf } from '../../manifest/read';
import { Reference } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const noReloadPath: GraphRule = {
  id: 'no-reload-path',
  category: RuleCategory.USE,
  title: 'nothing brings a changed Secret to the process',
  rationale: 'The pods see the Secret only when they start, and nothing restarts them when it changes. After a '
    + 'rotation every process keeps the old credential, and fails when that credential is revoked.',
  remediation: 'Mount the Secret as a directory and reload it in the process, restart the workload with Stakater '
    + 'Reloader or with an annotation that holds a checksum, or let the name of an immutable Secret change with its '
    + 'content.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'A manifest does not show a restart that a person or a pipeline does.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, using them as files', 'concepts/configuration/secret/#using-secrets-as-files-from-a-pod'),
    { title: 'Stakater Reloader', url: 'https://github.com/stakater/Reloader' },
  ],
  * check(graph: Graph): Iterable<Violation> {
    const rollouts = rolloutsByWorkload(graph);
    for (const pod of graph.pods) {
      // What runs once reads the Secret again each time; nothing replaces a bare pod or a template.
      if (pod.kind.life !== 'kept' || restartsByAnnotation(pod)) {
        continue;
      }
      for (const reference of fixedSecretsOf(graph, pod)) {
        if (!isReached(graph, pod, reference, rollouts)) {
          yield violation(pod.resource, reference.pointer, `nothing restarts the pods of "${pod.resource.name}" when Secret "${reference.name}" changes`);
        }
      }
    }
  },
};

/** Whether an annotation restarts the workload at a change of any Secret, or holds a checksum of what it reads. */
function restartsByAnnotation({ resource, metadata }: Pod): boolean {
  const own = fieldsOf(resource.object.metadata.annotations);
  const template = fieldsOf(metadata.annotations);
  return [own, template].some((annotations) => reloaderAutomatic('secret').some((name) => annotations[name] === 'true'))
    || Object.keys(template).some((name) => /checksum|(?:^|[-./])(?:sha|hash)/i.test(name));
}

type Rollouts = ReadonlyMap<string, readonly string[]>;

function isReached(graph: Graph, pod: Pod, reference: Reference, rollouts: Rollouts): boolean {
  const annotations = [pod.resource.object.metadata.annotations, pod.metadata.annotations].map(fieldsOf);
  const named = annotations.flatMap((map) => textAt(map, reloaderNames('secret')).split(','));
  if (named.some((name) => name.trim() === reference.name)) {
    return true;
  }
  const { namespace, kind, name } = pod.resource;
  const target = pod.kind.restartTarget;
  const own = target === undefined ? [] : [`${target}/${name}`];
  const workloads = [...own, ...rollouts.get(`${namespace}/${kind}/${name}`) ?? []];
  return graph.find('Secret', reference.namespace, reference.name).some(({ resource, production }) =>
    resource?.object.immutable === true
    || (production !== undefined && restartTargetsOf(production.by).some((each) => workloads.includes(each))));
}

/** Rollouts that take their template from a workload, by that workload, as restart targets of operators. */
function rolloutsByWorkload(graph: Graph): Map<string, string[]> {
  const target = workloadKind('argoproj.io', 'Rollout')?.restartTarget;
  const found = new Map<string, string[]>();
  for (const { object, namespace, name } of graph.ofKind('argoproj.io', 'Rollout')) {
    const workload = fieldsOf(at(object, 'spec', 'workloadRef'));
    const key = `${namespace}/${textOf(workload.kind)}/${textOf(workload.name)}`;
    const names = found.get(key) ?? [];
    found.set(key, names);
    names.push(`${target}/${name}`);
  }
  return found;
}
