import { API_VERSION, AdmissionPolicyOptions, PolicyObject, resourceRules } from './admission-policies';
import { holdsFor } from './cel-text';
import { PolicyCondition } from './model';
import { exemptionConditions, judgedNamespaces } from './policy-exemptions';
import { PolicyMutation } from './policy-mutation';
import { SUPPRESS_ANNOTATION } from '../data/data-rules';
import { AdmissionKind, POD_KINDS } from '../facts/admission-kinds';
import { hasSome, listOf, not } from '../rules/cel-terms';
import { HAS_TIGHTENABLE_VOLUME, isTightenable, TIGHT_MODE } from '../rules/file-mode-terms';
import { kindsByWay, LEAVES_DEFAULT_TOKEN, NAMESPACE_REQUESTS_CLIENT } from '../rules/pod-terms';

/** How a mutation is said in CEL: `self` is a pod spec. */
interface MutationTerms {
  readonly title: string;
  readonly ruleIds: readonly string[];
  readonly kinds: readonly AdmissionKind[];

  /** The pod spec needs the mutation, and it is safe. Once it is done, this does not hold. */
  readonly isNeeded: string;

  /** Nothing is set if this holds for the `namespaceObject`, which conditions of a match do not have. */
  readonly unlessNamespace?: string;

  /**
   * The fields to set in a pod spec.
   *
   * @param spec CEL of the pod spec
   * @param type its type in an apply configuration
   */
  fields(spec: string, type: string): string;
}

const TERMS: Readonly<Record<PolicyMutation, MutationTerms>> = {
  [PolicyMutation.TOKEN_AUTOMOUNT]: {
    title: 'pods of the default account get no token',
    ruleIds: ['default-service-account', 'service-account-token-automount'],
    // The plugin ServiceAccount is before MutatingAdmissionPolicy: a Pod has the volume and its mounts by then.
    kinds: POD_KINDS.filter(({ kind }) => kind !== 'Pod'),
    isNeeded: LEAVES_DEFAULT_TOKEN,
    unlessNamespace: NAMESPACE_REQUESTS_CLIENT,
    fields: () => 'automountServiceAccountToken: false',
  },
  [PolicyMutation.SECRET_FILE_MODE]: {
    title: 'files of Secrets are closed to users outside their group',
    ruleIds: ['secret-volume-mode'],
    kinds: POD_KINDS,
    isNeeded: HAS_TIGHTENABLE_VOLUME,
    fields: (spec, type) => {
      const withMode = (source: string) => `${type}.volumes{name: v.name, ${source}: `
        + `${type}.volumes.${source}{defaultMode: ${TIGHT_MODE}}}`;
      const volumes = `${spec}.volumes.filter(v, ${isTightenable('v')})`;
      return `volumes: ${volumes}.map(v, has(v.secret) ? ${withMode('secret')} : ${withMode('projected')})`;
    },
  },
};

/** How mutating policies are written. */
export interface MutatingPolicyOptions extends Pick<AdmissionPolicyOptions, 'prefix' | 'exemptions'> {
  /** Whether an annotation that suppresses the rule leaves an object as it is. */
  isSuppressible(ruleId: string): boolean;
}

/** A mutation in no form of an engine. */
export interface MutationPolicy {
  readonly name: string;
  readonly title: string;

  /** What is changed, when it is created: a change of a template that is in use would restart its pods. */
  readonly resourceRules: readonly object[];
  readonly conditions: readonly PolicyCondition[];

  /** CEL of the apply configuration. */
  readonly applied: string;

  /** Nothing is applied if this holds for the `namespaceObject`. */
  readonly unlessNamespace?: string;
}

/** CEL of the apply configuration, which is empty where the namespace of the object forbids it. */
export function appliedUnless(applied: string, unlessNamespace?: string): string {
  return unlessNamespace === undefined ? applied : `${unlessNamespace} ? Object{} : ${applied}`;
}

/**
 * The mutations, each once. They are about new objects only. An object that another one controls is left as it is,
 * since its controller compares it with what it wrote.
 */
