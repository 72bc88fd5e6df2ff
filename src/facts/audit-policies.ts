/**
 * The audit policy of an API server: which rule decides, what it refuses, and which resources have secrets in their
 * bodies.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/audit/policy/checker.go
 * @see https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/apis/audit/validation/validation.go
 */

import { DocumentFault, FieldPath, unknownFields } from './document-fault';
import { isSet, mappingOf, PlainFields } from './plain-fields';

export const AUDIT_API_VERSION = 'audit.k8s.io/v1';
export const AUDIT_KIND = 'Policy';

/** Resources of a group whose requests or responses carry secrets or tokens, or templates of them. */
export interface SensitiveResources {
  readonly group: string;
  readonly resources: readonly string[];

  /** Whether every API server serves them. The others are of operators, which a cluster may not have. */
  readonly builtIn: boolean;
}

export const SENSITIVE_RESOURCES: readonly SensitiveResources[] = [
  { group: '', resources: ['secrets', 'configmaps', 'serviceaccounts/token'], builtIn: true },
  { group: 'authentication.k8s.io', resources: ['tokenreviews'], builtIn: true },
  { group: 'bitnami.com', resources: ['sealedsecrets'], builtIn: false },
  { group: 'external-secrets.io', resources: ['*'], builtIn: false },
  { group: 'generators.external-secrets.io', resources: ['*'], builtIn: false },
  { group: 'secrets-store.csi.x-k8s.io', resources: ['*'], builtIn: false },
  { group: 'secrets.hashicorp.com', resources: ['*'], builtIn: false },
];

const LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'];
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'];
const TYPE_FIELDS = ['apiVersion', 'kind', 'metadata'];
const POLICY_FIELDS = [...TYPE_FIELDS, 'rules', 'omitStages', 'omitManagedFields'];
const TEXT_LISTS = ['users', 'userGroups', 'verbs', 'namespaces', 'nonResourceURLs'];
const RULE_FIELDS = ['level', 'resources', 'omitStages', 'omitManagedFields', ...TEXT_LISTS];
const GROUP_FIELDS = ['group', 'resources', 'resourceNames'];

/** What becomes of a field that the file should not have. */
const LEFT_OUT = 'which the API server leaves out with a warning in its log';

/** Verbs whose requests have no body. */
const READING = ['get', 'list', 'watch'];

const GROUP = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const LONGEST_GROUP = 253;

/** A rule that writes bodies of sensitive resources into the log. */
export interface LoggedBodies {
  /** Position of the rule in the policy. */
  readonly rule: number;
  readonly level: string;

  /** `secrets`, or with the group, as in `tokenreviews.authentication.k8s.io`. */
  readonly resources: readonly string[];
}

/**
 * The rules that write bodies of sensitive resources into the log. The first rule that matches a request decides.
 *
 * @param isServed whether the cluster is known to have the resources of an operator's group; else only a rule that
 *   names the group is told
 */
export function loggedBodies(policy: unknown, isServed: (group: string) => boolean): LoggedBodies[] {
  let undecided = SENSITIVE_RESOURCES.flatMap(({ group, resources, builtIn }) =>
    resources.map((resource) => ({ group, resource, isKnown: builtIn || isServed(group) })));
  return listOf(mappingOf(policy)?.rules).flatMap((value, index): LoggedBodies[] => {
    const rule = mappingOf(value);
    if (rule === undefined) {
      return [];
    }
    const matched = undecided.filter((sensitive) => matches(rule, sensitive));
    undecided = undecided.filter((sensitive) => !matched.includes(sensitive) || !decides(rule, sensitive));
    const told = matched.filter(({ isKnown, group }) => isKnown || namesGroup(rule, group));
    return told.length === 0 || !logsBodies(rule) ? [] : [{
      rule: index,
      level: String(rule.level),
      resources: told.map(({ group, resource }) => group === '' ? resource : `${resource}.${group}`),
    }];
  });
}

