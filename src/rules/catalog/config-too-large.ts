import { decodedSize } from '../../facts/base64';
import { MAX_DATA_BYTES } from '../../facts/data-limits';
import { Graph } from '../../manifest/graph';
import { fieldsOf } from '../../manifest/read';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const configTooLarge: GraphRule = {
  id: 'config-too-large',
  category: RuleCategory.VALUES,
  title: 'a ConfigMap or Secret is larger than the API server accepts',
  rationale: 'The values of one object may add up to 1 MiB after base64 is decoded. The API server refuses a larger '
    + 'object, and the release stops halfway.',
  remediation: 'Split the object, or put large files into the image or into a volume.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [kubernetes('Secrets, restriction on data size', 'concepts/configuration/secret/#restriction-data-size')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.dataObjects()) {
      const size = sizeOf(resource);
      if (size > MAX_DATA_BYTES) {
        yield violation(resource, resource.pointer,
          `its values add up to ${size} bytes; the API server accepts at most ${MAX_DATA_BYTES}`);
      }
    }
  },
};

function sizeOf({ object, kind }: Resource): number {
  const encoded = kind === 'Secret' ? object.data : object.binaryData;
  const plain = kind === 'Secret' ? object.stringData : object.data;
  const sizes = new Map<string, number>();
  for (const [key, value] of Object.entries(fieldsOf(encoded))) {
    sizes.set(key, typeof value === 'string' ? decodedSize(value) : 0);
  }
  for (const [key, value] of Object.entries(fieldsOf(plain))) {
    // A key of stringData replaces the same key of data.
    sizes.set(key, typeof value === 'string' ? Buffer.byteLength(value) : 0);
  }
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}
