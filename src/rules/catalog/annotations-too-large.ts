import { annotationsFault } from '../../facts/data-limits';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { metadataIn } from '../metadata-places';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const annotationsTooLarge: GraphRule = {
  id: 'annotations-too-large',
  category: RuleCategory.VALUES,
  title: 'the annotations of an object are larger than the API server accepts',
  rationale: 'The names and values of all annotations of one object may add up to 256 KiB. The API server refuses a '
    + 'larger object, or the pods of a workload, and the release stops halfway.',
  remediation: 'Shorten the annotations, or keep long texts in a ConfigMap.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Annotations', 'concepts/overview/working-with-objects/annotations/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.resources) {
      for (const [pointer, metadata] of metadataIn(graph, resource)) {
        const fault = annotationsFault(fieldsOf(metadata.annotations));
        if (fault !== undefined) {
          yield violation(resource, pointerTo(pointer, 'annotations'), fault);
        }
      }
    }
  },
};
