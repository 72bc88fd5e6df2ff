import { isNamedByContent } from '../../facts/content-names';
import { isKeptJob } from '../../facts/kept-jobs';
import { Graph } from '../../manifest/graph';
import { at, textOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const jobCannotBeUpdated: GraphRule = {
  id: 'job-cannot-be-updated',
  category: RuleCategory.USE,
  title: 'a Job uses an object whose name changes with its content',
  rationale: 'The pod template of a Job cannot be changed. Where it names a ConfigMap or Secret whose name ends in a '
    + 'hash of its content, the next content makes another template under the same name of the Job, the API server '
    + 'answers "field is immutable", and the release stops. Not reported are Jobs that are deleted or replaced: with '
    + 'ttlSecondsAfterFinished, as a hook of Helm or Argo CD, with Replace or Force of Argo CD or Flux, and with a '
    + 'generated name or a hash in the name.',
  remediation: 'Let the name of the Job change with the content too, set ttlSecondsAfterFinished, or have the tool '
    + 'that applies the manifests replace the Job.',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [kubernetes('Jobs, pod template', 'concepts/workloads/controllers/job/#pod-template')],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      const { resource } = pod;
      const isJob = resource.group === 'batch' && resource.kind === 'Job';
      const used = !isJob || !stays(resource) ? undefined : graph.referencesOf(pod)
        .find(({ kind, name }) => kind !== 'SecretProviderClass' && isNamedByContent(name));
      if (used !== undefined) {
        yield violation(
          resource, used.pointer,
          `${used.kind} "${used.name}" has another name when its content changes, and Job "${resource.name}" does not: `
            + 'the next release is refused, since the pod template of a Job cannot be changed',
        );
      }
    }
  },
};

/** Whether a Job is there when the next release is applied. What is read from a cluster does not show it. */
function stays({ object, name }: Resource): boolean {
  const job = { name, annotations: object.metadata.annotations, ttl: at(object, 'spec', 'ttlSecondsAfterFinished') };
  return isKeptJob(job) && textOf(object.metadata.uid) === '';
}
