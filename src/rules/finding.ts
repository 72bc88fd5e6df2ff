/** Severity of a finding. */
export enum RuleLevel {
  /** Breaks at run time, or gives a credential to anyone who reads the repository or the log. */
  ERROR = 'error',
  /** Works, and weakens a boundary. */
  WARNING = 'warning',
  /** Works, and could be better. */
  NOTE = 'note',
}

/** One place in one object that breaks a rule. */
export interface Finding {
  /** ID of the rule, for example `secret-in-env`. */
  readonly ruleId: string;

  /** The level of the rule in the preset that was applied. */
  readonly level: RuleLevel;

  /** Message, with names of objects, keys and containers, never the value of a Secret. */
  readonly message: string;

  /** Index of the object in the list that was audited. */
  readonly objectIndex: number;

  /**
   * JSON pointer (RFC 6901) into that object; empty for the object as a whole. For an item of a `List` it begins with
   * `/items/…`.
   */
  readonly pointer: string;
}
