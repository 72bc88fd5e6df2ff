import { NameLookup } from './name-lookup';
import { at, Fields, fieldsOf, isFields, itemsOf, mappingsOf, pointerTo, textAt, textOf, textsOf } from './read';
import { Resource } from './resource';

/** One rule of a role. */
export interface AccessRule {
  readonly verbs: readonly string[];
  readonly groups: readonly string[];
  readonly resources: readonly string[];

  /** Empty: every name. */
  readonly names: readonly string[];
}

/** What one binding gives to one subject. */
export interface Grant {
  readonly binding: Resource;

  /** Where the binding names the subject. */
  readonly pointer: string;
  readonly subject: Subject;

  /** Namespace that the grant holds in; undefined for the whole cluster. */
  readonly namespace?: string;
  readonly role: RoleName;
  readonly rules: readonly AccessRule[];
}

export interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
}

export interface RoleName {
  readonly kind: string;
  readonly name: string;
}

const RBAC = 'rbac.authorization.k8s.io';

/** The kinds that are read here, with their group before a slash. */
export const ACCESS_KINDS = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']
  .map((kind) => `${RBAC}/${kind}`);

const EVERYTHING: AccessRule = { verbs: ['*'], groups: ['*'], resources: ['*'], names: [] };
const ALL_SECRETS: AccessRule = { verbs: ['get', 'list', 'watch'], groups: [''], resources: ['secrets'], names: [] };

/** What the roles that every cluster has allow of Secrets. `view` leaves them out on purpose. */
const BUILT_IN = new Map<string, readonly AccessRule[]>([
  ['cluster-admin', [EVERYTHING]],
  ['admin', [ALL_SECRETS]],
  ['edit', [ALL_SECRETS]],
]);

/** Whether a rule lets do something with Secrets of any name. */
export function allowsEverySecret(rule: AccessRule, ...verbs: readonly string[]): boolean {
  return rule.names.length === 0 && allowsSecrets(rule, ...verbs);
}

/** Whether a rule lets do something with Secrets, of some name at least. */
export function allowsSecrets(rule: AccessRule, ...verbs: readonly string[]): boolean {
  return includesAny(rule.groups, '', '*') && includesAny(rule.resources, 'secrets', '*') && includesAny(rule.verbs, '*', ...verbs);
}

function includesAny(list: readonly string[], ...wanted: readonly string[]): boolean {
  return list.some((item) => wanted.includes(item));
}

/** The rules that a role says itself. */
export function ownRules(role: Fields): AccessRule[] {
  return [...mappingsOf(role.rules)].map(([rule]) => ({
    verbs: textsOf(rule.verbs),
    groups: textsOf(rule.apiGroups),
    resources: textsOf(rule.resources),
    names: textsOf(rule.resourceNames),
  }));
}

/** What the bindings among some objects give to whom. */
export class Access {
  public readonly grants: readonly Grant[];
  private readonly byAccount = new NameLookup<Grant>();

  public constructor(resources: readonly Resource[]) {
    const roles = new RoleIndex(resources.filter((resource) => resource.group === RBAC));
    this.grants = resources.filter((resource) => resource.group === RBAC).flatMap((resource) => grantsOf(resource, roles));
    for (const grant of this.grants) {
      if (grant.subject.kind === 'ServiceAccount') {
        this.byAccount.add('ServiceAccount', grant.subject, grant);
      }
    }
  }

  /** What a service account is given by name. What it gets as a member of a group is not in here. */
  public ofAccount(namespace: string, name: string): readonly Grant[] {
    return this.byAccount.find('ServiceAccount', namespace, name);
  }

  /** The grants that let their subject get one Secret. */
  public readersOf(namespace: string, name: string): Grant[] {
    return this.grants.filter((grant) => (grant.namespace === undefined || grant.namespace === namespace)
      && grant.rules.some((rule) => allowsSecrets(rule, 'get', 'list', 'watch') && (rule.names.length === 0 || rule.names.includes(name))));
  }
}

function grantsOf(binding: Resource, roles: RoleIndex): Grant[] {
  const clusterWide = binding.kind === 'ClusterRoleBinding';
  if (!clusterWide && binding.kind !== 'RoleBinding') {
    return [];
  }
  const role = { kind: textAt(binding.object, 'roleRef', 'kind'), name: textAt(binding.object, 'roleRef', 'name') };
  const rules = roles.rulesOf(role, binding.namespace);
  return [...mappingsOf(binding.object.subjects)].map(([subject, index]) => ({
    binding,
    pointer: pointerTo(binding.pointer, 'subjects', index),
    subject: { kind: textOf(subject.kind), name: textOf(subject.name), namespace: textOf(subject.namespace) || binding.namespace },
    namespace: clusterWide ? undefined : binding.namespace,
    role,
    rules,
  }));
}

/** Roles by name, with those of aggregated ClusterRoles gathered from their parts. */
class RoleIndex {
  private readonly byName = new Map<string, Resource[]>();
  private readonly clusterRoles: Resource[] = [];
  private readonly byLabel = new Map<string, Resource[]>();
  private readonly rules = new Map<Resource, readonly AccessRule[]>();
  private readonly ofCopies = new Map<string, readonly AccessRule[]>();

  public constructor(resources: readonly Resource[]) {
    for (const resource of resources) {
      if (resource.kind === 'Role') {
        this.add(`Role/${resource.namespace}/${resource.name}`, resource);
      } else if (resource.kind === 'ClusterRole') {
        this.add(`ClusterRole//${resource.name}`, resource);
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

  public rulesOf(role: RoleName, namespace: string): readonly AccessRule[] {
    const key = role.kind === 'ClusterRole' ? `ClusterRole//${role.name}` : `Role/${namespace}/${role.name}`;
    const found = this.byName.get(key);
    if (found === undefined) {
      return role.kind === 'ClusterRole' ? BUILT_IN.get(role.name) ?? [] : [];
    }
    let rules = this.ofCopies.get(key);
    if (rules === undefined) {
      const all = found.flatMap((copy) => this.rulesIn(copy));
      rules = found.length === 1 ? all : [...new Map(all.map((rule) => [JSON.stringify(rule), rule])).values()];
      this.ofCopies.set(key, rules);
    }
    return rules;
  }

  private add(key: string, role: Resource): void {
    const copies = this.byName.get(key);
    if (copies === undefined) {
      this.byName.set(key, [role]);
    } else {
      copies.push(role);
    }
  }

  private rulesIn(role: Resource): readonly AccessRule[] {
    let rules = this.rules.get(role);
    if (rules === undefined) {
      // Entered first: roles that aggregate each other end here.
      this.rules.set(role, ownRules(role.object));
      const { aggregationRule } = role.object;
      rules = isFields(aggregationRule) ? this.aggregated(aggregationRule) : ownRules(role.object);
      this.rules.set(role, rules);
    }
    return rules;
  }

  private aggregated(aggregation: Fields): AccessRule[] {
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
