import { isNameFilledInLater } from '../../facts/filled-in-later';
import { labelFaults } from '../../facts/object-labels';
import { labelKeyFault, nameFault, nameFaultIn, namespaceFault } from '../../facts/object-names';
import { isSet } from '../../facts/plain-fields';
import { EMPTY_NAME_ALLOWS } from '../../facts/rbac';
import { injectsAgent, VAULT_AGENT_PREFIX } from '../../facts/vault-agent-annotations';
import { Graph } from '../../manifest/graph';
import { Fields, fieldsOf, itemsOf, mappingsOf, pointerTo, textAt, textOf, textsOf } from '../../manifest/read';
import { kindsRead } from '../../manifest/read-kinds';
import { Resource } from '../../manifest/resource';
import { quoted } from '../../redaction/quoted';
import { told } from '../../redaction/told';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

const isKnown = kindsRead();

/** Files that the API server and kubeadm read from a disk: they have no name. */
const FILES = ['apiserver.config.k8s.io', 'audit.k8s.io', 'kubeadm.k8s.io'];

const RBAC = 'rbac.authorization.k8s.io';
const ROLES = ['Role', 'ClusterRole'];
const BINDINGS = ['RoleBinding', 'ClusterRoleBinding'];

/** Kinds whose names rules of roles list, by resource. */
const NAMED_BY_RULES = new Map([
  ['secrets', 'Secret'],
  ['configmaps', 'ConfigMap'],
  ['serviceaccounts', 'ServiceAccount'],
]);

export const invalidName: GraphRule = {
  id: 'invalid-name',
  category: RuleCategory.REFERENCES,
  title: 'a name that no object can have',
  rationale:
    'The API server refuses an object whose name has capitals, underscores or other characters that are not ' +
    'allowed, and a namespace with a dot, and the release stops there. A reference to such a name finds nothing, '
      + 'ever. Labels and annotations have rules of the same kind. ' +
    'Names that a tool fills in, such as ${NAME}, and kinds that no rule reads are not checked.',
  remediation: 'Use a-z, 0-9, dashes and dots in names, and no dots in namespaces.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Object names and IDs', 'concepts/overview/working-with-objects/names/')],
  * check(graph: Graph): Iterable<Violation> {
    const references = wrongReferences(graph);
    for (const resource of graph.resources) {
      if (isKnown(resource.group, resource.kind) && !FILES.includes(resource.group)) {
        yield* ofObject(resource);
        yield* ofMetadata(resource, resource.object.metadata, pointerTo(resource.pointer, 'metadata'));
      }
      for (const { metadata, metadataPointer } of graph.podsIn(resource)) {
        if (metadataPointer !== pointerTo(resource.pointer, 'metadata')) {
          yield* ofMetadata(resource, metadata, metadataPointer);
        }
      }
      if (ROLES.includes(resource.kind) && resource.group === RBAC) {
        yield* ofRules(resource);
      }
      if (BINDINGS.includes(resource.kind) && resource.group === RBAC) {
        yield* ofSubjects(resource);
      }
      yield* references.get(resource) ?? [];
    }
  },
};

/** What is wrong with the names that objects refer to, by object. */
function wrongReferences(graph: Graph): Map<Resource, Violation[]> {
  const found = new Map<Resource, Violation[]>();
  for (const { from, name, kind, pointer } of graph.references) {
    const fault = isNameFilledInLater(name) ? undefined : nameFault(name);
    if (fault !== undefined) {
      const list = found.get(from) ?? [];
      found.set(from, list);
      list.push(violation(from, pointer, `names ${kind} ${quoted(name)}, which ${fault}`));
    }
  }
  return found;
}

/**
 * Names in the rules of a role: what no object of these resources can be called, the rule never allows. An empty name
 * is the name of requests without one, so it limits nothing that reads or deletes a collection.
 */
function* ofRules(role: Resource): Generator<Violation> {
  for (const [rule, at] of mappingsOf(role.object.rules)) {
    const [resource] = textsOf(rule.resources);
    const kind = textsOf(rule.apiGroups).includes('') ? NAMED_BY_RULES.get(resource) : undefined;
    for (const [index, name] of itemsOf(rule.resourceNames).entries()) {
      const place = pointerTo(role.pointer, 'rules', at, 'resourceNames', index);
      const isChecked = kind !== undefined && typeof name === 'string' && !isNameFilledInLater(name);
      const fault = isChecked ? nameFault(name) : undefined;
      if (name === '') {
        yield violation(role, place, `has an empty name, which ${EMPTY_NAME_ALLOWS}; remove it`);
      } else if (fault !== undefined) {
        yield violation(role, place, `names ${kind} ${quoted(textOf(name))}, which ${fault}`);
      }
    }
  }
}

/** Users and groups have any names but an empty one. */
function* ofSubjects(binding: Resource): Generator<Violation> {
  for (const [subject, index] of mappingsOf(binding.object.subjects)) {
    const kind = textOf(subject.kind);
    if ((kind === 'User' || kind === 'Group') && (subject.name === '' || !isSet(subject.name))) {
      yield violation(binding, pointerTo(binding.pointer, 'subjects', index), `binds a ${kind} without a name`);
    }
  }
}

/** Names of labels and annotations, and values of labels. */
function* ofMetadata(resource: Resource, metadata: Fields, pointer: string): Generator<Violation> {
  for (const { at: place, text, given = [] } of labelFaults(fieldsOf(metadata.labels))) {
    if (!given.some((each) => isNameFilledInLater(String(each)))) {
      yield violation(resource, pointerTo(pointer, 'labels', ...place), told(text, given));
    }
  }
  const annotations = fieldsOf(metadata.annotations);
  for (const name of Object.keys(annotations)) {
    // Those of Vault Agent end with the names of secrets: store-object-refused reports them.
    const isOfAgent = name.startsWith(VAULT_AGENT_PREFIX) && injectsAgent(annotations);
    // The API server compares them in lower case.
    if (!isOfAgent && !isNameFilledInLater(name) && labelKeyFault(name.toLowerCase()) !== undefined) {
      const place = pointerTo(pointer, 'annotations', name);
      yield violation(resource, place, `the annotation ${quoted(name)} has a name that no annotation may have`);
    }
  }
}

function* ofObject(resource: Resource): Generator<Violation> {
  const { group, kind, name, namespace, pointer, object } = resource;
  if (name === '' && textAt(object, 'metadata', 'generateName') === '') {
    yield violation(
      resource,
      pointerTo(pointer, 'metadata'),
      `the ${kind} has no name; give it one, or a generateName`,
    );
  }
  const wrong = name === '' || isNameFilledInLater(name) ? undefined : nameFaultIn(group, name);
  if (wrong !== undefined) {
    yield violation(
      resource,
      pointerTo(pointer, 'metadata', 'name'),
      `the name ${quoted(name)} of the ${kind} ${wrong}`,
    );
  }
  const wrongNamespace = namespace === '' || isNameFilledInLater(namespace) ? undefined : namespaceFault(namespace);
  if (wrongNamespace !== undefined) {
    yield violation(
      resource,
      pointerTo(pointer, 'metadata', 'namespace'),
      `the namespace ${quoted(textOf(namespace))} ${wrongNamespace}`,
    );
  }
}
