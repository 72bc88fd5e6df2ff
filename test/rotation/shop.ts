import { ApiObject, App, Chart, Testing } from 'cdk8s';

/** A variable with the value of the Secret `db`. */
export const env = [{ name: 'PW', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }];

/** Adds a workload of `apps/v1` in the namespace `shop`. */
export function workload(chart: Chart, kind: string, name: string, pod: object): void {
  new ApiObject(chart, `${kind}${name}`, {
    apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'shop' }, spec: { template: { spec: pod } },
  });
}

/**
 * A Deployment with the value in a variable, a StatefulSet with a file by subPath, a DaemonSet with live files, and the
 * ExternalSecret that makes the Secret.
 */
export function shop(): { readonly app: App; readonly chart: Chart } {
  const app = Testing.app();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new ApiObject(chart, 'External', {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'db-from-vault' },
    spec: { secretStoreRef: { name: 'vault' }, target: { name: 'db' }, dataFrom: [{ extract: { key: 'shop/db' } }] },
  });
  workload(chart, 'Deployment', 'api', { containers: [{ name: 'app', image: 'a:1', env }] });
  workload(chart, 'StatefulSet', 'queue', {
    containers: [{ name: 'q', image: 'q:1', volumeMounts: [{ name: 'v', mountPath: '/pw', subPath: 'password' }] }],
    volumes: [{ name: 'v', secret: { secretName: 'db' } }],
  });
  workload(chart, 'DaemonSet', 'live', {
    containers: [{ name: 'l', image: 'l:1', volumeMounts: [{ name: 'v', mountPath: '/db' }] }],
    volumes: [{ name: 'v', secret: { secretName: 'db' } }],
  });
  return { app, chart };
}
