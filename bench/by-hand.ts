/**
 * The same service written by hand with cdk8s-plus-28, by somebody who knows all the pitfalls: the manifests are those
 * of `strongbox.ts`, but for names. What cdk8s-plus-28 cannot say (a projected volume, `data` of a Secret, a role with
 * `get` alone) is written in the ways that cdk8s has for that.
 */
import { createHash } from 'crypto';
import { ApiObject, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Service } from './service';

const group = 65532;
const mode = 0o440;

function hashOf(content: { [key: string]: string }): string {
  const sorted = Object.keys(content).sort().map((key) => [key, content[key]]);
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 10);
}

function mountToken(container: kplus.Container): void {
  const volume = {
    name: 'api-token',
    asVolume: () => volume,
    _toKube: () => ({
      name: 'api-token',
      projected: {
        defaultMode: mode,
        sources: [
          { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          {
            downwardApi: {
              items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
            },
          },
        ],
      },
    }),
  };
  container.mount(
    '/var/run/secrets/kubernetes.io/serviceaccount', volume as unknown as kplus.IStorage, { readOnly: true },
  );
}

export function addService(chart: Chart, service: Service): void {
  const { id } = service;
  const config = new kplus.ConfigMap(chart, `${id}-config`, {
    metadata: { name: `${id}-config-${hashOf(service.config)}` },
    data: service.config,
    immutable: true,
  });
  const values = { username: service.username, password: service.password };
  const secretName = `${id}-db-${hashOf(values)}`;
  new ApiObject(chart, `${id}-db`, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: secretName,
      annotations: {
        'cdk8s-strongbox/unsafe-inline-reason': 'made up for the benchmark',
      },
    },
    type: 'Opaque',
    immutable: true,
    data: Object.fromEntries(Object.entries(values)
      .map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
  });
  const secret = kplus.Secret.fromSecretName(chart, `${id}-db-imported`, secretName);

  const serviceAccount = new kplus.ServiceAccount(chart, `${id}-reader`);
  const role = new kplus.Role(chart, `${id}-reader-role`);
  role.allowGet(secret);
  new kplus.RoleBinding(chart, `${id}-reader-binding`, { role }).addSubjects(serviceAccount);

  const deployment = new kplus.Deployment(chart, id, {
    containers: [{ image: service.image, portNumber: 8080 }],
    securityContext: { fsGroup: group, fsGroupChangePolicy: kplus.FsGroupChangePolicy.ON_ROOT_MISMATCH },
    serviceAccount,
    strategy: kplus.DeploymentStrategy.rollingUpdate({
      maxSurge: kplus.PercentOrAbsolute.absolute(1),
      maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
    }),
  });
  deployment.podMetadata.addLabel('cdk8s-strongbox/api-access', 'true');
  const [container] = deployment.containers;
  const configFiles = kplus.Volume.fromConfigMap(chart, `${id}-config-volume`, config, {
    name: 'config',
    defaultMode: mode,
  });
  const dbFiles = kplus.Volume.fromSecret(chart, `${id}-db-volume`, secret, { name: 'db', defaultMode: mode });
  container.mount('/etc/service', configFiles, { readOnly: true });
  container.mount('/etc/secrets/db', dbFiles, { readOnly: true });
  mountToken(container);
}
