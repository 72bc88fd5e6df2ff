import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pods';
import { restartTargetsOf } from '../../manifest/producers';
import { fieldsOf, textAt } from '../../manifest/read';
import { isStatic, Reference } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const noReloadPath: GraphRule = {
  id: 'no-reload-path',
  category: RuleCategory.USE,
  title: 'nothing brings a changed Secret to the process',
  rationale: 'The pods read a Secret where they only see it when they start, and nothing restarts them when it changes. A rotation '
    + 'then looks done in the cluster, while every process goes on with the old credential until it is revoked.',
  remediation: 'Mount the Secret as a directory and reload it in the process, restart the workload by Stakater Reloader or by an '
    + 'annotation with a checksum, or let the name of an immutable Secret change with its content.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets, using them as files', 'concepts/configuration/secret/#using-secrets-as-files-from-a-pod'),
    { title: 'Stakater Reloader', url: 'https://github.com/stakater/Reloader' },
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      if (runsOnce(pod) || restartsByAnnotation(pod)) {
        continue;
      }
      for (const reference of graph.secretsOf(pod)) {
        if (isStatic(reference) && !isReached(graph, pod, reference)) {
          yield violation(pod.resource, reference.pointer, `nothing restarts the pods of "${pod.resource.name}" when Secret "${reference.name}" changes`);
        }
      }
    }
  },
};

/** The pods of a job start anew each time; a bare pod and a template have nobody who would replace them. */
function runsOnce({ resource }: Pod): boolean {
  return !['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'].includes(resource.kind);
}

const RELOADER = 'reloader.stakater.com/';

/** Whether the workload says that a change of any Secret restarts it, or carries a checksum of what it reads. */
function restartsByAnnotation({ resource, metadata }: Pod): boolean {
  const own = fieldsOf(resource.object.metadata.annotations);
  const template = fieldsOf(metadata.annotations);
  return [own, template].some((annotations) => ['auto', 'search'].some((word) => annotations[RELOADER + word] === 'true')
    || annotations[`secret.${RELOADER}auto`] === 'true')
    || Object.keys(template).some((name) => /checksum|(?:^|[-./])(?:sha|hash)/i.test(name));
}

function isReached(graph: Graph, pod: Pod, reference: Reference): boolean {
  const annotations = [pod.resource.object.metadata.annotations, pod.metadata.annotations].map(fieldsOf);
  const named = annotations.flatMap((map) => textAt(map, `secret.${RELOADER}reload`).split(',').map((name) => name.trim()));
  if (named.includes(reference.name)) {
    return true;
  }
  const kind = pod.resource.kind === 'Rollout' ? 'argo.Rollout' : pod.resource.kind;
  const workload = `${kind}/${pod.resource.name}`;
  return graph.find('Secret', reference.namespace, reference.name).some(({ resource, production }) =>
    resource?.object.immutable === true || (production !== undefined && restartTargetsOf(production.by).includes(workload)));
}
