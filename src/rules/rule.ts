import { RuleLevel } from './finding';
import { RuleScope } from './rule-scope';
import { ApiKind } from '../facts/api-kinds';
import { Graph } from '../manifest/graph';
import { ManifestObject } from '../manifest/manifest-object';
import { Fields } from '../manifest/read';
import { Resource } from '../manifest/resource';

/** A page that supports the advice of a rule. */
export interface RuleReference {
  readonly title: string;
  readonly url: string;
}

/** The subject of a rule. */
export enum RuleCategory {
  USE = 'use',
  VALUES = 'values',
  IDENTITY = 'identity',
  ACCESS = 'access',
  REFERENCES = 'references',
  STORES = 'stores',
  CONTROL_PLANE = 'control plane',
  /** A rule that a platform team wrote. */
  CUSTOM = 'custom',
}

/** Description of a rule. */
export interface RuleMetadata {
  /** Kebab-case words, equal to the name of the rule's file. */
  readonly id: string;

  readonly category: RuleCategory;

  /** One line, no final period. */
  readonly title: string;

  /** Why it matters: what goes wrong, and for whom. */
  readonly rationale: string;

  /** What to do instead. Full sentences. */
  readonly remediation: string;

  /** Level in the strict preset, until another preset is applied. */
  readonly level: RuleLevel;

  /**
   * Level in the recommended preset.
   *
   * @default - that of the strict preset
   */
  readonly recommended?: RuleLevel | 'off';

  /**
   * Level in both presets for objects that were read from a cluster, which shows what a manifest does not.
   *
   * @default - as for manifests
   */
  readonly live?: RuleLevel;

  /**
   * Why the recommended level is this one, where the rule for levels alone does not tell.
   *
   * @default - what it finds breaks at run time or gives a credential away (error), weakens a boundary (warning), or
   * could be better (note)
   */
  readonly levelReason?: string;

  /**
   * Judges what runs in a cluster: a pod is judged even where its workload is judged too.
   *
   * @default - judges what is written: a finding of a workload is not repeated for its pods
   */
  readonly ofWhatRuns?: boolean;

  /** Version of this library that brought the rule. */
  readonly since: string;

  readonly references: readonly RuleReference[];
}

/** One check of every item of a scope. */
export interface ObjectCheck {
  readonly scope: RuleScope;

  /** CEL that is true for an item with the fault. The one place that negates it renders admission policies. */
  readonly violation: string;

  /** Reported for an item with the fault; no final period. The item's name is put before it. */
  readonly message: string;

  /**
   * CEL of type string that makes the message from the item. It may output only words that the expression itself
   * spells: others may be secret, or control a terminal.
   *
   * @default - the message
   */
  readonly messageExpression?: string;

  /**
   * Reports an item only where the check before this one in the rule, of the same scope, does not: one decision of the
   * reader, one finding.
   *
   * @default false
   */
  readonly otherwise?: boolean;
}

/** Items that an object rule does not report, in TypeScript: what is too long to be evaluated for every item. */
export interface Exemption {
  /** Description of the items, to be put after "passed over are". */
  readonly what: string;

  /** The same as CEL, for admission policies. */
  readonly inPolicies: ExemptionInPolicies;

  has(object: ManifestObject, item: Fields): boolean;
}

/** An exemption as CEL of Kubernetes, which no rule evaluates here. */
export interface ExemptionInPolicies {
  /** Name of a variable of the policy, and CEL of its value. */
  readonly variable: readonly [name: string, expression: string];

  /** True for an item that is passed over, with the variables of the scope and that of the policy. */
  readonly expression: string;
}

/** A rule that judges one item at a time. It has several checks where items of several scopes can break it. */
export interface ObjectRule extends RuleMetadata {
  readonly checks: readonly ObjectCheck[];

  /**
   * Items that none of the checks reports.
   *
   * @default - nothing
   */
  readonly exempt?: Exemption;

  /**
   * Level above which findings in an object do not go, whatever that of the rule: where the object comes from, or what
   * it contains, makes them less than the rule usually finds.
   *
   * @default - the level of the rule
   */
  atMost?(resource: Resource): RuleLevel | undefined;
}

/** A finding of a graph rule, before its rule and level are known. */
export interface Violation {
  readonly message: string;
  readonly objectIndex: number;
  readonly pointer: string;

  /**
   * Level above which the finding does not go, whatever that of the rule: where the object comes from, or how certain
   * it is, makes it less than the rule usually finds.
   *
   * @default - the level of the rule
   */
  readonly atMost?: RuleLevel;

  /** Findings of other rules that this one includes, since the reader has one decision to make. They are left out. */
  readonly covers?: readonly CoveredFinding[];
}

/** A finding of a rule at a place. */
export interface CoveredFinding {
  readonly ruleId: string;
  readonly objectIndex: number;
  readonly pointer: string;
}

/**
 * The part of a graph rule that CEL can express of one object, for admission policies. The engine does not evaluate it:
 * whatever it finds, `check` reports of the same object alone. The reverse does not hold.
 */
export interface PolicyPart {
  /** What the policy checks, to be put after "only". */
  readonly what: string;

  /**
   * Conditions on items.
   *
   * @default - none
   */
  readonly checks?: readonly PartCheck[];

  /**
   * Texts that are searched for tokens of known vendors.
   *
   * @default - none
   */
  readonly tokensIn?: SearchedTexts;

  /**
   * Other objects may make `check` accept what the policy finds. The policy then warns at most, unless an action is set
   * for the rule itself.
   *
   * @default false
   */
  readonly dependsOnOthers?: boolean;
}

/** Where a part of a rule searches for tokens. */
export interface SearchedTexts {
  /** What has the texts: each container of a pod, each object of some kinds, or the metadata of it and of its pods. */
  readonly of: 'containers' | 'metadata' | readonly ApiKind[];

  /** Lists in it. */
  readonly lists: readonly TextList[];
}

/** A list with texts, as CEL of `self`, which has it, and of `item`. */
export interface TextList {
  /** CEL of type list. */
  readonly items: string;

  /** CEL of type string: the text of an item. */
  readonly text: string;

  /** CEL of type string: the item in messages. */
  readonly name: string;

  /**
   * Noun before the name, which is then in quotes.
   *
   * @default - the name stands alone: it has no words of others
   */
  readonly noun?: string;

  /** CEL of type string: places of the item, at which an annotation may suppress the rule. */
  readonly places: readonly string[];
}

/** A check of a part. */
export interface PartCheck extends ObjectCheck {
  /**
   * Kinds of a check of any object.
   *
   * @default - those of the scope
   */
  readonly kinds?: readonly ApiKind[];

  /**
   * CEL with the pod spec as `self`: items of other pods are not checked. A policy evaluates it once for a pod.
   *
   * @default - the items of every pod
   */
  readonly ofPods?: string;
}

/** A rule that judges several objects together, or what CEL cannot express. */
export interface GraphRule extends RuleMetadata {
  /**
   * What an admission policy checks of the rule.
   *
   * @default - no policy checks it
   */
  readonly policyPart?: PolicyPart;

  check(graph: Graph): Iterable<Violation>;
}

export type Rule = ObjectRule | GraphRule;

export function isGraphRule(rule: Rule): rule is GraphRule {
  return 'check' in rule;
}

/** Makes a violation at a place in an object. */
export function violation(
  resource: { readonly objectIndex: number }, pointer: string, message: string, covers?: readonly CoveredFinding[],
): Violation {
  return { objectIndex: resource.objectIndex, pointer, message, covers };
}
