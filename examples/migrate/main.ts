import { join } from 'path';
import { App } from 'cdk8s';
import { OrdersChart, STEPS } from './orders-chart';

// A team has one app, and one step at a time. All five, side by side, show what each step changes.
STEPS.forEach((step, index) => {
  const app = new App({ outdir: join(process.env.CDK8S_OUTDIR ?? 'dist', `${index}-${step}`) });
  new OrdersChart(app, 'orders', step);
  app.synth();
});
