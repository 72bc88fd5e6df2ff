import { isNamedByContent } from '../../facts/content-names';
import { Graph } from '../../manifest/graph';
import { at, fieldsOf, textOf } from '../../manifest/read';
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
    + 'answers "field is immutable", and the release stops. Jobs are passed over that go away or are replaced: with '
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

/** Annotations with which a tool removes a Job or replaces it, and the values that say so; any where none is given. */
const REPLACED: readonly (readonly [name: string, value?: RegExp])[] = [
  ['helm.sh/hook'],
  ['argocd.argoproj.io/hook'],
  ['argocd.argoproj.io/sync-options', /\b(?:Replace|Force)=true\b/],
  ['kustomize.toolkit.fluxcd.io/force', /^enabled$/i],
];

/** Whether a Job is there under its name when the next release is applied. */
function stays({ object, name }: Resource): boolean {
  const annotations = fieldsOf(object.metadata.annotations);
  const isReplaced = REPLACED.some(([annotation, value]) =>
    Object.hasOwn(annotations, annotation) && (value === undefined || value.test(textOf(annotations[annotation]))));
  const isOfCluster = textOf(object.metadata.uid) !== '';
  return name !== '' && !isNamedByContent(name) && !isReplaced && !isOfCluster
    && at(object, 'spec', 'ttlSecondsAfterFinished') === undefined;
}
