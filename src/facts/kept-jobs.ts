import { isNamedByContent } from './content-names';
import { plainFields } from './plain-fields';

/** Annotations with which a tool removes a Job or replaces it, and the values that say so; any where none is given. */
const REPLACED: readonly (readonly [name: string, value?: RegExp])[] = [
  ['helm.sh/hook'],
  ['argocd.argoproj.io/hook'],
  ['argocd.argoproj.io/sync-options', /\b(?:Replace|Force)=true\b/],
  ['kustomize.toolkit.fluxcd.io/force', /^enabled$/i],
];

/** What decides on the life of a Job. */
export interface JobLife {
  /** Its name; empty where the API server makes one. */
  readonly name: string;
  readonly annotations: unknown;

  /** `spec.ttlSecondsAfterFinished`. */
  readonly ttl: unknown;
}

/**
 * Whether a Job is there under its name when the next release is applied. Its pod template cannot be changed, so that
 * the release is refused where another template has the same name. A Job goes with a TTL once it has finished, and
 * tools replace hooks and what is annotated.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-template
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/ttlafterfinished/
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#controlling-the-apply-behavior-of-resources
 */
export function isKeptJob({ name, annotations, ttl }: JobLife): boolean {
  const given = plainFields(annotations);
  const isReplaced = REPLACED.some(([annotation, value]) =>
    Object.hasOwn(given, annotation) && (value === undefined || value.test(String(given[annotation]))));
  return name !== '' && !isNamedByContent(name) && !isReplaced && (ttl === undefined || ttl === null);
}
