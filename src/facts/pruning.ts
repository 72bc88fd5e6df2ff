import { PlainFields, plainFields, plainList, plainText } from './plain-fields';

/** What tools of GitOps do with an object that is no longer in the repository, and the words that decide. */

/** Annotation with options of Argo CD for one object, separated by commas. */
export const ARGO_SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** Annotation or label of Flux for one object. */
export const FLUX_PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** Kinds, with their groups, whose objects have a tool apply manifests. */
export const DELIVERIES: readonly string[] = [
  'argoproj.io/Application', 'argoproj.io/ApplicationSet', 'kustomize.toolkit.fluxcd.io/Kustomization',
];

/** A tool that deletes what is no longer in the repository, and the namespace that it applies to where it says one. */
export interface Pruner {
  readonly tool: 'Argo CD' | 'Flux';
  readonly namespace?: string;
}

/**
 * How an object has a tool delete old versions while pods of before still run; undefined where it does not. Argo CD
 * deletes during the sync where pruning is automatic, unless it does so last; Flux after it has applied the new
 * manifests, before it waits for them to be ready.
 *
 * @param kind `group/Kind`, of `DELIVERIES`
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/#no-prune-resources
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/auto_sync/#automatic-pruning
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#prune
 */
export function prunerIn(kind: string, spec: PlainFields): Pruner | undefined {
  if (kind.startsWith('kustomize.')) {
    return spec.prune === true
      ? { tool: 'Flux', namespace: plainText(spec.targetNamespace) || undefined } : undefined;
  }
  const application = kind.endsWith('Set') ? plainFields(plainFields(spec.template).spec) : spec;
  const policy = plainFields(application.syncPolicy);
  const automated = plainFields(policy.automated);
  const isLast = plainList(policy.syncOptions).includes('PruneLast=true');
  return automated.prune === true && automated.enabled !== false && !isLast
    ? { tool: 'Argo CD', namespace: plainText(plainFields(application.destination).namespace) || undefined }
    : undefined;
}

/** Annotations and labels of an object. */
export interface Marks {
  readonly annotations: PlainFields;
  readonly labels: PlainFields;
}

/** Whether an object tells a tool to keep it, or to delete it last. Words of Flux are read in any case. */
export function isSparedBy(tool: Pruner['tool'], { annotations, labels }: Marks): boolean {
  if (tool === 'Flux') {
    return [annotations, labels].some((marks) => plainText(marks[FLUX_PRUNE]).toLowerCase() === 'disabled');
  }
  return syncOptions(annotations[ARGO_SYNC_OPTIONS]).some((option) =>
    ['Prune=false', 'Prune=confirm', 'PruneLast=true'].includes(option));
}

/** The options of Argo CD in an annotation. */
export function syncOptions(value: unknown): string[] {
  return plainText(value).split(',').map((option) => option.trim()).filter((option) => option !== '');
}
