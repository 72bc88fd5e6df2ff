import { PlainFields, plainFields, plainList, plainText } from './plain-fields';

/** What tools of GitOps do with an object that is no longer in the repository, and the words that decide. */

/** Annotation with options of Argo CD for one object, separated by commas. */
export const ARGO_SYNC_OPTIONS = 'argocd.argoproj.io/sync-options';

/** Annotation or label of Flux for one object. */
export const FLUX_PRUNE = 'kustomize.toolkit.fluxcd.io/prune';

/** The annotations and labels with which Flux deletes no object. */
const FLUX_SPARED: readonly (readonly [name: string, value: string])[] = [
  [FLUX_PRUNE, 'disabled'],
  ['kustomize.toolkit.fluxcd.io/reconcile', 'disabled'],
  ['kustomize.toolkit.fluxcd.io/ssa', 'ignore'],
];

/** Kinds, with their groups, whose objects have a tool apply manifests. */
export const DELIVERIES: readonly string[] = [
  'argoproj.io/Application', 'argoproj.io/ApplicationSet', 'kustomize.toolkit.fluxcd.io/Kustomization',
];

/** A tool that deletes what is no longer in the repository, and the namespace that it applies to where it says one. */
export interface Pruner {
  readonly tool: 'Argo CD' | 'Flux';
  readonly namespace?: string;

  /** Whether it leaves objects that say nothing about pruning. */
  readonly keepsByDefault: boolean;
}

/**
 * How an object has a tool delete old versions while pods of before still run; undefined where it does not. Argo CD
 * deletes in each wave before it applies anything of the wave, where pruning is automatic, unless it does so last; Flux
 * after it has applied the new manifests, before it waits for them to be ready.
 *
 * @param kind `group/Kind`, of `DELIVERIES`
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.1/gitops-engine/pkg/sync/sync_context.go (`runTasks`)
 * @see https://github.com/fluxcd/kustomize-controller/blob/v1.9.4/internal/controller/kustomization_controller.go
 *   (`reconcile`)
 */
export function prunerIn(kind: string, spec: PlainFields): Pruner | undefined {
  if (kind.startsWith('kustomize.')) {
    return spec.prune === true
      ? { tool: 'Flux', namespace: plainText(spec.targetNamespace) || undefined, keepsByDefault: false } : undefined;
  }
  const application = kind.endsWith('Set') ? plainFields(plainFields(spec.template).spec) : spec;
  const policy = plainFields(application.syncPolicy);
  const automated = plainFields(policy.automated);
  const options = plainList(policy.syncOptions).map(plainText);
  return automated.prune === true && automated.enabled !== false && !options.includes('PruneLast=true') ? {
    tool: 'Argo CD',
    namespace: plainText(plainFields(application.destination).namespace) || undefined,
    keepsByDefault: keepsIn(options) === true,
  } : undefined;
}

/** Annotations and labels of an object. */
export interface Marks {
  readonly annotations: PlainFields;
  readonly labels: PlainFields;
}

/**
 * Whether an object is kept by a tool, or deleted last. Words of Flux are read in any case. Both tools read them from
 * the object in the cluster, which has what the last release gave it.
 *
 * @see https://github.com/argoproj/argo-cd/blob/v3.5.1/gitops-engine/pkg/sync/sync_context.go (`isPruningDisabled`,
 *   `objRequiresPruneConfirmation`)
 * @see https://github.com/fluxcd/kustomize-controller/blob/v1.9.4/internal/controller/kustomization_controller.go
 *   (`deleteObjects`)
 * @see https://github.com/fluxcd/pkg/blob/ssa/v0.76.1/ssa/utils/meta.go (`AnyInMetadata`)
 */
export function isSparedBy({ tool, keepsByDefault }: Pruner, { annotations, labels }: Marks): boolean {
  if (tool === 'Flux') {
    return [annotations, labels].some((marks) =>
      FLUX_SPARED.some(([name, value]) => plainText(marks[name]).toLowerCase() === value));
  }
  const options = syncOptions(annotations[ARGO_SYNC_OPTIONS]);
  return options.includes('PruneLast=true') || (keepsIn(options) ?? keepsByDefault);
}

/** Whether options of Argo CD keep an object until somebody confirms its deletion; undefined where they do not say. */
function keepsIn(options: readonly string[]): boolean | undefined {
  const option = options.find((each) => each.startsWith('Prune='));
  return option === undefined ? undefined : ['Prune=false', 'Prune=confirm'].includes(option);
}

/** The options of Argo CD in an annotation. */
export function syncOptions(value: unknown): string[] {
  return plainText(value).split(',').map((option) => option.trim()).filter((option) => option !== '');
}
