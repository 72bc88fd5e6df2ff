import { Chart, ChartProps, Cron, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CredentialPair, CredentialPairSource, ExternalSecretStore, ReloadStrategy, RotatingVolumeMount, RotationAlerts,
  RotationPlan, SecretSource, SecureSecret,
} from 'cdk8s-strongbox';
import { Construct } from 'constructs';

export interface ShopChartProps extends ChartProps {
  /** The database and its clients read one Secret. */
  readonly shared?: boolean;
}

/** A database, a gateway that logs in to it, and a report that does so every night. */
export class ShopChart extends Chart {
  /** What the clients log in with. */
  public readonly database: SecureSecret;

  public constructor(scope: Construct, id: string, props: ShopChartProps) {
    super(scope, id, props);
    const store = ExternalSecretStore.fromName('aws');
    // AWS keeps the version before the current one. Both come into one Secret, and so into one volume.
    this.database = props.shared === true
      ? new SecureSecret(this, 'Database', {
        keys: ['username', 'password'],
        source: SecretSource.externalSecret(store, { path: 'shop/database' }),
      })
      : new CredentialPair(this, 'Database', {
        source: CredentialPairSource.awsVersions(store, {
          path: 'shop/database', refreshInterval: Duration.minutes(15), overlap: Duration.days(1),
        }),
      });
    const administrator = props.shared === true ? this.database : new SecureSecret(this, 'Administrator', {
      keys: ['password'],
      source: SecretSource.generated(),
    });
    this.server(administrator);
    this.gateway();
    this.report();
  }

  /** Adds alerts on pods that still hold the value from before a change. */
  public watch(plan: RotationPlan): void {
    new RotationAlerts(this, 'Alerts', { plans: [plan], metadata: { labels: { release: 'prometheus' } } });
  }

  /** PostgreSQL takes the password of its administrator from a variable, and only while its data is empty. */
  private server(administrator: SecureSecret): void {
    const labels = { app: 'database' };
    const service = new kplus.Service(this, 'DatabaseService', { ports: [{ port: 5432 }], clusterIP: 'None' });
    const server = new kplus.StatefulSet(this, 'DatabaseServer', { service, replicas: 1, podMetadata: { labels } });
    server.addContainer({
      name: 'postgres',
      image: 'docker.io/library/postgres:17',
      portNumber: 5432,
      envVariables: { POSTGRES_PASSWORD: administrator.envValue('password') },
      securityContext: { user: 999, group: 999, readOnlyRootFilesystem: false },
      resources: { memory: { request: Size.mebibytes(512) } },
    });
  }

  /** Reads the files again when they change, and tries the previous credential where the current one is refused. */
  private gateway(): void {
    const gateway = new kplus.Deployment(this, 'Gateway', {
      replicas: 3,
      containers: [{ name: 'gateway', image: 'registry.example.com/gateway:1', portNumber: 8080 }],
    });
    new RotatingVolumeMount(this, 'GatewayFiles', {
      workload: gateway, source: this.database, mountPath: '/etc/shop/database', reload: ReloadStrategy.inProcess(),
    });
  }

  /** Starts every night, and has the value that is there then. */
  private report(): void {
    const report = new kplus.CronJob(this, 'Report', {
      schedule: Cron.daily(),
      containers: [{ name: 'report', image: 'registry.example.com/report:1' }],
    });
    new RotatingVolumeMount(this, 'ReportFiles', {
      workload: report, source: this.database, mountPath: '/etc/shop/database', reload: ReloadStrategy.inProcess(),
    });
  }
}
