import { declaredReload, RELOAD_ANNOTATION } from '../../facts/reload-declarations';
import { Graph } from '../../manifest/graph';
import { fieldsOf } from '../../manifest/read';
import { isStatic, Reference, ReferenceUse } from '../../manifest/references';
import { Restarters } from '../../manifest/restarters';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION } from '../sources';

/** What makes certificates that it renews without anybody. */
const RENEWING: ReadonlySet<string> = new Set(['Certificate', 'Ingress', 'Gateway', 'Service', 'VaultPKISecret']);

export const certificateReloadUndeclared: GraphRule = {
  id: 'certificate-reload-undeclared',
  category: RuleCategory.USE,
  title: 'nothing says how a renewed certificate reaches the process',
  rationale:
    'A controller renews the certificate without anybody, and the kubelet writes the new files. Many programs read a '
    + 'certificate once, when they start: they show the old one until it ends, weeks after the renewal. Nothing in the '
    + 'manifest restarts the pods, and nothing declares that the program reads the files again.',
  remediation:
    `Annotate the workload with ${RELOAD_ANNOTATION}: in-process if the program watches its files, or restart it when `
    + 'the Secret changes, for example with Stakater Reloader. RotatingVolumeMount writes the annotation.',
  level: RuleLevel.NOTE,
  recommended: 'off',
  levelReason: 'Many programs do read their certificates again, and no manifest shows it.',
  since: FIRST_VERSION,
  references: [
    { title: 'cert-manager, Certificate resource', url: 'https://cert-manager.io/docs/usage/certificate/' },
  ],
  * check(graph: Graph): Iterable<Violation> {
    const restarters = new Restarters(graph);
    for (const pod of graph.pods.filter(({ kind }) => kind.life === 'kept')) {
      const places = [fieldsOf(pod.resource.object.metadata.annotations), fieldsOf(pod.metadata.annotations)];
      for (const reference of graph.secretsOf(pod).filter(isLiveFile)) {
        const maker = graph.find('Secret', reference.namespace, reference.name)
          .find(({ production }) => production !== undefined && RENEWING.has(production.by.kind))?.production?.by;
        if (maker !== undefined && restarters.of(pod, 'Secret', reference) === undefined
          && declaredReload(places, 'Secret', reference.name) === undefined) {
          yield violation(pod.resource, reference.pointer, `mounts Secret ${JSON.stringify(reference.name)}, whose `
            + `certificate ${maker.kind} ${JSON.stringify(maker.name)} renews, and nothing says that the program reads `
            + 'it again or is restarted');
        }
      }
    }
  },
};

function isLiveFile(reference: Reference): boolean {
  return (reference.use === ReferenceUse.VOLUME || reference.use === ReferenceUse.PROJECTED)
    && reference.mounts.length > 0 && !isStatic(reference);
}
