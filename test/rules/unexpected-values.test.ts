import { fixturesOf } from './fixtures';
import { Graph } from '../../src/manifest/graph';
import { CATALOG } from '../../src/rules/catalog';
import { isGraphRule } from '../../src/rules/rule';

/** A list that contains itself, as an alias in YAML may have it. */
const ENDLESS: unknown[] = [];
ENDLESS.push(ENDLESS);

interface Place {
  readonly document: unknown;
  readonly holder: any;
  readonly key: string;
}

/** Each field that some example of a rule has, once for each kind. Items of a list or of `data` are the same field. */
function fieldsOfExamples(): Map<string, Place> {
  const found = new Map<string, Place>();
  const collect = (document: unknown, value: unknown, path: string): void => {
    for (const [key, part] of Object.entries(typeof value === 'object' && value !== null ? value : {})) {
      const isItem = Array.isArray(value) || /\/(?:\w*[dD]ata|annotations|labels)$/.test(path);
      const field = `${path}/${isItem ? '*' : key}`;
      found.set(field, found.get(field) ?? { document, holder: value, key });
      collect(document, part, field);
    }
  };
  for (const document of CATALOG.flatMap(({ id }) => fixturesOf(id)).flatMap(({ documents }) => documents)) {
    const copy: any = structuredClone(document);
    collect(copy, copy, `${copy?.apiVersion} ${copy?.kind}`);
  }
  return found;
}

test.each([
  ['an integer that a double cannot hold', 10n ** 20n], ['a list that contains itself', ENDLESS],
])('no rule throws on %s in the place of a field', (_, value) => {
  const failed = [...fieldsOfExamples()].flatMap(([field, { document, holder, key }]) => {
    const before = holder[key];
    holder[key] = value;
    try {
      const graph = Graph.of([document]);
      CATALOG.filter(isGraphRule).forEach((rule) => [...rule.check(graph)]);
      return [];
    } catch (error) {
      return [`${field}: ${String(error)}`];
    } finally {
      holder[key] = before;
    }
  });
  expect(failed).toEqual([]);
});
