import { Fixture, fixturesOf } from './fixtures';
import { CONTAINER_LISTS, ContainerPlace } from '../../src/facts/pod-shapes';
import { PodPlace, WorkloadKind } from '../../src/facts/workload-kind';
import { WORKLOAD_KINDS } from '../../src/facts/workload-kinds';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { embed } from '../facts/embed';

/** The examples whose first object is a Pod: what they show must hold for every kind that has a pod in it. */
const POD_FIXTURES = CATALOG.flatMap((rule) =>
  fixturesOf(rule.id).filter(({ documents }) => kindOf(documents[0]) === 'Pod'),
);

function kindOf(document: unknown): unknown {
  return (document as { kind?: unknown }).kind;
}

function findings(fixture: Fixture, documents: unknown[]): string[] {
  const rules = CATALOG.filter((rule) => rule.id === fixture.ruleId);
  return evaluate(documents, rules).map((finding) => `${finding.objectIndex} ${finding.pointer}`.trimEnd());
}

/** The same pod with its containers among those of another sort. */
function move(pod: any, list: string): unknown {
  const { containers, ...rest } = pod.spec;
  return { ...pod, spec: { ...rest, [list]: containers } };
}

test('there are examples with a pod for the rules on its use', () => {
  expect(new Set(POD_FIXTURES.map((fixture) => fixture.ruleId)).size).toBeGreaterThanOrEqual(15);
});

/** The places of every kind in which the containers of a pod can stand; of places of one shape the first. */
const PLACES = WORKLOAD_KINDS.flatMap((kind) => kind.groups.flatMap((group) =>
  firstOfEachShape(kind).flatMap((place) => containersOf(place).map((containers) =>
    [`${group}/${kind.kind} ${place.way} ${containers?.way ?? ''}`, kind, group, place, containers] as const))));

function containersOf({ shape }: PodPlace): (ContainerPlace | undefined)[] {
  return shape!.isPodSpec ? [undefined] : shape!.containers.filter(({ list }) => list === 'containers');
}

function firstOfEachShape({ pods }: WorkloadKind): PodPlace[] {
  return pods.filter(({ shape }, index) => pods.findIndex((other) => other.shape === shape) === index);
}

const ACCOUNT_RULES = ['default-service-account', 'service-account-token-automount'];

/** Whether a fixture is about an account, and the kind leaves the account to whoever uses the object. */
function isOfUnknownAccount(fixture: Fixture, kind: WorkloadKind, place: PodPlace, pod: any): boolean {
  const unknown = (kind.shared ?? place).shape!.account === 'unknown' && pod.spec.serviceAccountName === undefined;
  return unknown && ACCOUNT_RULES.includes(fixture.ruleId);
}

test.each(PLACES)('in a %s', (_name, kind, group, place, containers) => {
  let tried = 0;
  for (const fixture of POD_FIXTURES) {
    const pod: any = fixture.documents[0];
    const embedded = embed(pod, kind, group, place, containers);
    if (embedded !== undefined && !isOfUnknownAccount(fixture, kind, place, pod)) {
      tried++;
      const expected = fixture.expected.map((found) =>
        found.replace(/^0 (.*)/, (_all, pointer: string) => `0 ${embedded.pointerOf(pointer)}`));
      expect([fixture.ruleId, fixture.name, ...findings(fixture, [embedded.object, ...fixture.documents.slice(1)])])
        .toEqual([fixture.ruleId, fixture.name, ...expected]);
    }
  }
  expect(tried).toBeGreaterThanOrEqual(place.shape!.volumes.length > 0 ? 30 : 5);
});

/** An ephemeral container mounts whole volumes alone, which is a fault beside that of the example. */
function isNotForEphemeral(place: string): boolean {
  return /\/ephemeralContainers\/\d+\/volumeMounts\/\d+\/subPath(?:Expr)?$/.test(place);
}

describe.each(CONTAINER_LISTS)('among %s', (list) => {
  test.each(POD_FIXTURES.map((fixture) => [`${fixture.ruleId}/${fixture.name}`, fixture] as const))(
    '%s',
    (_name, fixture) => {
      const documents = fixture.documents.map((document) =>
        kindOf(document) === 'Pod' ? move(document, list) : document,
      );
      const expected = fixture.expected.map((place) => place.replace('/containers/', `/${list}/`));
      const isLooked = (place: string) => fixture.ruleId !== 'invalid-pod' || !isNotForEphemeral(place);
      expect(findings(fixture, documents).filter(isLooked)).toEqual(expected.filter(isLooked));
    },
  );
});

describe('as items of a List', () => {
  test.each(CATALOG.map((rule) => [rule.id] as const))('%s', (id) => {
    for (const fixture of fixturesOf(id)) {
      const list = { apiVersion: 'v1', kind: 'List', items: fixture.documents };
      // Of one object, a rule may find things in any order.
      expect([...findings(fixture, [list])].sort()).toEqual(listPlaces(fixture).sort());
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
