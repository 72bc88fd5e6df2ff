import { Graph } from '../../manifest/graph';
import { Fields, isFields, itemsOf, mappingsOf, pointerTo, textOf, textsOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

interface Sensitive {
  readonly group: string;
  readonly resource: string;
}

/** Resources whose requests or responses hold secrets. */
const SENSITIVE: readonly Sensitive[] = [
  { group: '', resource: 'secrets' },
  { group: '', resource: 'configmaps' },
  { group: '', resource: 'serviceaccounts/token' },
  { group: 'authentication.k8s.io', resource: 'tokenreviews' },
];

/** Verbs whose request has no body: only a response would show something. */
const READING = ['get', 'list', 'watch'];

export const auditPolicyLogsSecrets: GraphRule = {
  id: 'audit-policy-logs-secrets',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an audit policy writes secrets into the log',
  rationale: 'At level Request or RequestResponse the audit log holds the bodies: the content of every Secret that is written or read, '
    + 'and every token. The log is kept longer and read by more people than the Secrets. The first rule that matches decides.',
  remediation: 'Put a rule of level Metadata for secrets, configmaps, serviceaccounts/token and tokenreviews before all others.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('3.2.2', 'Ensure that the audit policy covers key security concerns'),
    nsa('Audit Logging and Threat Detection'),
    kubernetes('Auditing', 'tasks/debug/debug-cluster/audit/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const policy of graph.ofKind('audit.k8s.io', 'Policy')) {
      yield* logged(policy);
    }
  },
};

function* logged(policy: Resource): Generator<Violation> {
  let undecided = SENSITIVE;
  for (const [rule, index] of mappingsOf(policy.object.rules)) {
    const matched = undecided.filter((sensitive) => matches(rule, sensitive));
    if (matched.length > 0 && logsBodies(rule)) {
      const names = matched.map(({ resource }) => resource).join(', ');
      yield violation(policy, pointerTo(policy.pointer, 'rules', index), `level ${textOf(rule.level)} writes the content of ${names} into the audit log`);
    }
    if (!isConditional(rule)) {
      undecided = undecided.filter((sensitive) => !matched.includes(sensitive));
    }
  }
}

function logsBodies(rule: Fields): boolean {
  const verbs = textsOf(rule.verbs);
  return rule.level === 'RequestResponse' || (rule.level === 'Request' && (verbs.length === 0 || verbs.some((verb) => !READING.includes(verb))));
}

function matches(rule: Fields, { group, resource }: Sensitive): boolean {
  const groups = itemsOf(rule.resources);
  if (groups.length === 0) {
    return itemsOf(rule.nonResourceURLs).length === 0;
  }
  return groups.filter(isFields).some((one) => textOf(one.group) === group && (itemsOf(one.resources).length === 0
    || textsOf(one.resources).some((name) => name === resource || name === '*' || covers(name, resource))));
}

/** `serviceaccounts/*` and `*` with a subresource. */
function covers(pattern: string, resource: string): boolean {
  const [name, subresource] = resource.split('/');
  return subresource !== undefined && (pattern === `${name}/*` || pattern === `*/${subresource}`);
}

/** Whether a rule lets some requests for what it matches pass on to the next rule. */
function isConditional(rule: Fields): boolean {
  return ['users', 'userGroups', 'verbs', 'namespaces'].some((field) => itemsOf(rule[field]).length > 0)
    || itemsOf(rule.resources).some((one) => isFields(one) && itemsOf(one.resourceNames).length > 0);
}
