import { AdmissionKind } from '../facts/admission-kinds';
import { RuleLevel } from '../rules/finding';

/**
 * A rule as a gate evaluates it, in no form of an engine. Every expression is CEL of Kubernetes 1.30. Only the variable
 * `objects` names what an engine passes; all others build on it.
 */
export interface RulePolicy {
  readonly rule: PolicyRule;

  /** Kinds of objects that the rule judges. */
  readonly targets: readonly AdmissionKind[];

  /**
   * Conditions under which an object is judged, apart from the exemptions of every policy.
   *
   * @default - none
   */
  readonly conditions?: readonly PolicyCondition[];

  /**
   * ConfigMap that expressions read as `params`. Only the API server has it.
   *
   * @default - none
   */
  readonly params?: PolicyParams;

  /** Variables in order: one may use those before it as `variables.name`. */
  readonly variables: readonly PolicyVariable[];

  /** One for each check of the rule. All have to hold. */
  readonly validations: readonly PolicyValidation[];
}

/** A ConfigMap that a policy reads. */
export interface PolicyParams {
  readonly name: string;
  readonly namespaceName: string;
}

/** What a policy says of its rule. */
export interface PolicyRule {
  readonly id: string;
  readonly level: RuleLevel;
  readonly title: string;
  readonly remediation: string;

  /** URL of the page on the rule. */
  readonly url?: string;

  /** Part of the rule that the policy checks; undefined where it checks all of it. */
  readonly part?: string;

  /** Whether other objects may make the audit accept what the policy finds. */
  readonly dependsOnOthers?: boolean;
}

/** CEL that is evaluated when it is first used, once. */
export interface PolicyVariable {
  readonly name: string;
  readonly expression: string;
}

/** One condition that an object meets to be admitted. */
export interface PolicyValidation {
  /** CEL of type bool: true admits. */
  readonly expression: string;

  /** For an engine that cannot evaluate the other message, or where that is too long. */
  readonly message: string;

  /** CEL of type string: names the first items, and says what is wrong and what to do. */
  readonly messageExpression: string;
}

/** A condition under which an object is judged at all. */
export interface PolicyCondition {
  /** Words with dashes. */
  readonly name: string;
  readonly expression: string;
}

/** A rule of a preset that no policy checks. */
export interface PolicyGap {
  readonly ruleId: string;

  /** Why CEL at admission cannot check it. */
  readonly reason: string;
}

/** How an engine names what it passes to expressions. */
export interface EngineNames {
  /** CEL of type list: the object, and where it is updated also the object before. */
  readonly objects: string;

  /** CEL that is true where the object is created now. */
  readonly isCreated: string;
}

/** Names in a ValidatingAdmissionPolicy of Kubernetes. */
export const ADMISSION_NAMES: EngineNames = {
  objects: "request.operation == 'UPDATE' ? [object, oldObject] : [object]",
  isCreated: "request.operation == 'CREATE'",
};
