import { DocumentFault } from '../../facts/document-fault';
import {
  CONTAINER_TYPE, FieldType, KIND_TYPES, METADATA_TYPE, POD_SPEC_TYPE, typeFaults, VOLUME_TYPE,
} from '../../facts/field-types';
import { Graph } from '../../manifest/graph';
import { Container, Pod } from '../../manifest/pod';
import { itemsOf, pointerTo, textAt } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { quoted } from '../../redaction/quoted';
import { isPlainWord } from '../../redaction/told';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

/** The fields that containers of every kind have; those of a pod spec have more. */
const SHARED_FIELDS = ['env', 'envFrom', 'volumeMounts'];

export const wrongType: GraphRule = {
  id: 'wrong-type',
  category: RuleCategory.USE,
  title: 'a field that the API server cannot read, since it has another type',
  rationale: 'YAML reads 8080 as a number and true, yes or on as true, but variables, annotations and labels are '
    + 'texts: the API server refuses the whole object, and the release stops there. A text in the place of a number, a '
    + 'flag or a list is refused as well. Values that a tool fills in, such as ${PORT}, are not reported. Metadata, '
    + 'pods, roles, bindings, service accounts, Secrets and ConfigMaps are looked at; their data is reported by '
    + 'invalid-value.',
  remediation: 'Put texts that YAML reads as something else in quotes, and write numbers and flags without.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Pod', 'reference/kubernetes-api/workload-resources/pod-v1/'),
    kubernetes('ObjectMeta', 'reference/kubernetes-api/common-definitions/object-meta/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      const pods = graph.podsIn(resource);
      if (graph.reads(resource) || pods.length > 0) {
        yield* inPart(resource, resource.object.metadata, METADATA_TYPE, pointerTo(resource.pointer, 'metadata'), '');
        const type = KIND_TYPES.get(`${resource.group}/${resource.kind}`);
        yield* type === undefined ? [] : inPart(resource, resource.object, type, resource.pointer, '');
        for (const pod of pods) {
          yield* inPod(pod);
        }
      }
    }
  },
};

function* inPod(pod: Pod): Generator<Violation> {
  const { resource, spec, pointer, metadata, metadataPointer } = pod;
  if (metadataPointer !== pointerTo(resource.pointer, 'metadata')) {
    yield* inPart(resource, metadata, METADATA_TYPE, metadataPointer, 'the pod: ');
  }
  if (pod.shape.isPodSpec) {
    yield* inPart(resource, spec, POD_SPEC_TYPE, pointer, 'the pod: ');
    for (const volume of pod.volumes) {
      yield* inPart(resource, volume.spec, VOLUME_TYPE, volume.pointer, `volume ${quoted(volume.name)}: `);
    }
  }
  for (const container of pod.containers) {
    const shared = Object.fromEntries(SHARED_FIELDS.map((field) => [field, container.spec[field]]));
    const value = pod.shape.isPodSpec ? container.spec : shared;
    for (const fault of typeFaults(value, CONTAINER_TYPE)) {
      yield violation(resource, pointerTo(container.pointer, ...fault.at), inContainer(container, fault));
    }
  }
}

function* inPart(
  resource: Resource, value: unknown, type: FieldType, pointer: string, who: string,
): Generator<Violation> {
  for (const fault of typeFaults(value, type)) {
    yield violation(resource, pointerTo(pointer, ...fault.at), `${who}${wordsOf(fault)}`);
  }
}

/** A fault in a container; one in a variable with the name of the variable. */
function inContainer({ noun, name, spec }: Container, fault: DocumentFault): string {
  const [list, index, ...rest] = fault.at;
  const variable = list === 'env' && typeof index === 'number' ? textAt(itemsOf(spec.env)[index], 'name') : '';
  const who = `${noun} ${quoted(name)}`;
  return variable === '' || rest.length === 0 ? `${who}: ${wordsOf(fault)}`
    : `${who}, variable ${quoted(variable)}: ${wordsOf({ ...fault, at: rest })}`;
}

/** The fields that lead to the place, and what is wrong there. Keys of others are in quotes. */
function wordsOf({ at: place, text }: DocumentFault): string {
  const parts = place.map((part) => (typeof part === 'number' ? `[${part}]` : fieldIn(part)));
  return `${parts.join('').replace(/^\./, '')} ${text}`;
}

function fieldIn(part: string): string {
  return isPlainWord(part) ? `.${part}` : ` ${quoted(part)}`;
}
