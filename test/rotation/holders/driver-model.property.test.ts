import { look, verdict } from './cluster';
import { DriverModel } from './driver-model';
import { moment, randomOf } from './model';
import { isOver } from '../../../src/rotation/holders/judgement';
import { Sightings } from '../../../src/rotation/holders/sightings';

const RUNS = Number(process.env.STRONGBOX_MODEL_RUNS ?? 60);
const TARGETS = ['store:secret/data/shop/db', 'copy/password'];

/** One history: a value in a store changes, things happen, and somebody waits from some moment on. */
function run(seed: number): { readonly early: string[]; readonly ended?: number; readonly last: string[] } {
  const random = randomOf(seed);
  const model = new DriverModel(random);
  const target = TARGETS[seed % TARGETS.length];
  const changed = 400 + Math.floor(random() * 100);
  // The user notes the time, and then writes.
  const since = changed - random() * 2;
  const times = [...random() < 0.3 ? [changed - random() * 60] : [], changed];
  const begins = changed + random() * 200;
  // Pods that are made right before the change fetch the old value, and note it after the change.
  const replaced = random() < 0.3 ? changed - random() * 15 : changed + random() * 300;
  const sightings = new Sightings();
  let ended: number | undefined;
  let last: string[] = [];
  let isReplaced = false;
  for (let next = begins; model.now < changed + 1500;) {
    model.step();
    while (times.length > 0 && model.now >= times[0]) {
      times.shift();
      model.change();
    }
    if (!isReplaced && model.now >= replaced) {
      isReplaced = true;
      if (random() < 0.5) {
        model.replaceAll();
      }
    }
    if (random() < 0.02 && model.now < changed + 700) {
      model.disturb();
    }
    if (model.now >= next && ended === undefined) {
      next += 5;
      const judgement = look(model.objects(), { target, at: model.now, since: moment(since), sightings });
      last = verdict(judgement);
      ended = isOver(judgement) ? model.now : undefined;
    }
    if (ended !== undefined && model.isHeld) {
      return { early: [`seed ${seed}: over at ${ended}, held at ${model.now}, changed at ${changed}`], ended, last };
    }
  }
  return { early: [], ended, last };
}

test('no wait ends while a process has the old value by files of the CSI driver, or by their copy in a Secret', () => {
  const runs = Array.from({ length: RUNS }, (_, seed) => run(seed));
  expect(runs.flatMap(({ early }) => early)).toEqual([]);
  // It does end in many: in the others, somebody holds the value to the end, or nobody declared a reload.
  expect(runs.filter(({ ended }) => ended !== undefined).length).toBeGreaterThan(RUNS / 5);
});
