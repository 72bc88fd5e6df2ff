/**
 * Who the subjects of bindings are.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
 */
export interface SubjectName {
  readonly kind: string;
  readonly name: string;

  /** Namespace of a service account. */
  readonly namespace: string;
}

/** A subject that stands for many users. */
export interface Crowd {
  /** Who it is, in words. */
  readonly who: string;

  /** Whether it includes people and programs outside of the cluster, and not only pods. */
  readonly open: boolean;
}

/** The group of all service accounts; with a colon and a namespace, that of the accounts of the namespace. */
export const ACCOUNTS = 'system:serviceaccounts';
export const ACCOUNTS_OF = `${ACCOUNTS}:`;
const ACCOUNT_USER = /^system:serviceaccount:([^:]+):([^:]+)$/;

const ANYBODY: Crowd = { who: 'everybody who reaches the API server, without a credential', open: true };

/** The crowds that have one name. */
export const CROWDS: readonly (readonly [kind: string, name: string, crowd: Crowd])[] = [
  ['User', 'system:anonymous', ANYBODY],
  ['Group', 'system:unauthenticated', ANYBODY],
  ['Group', 'system:authenticated', {
    who: 'everybody with any credential, including every pod with a token',
    open: true,
  }],
  ['Group', ACCOUNTS, { who: 'every service account of the cluster', open: false }],
];

/** The users that a subject stands for; undefined when it is a single one. */
export function crowdOf({ kind, name }: { readonly kind: string; readonly name: string }): Crowd | undefined {
  const found = CROWDS.find(([crowdKind, crowdName]) => crowdKind === kind && crowdName === name);
  if (found !== undefined) {
    return found[2];
  }
  const namespace = kind === 'Group' && name.startsWith(ACCOUNTS_OF) ? name.slice(ACCOUNTS_OF.length) : '';
  return namespace === ''
    ? undefined : { who: `every service account of namespace "${namespace}"`, open: false };
}

/** A service account that is written as a user, else the subject as it is. */
export function accountOrSubject(subject: SubjectName): SubjectName {
  const account = subject.kind === 'User' ? ACCOUNT_USER.exec(subject.name) : null;
  return account === null ? subject : { kind: 'ServiceAccount', namespace: account[1], name: account[2] };
}

/** The groups that the service accounts of a namespace are in. */
export function groupsOfAccounts(namespace: string): string[] {
  return namespace === '' ? [ACCOUNTS] : [ACCOUNTS, `${ACCOUNTS}:${namespace}`];
}
