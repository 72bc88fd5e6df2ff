import { join } from 'path';
import { ApiObject, Chart, ChartProps, Include, Size, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { RotatingVolumeMount, SecretSource, SecureSecret, Workload } from 'cdk8s-strongbox';
import { Construct, IConstruct } from 'constructs';

const CHART = join(__dirname, 'cart.yaml');
const MOUNT_PATH = '/etc/secrets/cart-db';

/** The Deployment of the file, as somebody would write it in TypeScript. */
const deployment = Yaml.load(CHART).find(({ kind }) => kind === 'Deployment');

/** The ways to write the service `cart`. */
export const WAYS = ['cdk8s-plus', 'api-object', 'include', 'rollout', 'by-hand'] as const;

export type Way = (typeof WAYS)[number];

/** The service, written in one way, with the password of its database as a file. */
export class CartChart extends Chart {
  public constructor(scope: Construct, id: string, way: Way, props: ChartProps = {}) {
    super(scope, id, { ...props, disableResourceNameHashes: true });
    const database = new SecureSecret(this, 'Database', {
      source: SecretSource.existing('cart-db'), keys: ['password'],
    });
    if (way === 'by-hand') {
      this.byHand(database);
    } else {
      new RotatingVolumeMount(this, 'DatabaseFiles', {
        workload: this.workload(way), source: database, mountPath: MOUNT_PATH,
      });
    }
  }

  private workload(way: Exclude<Way, 'by-hand'>): IConstruct {
    switch (way) {
      case 'cdk8s-plus': return this.deploymentOfPlus();
      // A class of `cdk8s import k8s` is passed in the same way.
      case 'api-object': return new ApiObject(this, 'Cart', deployment);
      // The file has two objects, of which one has pods. Of several workloads, kind and name choose one.
      case 'include': {
        const file = new Include(this, 'Chart', { url: CHART });
        return Workload.of(file, { kind: 'Deployment', name: 'cart' });
      }
      case 'rollout': return new ApiObject(this, 'Cart', {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        metadata: { name: 'cart' },
        spec: { ...deployment.spec, strategy: { canary: { steps: [{ setWeight: 20 }, { pause: {} }] } } },
      });
    }
  }

  private deploymentOfPlus(): kplus.Deployment {
    return new kplus.Deployment(this, 'Cart', {
      metadata: { name: 'cart' },
      replicas: 2,
      containers: [{
        name: 'cart',
        image: 'registry.example/cart:1',
        portNumber: 8080,
        resources: {
          cpu: { request: kplus.Cpu.millis(100), limit: kplus.Cpu.millis(500) },
          memory: { request: Size.mebibytes(128), limit: Size.mebibytes(256) },
        },
        securityContext: { user: 10001, group: 10002 },
      }],
    });
  }

  /** Where no construct takes the object: volume, mount and security context as plain values. */
  private byHand(database: SecureSecret): void {
    const files = database.toMountSource().toPodFiles({
      volumeName: 'database-files',
      mountPath: MOUNT_PATH,
      fsGroup: 10002, // the one group that all containers run as
    });
    const { template, ...spec } = deployment.spec;
    const [container] = template.spec.containers;
    new ApiObject(this, 'Cart', {
      ...deployment,
      spec: {
        ...spec,
        template: {
          ...template,
          spec: {
            ...template.spec,
            securityContext: { ...template.spec.securityContext, ...files.toPodSecurityContext() },
            containers: [{ ...container, volumeMounts: [files.toVolumeMount()] }],
            volumes: [files.toVolume()],
          },
        },
      },
    });
  }
}