/**
 * What the API server refuses in a policy (`LoadPolicyFromBytes`, `ValidatePolicy`), and fields that it leaves out.
 *
 * @param document the parsed file
 */
export function auditPolicyFaults(document: unknown): DocumentFault[] {
  const policy = mappingOf(document);
  if (policy === undefined) {
    return [{ at: [], text: 'an audit policy is a map' }];
  }
  const faults = [
    ...unknownFields([], policy, POLICY_FIELDS, LEFT_OUT),
    ...policy.apiVersion === AUDIT_API_VERSION && policy.kind === AUDIT_KIND ? [] : [{
      at: [policy.kind === AUDIT_KIND ? 'apiVersion' : 'kind'],
      text: `unknown group version in policy; apiVersion and kind must be "${AUDIT_API_VERSION}" and "${AUDIT_KIND}"`,
    }],
    ...stageFaults(['omitStages'], policy.omitStages),
    ...booleanFault(['omitManagedFields'], policy.omitManagedFields),
  ];
  const rules = listOf(policy.rules);
  return rules.length > 0
    ? [...faults, ...rules.flatMap((rule, index) => ruleFaults(['rules', index], rule))]
    : [...faults, { at: ['rules'], text: isWrongList(policy.rules) ? 'must be a list' : NO_RULES }];
}

const NO_RULES = 'loaded illegal policy with 0 rules; give at least one, such as {level: Metadata}';

function ruleFaults(at: FieldPath, value: unknown): DocumentFault[] {
  const rule = mappingOf(value);
  if (rule === undefined) {
    return [{ at, text: 'must be a map' }];
  }
  return [
    ...unknownFields(at, rule, RULE_FIELDS, LEFT_OUT),
    ...levelFaults([...at, 'level'], rule.level),
    ...TEXT_LISTS.flatMap((field) => textListFaults([...at, field], rule[field])),
    ...listOf(rule.nonResourceURLs).flatMap((url, index) => urlFaults([...at, 'nonResourceURLs', index], url)),
    ...isWrongList(rule.resources) ? [{ at: [...at, 'resources'], text: 'must be a list' }] : [],
    ...listOf(rule.resources).flatMap((one, index) => groupFaults([...at, 'resources', index], one)),
    ...stageFaults([...at, 'omitStages'], rule.omitStages),
    ...booleanFault([...at, 'omitManagedFields'], rule.omitManagedFields),
    ...has(rule.nonResourceURLs) && (has(rule.resources) || has(rule.namespaces)) ? [{
      at: [...at, 'nonResourceURLs'],
      text: 'rules cannot apply to both regular resources and non-resource URLs; write two rules',
    }] : [],
  ];
}

function levelFaults(at: FieldPath, level: unknown): DocumentFault[] {
  if (!isSet(level) || level === '') {
    return [{ at, text: `a rule needs a level: ${LEVELS.join(', ')}` }];
  }
  return LEVELS.includes(level as string) ? [] : [{
    at, text: `got %q; the levels are ${LEVELS.join(', ')}`, given: [level],
  }];
}

function urlFaults(at: FieldPath, url: unknown): DocumentFault[] {
  if (typeof url !== 'string' || url === '*') {
    return [];
  }
  return [
    ...url.startsWith('/') ? [] : ["non-resource URL rules must begin with a '/' character"],
    ...url.slice(0, -1).includes('*') ? ["non-resource URL wildcards '*' must be the final character of the rule"] : [],
  ].map((text) => ({ at, text: `got %q; ${text}`, given: [url] }));
}