export function mutationPolicies(
  mutations: readonly PolicyMutation[], { prefix, exemptions, isSuppressible }: MutatingPolicyOptions,
): MutationPolicy[] {
  return [...new Set(mutations)].map((mutation) => {
    const { title, ruleIds, kinds, unlessNamespace } = TERMS[mutation];
    return {
      name: `${prefix}mutate-${mutation}`,
      title,
      resourceRules: resourceRules(kinds.map(withoutSubresources), ['CREATE']),
      conditions: [
        ...exemptionConditions(exemptions),
        ...conditions(TERMS[mutation], ruleIds.filter((id) => isSuppressible(id))),
      ],
      applied: byKind(kinds, (way) => applyConfiguration(way, TERMS[mutation])),
      unlessNamespace,
    };
  });
}

/**
 * The mutations as MutatingAdmissionPolicy, each followed by its binding.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/kubeapiserver/options/plugins.go
 */
export function mutatingPolicies(
  mutations: readonly PolicyMutation[], options: MutatingPolicyOptions,
): PolicyObject[] {
  return mutationPolicies(mutations, options).flatMap((policy) => policyAndBinding(policy, options));
}

function policyAndBinding(
  { name, title, resourceRules: rules, conditions: matchConditions, applied, unlessNamespace }: MutationPolicy,
  { exemptions }: MutatingPolicyOptions,
): PolicyObject[] {
  const metadata = { name, annotations: { 'cdk8s-strongbox/title': title } };
  const namespaceSelector = judgedNamespaces(exemptions);
  const expression = appliedUnless(applied, unlessNamespace);
  return [
    {
      apiVersion: API_VERSION,
      kind: 'MutatingAdmissionPolicy',
      metadata,
      spec: {
        // An object that cannot be evaluated is created as it is.
        failurePolicy: 'Ignore',
        reinvocationPolicy: 'Never',
        matchConstraints: { resourceRules: [...rules] },
        matchConditions: [...matchConditions],
        mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression } }],
      },
    },
    {
      apiVersion: API_VERSION,
      kind: 'MutatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: name, ...namespaceSelector && { matchResources: { namespaceSelector } } },
    },
  ];
}

/** When an object is mutated, apart from the exemptions of every policy. */
function conditions(
  { kinds, isNeeded }: MutationTerms, suppressible: readonly string[],
): PolicyCondition[] {
  const keys = listOf(suppressible.map((id) => SUPPRESS_ANNOTATION + id));
  return [
    {
      name: 'is-not-controlled',
      expression: not(hasSome('object.metadata.ownerReferences', 'o', 'has(o.controller) && o.controller == true')),
    },
    ...suppressible.length === 0 ? [] : [
      { name: 'is-not-suppressed', expression: not(hasSome('object.metadata.annotations', 'a', `a in ${keys}`)) },
    ],
    { name: 'is-unset-and-safe', expression: holdsFor('self', byKind(kinds, (way) => `object.${way}`), isNeeded) },
  ];
}

/** CEL that chooses by the kind of the object. */
function byKind(kinds: readonly AdmissionKind[], render: (way: string) => string): string {
  const ways = [...kindsByWay('podSpec')]
    .filter(([way]) => kinds.some(({ podSpec }) => podSpec === way))
    .map(([way, names]) => ({ rendered: render(way), names }));
  const { rendered: last } = ways.pop()!;
  return [...ways.map(({ rendered, names }) => `object.kind in ${listOf(names)} ? ${rendered}`), last].join(' : ');
}

/** An apply configuration with fields of the pod spec at a way. */
function applyConfiguration(way: string, { fields }: MutationTerms): string {
  const steps = way.split('.');
  const typeAt = (depth: number) => ['Object', ...steps.slice(0, depth)].join('.');
  const inner = `${typeAt(steps.length)}{${fields(`object.${way}`, typeAt(steps.length))}}`;
  return steps.reduceRight((value, step, depth) => `${typeAt(depth)}{${step}: ${value}}`, inner);
}

function withoutSubresources(kind: AdmissionKind): AdmissionKind {
  return { ...kind, resources: kind.resources.filter((resource) => !resource.includes('/')) };
}
