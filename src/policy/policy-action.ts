/** What an admission policy does with an object that breaks its rule. */
export enum PolicyAction {
  /** There is no policy for the rule. */
  OFF = 'off',
  /** Admits the object, and writes an annotation into the audit log of the API server. */
  AUDIT = 'audit',
  /** Admits the object, and shows the message to whoever sent it. It is in the audit log as well. */
  WARN = 'warn',
  /** Refuses the object with the message. It is in the audit log as well. */
  DENY = 'deny',
}

/** The actions of a binding. `Deny` and `Warn` exclude each other. */
export const VALIDATION_ACTIONS: { readonly [action in PolicyAction]: readonly string[] } = {
  [PolicyAction.OFF]: [],
  [PolicyAction.AUDIT]: ['Audit'],
  [PolicyAction.WARN]: ['Warn', 'Audit'],
  [PolicyAction.DENY]: ['Deny', 'Audit'],
};
