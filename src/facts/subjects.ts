/**
 * Who the subjects of bindings are.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles
 */
export interface SubjectName {
  readonly kind: string;
  readonly name: string;

  /** Of a service account. */
  readonly namespace: string;
}

/** A subject that is more than one. */
export interface Crowd {
  /** Who it is, in words. */
  readonly who: string;

  /** Whether people and programs outside of the cluster are in it, and not only pods. */
  readonly open: boolean;
}

const ACCOUNTS = 'system:serviceaccounts';
const ACCOUNT_USER = /^system:serviceaccount:([^:]+):([^:]+)$/;

const ANYBODY: Crowd = { who: 'whoever reaches the API server, without a credential', open: true };

const CROWDS: readonly (readonly [kind: string, name: string, crowd: Crowd])[] = [
  ['User', 'system:anonymous', ANYBODY],
  ['Group', 'system:unauthenticated', ANYBODY],
  ['Group', 'system:authenticated', { who: 'whoever has any credential, every pod with a token too', open: true }],
  ['Group', ACCOUNTS, { who: 'every service account of the cluster', open: false }],
];

/** Who a subject is, where it is everybody of some sort; undefined for all others. */
export function crowdOf({ kind, name }: { readonly kind: string; readonly name: string }): Crowd | undefined {
  const found = CROWDS.find(([crowdKind, crowdName]) => crowdKind === kind && crowdName === name);
  if (found !== undefined) {
    return found[2];
  }
  return kind === 'Group' && name.startsWith(`${ACCOUNTS}:`)
    ? { who: `every service account of namespace "${name.slice(ACCOUNTS.length + 1)}"`, open: false } : undefined;
}

/** A subject as the account that it is: a service account is a user of a long name. */
export function accountOrSubject(subject: SubjectName): SubjectName {
  const account = subject.kind === 'User' ? ACCOUNT_USER.exec(subject.name) : null;
  return account === null ? subject : { kind: 'ServiceAccount', namespace: account[1], name: account[2] };
}

/** The groups of service accounts that an account of a namespace is in. */
export function groupsOfAccounts(namespace: string): string[] {
  return namespace === '' ? [ACCOUNTS] : [ACCOUNTS, `${ACCOUNTS}:${namespace}`];
}
