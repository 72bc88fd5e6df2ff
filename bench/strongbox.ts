/** One service written with the library: config, secret, mounts, reader, Deployment. */
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  LeastPrivilegeSecretReader, RotatingVolumeMount, SecretSource, SecretValue, SecureSecret, VersionedConfigMap,
} from '..';
import { Service } from './service';

export function addService(chart: Chart, service: Service): void {
  const { id } = service;
  const workload = new kplus.Deployment(chart, id, { containers: [{ image: service.image, portNumber: 8080 }] });
  const config = new VersionedConfigMap(chart, `${id}-config`, {
    metadata: { name: `${id}-config` },
    data: service.config,
  });
  const db = new SecureSecret(chart, `${id}-db`, {
    metadata: { name: `${id}-db` },
    source: SecretSource.unsafeInline({
      username: SecretValue.unsafePlainText(service.username),
      password: SecretValue.unsafePlainText(service.password),
    }, 'made up for the benchmark'),
  });
  new RotatingVolumeMount(chart, `${id}-config-files`, { workload, source: config, mountPath: '/etc/service' });
  new RotatingVolumeMount(chart, `${id}-db-files`, { workload, source: db, mountPath: '/etc/secrets/db' });
  new LeastPrivilegeSecretReader(chart, `${id}-reader`, { secrets: [db] }).attachTo(workload);
}
