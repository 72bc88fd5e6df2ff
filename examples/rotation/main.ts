import { join, resolve } from 'path';
import { App } from 'cdk8s';
import { RotationPlan, RotationTarget } from 'cdk8s-strongbox';
import { ShopChart } from './shop-chart';

// Manifests are applied; runbooks are read. They never share a folder.
const out = resolve(process.argv[2] ?? join(__dirname, 'out'));

// As it often begins: the database and everything that logs in share one Secret.
const before = new App({ outdir: join(out, 'before') });
const shared = new ShopChart(before, 'shop', { namespace: 'shop', shared: true });

// As it can be rotated: the database has a Secret of its administrator, and the clients have a pair of credentials.
const after = new App({ outdir: join(out, 'after') });
const apart = new ShopChart(after, 'shop', { namespace: 'shop' });

const planBefore = RotationPlan.of(before, RotationTarget.of(shared.database, { key: 'password' }));
const plan = RotationPlan.of(after, RotationTarget.of(apart.database, { key: 'password' }));

// Alerts are objects to apply: made from the plan, and after it.
apart.watch(plan);

for (const app of [before, after]) {
  app.synth();
}
planBefore.writeTo(join(out, 'runbooks', 'before.md'));
plan.writeTo(join(out, 'runbooks', 'after.md'));

for (const error of planBefore.errors) {
  console.log(`before: ${error}\n`);
}
console.log(plan.toText());
console.log(`Runbooks: ${join(out, 'runbooks')}`);
