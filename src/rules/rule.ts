import { Graph } from '../manifest/graph';
import { RuleLevel } from './finding';
import { RuleScope } from './rule-scope';

/** Where a rule's advice can be read in the words of others. */
export interface RuleReference {
  readonly title: string;
  readonly url: string;
}

/** What every rule says about itself. */
export interface RuleMetadata {
  /** Kebab-case words, equal to the name of the rule's file. */
  readonly id: string;

  /** One line, no final period. */
  readonly title: string;

  /** Why it matters: what goes wrong, for whom. */
  readonly rationale: string;

  /** What to do instead. Full sentences. */
  readonly remediation: string;

  /** Level when no preset says otherwise. */
  readonly level: RuleLevel;

  /** Version of this library that brought the rule. */
  readonly since: string;

  readonly references: readonly RuleReference[];
}

/** A rule that judges one item at a time, by a CEL expression that holds when the item is fine. */
export interface ObjectRule extends RuleMetadata {
  readonly scope: RuleScope;
  readonly expression: string;

  /** What is said of an item for which the expression is false; no final period. The item is named before it. */
  readonly message: string;
}

/** What a graph rule says: a finding that does not yet know its rule. */
export interface Violation {
  readonly message: string;
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
