import { ApiObject, App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';

/** What is wrong with a tree only once all of it is there: the validations that synth runs. */
export function validate(root: IConstruct): void {
  const faults = root.node.findAll().flatMap((construct) => construct.node.validate());
  if (faults.length > 0) {
    throw new Error(faults.join('; '));
  }
}

/** What a Deployment of the agreements has beside what is tried. */
export interface Surroundings {
  /** The account of the pods; that of the namespace without it. */
  readonly account?: string;
  readonly annotations?: { readonly [name: string]: string };
  readonly container?: object;
  readonly volumes?: readonly object[];
}

/** A Deployment whose pods run as a user that reads files by its group, and which replaces them one at a time. */
export function deploymentOf({ account, annotations, container, volumes }: Surroundings = {}): ApiObjectFields {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'till', namespace: 'shop', ...annotations && { annotations } },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'till' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: {
        metadata: { labels: { app: 'till' } },
        spec: {
          automountServiceAccountToken: false,
          ...account !== undefined && { serviceAccountName: account },
          securityContext: { runAsNonRoot: true, runAsUser: 25000, runAsGroup: 25000, fsGroup: 25000 },
          containers: [{ name: 'till', image: 'till:1', ...container }],
          ...volumes && { volumes },
        },
      },
    },
  };
}

interface ApiObjectFields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  readonly spec: object;
}

/** A chart with the Deployment. */
export function chartWithDeployment(surroundings: Surroundings = {}): { chart: Chart; workload: ApiObject } {
  const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
  return { chart, workload: new ApiObject(chart, 'Till', { ...deploymentOf(surroundings) }) };
}
