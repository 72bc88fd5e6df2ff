import { customTexts } from '../../credentials/store-texts';
import { isCustomGroup } from '../../facts/api-kinds';
import { STORE_KINDS, TEMPLATE_TEXTS } from '../../facts/written-texts';
import { Graph } from '../../manifest/graph';
import { pointerTo } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { placeIn, templateCredential } from '../credential-text';
import { RuleLevel } from '../finding';
import { metadataIn } from '../metadata-places';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const credentialInCustomObject: GraphRule = {
  id: 'credential-in-custom-object',
  category: RuleCategory.VALUES,
  title: 'a custom object holds a credential',
  rationale:
    'Values of a Helm chart, settings of an operator and parameters of a pipeline are readable in the repository ' +
    'and to everybody who may read the object, which is not a Secret. Encryption at rest does not cover it unless ' +
    'the file of the API server names its resource.',
  remediation:
    'Put the credential into a Secret that comes from a store, and name the Secret: by valuesFrom or the ' +
    'existingSecret of a chart, or by the reference that the kind takes. Rotate the credential: it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Good practices for Kubernetes Secrets', 'concepts/security/secrets-good-practices/'),
    kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      if (isCustomGroup(resource.group) && !READ_ELSEWHERE.has(`${resource.group}/${resource.kind}`)) {
        yield* inParts(graph, resource);
      }
    }
  },
};

/** Kinds of which another rule reads the texts. */
const READ_ELSEWHERE: ReadonlySet<string> = new Set([...STORE_KINDS, ...TEMPLATE_TEXTS.flatMap(({ kinds }) => kinds)]);

/** What is not written by a person, or is read by another rule. */
const OTHER_PARTS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'status']);

function* inParts(graph: Graph, resource: Resource): Generator<Violation> {
  const read = readElsewhere(graph, resource);
  const containers = graph.podsIn(resource).flatMap((pod) => pod.containers.map((each) => each.pointer));
  for (const [part, value] of Object.entries(resource.object).filter(([field]) => !OTHER_PARTS.has(field))) {
    for (const { at, text, name } of customTexts(value, [part])) {
      const pointer = pointerTo(resource.pointer, ...at);
      // A text with a container in it is a patch of a pod.
      const isRead = containers.some((place) => isIn(pointer, place)) || read.some((place) => isIn(place, pointer));
      const found = isRead ? undefined : templateCredential(text, name);
      if (found !== undefined) {
        yield violation(resource, pointer, `${placeIn(resource, pointer)} contains ${found}`);
      }
    }
  }
}

/** What containers and the metadata of pods have, which have their own rules. */
const OF_CONTAINER = [
  'env', 'command', 'args', 'script', 'lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe',
];
const OF_METADATA = ['annotations', 'labels'];

/**
 * The places that have their own rules. A container may be the whole spec of an object, whose other fields are read.
 */
function readElsewhere(graph: Graph, resource: Resource): string[] {
  const containers = graph.podsIn(resource).flatMap((pod) => pod.containers);
  return [
    ...containers.flatMap(({ pointer }) => OF_CONTAINER.map((field) => pointerTo(pointer, field))),
    ...[...metadataIn(graph, resource).keys()].flatMap((pointer) =>
      OF_METADATA.map((field) => pointerTo(pointer, field))),
  ];
}

function isIn(place: string, pointer: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
