import { join, resolve } from 'path';
import { App, YamlOutputType } from 'cdk8s';
import { CartChart, WAYS } from './cart-chart';

const out = resolve(process.argv[2] ?? join(__dirname, 'dist'));
const app = new App({ outdir: out, yamlOutputType: YamlOutputType.FILE_PER_CHART });
const charts = WAYS.map((way) => [way, new CartChart(app, `cart-${way}`, way)] as const);
app.synth();

const [[first, expected], ...others] = charts.map(([way, chart]) => [way, sorted(podSpecIn(chart))] as const);
for (const [way, spec] of others) {
  console.log(`${way}: the pod spec is ${spec === expected ? 'that' : 'NOT that'} of ${first}`);
}
console.log(`Manifests: ${out}`);

function podSpecIn(chart: CartChart): unknown {
  const objects = chart.toJson() as any[];
  return objects.find(({ spec }) => spec.template !== undefined).spec.template.spec;
}

/** A value as text, with the fields of each mapping in one order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => typeof each !== 'object' || each === null || Array.isArray(each)
    ? each : Object.fromEntries(Object.entries(each).sort(([one], [other]) => one < other ? -1 : 1)));
}
