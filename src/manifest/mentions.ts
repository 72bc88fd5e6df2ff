import { Graph } from './graph';
import { isFields, itemsOf, mappingsOf } from './read';

/** Groups whose objects are read field by field, so that a word in them is not a reference. */
const OWN_GROUPS = new Set(['', 'apps', 'batch', 'autoscaling', 'policy', 'extensions']);

/** How deep an unknown object is searched. */
const DEPTH = 32;

/**
 * Every word that may be the name of an object: in the spec of an object of an unknown kind, in arguments and
 * literal environment variables. A controller or a program may look the object up by it.
 */
export function mentions(graph: Graph): Set<string> {
  const words = new Set<string>();
  for (const { group, object } of graph.resources) {
    if (!OWN_GROUPS.has(group) && !group.endsWith('.k8s.io')) {
      collect(object.spec, words, DEPTH);
    }
  }
  for (const pod of graph.pods) {
    for (const { spec } of pod.containers) {
      const values = [...mappingsOf(spec.env)].map(([entry]) => entry.value);
      [...itemsOf(spec.command), ...itemsOf(spec.args), spec.script, spec.source, ...values].forEach((text) => {
        collect(text, words, 1);
      });
    }
  }
  return words;
}

function collect(value: unknown, words: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    for (const word of value.split(/[^a-z0-9.-]+/)) {
      words.add(word);
    }
  } else if (depth > 0) {
    (Array.isArray(value) ? value : isFields(value) ? Object.values(value) : []).forEach((part) => {
      collect(part, words, depth - 1);
    });
  }
}
