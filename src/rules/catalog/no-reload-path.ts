import { fixedSecretsOf } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { Restarters } from '../../manifest/restarters';
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
    const restarters = new Restarters(graph);
    for (const pod of graph.pods) {
      // What runs once reads the Secret again each time; nothing replaces a bare pod or a template.
      if (pod.kind.life !== 'kept') {
        continue;
      }
      for (const reference of fixedSecretsOf(graph, pod)) {
        if (restarters.of(pod, 'Secret', reference) === undefined) {
          yield violation(pod.resource, reference.pointer, `nothing restarts the pods of "${pod.resource.name}" when Secret "${reference.name}" changes`);
        }
      }
    }
  },
};
