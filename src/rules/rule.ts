import { RuleLevel } from './finding';
import { RuleScope } from './rule-scope';
import { Graph } from '../manifest/graph';
import { ManifestObject } from '../manifest/manifest-object';
import { Fields } from '../manifest/read';

/** Where a rule's advice can be read in the words of others. */
export interface RuleReference {
  readonly title: string;
  readonly url: string;
}

/** What a rule is about. */
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

/** What every rule says about itself. */
export interface RuleMetadata {
  /** Kebab-case words, equal to the name of the rule's file. */
  readonly id: string;

  readonly category: RuleCategory;

  /** One line, no final period. */
  readonly title: string;

  /** Why it matters: what goes wrong, for whom. */
  readonly rationale: string;

  /** What to do instead. Full sentences. */
  readonly remediation: string;

  /** Its level, which is that of the strict preset until another one is applied. */
  readonly level: RuleLevel;

  /**
   * Its level in the recommended preset.
   *
   * @default - the same
   */
  readonly recommended?: RuleLevel | 'off';

  /**
   * Whether it is about what runs in a cluster, so that a pod is judged for itself even where its workload is judged
   * too.
   *
   * @default - about what is written; what is said of a workload is not said again of its pods
   */
  readonly ofWhatRuns?: boolean;

  /** Version of this library that brought the rule. */
  readonly since: string;

  readonly references: readonly RuleReference[];
}

/** One question about every item of a scope. */
export interface ObjectCheck {
  readonly scope: RuleScope;

  /** CEL that holds when the item is fine. */
  readonly expression: string;

  /** What is said of an item for which it is false; no final period. The item's name is put before it. */
  readonly message: string;

  /**
   * CEL of type string that says it with what is in the item. Of the item, only words that the expression itself spells
   * may get into the text: others may be secret, or control a terminal.
   *
   * @default - the message
   */
  readonly messageExpression?: string;
}

/** What an object rule passes over, in TypeScript: what is too long for CEL, or is decided at admission by who asks. */
export interface Exemption {
  /** What it is, in words, to be put after "passed over are". */
  readonly what: string;

  has(object: ManifestObject, item: Fields): boolean;
}

/** A rule that judges one item at a time. Several checks where items of several scopes can break it. */
export interface ObjectRule extends RuleMetadata {
  readonly checks: readonly ObjectCheck[];

  /**
   * What none of the checks judges.
   *
   * @default - nothing
   */
  readonly exempt?: Exemption;
}

/** What a graph rule says: a finding that does not yet know its rule. */
export interface Violation {
  readonly message: string;
  readonly objectIndex: number;
  readonly pointer: string;

  /** Findings of other rules that this one says as well: the reader has one thing to decide. They are left out. */
  readonly covers?: readonly CoveredFinding[];
}

/** What a rule would find at a place. */
export interface CoveredFinding {
  readonly ruleId: string;
  readonly objectIndex: number;
  readonly pointer: string;
}

/** A rule that looks at several objects together, or at what CEL cannot express. */
export interface GraphRule extends RuleMetadata {
  check(graph: Graph): Iterable<Violation>;
}

export type Rule = ObjectRule | GraphRule;

export function isGraphRule(rule: Rule): rule is GraphRule {
  return 'check' in rule;
}

/** A violation at a place in an object, with what it covers. */
export function violation(
  resource: { readonly objectIndex: number }, pointer: string, message: string, covers?: readonly CoveredFinding[],
): Violation {
  return { objectIndex: resource.objectIndex, pointer, message, covers };
}
