import { Fixture, fixturesOf } from './fixtures';
import { CONTAINER_LISTS, POD_KINDS } from '../../src/manifest/pods';
import { pointerTo } from '../../src/manifest/read';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';

/** The examples whose first object is a Pod: what they show must hold for every kind that has a pod in it. */
const POD_FIXTURES = CATALOG.flatMap((rule) => fixturesOf(rule.id).filter(({ documents }) => kindOf(documents[0]) === 'Pod'));

function kindOf(document: unknown): unknown {
  return (document as { kind?: unknown }).kind;
}

function findings(fixture: Fixture, documents: unknown[]): string[] {
  const rules = CATALOG.filter((rule) => rule.id === fixture.ruleId);
  return evaluate(documents, rules).map((finding) => `${finding.objectIndex} ${finding.pointer}`.trimEnd());
}

/** The same pod in an object of another kind. */
function wrap(pod: any, kind: (typeof POD_KINDS)[number], group: string): unknown {
  const { spec, metadata } = pod;
  const template = [...kind.template].reverse().reduce<unknown>((inner, field) => ({ [field]: inner }), { spec }) as object;
  const version = group === '' ? 'v1' : `${group}/v1`;
  return { apiVersion: version, kind: kind.kind, metadata, ...template };
}

/** The same pod with its containers among those of another sort. */
function move(pod: any, list: string): unknown {
  const { containers, ...rest } = pod.spec;
  return { ...pod, spec: { ...rest, [list]: containers } };
}

test('there are examples with a pod for the rules on its use', () => {
  expect(new Set(POD_FIXTURES.map((fixture) => fixture.ruleId)).size).toBeGreaterThanOrEqual(15);
});

describe.each(POD_KINDS.flatMap((kind) => kind.groups.map((group) => [`${group}/${kind.kind}`, kind, group] as const)))('in a %s', (_name, kind, group) => {
  test.each(POD_FIXTURES.map((fixture) => [`${fixture.ruleId}/${fixture.name}`, fixture] as const))('%s', (_fixtureName, fixture) => {
    const documents = fixture.documents.map((document) => (kindOf(document) === 'Pod' ? wrap(document, kind, group) : document));
    const prefix = pointerTo('', ...kind.template);
    const expected = fixture.expected.map((place) => place.replace(/^0 \/spec/, `0 ${prefix}/spec`));
    expect(findings(fixture, documents)).toEqual(expected);
  });
});

describe.each(CONTAINER_LISTS)('among %s', (list) => {
  test.each(POD_FIXTURES.map((fixture) => [`${fixture.ruleId}/${fixture.name}`, fixture] as const))('%s', (_name, fixture) => {
    const documents = fixture.documents.map((document) => (kindOf(document) === 'Pod' ? move(document, list) : document));
    expect(findings(fixture, documents)).toEqual(fixture.expected.map((place) => place.replace('/containers/', `/${list}/`)));
  });
});

describe('as items of a List', () => {
  test.each(CATALOG.map((rule) => [rule.id] as const))('%s', (id) => {
    for (const fixture of fixturesOf(id)) {
      const list = { apiVersion: 'v1', kind: 'List', items: fixture.documents };
      expect(findings(fixture, [list])).toEqual(listPlaces(fixture));
    }
  });
});

/** `1 /spec` becomes `0 /items/1/spec`; an example that is a List already then stands in a List of Lists. */
function listPlaces(fixture: Fixture): string[] {
  return fixture.expected.map((place) => {
    const [index, pointer = ''] = place.split(/ (.*)/s);
    return `0 /items/${index}${pointer}`;
  });
}

test('the order of the documents does not matter', () => {
  for (const rule of CATALOG) {
    for (const fixture of fixturesOf(rule.id)) {
      const last = fixture.documents.length - 1;
      const turned = findings(fixture, [...fixture.documents].reverse());
      const expected = fixture.expected.map((place) => place.replace(/^\d+/, (index) => String(last - Number(index))));
      expect([fixture.ruleId, fixture.name, turned.sort()]).toEqual([fixture.ruleId, fixture.name, expected.sort()]);
    }
  }
});
