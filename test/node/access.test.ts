import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { nodeSuite } from './support/node-suite';
import { print, program, until, USER } from './support/use-node';
import { LeastPrivilegeSecretReader, SecretSource, SecureSecret } from '../../src';

const NAMESPACE = 'access';
const TOKEN_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

nodeSuite('A token in a pod', (claim, node) => {
  let seen: any;

  beforeAll(async () => {
    await node().createNamespace(NAMESPACE);
    await node().putSecret(NAMESPACE, 'named', { key: 'the named one' });
    await node().putSecret(NAMESPACE, 'other', { key: 'another one' });
    const chart = new Chart(new App(), 'access', { namespace: NAMESPACE, disableResourceNameHashes: true });
    const reader = kplus.EnvValue.fromValue(
      JSON.stringify({ folder: TOKEN_FOLDER, name: 'named', key: 'key', other: 'other' }),
    );
    const workload = new kplus.Deployment(chart, 'worker', {
      replicas: 1,
      containers: [program('reader.js', { READER: reader })],
    });
    const secret = new SecureSecret(chart, 'Named', { source: SecretSource.existing('named'), keys: ['key'] });
    new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [secret] }).attachTo(workload);
    await node().apply(chart);
    seen = await until('a report of the worker', async () => {
      const [pod] = await node().pods(NAMESPACE, 'access-worker-');
      return pod && node().reports(pod).at(-1);
    }, 120);
  });

  claim(
    'the token is valid for an hour, for the API server only, and readable by the group of the pod',
    'LeastPrivilegeSecretReader attached to a Deployment of cdk8s-plus; the token as it is in the container',
    async () => {
      expect(seen.uid).toBe(USER.uid);
      // The kubelet writes a token with 0600 and not the mode of the volume, and opens it to the fsGroup.
      expect(seen.token).toMatchObject({ aud: ['https://kubernetes.default.svc'], mode: '0640', gid: USER.gid });
      expect(seen.token.sub).toMatch(/^system:serviceaccount:access:access-reader/);
      return `valid for ${seen.token.seconds} s; root:${seen.token.gid}, mode ${seen.token.mode}, on a read-only mount`;
    },
  );

  claim(
    'with it, the pod gets the named Secret from the API',
    'GET from inside the pod, with the client of examples/payments',
    async () => {
      expect(seen.named).toBe(print('the named one'));
    },
  );

  claim('another Secret, list and watch are refused', 'the same from inside the pod', async () => {
    expect(seen).toMatchObject({ other: 'HTTP_403', list: 403, watch: 403 });
    return '403 each';
  });
});
