import { decodeBase64 } from '../../facts/base64';
import { mayBeFilledIn } from '../../facts/filled-in-later';
import { BINARY_DATA_FAULT, variableValueFault } from '../../facts/variable-values';
import { Graph } from '../../manifest/graph';
import { fieldsOf } from '../../manifest/read';
import { isVariable, Reference, ReferenceUse } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const binaryValueInVariable: GraphRule = {
  id: 'binary-value-in-variable',
  category: RuleCategory.USE,
  title: 'a value that is not text is read into an environment variable',
  rationale: 'The kubelet hands variables to the container runtime as text. Since Kubernetes 1.34 a container with a '
    + 'value of other bytes, such as a random key, does not start (CreateContainerError), and before it got bytes that '
    + 'most programs read wrongly. A key in binaryData of a ConfigMap never becomes a variable.',
  remediation: 'Mount the value as a file, or store it as text: encode the key once more in base64 and decode it in '
    + 'the program.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'A container with such a Secret starts before Kubernetes 1.34.',
  since: FIRST_VERSION,
  references: [
    kubernetes('Secrets', 'concepts/configuration/secret/'),
    {
      title: 'kubernetes/kubernetes#139132: CreateContainerError when a variable contains invalid UTF-8',
      url: 'https://github.com/kubernetes/kubernetes/issues/139132',
    },
  ],
  * check(graph: Graph): Iterable<Violation> {
    const known = new Map<Resource, Faults>();
    const faultsIn = (resource: Resource) => {
      const faults = known.get(resource) ?? faultsOf(resource);
      known.set(resource, faults);
      return faults;
    };
    for (const reference of graph.references) {
      if (isVariable(reference)) {
        yield* inReference(reference, faultsOfAll(graph, reference, faultsIn));
      }
    }
  },
};

/** What is wrong with the values of an object as variables, by key. */
type Faults = ReadonlyMap<string, string>;

function* inReference({ from, use, kind, name, pointer, keys }: Reference, faults: Faults): Generator<Violation> {
  if (use === ReferenceUse.ENV) {
    for (const { key, pointer: place } of keys) {
      const fault = faults.get(key);
      if (fault !== undefined) {
        yield violation(from, place, `key "${key}" of ${kind} "${name}": the value ${fault}`);
      }
    }
    return;
  }
  const [first] = faults;
  // Keys of binaryData are not read by envFrom.
  if (first !== undefined && kind === 'Secret') {
    yield violation(from, pointer, `key "${first[0]}" of ${kind} "${name}": the value ${first[1]}`);
  }
}

/** The faults that every object has that the name may mean. */
function faultsOfAll(graph: Graph, { kind, namespace, name }: Reference, faultsIn: (of: Resource) => Faults): Faults {
  const targets = graph.find(kind, namespace, name);
  const all = targets.map(({ resource }) => (resource === undefined ? NONE : faultsIn(resource)));
  return new Map([...all[0] ?? NONE].filter(([key]) => all.every((faults) => faults.has(key))));
}

const NONE: Faults = new Map();

function faultsOf({ object, kind }: Resource): Faults {
  return new Map(kind === 'Secret' ? faultsOfSecret(object) : faultsOfConfigMap(object));
}

function* faultsOfSecret({ data, stringData }: Resource['object']): Generator<[key: string, fault: string]> {
  const texts = fieldsOf(stringData);
  for (const [key, value] of Object.entries(fieldsOf(data))) {
    const bytes = typeof value !== 'string' || key in texts || mayBeFilledIn(value) ? undefined : decodeBase64(value);
    const fault = bytes && variableValueFault(bytes);
    if (fault !== undefined) {
      yield [key, fault];
    }
  }
}

function* faultsOfConfigMap({ data, binaryData }: Resource['object']): Generator<[key: string, fault: string]> {
  const texts = fieldsOf(data);
  for (const key of Object.keys(fieldsOf(binaryData))) {
    if (!(key in texts)) {
      yield [key, BINARY_DATA_FAULT];
    }
  }
}
