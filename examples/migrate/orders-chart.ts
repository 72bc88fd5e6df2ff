import { join } from 'path';
import { ApiObject, Chart, Include, JsonPatch } from 'cdk8s';
import {
  ExternalSecretStore, ReloadStrategy, RotatingVolumeMount, SecretSource, SecureSecret, VersionedConfigMap,
} from 'cdk8s-strongbox';
import { Construct } from 'constructs';

/** The steps, each of which is a release. A later one has all that the earlier ones have. */
export const STEPS = ['as-it-is', 'settings', 'source', 'files', 'access'] as const;
export type Step = (typeof STEPS)[number];

/** The containers of the Deployment, by their index. */
const [API, EXPORTER] = [0, 1];
const POD = '/spec/template/spec';

/** The orders service, at a step of its way from hand-written YAML. */
export class OrdersChart extends Chart {
  private readonly deployment: ApiObject;

  public constructor(scope: Construct, id: string, step: Step) {
    super(scope, id, { namespace: 'shop' });
    const has = (other: Step) => STEPS.indexOf(step) >= STEPS.indexOf(other);

    // The selector of a Deployment cannot be changed, and neither can its name: the object stays the one that it is.
    const included = this.include('deployment.yaml');
    this.deployment = included.apiObjects.find(({ kind }) => kind === 'Deployment')!;

    if (has('settings')) {
      this.versionSettings();
    } else {
      this.include('settings.yaml');
    }
    const database = has('source') ? this.databaseOfStore() : undefined;
    if (database === undefined) {
      this.include('secret.yaml');
    }
    if (has('files')) {
      this.readFiles(database!);
    }
    if (has('access')) {
      this.dropAccess();
    } else {
      this.include('access.yaml');
    }
  }

  private include(file: string): Include {
    return new Include(this, file, { url: join(__dirname, 'before', file) });
  }

  /** The file has a directory to itself, and a program option says where: nothing of /app/config is hidden. */
  private versionSettings(): void {
    const settings = new VersionedConfigMap(this, 'Settings', {
      metadata: { name: 'orders-settings' },
      files: { 'orders.properties': join(__dirname, 'orders.properties') },
    });
    this.deployment.addJsonPatch(
      JsonPatch.remove(`${POD}/volumes`),
      JsonPatch.remove(`${POD}/containers/${API}/volumeMounts`),
    );
    const files = new RotatingVolumeMount(this, 'SettingsFiles', {
      workload: this.deployment, source: settings, mountPath: '/etc/orders', containers: ['api'],
    });
    this.deployment.addJsonPatch(
      JsonPatch.add(`${POD}/containers/${API}/args`, [`--config=${files.pathOf('orders.properties')}`]),
    );
  }

  /** The Secret has the name and the keys that it had: who reads it sees no difference. */
  private databaseOfStore(): SecureSecret {
    return new SecureSecret(this, 'Database', {
      metadata: { name: 'orders-db' },
      keys: ['username', 'password'],
      source: SecretSource.externalSecret(ExternalSecretStore.fromName('vault'), { path: 'secret/orders/db' }),
    });
  }

  /** No value is in an environment that others can read, and a restart brings a new one to both programs together. */
  private readFiles(database: SecureSecret): void {
    const files = new RotatingVolumeMount(this, 'DatabaseFiles', {
      workload: this.deployment,
      source: database,
      mountPath: '/etc/secrets/db',
      reload: ReloadStrategy.stakaterReloader(),
    });
    this.deployment.addJsonPatch(
      // The program takes a path: NAME_FILE in the place of NAME.
      JsonPatch.replace(`${POD}/containers/${API}/env`, [
        { name: 'DB_USER_FILE', value: files.pathOf('username') },
        { name: 'DB_PASSWORD_FILE', value: files.pathOf('password') },
      ]),
      // This one does not: its shell reads the file before it becomes the program.
      JsonPatch.remove(`${POD}/containers/${EXPORTER}/envFrom`),
      JsonPatch.replace(`${POD}/containers/${EXPORTER}/command`, [
        '/bin/sh', '-ec',
        `username="$(cat ${files.pathOf('username')})" password="$(cat ${files.pathOf('password')})" `
          + 'exec /bin/db-exporter "$@"',
        'db-exporter',
      ]),
    );
  }

  /** The kubelet reads what is mounted, so that the pods need no rights and no token. */
  private dropAccess(): void {
    new ApiObject(this, 'Account', {
      apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'orders' }, automountServiceAccountToken: false,
    });
    this.deployment.addJsonPatch(JsonPatch.add(`${POD}/automountServiceAccountToken`, false));
  }
}
