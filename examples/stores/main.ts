import { App } from 'cdk8s';
import { DatabaseStore } from './database-password';
import { PaymentsChart } from './payments-chart';

const app = new App();

// A team has one of these. All five, side by side, show that nothing but the store differs.
for (const databaseStore of Object.values(DatabaseStore)) {
  new PaymentsChart(app, databaseStore, { namespace: 'payments', databaseStore });
}

app.synth();
