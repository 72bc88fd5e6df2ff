import { Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CredentialPair, CredentialPairSource, LeastPrivilegeSecretReader, MountSource, ReloadStrategy, RotatingVolumeMount,
  SecretSource, SecureSecret, VersionedConfigMap,
} from 'cdk8s-strongbox';
import { Construct } from 'constructs';

/**
 * What differs between environments; all else is the same, so that what was tested in staging is what runs in
 * production.
 */
export interface PaymentsChartProps {
  readonly namespace: string;
  /** Image with the programs of this folder. */
  readonly image: string;
  readonly replicas: number;
  readonly databaseHost: string;
  readonly gatewayUrl: string;
  /** Has the keys `username` and `password`, and `previous-username` and `previous-password` with those before. */
  readonly databaseCredentials: CredentialPairSource;
  /** Has the key `key`. */
  readonly gatewayKey: SecretSource;
}

const PORT = 8080;

/** The payment service and its settlement worker. */
export class PaymentsChart extends Chart {
  public constructor(scope: Construct, id: string, props: PaymentsChartProps) {
    super(scope, id, { namespace: props.namespace, labels: { app: 'payments', environment: id } });

    const settings = new VersionedConfigMap(this, 'Settings', {
      data: {
        'settings.json': JSON.stringify({
          database: { host: props.databaseHost, port: 6379, tls: true },
          gateway: { url: `${props.gatewayUrl}/charges` },
        }, undefined, 2),
      },
    });
    const database = new CredentialPair(this, 'Database', { source: props.databaseCredentials });
    const gateway = new SecureSecret(this, 'Gateway', { source: props.gatewayKey, keys: ['key'] });

    this.addService(props, settings, database, gateway);
    this.addWorker(props, gateway);
  }

  /** Mounts its credentials, and reads them again when they change. */
  private addService(
    props: PaymentsChartProps, settings: VersionedConfigMap, database: CredentialPair, gateway: SecureSecret,
  ): void {
    const service = new kplus.Deployment(this, 'Service', { replicas: props.replicas });
    const container = service.addContainer({
      ...program('service', props.image),
      liveness: kplus.Probe.fromHttpGet('/healthz', { port: PORT }),
      readiness: kplus.Probe.fromHttpGet('/readyz', { port: PORT, periodSeconds: Duration.seconds(5) }),
    });

    // New settings have a new name, so they come with a rollout, one pod at a time.
    const config = new RotatingVolumeMount(this, 'Config', {
      workload: service,
      source: settings,
      mountPath: '/etc/payments/config',
    });

    // One volume for both Secrets: they are swapped together, and the program reads them together.
    const secrets = new RotatingVolumeMount(this, 'Secrets', {
      workload: service,
      source: MountSource.projected(
        // Current and previous: the service logs in whichever of the two the database takes.
        database.toMountSource().withPaths(Object.fromEntries(database.keys.map((key) => [key, `database/${key}`]))),
        gateway.toMountSource().withPaths({ key: 'gateway/key' }),
      ),
      mountPath: '/etc/payments/secrets',
      // The service watches the directory.
      reload: ReloadStrategy.inProcess(),
    });

    // Where `strongbox rotate wait --metrics` reads which files the service uses.
    service.podMetadata.addAnnotation('cdk8s-strongbox/metrics', `service=${PORT}/metrics`);

    // Paths, not values: the environment of a process cannot change, and ends up in crash dumps.
    container.env.addVariable('SETTINGS_FILE', kplus.EnvValue.fromValue(config.pathOf('settings.json')));
    container.env.addVariable('SECRETS_FOLDER', kplus.EnvValue.fromValue(secrets.mountPath));
    service.exposeViaService({ ports: [{ port: 80, targetPort: PORT }] });
  }

  /** Mounts no Secret: it gets the one that it needs by name, from the API, when it needs it. */
  private addWorker(props: PaymentsChartProps, gateway: SecureSecret): void {
    const worker = new kplus.Deployment(this, 'Worker', { replicas: 1 });
    worker.addContainer({
      ...program('worker', props.image),
      liveness: kplus.Probe.fromHttpGet('/healthz', { port: PORT }),
      readiness: kplus.Probe.fromHttpGet('/readyz', { port: PORT }),
      envVariables: {
        SECRET_NAME: kplus.EnvValue.fromValue(gateway.name),
        SECRET_KEY: kplus.EnvValue.fromValue('key'),
        GATEWAY_URL: kplus.EnvValue.fromValue(props.gatewayUrl),
      },
    });
    new LeastPrivilegeSecretReader(this, 'GatewayReader', { secrets: [gateway] }).attachTo(worker);
  }
}

/** A container that the strictest Pod Security Standard, `restricted`, lets in. */
function program(name: string, image: string) {
  return {
    name,
    image,
    command: ['node', `${name}/main.js`],
    portNumber: PORT,
    resources: {
      cpu: { request: kplus.Cpu.millis(50) },
      memory: { request: Size.mebibytes(64), limit: Size.mebibytes(256) },
    },
    securityContext: {
      capabilities: { drop: [kplus.Capability.ALL] },
      seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
    },
  };
}
