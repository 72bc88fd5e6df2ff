import { NameLookup } from './name-lookup';
import { ObjectOrigin } from './origin';
import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, pointerTo, textAt, textOf, textsOf } from './read';
import { Resource } from './resource';
import { givenRole } from '../facts/given-roles';
import { AccessRule } from '../facts/rbac';
import { readsSecret } from '../facts/secret-access';
import { accountOrSubject, groupsOfAccounts, SubjectName } from '../facts/subjects';

/** A rule of a role, and where it stands. */
export interface RoleRule extends AccessRule {
  /** Where it stands: several places where environments have copies of a role, none for one that Kubernetes brings. */
  readonly places: readonly RulePlace[];
}

/** A place that a rule of a role stands at. */
export interface RulePlace {
  readonly objectIndex: number;
  readonly pointer: string;
}

/** What one binding gives to one subject. */
export interface Grant {
  readonly binding: Resource;

  /** Where the binding names the subject. */
  readonly pointer: string;
  readonly subject: SubjectName;

  /** Namespace that the grant holds in; undefined for the whole cluster. */
  readonly namespace?: string;
  readonly role: RoleName;

  /** One list for all grants of a role. */
  readonly rules: readonly RoleRule[];
}

export interface RoleName {
  readonly kind: string;
  readonly name: string;
}

const RBAC = 'rbac.authorization.k8s.io';

/** The kinds that are read here, with their group before a slash. */
export const ACCESS_KINDS = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']
  .map((kind) => `${RBAC}/${kind}`);

/** The ClusterRoles for people, which every cluster has. */
const USER_FACING = ['cluster-admin', 'admin', 'edit', 'view'];

/** A rule of a role as it is written. */
export function accessRule(rule: Fields): AccessRule {
  return {
    verbs: textsOf(rule.verbs),
    groups: textsOf(rule.apiGroups),
    resources: textsOf(rule.resources),
    names: textsOf(rule.resourceNames),
  };
}

/** The rules that a role says itself. */
export function ownRules(role: Resource): RoleRule[] {
  return [...mappingsOf(role.object.rules)].map(([rule, index]) => {
    const place = { objectIndex: role.objectIndex, pointer: pointerTo(role.pointer, 'rules', index) };
    return { ...accessRule(rule), places: [place] };
  });
}

/** Whether an object is a binding of a role. */
export function isBinding({ group, kind }: Resource): boolean {
  return group === RBAC && (kind === 'RoleBinding' || kind === 'ClusterRoleBinding');
}

/** The subjects of a binding, with their indexes in it. */
export function subjectsOf(binding: Resource): [subject: SubjectName, index: number][] {
  return [...mappingsOf(binding.object.subjects)].map(([subject, index]) => [accountOrSubject({
    kind: textOf(subject.kind), name: textOf(subject.name), namespace: textOf(subject.namespace) || binding.namespace,
  }), index]);
}

/** Things by the subjects of bindings. */
export class SubjectLookup<T> {
  private readonly byAccount = new NameLookup<T>();
  private readonly byGroup = new Map<string, T[]>();

  public add(subject: SubjectName, thing: T): void {
    if (subject.kind === 'ServiceAccount') {
      this.byAccount.add('ServiceAccount', subject, thing);
    } else if (subject.kind === 'Group') {
      const list = this.byGroup.get(subject.name) ?? [];
      this.byGroup.set(subject.name, list);
      list.push(thing);
    }
  }

  /** Those of a service account, by its name or as one of the accounts. */
  public ofAccount(namespace: string, name: string): T[] {
    return [
      ...this.byAccount.find('ServiceAccount', namespace, name),
      ...groupsOfAccounts(namespace).flatMap((group) => this.byGroup.get(group) ?? []),
    ];
  }
}

/** What the bindings among some objects give to whom. */
export class Access {
  public readonly grants: readonly Grant[];

  /** The roles that bindings name and that are not there. */
  public readonly missingRoles: readonly MissingRole[];
  private readonly bySubject = new SubjectLookup<Grant>();
  private readonly roles: RoleIndex;

