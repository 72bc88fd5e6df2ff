import { Graph } from '../../manifest/graph';
import { mappingsOf } from '../../manifest/read';
import { isSecretsStore, providerClassIn, Reference } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, secretsStore } from '../sources';

export const csiSyncWithoutMount: GraphRule = {
  id: 'csi-sync-without-mount',
  category: RuleCategory.USE,
  title: 'a pod uses a synced Secret whose SecretProviderClass it does not mount',
  rationale:
    'The Secrets Store CSI driver writes the native copy of a secret only after a pod has mounted the class, and '
      + 'deletes it ' +
    'with the last pod that does. A pod that does not mount it starts only while some other pod happens to, and '
      + 'never first.',
  remediation:
    'Mount the SecretProviderClass as a CSI volume in the same pod, or read the files of that volume '
      + 'and drop the copy.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'Another pod may mount the class, and the Secret exists as long as that pod runs.',
  since: FIRST_VERSION,
  references: [secretsStore('sync as Kubernetes Secret', 'topics/sync-as-kubernetes-secret')],
  * check(graph: Graph): Iterable<Violation> {
    for (const reference of graph.references) {
      const providerClass = unmountedClass(graph, reference);
      if (providerClass !== undefined) {
        yield violation(
          reference.from,
          reference.pointer,
          `Secret "${reference.name}" exists only while a pod mounts SecretProviderClass "${providerClass}", and `
            + 'this one does not',
        );
      }
    }
  },
};

function unmountedClass(graph: Graph, { pod, kind, namespace, name, optional }: Reference): string | undefined {
  if (pod === undefined || kind !== 'Secret' || optional) {
    return undefined;
  }
  const targets = graph.find('Secret', namespace, name);
  const classes = targets.map((target) => target.production?.by).filter((by) => by?.kind === 'SecretProviderClass');
  if (classes.length === 0 || classes.length < targets.length) {
    return undefined;
  }
  const mounted = [...mappingsOf(pod.spec.volumes)].filter(([volume]) => isSecretsStore(volume))
    .map(([volume]) => providerClassIn(volume));
  // A class that is made elsewhere may copy to the Secret too.
  const unknown = mounted.some((each) => graph.find('SecretProviderClass', pod.resource.namespace, each).length === 0);
  return unknown || classes.some((by) => mounted.includes(by!.name)) ? undefined : classes[0]!.name;
}
