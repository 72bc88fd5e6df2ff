import {
  isForShell, looksLikeVariable, maySetForService, variablesNamedIn,
} from '../../facts/variable-references';
import { Graph } from '../../manifest/graph';
import { Container, Pod } from '../../manifest/pod';
import { fieldsOf, itemsOf, mappingsOf, pointerTo, textOf, textsOf } from '../../manifest/read';
import { ReferencedKind } from '../../manifest/references';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const referenceToALaterVariable: GraphRule = {
  id: 'reference-to-a-later-variable',
  category: RuleCategory.REFERENCES,
  title: 'a reference to a variable is not replaced',
  rationale:
    'The kubelet replaces $(NAME) in a value by what envFrom and the entries of env before it have set, and in ' +
    'a command or argument by any variable of the container. A name that is set later, or nowhere, stays in the ' +
    'text as it is: the program gets "$(DB_PASSWORD)" for a password. Variables of the image and of the node ' +
    'are not among them. Not reported is what an envFrom or a Service may set, and, unless its name looks like ' +
    'that of a variable, what nothing sets: $(date) is a command to a shell. $$(NAME) is the text $(NAME).',
  remediation:
    'Put the variable before those that refer to it, or correct its name. Write $$(NAME) for a text that is ' +
    'to stay.',
  level: RuleLevel.WARNING,
  levelReason: 'A program may replace the reference itself.',
  since: FIRST_VERSION,
  references: [
    kubernetes(
      'Define dependent environment variables',
      'tasks/inject-data-application/define-interdependent-environment-variables/',
    ),
    kubernetes('Define a command and arguments', 'tasks/inject-data-application/define-command-argument-container/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const pod of graph.pods) {
      for (const container of pod.containers) {
        yield* violationsIn(graph, pod, container);
      }
    }
  },
};

function* violationsIn(graph: Graph, pod: Pod, container: Container): Generator<Violation> {
  const entries = [...mappingsOf(container.spec.env)];
  const all = new Set(entries.map(([entry]) => textOf(entry.name)));
  // A controller that completes the pod may set others.
  const isSetElsewhere = memoized(
    (name) =>
      (pod.kind.shows === 'part' && !all.has(name)) ||
      maySetForService(name, pod.spec.enableServiceLinks) ||
      maySetAll(graph, pod, container, name),
  );
  const set = new Set<string>();
  for (const [entry, index] of entries) {
    const variable = textOf(entry.name);
    const value = textOf(entry.value);
    const missing = missingIn(value, set, isSetElsewhere).find((name) =>
      all.has(name) || (looksLikeVariable(name) && !(isForShell([value]) && name !== name.toUpperCase())));
    if (missing !== undefined) {
      yield violation(
        pod.resource, pointerTo(container.pointer, 'env', index, 'value'),
        `${whereOf(container)}, variable ${JSON.stringify(variable)}: $(${missing}) stays as it is, `
        + (missing === variable ? 'since the variable refers to itself'
          : all.has(missing) ? `since variable "${missing}" is set after it` : 'since nothing sets it'),
      );
    }
    set.add(variable);
  }
  const words = [...textsOf(container.spec.command), ...textsOf(container.spec.args)];
  const shell = isForShell(words);
  for (const field of ['command', 'args']) {
    for (const [index, word] of itemsOf(container.spec[field]).entries()) {
      const missing = missingIn(textOf(word), all, isSetElsewhere)
        .find((name) => looksLikeVariable(name) && !(shell && name !== name.toUpperCase()));
      if (missing !== undefined) {
        yield violation(
          pod.resource, pointerTo(container.pointer, field, index),
          `${whereOf(container)}: $(${missing}) in its ${field} stays as it is, since nothing sets variable `
            + `"${missing}"`,
        );
      }
    }
  }
}

function whereOf({ noun, name }: Container): string {
  return `${noun} ${JSON.stringify(name)}`;
}

function missingIn(text: string, set: ReadonlySet<string>, isSetElsewhere: (name: string) => boolean): string[] {
  return variablesNamedIn(text).filter((name) => !set.has(name) && !isSetElsewhere(name));
}

/** Whether an `envFrom` of a container sets a variable, or nobody can tell. */
function maySetAll(graph: Graph, { resource }: Pod, { spec }: Container, name: string): boolean {
  return [...mappingsOf(spec.envFrom)].some(([source]) => {
    const prefix = textOf(source.prefix);
    return name.startsWith(prefix) && ([['secretRef', 'Secret'], ['configMapRef', 'ConfigMap']] as const)
      .some(([field, kind]) => source[field] !== undefined
        && mayHave(graph, kind, resource.namespace, textOf(fieldsOf(source[field]).name), name.slice(prefix.length)));
  });
}

function mayHave(graph: Graph, kind: ReferencedKind, namespace: string, name: string, key: string): boolean {
  const targets = graph.find(kind, namespace, name);
  return targets.length === 0 || targets.some(({ keys }) => keys === undefined || keys.includes(key));
}

function memoized(answer: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (name) => {
    const found = known.get(name) ?? answer(name);
    known.set(name, found);
    return found;
  };
}
