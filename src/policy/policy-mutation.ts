/**
 * What a MutatingAdmissionPolicy, or a MutatingPolicy of Kyverno, sets in a new object, where nobody set it and it is
 * safe.
 */
export enum PolicyMutation {
  /**
   * `automountServiceAccountToken: false` in pod templates of the default account. Not in a Pod: the API server adds
   * the token to it before policies run. A template that names an account, or has a program that is known to read the
   * token, stays as it is.
   */
  TOKEN_AUTOMOUNT = 'token-automount',
  /**
   * Mode 0440 for files of Secrets in volumes that have the default mode of 0644, in pods whose processes read them
   * then: those with an fsGroup, or with `runAsUser: 0` for every container.
   */
  SECRET_FILE_MODE = 'secret-file-mode',
}
