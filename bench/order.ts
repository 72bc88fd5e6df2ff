/**
 * What the order of emission costs, in CPU milliseconds of writing one chart: without it, with it, and with a
 * dependency of each pod on what it needs in its place.
 */
import { ApiObject, Chart, Testing } from 'cdk8s';
import { orderForPods } from '../src/workload/emission-order';

const RUNS = 5;

function object(chart: Chart, id: string, kind: string, more: object = {}): ApiObject {
  return new ApiObject(chart, id, { apiVersion: 'v1', kind, metadata: { name: id.toLowerCase() }, ...more });
}

/** Pods that need four objects each, of which two are shared. */
function independent(chart: Chart, count: number, needs: (pod: ApiObject, needed: ApiObject[]) => void): void {
  const shared = ['a', 'b'].map((id) => object(chart, id, 'Secret'));
  for (let index = 0; index < count; index++) {
    const names = [...shared.map(({ name }) => name), `c${index}`, `d${index}`];
    const volumes = names.map((name) => ({ name, secret: { secretName: name } }));
    const pod = object(chart, `p${index}`, 'Pod', { spec: { containers: [{ name: 'a', image: 'a' }], volumes } });
    needs(pod, [...shared, ...names.slice(2).map((name) => object(chart, name, 'Secret'))]);
  }
}

/** Pods of the user in layers, each pod dependent on all of the layer below, beside what they need. */
function layers(chart: Chart, depth: number, needs: (pod: ApiObject, needed: ApiObject[]) => void): void {
  let below: ApiObject[] = [];
  for (let layer = 0; layer < depth; layer++) {
    below = [0, 1].map((index) => {
      const name = `s${layer}-${index}`;
      const volumes = [{ name, secret: { secretName: name } }];
      const pod = object(chart, `p${layer}-${index}`, 'Pod', {
        spec: { containers: [{ name: 'a', image: 'a' }], volumes },
      });
      pod.addDependency(...below);
      needs(pod, [object(chart, name, 'Secret')]);
      return pod;
    });
  }
}

/** A chain of pods of the user. */
function chain(chart: Chart, length: number, needs: (pod: ApiObject, needed: ApiObject[]) => void): void {
  let before: ApiObject[] = [];
  for (let index = 0; index < length; index++) {
    const volumes = [{ name: 's', secret: { secretName: `s${index}` } }];
    const pod = object(chart, `p${index}`, 'Pod', { spec: { containers: [{ name: 'a', image: 'a' }], volumes } });
    pod.addDependency(...before);
    needs(pod, [object(chart, `s${index}`, 'Secret')]);
    before = [pod];
  }
}

type Stack = typeof independent;

function cpu(stack: Stack, size: number, how: 'none' | 'order' | 'dependencies'): number {
  const times = Array.from({ length: RUNS }, () => {
    const chart = new Chart(Testing.app(), 'chart');
    stack(chart, size, (pod, needed) => how === 'dependencies' && pod.addDependency(...needed));
    if (how === 'order') {
      orderForPods(chart);
    }
    const start = process.cpuUsage();
    chart.toJson();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e3;
  });
  return Math.round(times.sort((one, other) => one - other)[Math.floor(RUNS / 2)]);
}

const ROWS: readonly [name: string, stack: Stack, size: number][] = [
  ['250 pods', independent, 250], ['1,000 pods', independent, 1000], ['4,000 pods', independent, 4000],
  ['chain of 100 pods', chain, 100], ['chain of 200 pods', chain, 200],
  ['12 layers of 2 pods', layers, 12], ['14 layers of 2 pods', layers, 14],
];

console.log('| chart | cdk8s alone | with the order | dependencies instead |');
console.log('| --- | ---: | ---: | ---: |');
for (const [name, stack, size] of ROWS) {
  const [none, order, dependencies] = (['none', 'order', 'dependencies'] as const).map((how) => cpu(stack, size, how));
  console.log(`| ${name} | ${none} | ${order} | ${dependencies} |`);
}