function groupFaults(at: FieldPath, value: unknown): DocumentFault[] {
  const fields = mappingOf(value);
  if (fields === undefined) {
    return [{ at, text: "must be a map, as in {group: '', resources: [secrets]}" }];
  }
  const { group } = fields;
  const isName = typeof group === 'string' && group.length <= LONGEST_GROUP && GROUP.test(group);
  return [
    ...unknownFields(at, fields, GROUP_FIELDS, LEFT_OUT),
    ...!isSet(group) || group === '' || group === '*' || isName ? [] : [{
      at: [...at, 'group'],
      text: 'got %q; an API group is a DNS name in lower case, without a version',
      given: [group],
    }],
    ...['resources', 'resourceNames'].flatMap((field) => textListFaults([...at, field], fields[field])),
    ...has(fields.resourceNames) && !has(fields.resources) ? [{
      at: [...at, 'resourceNames'],
      text: 'using resourceNames requires at least one resource',
    }] : [],
  ];
}

function stageFaults(at: FieldPath, stages: unknown): DocumentFault[] {
  if (isWrongList(stages)) {
    return [{ at, text: 'must be a list of strings' }];
  }
  return listOf(stages).flatMap((stage, index): DocumentFault[] => STAGES.includes(stage as string) ? [] : [{
    at: [...at, index], text: `got %q; allowed stages are ${STAGES.join(', ')}`, given: [stage],
  }]);
}

function booleanFault(at: FieldPath, value: unknown): DocumentFault[] {
  return !isSet(value) || typeof value === 'boolean' ? [] : [{ at, text: 'must be true or false' }];
}

function textListFaults(at: FieldPath, value: unknown): DocumentFault[] {
  if (isWrongList(value)) {
    return [{ at, text: 'must be a list of strings' }];
  }
  return listOf(value).flatMap((item, index): DocumentFault[] =>
    typeof item === 'string' || !isSet(item) ? [] : [{ at: [...at, index], text: 'must be a string' }]);
}

function logsBodies(rule: PlainFields): boolean {
  const verbs = listOf(rule.verbs);
  return rule.level === 'RequestResponse'
    || (rule.level === 'Request' && (verbs.length === 0 || verbs.some((verb) => !READING.includes(verb as string))));
}

interface Sensitive {
  readonly group: string;
  readonly resource: string;
}

function matches(rule: PlainFields, { group, resource }: Sensitive): boolean {
  const groups = listOf(rule.resources);
  if (groups.length === 0) {
    return has(rule.namespaces) || !has(rule.nonResourceURLs);
  }
  return groups.map(mappingOf).some((one) => one !== undefined
    && (groupOf(one) === group || one.group === '*')
    && (!has(one.resources) || listOf(one.resources).some((name) => covers(String(name), resource))));
}

/** Whether a rule decides all requests for a resource, or for those of a group, and lets none pass on to the next. */
function decides(rule: PlainFields, { group, resource }: Sensitive): boolean {
  if (['users', 'userGroups', 'verbs', 'namespaces'].some((field) => has(rule[field]))) {
    return false;
  }
  const groups = listOf(rule.resources).map(mappingOf);
  return groups.length === 0 || groups.some((one) => one !== undefined
    && (groupOf(one) === group || one.group === '*')
    && (!has(one.resources) || (!has(one.resourceNames) && coversAll(listOf(one.resources), resource))));
}

function coversAll(words: readonly unknown[], resource: string): boolean {
  return words.some((word) => word === '*' || (resource !== '*' && covers(String(word), resource)));
}

/** Whether a word of a rule matches a resource. A sensitive resource of `*` is any of its group. */
function covers(word: string, resource: string): boolean {
  if (word === resource || word === '*' || resource === '*') {
    return true;
  }
  const [name, subresource] = resource.split('/');
  return word === `${name}/*` || (subresource !== undefined && word === `*/${subresource}`);
}

function namesGroup(rule: PlainFields, group: string): boolean {
  return listOf(rule.resources).map(mappingOf).some((one) => one !== undefined && groupOf(one) === group);
}

function groupOf(fields: PlainFields): string {
  return typeof fields.group === 'string' ? fields.group : '';
}

function has(list: unknown): boolean {
  return listOf(list).length > 0;
}

function isWrongList(value: unknown): boolean {
  return isSet(value) && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
