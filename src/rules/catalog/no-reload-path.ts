import { checksumAnnotationOf, ENCRYPTED_SECRETS } from '../../facts/restarts';
import { fixedSecretsOf } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { Pod } from '../../manifest/pod';
import { fieldsOf } from '../../manifest/read';
import { Reference } from '../../manifest/references';
import { Restarters } from '../../manifest/restarters';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const noReloadPath: GraphRule = {
  id: 'no-reload-path',
  category: RuleCategory.USE,
  title: 'nothing brings a changed Secret to the process',
  rationale:
    'The pods see the Secret only when they start, and nothing restarts them when it changes. After a ' +
    'rotation every process keeps the old credential, and fails when that credential is revoked. A checksum in the ' +
    'pod template cannot follow a Secret whose value a controller writes: the manifest stays the same. Not reported ' +
    'are immutable Secrets and names that end in a hash of kustomize: another value is another name.',
  remediation:
    'Mount the Secret as a directory and reload it in the process, restart the workload with Stakater ' +
    'Reloader or, where the value is in the manifest, with an annotation that holds a checksum, or let '
      + 'the name of an ' +
    'immutable Secret change with its content.',
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
      for (const reference of pod.kind.life === 'kept' ? fixedSecretsOf(graph, pod) : []) {
        if (restarters.of(pod, 'Secret', reference) === undefined) {
          yield violation(pod.resource, reference.pointer, messageFor(graph, pod, reference));
        }
      }
    }
  },
};

function messageFor(graph: Graph, pod: Pod, { namespace, name }: Reference): string {
  const nothing = `nothing restarts the pods of "${pod.resource.name}" when Secret "${name}" changes`;
  const checksum = checksumAnnotationOf(fieldsOf(pod.metadata.annotations));
  const maker = graph.find('Secret', namespace, name).find(({ production }) => production !== undefined)
    ?.production?.by;
  if (checksum === undefined || maker === undefined) {
    return nothing;
  }
  const by = `${maker.kind} "${maker.name}"`;
  return ENCRYPTED_SECRETS.includes(`${maker.group}/${maker.kind}`)
    ? `annotation "${checksum}" restarts the pods of "${pod.resource.name}" when the manifest changes, which is before `
      + `${by} is decrypted: the new pods may get the old value of Secret "${name}"`
    : `${nothing}: annotation "${checksum}" is computed from the manifest, and the value comes by ${by}`;
}
