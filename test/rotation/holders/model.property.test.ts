import { verdict } from './cluster';
import { Model, moment, randomOf } from './model';
import { Graph } from '../../../src/manifest/graph';
import { ClusterClock, latestStamp } from '../../../src/rotation/holders/clock';
import { Judge } from '../../../src/rotation/holders/judge';
import { isOver, Judgement } from '../../../src/rotation/holders/judgement';
import { Sightings } from '../../../src/rotation/holders/sightings';
import { RotationIndex } from '../../../src/rotation/lookups';

const RUNS = Number(process.env.STRONGBOX_MODEL_RUNS ?? 40);

/** Looks at a model again and again, as the command does, by nothing but what its API server tells. */
class Watcher {
  private readonly clock = new ClusterClock();
  private readonly sightings = new Sightings();

  public constructor(private readonly model: Model) {}

  public look(): Judgement {
    const graph = Graph.of(this.model.objects());
    const passed = this.model.now * 1000;
    this.clock.observe(latestStamp(graph), passed);
    return new Judge(new RotationIndex(graph, 'running')).judge(
      { kind: 'Secret', namespace: 'shop', name: 'db', key: 'password' },
      { now: this.clock.now(passed), bounds: { syncSeconds: 90 }, isProof: true },
      this.sightings,
    );
  }
}

/** One history: a Secret changes, things happen, and somebody waits from some moment on. */
function run(seed: number, isRough: boolean): { readonly early: string[]; readonly ended?: number; last: string[] } {
  const random = randomOf(seed);
  const model = new Model(random, isRough);
  const changed = 100 + Math.floor(random() * 100);
  const begins = changed + random() * 200;
  const replaced = changed + random() * 150;
  const early: string[] = [];
  const watcher = new Watcher(model);
  let ended: number | undefined;
  let last: string[] = [];
  let isReplaced = false;
  for (let next = begins; model.now < changed + 900;) {
    model.step();
    if (!model.hasChanged && model.now >= changed) {
      model.change();
    }
    if (!isReplaced && model.now >= replaced) {
      isReplaced = true;
      if (random() < 0.7) {
        model.replaceAll();
      }
    }
    // What was deleted by force before anybody looked cannot be seen.
    const isSeen = !isRough || model.now > begins + 5 || model.now < changed - 60;
    if (random() < 0.02 && model.now < changed + 500 && isSeen) {
      model.disturb();
    }
    if (model.now >= next && ended === undefined) {
      next += 5;
      const judgement = watcher.look();
      last = verdict(judgement);
      ended = isOver(judgement) ? model.now : undefined;
    }
    if (ended !== undefined && model.isHeld) {
      early.push(`seed ${seed}: over at ${ended}, held at ${model.now}, changed at ${changed}`);
      break;
    }
  }
  return { early, ended, last };
}

test('no wait ends while a process has, or will have, the value of before: in a cluster that works', () => {
  const runs = Array.from({ length: RUNS }, (_, seed) => run(seed, false));
  expect(runs.flatMap(({ early }) => early)).toEqual([]);
  // It does end in most runs: in the others, somebody holds the value to the end, or nobody declared a reload.
  expect(runs.filter(({ ended }) => ended !== undefined).length).toBeGreaterThan(RUNS / 3);
});

test('nor where clocks differ, nodes fall silent and pods are deleted by force', () => {
  const runs = Array.from({ length: RUNS }, (_, seed) => run(seed + 10_000, true));
  expect(runs.flatMap(({ early }) => early)).toEqual([]);
  expect(runs.filter(({ ended }) => ended !== undefined).length).toBeGreaterThan(RUNS / 10);
});

test('the model holds what it should: a moment after the change somebody has the value of before', () => {
  const model = new Model(randomOf(3), false);
  while (model.now < 20) {
    model.step();
  }
  expect(model.isHeld).toBe(false);
  model.change();
  expect(model.isHeld).toBe(true);
  expect(moment(0)).toBe(Date.parse('2026-03-04T05:00:00Z'));
});
