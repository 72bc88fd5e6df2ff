import { listOfTexts } from './cel-text';
import { ExemptObject, PolicyExemptions } from './exempt-options';
import { PolicyCondition } from './model';
import { labelKeyFault, namespaceFault } from '../facts/object-names';
import { quoted } from '../redaction/quoted';

/** What policies do not judge, completely. */
export interface Exemptions {
  readonly namespaces: readonly string[];
  readonly namespaceLabel?: string;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  readonly objects: readonly ExemptObject[];
}

/**
 * What is not judged by default. The controllers make a ReplicaSet of a Deployment, and a pod of that: the person who
 * applied the Deployment was told. Namespaces get their default account and their certificate from them too, and
 * aggregated roles their rules.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#controller-roles
 */
export const DEFAULT_EXEMPTIONS: Exemptions = {
  namespaces: ['kube-system', 'kube-public', 'kube-node-lease'],
  users: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-scheduler'],
  groups: ['system:nodes', 'system:serviceaccounts:kube-system'],
  objects: [],
};

/**
 * The exemptions with their defaults.
 *
 * @throws Error when one of them can match nothing
 */
export function withDefaults(exempt: PolicyExemptions = {}): Exemptions {
  const { namespaceLabel, users, groups, objects = [] } = exempt;
  const fault = namespaceLabel === undefined ? undefined : labelKeyFault(namespaceLabel);
  if (fault !== undefined) {
    throw new Error(`exempt.namespaceLabel: ${quoted(namespaceLabel)} ${fault}`);
  }
  expectTexts('exempt', { users, groups });
  expectTexts('exempt.objects', { kind: objects.map(({ kind }) => kind), name: objects.map(({ name }) => name) });
  return {
    namespaces: exempt.namespaces ?? DEFAULT_EXEMPTIONS.namespaces,
    namespaceLabel: exempt.namespaceLabel,
    users: exempt.users ?? DEFAULT_EXEMPTIONS.users,
    groups: exempt.groups ?? DEFAULT_EXEMPTIONS.groups,
    objects: exempt.objects ?? DEFAULT_EXEMPTIONS.objects,
  };
}

/**
 * Names of users, groups or objects.
 *
 * @throws Error when one of them is empty or has a control character, and so can match nothing
 */
export function expectTexts(where: string, lists: { readonly [option: string]: readonly string[] | undefined }): void {
  for (const [option, texts = []] of Object.entries(lists)) {
    const wrong = texts.find((text) => text.trim() === '' || /\p{Cc}/u.test(text));
    if (wrong !== undefined) {
      throw new Error(`${where}.${option}: ${quoted(wrong)} is not a name: it is empty or has a control character`);
    }
  }
}

/**
 * Conditions under which an object is judged, but for its namespace. They use `object` and `request` of the API server.
 */
export function exemptionConditions({ users, groups, objects }: Exemptions): PolicyCondition[] {
  return [
    // Else nobody could take a finalizer off an object that breaks a rule.
    { name: 'is-not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
    ...users.length === 0 ? [] : [
      { name: 'is-not-of-an-exempt-user', expression: `!(request.userInfo.username in ${listOfTexts(users)})` },
    ],
    ...groups.length === 0 ? [] : [{
      name: 'is-not-of-an-exempt-group',
      expression: `!has(request.userInfo.groups) || !request.userInfo.groups.exists(g, g in ${listOfTexts(groups)})`,
    }],
    ...objects.length === 0 ? [] : [{ name: 'is-not-an-exempt-object', expression: isNoneOf(objects) }],
  ];
}

/** A selector of the namespaces that are judged; undefined where all are. */
export function judgedNamespaces({ namespaces, namespaceLabel }: Exemptions): object | undefined {
  const wrong = namespaces.find((name) => namespaceFault(name) !== undefined);
  if (wrong !== undefined) {
    throw new Error(`exempt.namespaces: ${quoted(wrong)} ${namespaceFault(wrong)}`);
  }
  const matchExpressions = [
    ...namespaces.length === 0 ? [] : [
      { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...namespaces] },
    ],
    ...namespaceLabel === undefined ? [] : [{ key: namespaceLabel, operator: 'DoesNotExist' }],
  ];
  return matchExpressions.length === 0 ? undefined : { matchExpressions };
}

/** `request.name` is empty where the server makes the name. */
function isNoneOf(objects: readonly ExemptObject[]): string {
  const keys = objects.map(({ kind, namespaceName = '', name }) => `${kind}/${namespaceName}/${name}`);
  const namespace = "(has(request.namespace) ? request.namespace : '')";
  const name = "(has(request.name) ? request.name : '')";
  return `!(object.kind + '/' + ${namespace} + '/' + ${name} in ${listOfTexts(keys)})`;
}
