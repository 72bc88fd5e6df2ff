import { copiesIn, diskOf } from '../../manifest/copies';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const secretCopiedToDisk: GraphRule = {
  id: 'secret-copied-to-disk',
  category: RuleCategory.USE,
  title: 'an init container copies a Secret to a disk',
  rationale:
    'The kubelet keeps the files of a Secret in memory. A copy in an emptyDir lies on the disk of the node, and ' +
    'a copy in a persistent volume outlives the pod: anyone who gets the disk, a snapshot or a backup of it has the ' +
    'Secret. A copy is found where variables are read from files of the volume (fileKeyRef), and where a command of ' +
    'the init container (cp, cat, sed, echo and the like) names both.',
  remediation:
    'Set medium: Memory on the emptyDir, and a sizeLimit. Better, let the program read the files of the ' +
    'Secret where they are: a copy is also never updated.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    kubernetes('Volumes, emptyDir', 'concepts/storage/volumes/#emptydir'),
    kubernetes('Secrets, information security', 'concepts/configuration/secret/#information-security-for-secrets'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const found = new Set<string>();
      for (const { volume, by, reference } of copiesIn(graph, pod)) {
        const disk = reference.kind === 'Secret' ? diskOf(volume) : undefined;
        const message = `volume "${volume.name}": init container "${by.name}" copies Secret "${reference.name}" into `
          + `it, and it is ${disk}`;
        if (disk !== undefined && !found.has(message)) {
          found.add(message);
          yield violation(pod.resource, volume.pointer, message);
        }
      }
    }
  },
};
