import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ReloadStrategy, RotatingVolumeMount } from 'cdk8s-strongbox';
import { Construct } from 'constructs';
import { databasePassword, DatabaseStore } from './database-password';

export interface PaymentsChartProps {
  readonly namespace: string;
  /** Where the database password comes from. */
  readonly databaseStore: DatabaseStore;
}

const PORT = 8080;

/** The payment service. It reads its database password from a file, and does not know who put it there. */
export class PaymentsChart extends Chart {
  public constructor(scope: Construct, id: string, props: PaymentsChartProps) {
    super(scope, id, { namespace: props.namespace, labels: { app: 'payments' } });

    const serviceAccount = new kplus.ServiceAccount(this, 'Account', { metadata: { name: 'payments' } });
    const service = new kplus.Deployment(this, 'Service', { serviceAccount });
    const container = service.addContainer({
      name: 'service',
      image: 'registry.example.com/payments:1.4.2',
      portNumber: PORT,
      readiness: kplus.Probe.fromHttpGet('/readyz', { port: PORT }),
    });

    const secrets = new RotatingVolumeMount(this, 'Secrets', {
      workload: service,
      source: databasePassword(this, props.databaseStore, serviceAccount),
      mountPath: '/etc/payments/secrets',
      // The service reads the file each time that it connects.
      reload: ReloadStrategy.inProcess(),
    });
    container.env.addVariable('PASSWORD_FILE', kplus.EnvValue.fromValue(secrets.pathOf('password')));
    service.exposeViaService({ ports: [{ port: 80, targetPort: PORT }] });
  }
}