  public constructor(resources: readonly Resource[]) {
    const own = resources.filter((resource) => resource.group === RBAC);
    const bindings = own.filter(isBinding);
    this.roles = new RoleIndex(own);
    this.grants = bindings.flatMap((binding) => grantsOf(binding, this.roles));
    this.missingRoles = bindings.flatMap((binding) => missingRoleOf(binding, this.roles));
    for (const grant of this.grants) {
      this.bySubject.add(grant.subject, grant);
    }
  }

  public get clusterRoles(): readonly Resource[] {
    return this.roles.clusterRoles;
  }

  /** The rules of a role: of one that aggregates others, theirs. */
  public rulesOf(role: Resource): readonly RoleRule[] {
    return this.roles.rulesIn(role);
  }

  /** What a service account is given, by its name or as one of the accounts. */
  public ofAccount(namespace: string, name: string): readonly Grant[] {
    return this.bySubject.ofAccount(namespace, name);
  }

  /** The grants that let their subject read one Secret. */
  public readersOf(namespace: string, name: string): Grant[] {
    return this.grants.filter((grant) => (grant.namespace === undefined || grant.namespace === namespace)
      && grant.rules.some((rule) => readsSecret(rule, name)));
  }
}

/** A role that a binding names, and that is not there. */
export interface MissingRole {
  readonly binding: Resource;
  readonly role: RoleName;

  /** Other namespaces that have a Role of the name. */
  readonly elsewhere: readonly string[];
}

function roleNameOf(binding: Resource): RoleName {
  return { kind: textAt(binding.object, 'roleRef', 'kind'), name: textAt(binding.object, 'roleRef', 'name') };
}

function grantsOf(binding: Resource, roles: RoleIndex): Grant[] {
  const role = roleNameOf(binding);
  const rules = isGivable(binding, role) ? roles.rulesOf(role, binding.namespace) : [];
  return subjectsOf(binding).map(([subject, index]) => ({
    binding,
    pointer: pointerTo(binding.pointer, 'subjects', index),
    subject,
    namespace: binding.kind === 'ClusterRoleBinding' ? undefined : binding.namespace,
    role,
    rules,
  }));
}

/** Whether a binding can give a role of a kind: the API server refuses a ClusterRoleBinding of a Role. */
function isGivable({ kind }: Resource, role: RoleName): boolean {
  return kind === 'RoleBinding' || role.kind === 'ClusterRole';
}

function missingRoleOf(binding: Resource, roles: RoleIndex): MissingRole[] {
  const role = roleNameOf(binding);
  if (role.name === '' || (isGivable(binding, role) && roles.has(role, binding))) {
    return [];
  }
  return [{ binding, role, elsewhere: roles.namespacesOf(role) }];
}

/** Roles by name, with those of aggregated ClusterRoles gathered from their parts. */
class RoleIndex {
  public readonly clusterRoles: Resource[] = [];
  private readonly byName = new NameLookup<Resource>();
  private readonly byLabel = new Map<string, Resource[]>();
  private readonly rules = new Map<Resource, readonly RoleRule[]>();
  private readonly ofNames = new Map<string, readonly RoleRule[]>();

