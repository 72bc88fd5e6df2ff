import { Manifest } from './api-client';
import {
  AdmissionKind, admissionKind, BINDING_KINDS, OBJECT_KINDS, POD_KINDS,
} from '../../../src/facts/admission-kinds';
import { CONTAINER_LISTS } from '../../../src/facts/pod-shapes';
import { PolicyObject, resourceRules } from '../../../src/policy/admission-policies';
import { operand } from '../../../src/policy/cel-text';
import { isPodScope } from '../../../src/rules/pod-items';
import { isGraphRule, PartCheck, Rule, SearchedTexts } from '../../../src/rules/rule';
import { RuleScope } from '../../../src/rules/rule-scope';
import { ObjectScope, SCOPE_TARGETS } from '../../../src/rules/scopes';

/**
 * Policies without a binding, whose conditions are what the type checker of Kubernetes looks at: it reads
 * `validations`, not `variables`. Each condition is of type bool whatever is in it.
 */

export interface TypedExpression {
  /** The rule, and the expression in it. */
  readonly of: string;
  readonly expression: string;
}

/** A policy with conditions on some kinds. */
export function typedPolicy(
  name: string, rules: object[], expressions: readonly TypedExpression[], variables: readonly object[] = [],
): Manifest {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Ignore',
      matchConstraints: { resourceRules: rules },
      variables,
      validations: expressions.map(({ of, expression }) => ({ expression, message: of })),
    },
  };
}

/** A policy of a rule with each of its variables and conditions as a condition. */
export function inlined({ metadata: { name }, spec }: PolicyObject): Manifest {
  const { variables, validations, matchConditions, matchConstraints } = spec as any;
  const ofVariables = variables.map((variable: any) =>
    ({ of: `${name}: variable ${variable.name}`, expression: `size([${operand(variable.expression)}]) == 1` }));
  const ofConditions = matchConditions.map((condition: any) =>
    ({ of: `${name}: condition ${condition.name}`, expression: condition.expression }));
  const ofMessages = validations.flatMap((validation: any, index: number) => [
    { of: `${name}: validation ${index}`, expression: validation.expression },
    { of: `${name}: message ${index}`, expression: `${operand(validation.messageExpression)} != ''` },
  ]);
  // One kind of each API is enough: all of them come to the variables by the same way.
  const rules = matchConstraints.resourceRules.map((rule: any) => ({ ...rule, resources: rule.resources.slice(0, 1) }));
  return typedPolicy(`typed-${name}`, rules, [...ofVariables, ...ofConditions, ...ofMessages], variables);
}

/**
 * The expressions of rules as they are written, for each kind that has what they are about, with variables of the types
 * of that kind.
 */
export function writtenByKind(rules: readonly Rule[]): Manifest[] {
  const kinds = [...POD_KINDS, ...OBJECT_KINDS, ...BINDING_KINDS];
  return kinds.flatMap((kind) => {
    const expressions = rules.flatMap((rule) => ofRule(rule, kind));
    return expressions.length === 0 ? []
      : [typedPolicy(`written-${kind.kind.toLowerCase()}`, resourceRules([kind]), expressions)];
  });
}

function ofRule(rule: Rule, kind: AdmissionKind): TypedExpression[] {
  const checks: readonly PartCheck[] = isGraphRule(rule) ? rule.policyPart?.checks ?? [] : rule.checks;
  const searched = isGraphRule(rule) ? rule.policyPart?.tokensIn : undefined;
  return [
    ...checks.flatMap((check) => [
      ...inScope(check, kind, operand(check.violation)),
      ...check.messageExpression === undefined ? []
        : inScope(check, kind, `${operand(check.messageExpression)} != ''`),
      ...check.ofPods === undefined ? []
        : inScope({ ...check, scope: RuleScope.POD }, kind, operand(check.ofPods)),
    ]),
    ...searched === undefined ? [] : inTexts(searched, kind),
  ].map((expression) => ({ of: `${rule.id} for ${kind.kind}`, expression }));
}

/** A condition around an expression that gives its variables the types of a kind; none where the kind has no items. */
export function inScope(
  { scope, kinds }: Pick<PartCheck, 'scope' | 'kinds'>, kind: AdmissionKind, body: string,
): string[] {
  if (isPodScope(scope)) {
    return kind.podSpec === undefined ? []
      : inPod(scope, body).map((inner) => `[object.${kind.podSpec}].all(pod, ${inner})`);
  }
  const targets = SCOPE_TARGETS[scope as ObjectScope];
  const isMeant = kinds !== undefined ? kinds.some((each) => admissionKind(each).kind === kind.kind)
    : scope === RuleScope.ANY_OBJECT ? !BINDING_KINDS.includes(kind) : targets.some((each) => each.kind === kind.kind);
  return !isMeant ? []
    : [scope === RuleScope.RBAC_RULE ? `object.rules.all(self, ${body})` : `[object].all(self, ${body})`];
}

function inPod(scope: RuleScope, body: string): string[] {
  const inContainers = (inner: string, variable = 'container') =>
    CONTAINER_LISTS.map((list) => `pod.${list}.all(${variable}, ${inner})`);
  switch (scope) {
    case RuleScope.POD:
      return [`[pod].all(self, ${body})`];
    case RuleScope.CONTAINER:
      return inContainers(body, 'self');
    case RuleScope.VOLUME:
      return [`pod.volumes.all(self, ${body})`];
    case RuleScope.ENV:
      return inContainers(`container.env.all(self, ${body})`);
    case RuleScope.ENV_FROM:
      return inContainers(`container.envFrom.all(self, ${body})`);
    default:
      return inContainers(`container.volumeMounts.all(self, pod.volumes.all(volume, ${body}))`);
  }
}

function inTexts({ of, lists }: SearchedTexts, kind: AdmissionKind): string[] {
  const bodies = lists.map(({ items, text, name, places }) =>
    `${items}.all(item, ${[text, name, ...places].map((each) => `${each} != ''`).join(' && ')})`);
  if (of === 'containers') {
    return bodies.flatMap((body) => inScope({ scope: RuleScope.CONTAINER }, kind, body));
  }
  const ofPods = kind.podMetadata === undefined ? [] : [`object.${kind.podMetadata}`];
  const root = of === 'metadata' ? ['object.metadata', ...ofPods]
    : of.some((each) => each.kind === kind.kind) ? ['object'] : [];
  const isMeant = of !== 'metadata' || !BINDING_KINDS.includes(kind);
  return !isMeant ? [] : root.flatMap((self) => bodies.map((body) => `[${self}].all(self, ${body})`));
}
