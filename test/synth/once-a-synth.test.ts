import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { OnceASynth } from '../../src/synth/once-a-synth';

function appWith(charts: number) {
  const app = new App();
  let count = 0;
  const value = new OnceASynth(() => ++count);
  value.watch(app);
  for (let index = 0; index < charts; index++) {
    const chart = new Chart(app, `c${index}`);
    chart.node.addValidation({
      validate: () => {
        value.of(app);
        return [];
      },
    });
  }
  return { app, value, count: () => count };
}

test('it is computed once in a synth, however many charts validate the app', () => {
  const { app, count } = appWith(4);
  app.synthYaml();
  expect(count()).toBe(1);
});

test('it is computed again in the next synth, and each time outside of one', () => {
  const { app, value, count } = appWith(2);
  app.synthYaml();
  app.synthYaml();
  expect(count()).toBe(2);
  expect([value.of(app), value.of(app)]).toEqual([3, 4]);
});

test('a synth that throws keeps nothing', () => {
  const { app, value, count } = appWith(1);
  app.node.addValidation({ validate: () => [`fault of ${value.of(app)}`] });
  expect(() => app.synthYaml()).toThrow('fault of 1');
  expect(() => app.synthYaml()).toThrow('fault of 2');
  expect(count()).toBe(2);
});

test('several values share the run, and a tree without an app has none', () => {
  const { app, value } = appWith(1);
  const other = new OnceASynth((root) => root.node.children.length);
  expect(other.of(app)).toBe(1);
  const alone = new Construct(undefined as any, '');
  expect([value.of(alone), value.of(alone)]).toEqual([1, 2]);
});
