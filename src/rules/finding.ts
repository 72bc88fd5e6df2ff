/** How much a finding matters. */
export enum RuleLevel {
  /** Breaks at run time, or gives a Secret away. */
  ERROR = 'error',
  /** Works, and is a risk that has a better way. */
  WARNING = 'warning',
  /** Worth knowing. */
  NOTE = 'note',
}

/** One place in one object that a rule objects to. */
export interface Finding {
  /** The rule's id, for example `secret-in-env`. */
  readonly ruleId: string;

  /** The level of the rule in the preset that was applied. */
  readonly level: RuleLevel;

  /** What is wrong, naming objects, keys and containers, never the value of a Secret. */
  readonly message: string;

  /** Index of the object in the list that was audited. */
  readonly objectIndex: number;

  /**
   * JSON pointer (RFC 6901) into that object; empty for the object as a whole. For an item of a `List`
   * it leads through `/items/…`.
   */
  readonly pointer: string;
}
