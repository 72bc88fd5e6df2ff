import { isCopyOfObject, tellingName } from '../../credentials/metadata';
import { Graph } from '../../manifest/graph';
import { Fields, fieldsOf, pointerTo, textOf } from '../../manifest/read';
import { templateCredential } from '../credential-text';
import { RuleLevel } from '../finding';
import { metadataIn } from '../metadata-places';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { METADATA_VALUES, tokensIn } from '../searched-texts';
import { FIRST_VERSION, kubernetes } from '../sources';

export const credentialInAnnotation: GraphRule = {
  id: 'credential-in-annotation',
  category: RuleCategory.VALUES,
  title: 'an annotation or label holds a credential',
  rationale:
    'Annotations and labels are read with the object, printed by kubectl describe, kept by every tool that ' +
    'watches objects, and handed down from a workload to its pods. Nothing encrypts or masks them.',
  remediation:
    'Put the credential into a Secret that comes from a store, name the Secret in the annotation, and rotate ' +
    'the credential: it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Annotations', 'concepts/overview/working-with-objects/annotations/')],
  policyPart: { what: tokensIn('annotations and labels'), tokensIn: METADATA_VALUES },
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      for (const [pointer, metadata] of metadataIn(graph, resource)) {
        yield* inMetadata(resource, metadata, pointer);
      }
    }
  },
};

function* inMetadata(
  resource: { readonly objectIndex: number },
  metadata: Fields,
  pointer: string,
): Generator<Violation> {
  for (const [field, word] of [
    ['annotations', 'annotation'],
    ['labels', 'label'],
  ] as const) {
    for (const [name, value] of Object.entries(fieldsOf(metadata[field]))) {
      const text = textOf(value);
      const found = isCopyOfObject(name) ? undefined : templateCredential(text, tellingName(name, text));
      if (found !== undefined) {
        yield violation(resource, pointerTo(pointer, field, name), `${word} "${name}" contains ${found}`);
      }
    }
  }
}
