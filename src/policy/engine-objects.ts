import { PolicyObject } from './admission-policies';
import { GATEKEEPER_NAMES, gatekeeperTemplates } from './gatekeeper-templates';
import { kyvernoMutatingPolicies, kyvernoPolicies } from './kyverno-policies';
import { PolicyOptions } from './policy-options';
import { mutationOptions, mutationsOf, policiesOf, policyObjects, renderingOf } from './policy-set';
import { staticPolicies } from './static-policies';

/** What evaluates policies at admission. */
export enum PolicyEngine {
  /** The API server, from objects of the API: Kubernetes 1.30 and later. */
  KUBERNETES = 'kubernetes',
  /** The API server, from files on its host: Kubernetes 1.37 and later. */
  FILES = 'files',
  /** Kyverno 1.17 and later. */
  KYVERNO = 'kyverno',
  /** Gatekeeper 3.18 and later. */
  GATEKEEPER = 'gatekeeper',
}

/** An engine, in words. */
export const ENGINE_TITLES: Readonly<Record<PolicyEngine, string>> = {
  kubernetes: 'ValidatingAdmissionPolicy',
  files: 'files of the API server',
  kyverno: 'Kyverno',
  gatekeeper: 'Gatekeeper',
};

const RENDERERS: Readonly<Record<PolicyEngine, (options: PolicyOptions) => PolicyObject[]>> = {
  kubernetes: policyObjects,
  files: (options) => staticPolicies(policyObjects(options)),
  kyverno: (options) => [
    ...kyvernoPolicies(policiesOf(options), renderingOf(options)),
    ...kyvernoMutatingPolicies(mutationsOf(options), mutationOptions(options)),
  ],
  gatekeeper: (options) => gatekeeperTemplates(policiesOf(options, GATEKEEPER_NAMES), renderingOf(options)),
};

/**
 * The policies of a preset as objects of an engine.
 *
 * @throws Error when an option is not valid, or the engine does not have what it is for
 */
export function engineObjects(engine: PolicyEngine, options: PolicyOptions = {}): PolicyObject[] {
  const isOther = engine === PolicyEngine.KYVERNO || engine === PolicyEngine.GATEKEEPER;
  if (isOther && options.suppressors !== undefined) {
    throw new Error(`suppressors: ${ENGINE_TITLES[engine]} cannot limit who may suppress; leave them out, and apply `
      + 'the admission policy of Kubernetes for them');
  }
  const lists = [['suppressors', options.suppressors], ['secretWriters', options.secretWriters]] as const;
  const [withConfigMap] = lists.filter(([, subjects]) => subjects?.configMap !== undefined);
  if (engine !== PolicyEngine.KUBERNETES && withConfigMap !== undefined) {
    throw new Error(`${withConfigMap[0]}.configMap: policies cannot read a ConfigMap in ${ENGINE_TITLES[engine]}; list `
      + 'the users and groups in the options, or use the ValidatingAdmissionPolicy');
  }
  const canMutate = engine === PolicyEngine.KUBERNETES || engine === PolicyEngine.KYVERNO;
  if (!canMutate && (options.mutations ?? []).length > 0) {
    throw new Error(`mutations: ${ENGINE_TITLES[engine]} cannot set them; leave them out, and apply the `
      + 'MutatingAdmissionPolicy of Kubernetes, or the MutatingPolicy of Kyverno, for them');
  }
  return RENDERERS[engine](options);
}
