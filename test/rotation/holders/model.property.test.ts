import { verdict } from './cluster';
import { Model, moment, randomOf } from './model';
import { Graph } from '../../../src/manifest/graph';
import { ClusterClock, latestStamp } from '../../../src/rotation/holders/clock';
import { Judge } from '../../../src/rotation/holders/judge';
import { isOver, Judgement } from '../../../src/rotation/holders/judgement';
import { ShownFiles } from '../../../src/rotation/holders/shown-files';
import { Sightings } from '../../../src/rotation/holders/sightings';
import { RotationIndex } from '../../../src/rotation/lookups';

const RUNS = Number(process.env.STRONGBOX_MODEL_RUNS ?? 40);

/** Looks at a model again and again, as the command does, by nothing but what its API server tells. */
class Watcher {
  private readonly clock = new ClusterClock();
  private readonly sightings = new Sightings();

  /** Whether metrics were read. */
  public shows = false;

  public constructor(private readonly model: Model) {}

  public look(): Judgement {
    const graph = Graph.of(this.model.objects());
    const passed = this.model.now * 1000;
    this.clock.observe(latestStamp(graph), passed);
    const shown = new ShownFiles();
    const judge = (sightings?: Sightings) => new Judge(new RotationIndex(graph, 'running')).judge(
      { kind: 'Secret', namespace: 'shop', name: 'db', key: 'password' },
      { now: this.clock.now(passed), bounds: { syncSeconds: 90 }, isProof: true, shown },
      sightings,
    );
    judge();
    for (const wanted of shown.wanted) {
      const text = this.model.metricsOf(wanted.pod);
      shown.add(wanted, text === undefined ? { fault: 'nobody answers' } : { text });
      this.shows ||= text !== undefined;
    }
    return judge(this.sightings);
  }
}

/** One history: a Secret changes, things happen, and somebody waits from some moment on. */
function run(seed: number, isRough: boolean): {
  readonly early: string[];
  readonly ended?: number;
  readonly last: string[];
  readonly shows: boolean;
} {
  const random = randomOf(seed);
  const model = new Model(random, isRough);
  const changed = 100 + Math.floor(random() * 100);
  // Of two changes in quick succession, the files of the first may be written after the second.
  const again = random() < 0.4 ? changed + random() * 40 : Infinity;
  const begins = (again === Infinity ? changed : again) + random() * 200;
  const replaced = changed + random() * 150;
  const early: string[] = [];
  const watcher = new Watcher(model);
  let ended: number | undefined;
  let last: string[] = [];
  let isReplaced = false;
  let isChangedAgain = false;
  for (let next = begins; model.now < changed + 900;) {
    model.step();
    if (!model.hasChanged && model.now >= changed) {
      model.change();
    }
    if (!isChangedAgain && model.now >= again) {
      isChangedAgain = true;
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
  return { early, ended, last, shows: watcher.shows };
}

test('no wait ends while a process has, or will have, the old value: in a cluster that works', () => {
  const runs = Array.from({ length: RUNS }, (_, seed) => run(seed, false));
  expect(runs.flatMap(({ early }) => early)).toEqual([]);
  expect(runs.filter(({ ended, shows }) => ended !== undefined && shows).length).toBeGreaterThan(RUNS / 20);
  // It does end in most runs: in the others, somebody holds the value to the end, or nobody declared a reload.
  expect(runs.filter(({ ended }) => ended !== undefined).length).toBeGreaterThan(RUNS / 3);
});

test('nor where clocks differ, nodes fall silent and pods are deleted by force', () => {
  const runs = Array.from({ length: RUNS }, (_, seed) => run(seed + 10_000, true));
  expect(runs.flatMap(({ early }) => early)).toEqual([]);
  expect(runs.filter(({ ended }) => ended !== undefined).length).toBeGreaterThan(RUNS / 10);
});

test('the model holds what it should: a moment after the change somebody has the old value', () => {
  const model = new Model(randomOf(3), false);
  while (model.now < 20) {
    model.step();
  }
  expect(model.isHeld).toBe(false);
  model.change();
  expect(model.isHeld).toBe(true);
  expect(moment(0)).toBe(Date.parse('2026-03-04T05:00:00Z'));
});
