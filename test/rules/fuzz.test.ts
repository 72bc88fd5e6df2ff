import { serialize } from 'v8';
import * as fc from 'fast-check';
import { fixturesOf } from './fixtures';
import { Graph } from '../../src/manifest/graph';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { isGraphRule } from '../../src/rules/rule';
import { fuzzRuns } from '../support/runs';

const RUNS = fuzzRuns();

/** Milliseconds that the longest of the runs may take. */
const TIMEOUT = 3_600_000;

const DOCUMENTS = CATALOG.flatMap((rule) => fixturesOf(rule.id)).flatMap((fixture) => fixture.documents)
  .filter((document) => JSON.stringify(document).length < 10_000);

/** A change at some place of a document: what stands there becomes something else, or goes. */
interface Mutation {
  readonly place: number;
  readonly value: unknown;
  readonly remove: boolean;
}

const JUNK = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    null,
    '',
    0,
    -1,
    NaN,
    Infinity,
    true,
    [],
    {},
    [null],
    [[]],
    'secrets',
    '*',
    { items: null },
    { name: null },
    { constructor: 1 },
    'x'.repeat(300),
  ),
  fc.bigInt(),
  fc.date(),
);

const MUTATION: fc.Arbitrary<Mutation> = fc.record({ place: fc.nat(), value: JUNK, remove: fc.boolean() });

/** Every place in a value, as the thing that holds it and the key. */
function places(
  value: unknown,
  into: [holder: any, key: string | number][] = [],
): [holder: any, key: string | number][] {
  if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      into.push([value, key]);
      places((value as any)[key], into);
    }
  }
  return into;
}

function mutate(document: unknown, mutations: readonly Mutation[]): unknown {
  const copy = structuredClone(document);
  for (const { place, value, remove } of mutations) {
    const all = places(copy);
    if (all.length > 0) {
      const [holder, key] = all[place % all.length];
      if (remove) {
        delete holder[key];
      } else {
        holder[key] = structuredClone(value);
      }
    }
  }
  return copy;
}

/** Everything that must hold of what a run says, whatever it was given. */
function judge(documents: unknown[]): void {
  const findings = evaluate(documents, CATALOG);
  for (const { objectIndex, pointer, message } of findings) {
    if (
      !Number.isInteger(objectIndex) ||
      objectIndex < 0 ||
      objectIndex >= documents.length ||
      typeof message !== 'string'
    ) {
      throw new Error(`finding of object ${objectIndex} among ${documents.length}: ${message}`);
    }
    if (message.includes('please report this')) {
      throw new Error(`a graph rule threw: ${message}`);
    }
    resolve(documents[objectIndex], pointer);
  }
}

/** A pointer leads to something, or to the place in an object where something should be. */
function resolve(document: unknown, pointer: string): void {
  const parts = pointer.split('/').slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let current: any = document;
  parts.forEach((part, index) => {
    if (
      typeof current !== 'object' ||
      current === null ||
      (!Object.hasOwn(current, part) && index < parts.length - 1)
    ) {
      throw new Error(`pointer ${pointer} leads nowhere at ${part}`);
    }
    current = current[part];
  });
}

function check<T>(arbitrary: fc.Arbitrary<T>, judged: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, judged), { numRuns: RUNS });
}

/** Some damaged documents. */
function damaged(maxDocuments: number): fc.Arbitrary<unknown[]> {
  return fc
    .array(fc.tuple(fc.constantFrom(...DOCUMENTS), fc.array(MUTATION, { maxLength: 4 })), {
      minLength: 1,
      maxLength: maxDocuments,
    })
    .map((parts) => parts.map(([document, mutations]) => mutate(document, mutations)));
}

test('a list of anything is judged without a crash', () => {
  check(fc.array(JUNK, { maxLength: 6 }), judge);
}, TIMEOUT);

test('manifests that were damaged are judged without a crash, and every finding points to its place', () => {
  check(damaged(3), judge);
}, TIMEOUT);

test('no graph rule throws when it runs alone', () => {
  check(damaged(3), (documents) => {
    const graph = Graph.of(documents);
    for (const rule of CATALOG.filter(isGraphRule)) {
      [...rule.check(graph)].forEach(({ message }) => expect(typeof message).toBe('string'));
    }
  });
}, TIMEOUT);

test('judging changes nothing in what it is given', () => {
  fc.assert(fc.property(fc.constantFrom(...DOCUMENTS), fc.array(MUTATION, { maxLength: 2 }), (document, mutations) => {
    const given = mutate(document, mutations);
    const before = structuredClone(given);
    evaluate([given], CATALOG);
    // As bytes: for `toEqual`, an invalid date is not equal to itself.
    expect(serialize(given).equals(serialize(before))).toBe(true);
  }), { numRuns: Math.min(RUNS, 1000) });
});