  public constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      if (resource.kind === 'Role') {
        this.byName.add('Role', resource, resource);
      } else if (resource.kind === 'ClusterRole') {
        this.byName.add('ClusterRole', { namespace: '', name: resource.name }, resource);
        this.clusterRoles.push(resource);
        for (const [label, value] of Object.entries(fieldsOf(resource.object.metadata.labels))) {
          const pair = `${label}=${String(value)}`;
          const list = this.byLabel.get(pair) ?? [];
          this.byLabel.set(pair, list);
          list.push(resource);
        }
      }
    }
  }

  /**
   * Whether the role of a binding is there, or is of those that a cluster has without it: what Kubernetes and platforms
   * bring begins with `system:`, but for the four roles for people. A binding that was read from a cluster of which no
   * ClusterRole was read does not tell.
   */
  public has({ kind, name }: RoleName, { origin, namespace }: Resource): boolean {
    if (this.find({ kind, name }, namespace).length > 0) {
      return true;
    }
    if (kind === 'ClusterRole') {
      const readWithoutRoles = this.clusterRoles.length === 0 && origin === ObjectOrigin.CLUSTER;
      return name.startsWith('system:') || USER_FACING.includes(name) || readWithoutRoles;
    }
    return givenRole(kind, namespace, name) !== undefined;
  }

  public namespacesOf({ kind, name }: RoleName): string[] {
    return this.byName.namespacesOf(kind, name).filter((namespace) => namespace !== '');
  }

  public rulesOf(role: RoleName, namespace: string): readonly RoleRule[] {
    const key = `${role.kind}/${role.kind === 'ClusterRole' ? '' : namespace}/${role.name}`;
    let rules = this.ofNames.get(key);
    if (rules === undefined) {
      const found = this.find(role, namespace);
      rules = found.length === 0
        ? (givenRole(role.kind, namespace, role.name)?.rules ?? []).map((rule) => ({ ...rule, places: [] }))
        : withoutCopies(found.flatMap((copy) => this.rulesIn(copy)));
      this.ofNames.set(key, rules);
    }
    return rules;
  }

  private find({ kind, name }: RoleName, namespace: string): readonly Resource[] {
    return this.byName.find(kind, kind === 'ClusterRole' ? '' : namespace, name);
  }

  public rulesIn(role: Resource): readonly RoleRule[] {
    let rules = this.rules.get(role);
    if (rules === undefined) {
      // Entered first: roles that aggregate each other end here.
      this.rules.set(role, ownRules(role));
      // A Role with the field is one without: the API server drops it.
      rules = role.kind === 'ClusterRole' && isFields(role.object.aggregationRule)
        ? this.aggregated(role.object.aggregationRule) : ownRules(role);
      this.rules.set(role, rules);
    }
    return rules;
  }

  private aggregated(aggregation: Fields): RoleRule[] {
    const parts = new Set<Resource>();
    for (const [selector] of mappingsOf(aggregation.clusterRoleSelectors)) {
      for (const role of this.candidates(selector)) {
        if (selects(selector, fieldsOf(role.object.metadata.labels))) {
          parts.add(role);
        }
      }
    }
    return [...parts].flatMap((part) => this.rulesIn(part));
  }

  private candidates(selector: Fields): readonly Resource[] {
    const [first] = Object.entries(fieldsOf(selector.matchLabels));
    return first === undefined ? this.clusterRoles : this.byLabel.get(`${first[0]}=${String(first[1])}`) ?? [];
  }
}

/** The rules, each once, with the places of all its copies. */
function withoutCopies(rules: readonly RoleRule[]): readonly RoleRule[] {
  const places = new Map<string, RulePlace[]>();
  const first: RoleRule[] = [];
  for (const rule of rules) {
    const { groups, resources, verbs, names } = rule;
    const key = JSON.stringify([groups, resources, verbs, names]);
    const known = places.get(key);
    if (known === undefined) {
      const own = [...rule.places];
      places.set(key, own);
      first.push({ ...rule, places: own });
    } else {
      known.push(...rule.places);
    }
  }
  return first;
}

function selects(selector: Fields, labels: Fields): boolean {
  return Object.entries(fieldsOf(selector.matchLabels)).every(([label, value]) => at(labels, label) === value)
    && [...mappingsOf(selector.matchExpressions)].every(([requirement]) => meets(requirement, labels));
}

function meets(requirement: Fields, labels: Fields): boolean {
  const value = at(labels, textOf(requirement.key));
  switch (requirement.operator) {
    case 'In': return itemsOf(requirement.values).includes(value);
    case 'NotIn': return !itemsOf(requirement.values).includes(value);
    case 'Exists': return value !== undefined;
    case 'DoesNotExist': return value === undefined;
    default: return false;
  }
}
