import { ApiObject, App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { PROGRAMS_IMAGE } from './support/image';
import { nodeSuite } from './support/node-suite';
import { isReady, print, RESTRICTED_CONTAINER, until, USER } from './support/use-node';
import { MountSource, ReloadStrategy, RotatingVolumeMount, SecretSource, SecureSecret } from '../../src';
import { authorityPem, issuedCertificatePem, privateKeyPem } from '../support/certificate';

const NAMESPACE = 'sources';
const ACCOUNT = 'web';
const SIGNER = 'example.com/mesh';
const AUDIENCE = 'vault';
const FOLDER = '/run/files';
const GROUP = USER.gid;
const FILES = {
  token: `${FOLDER}/token`,
  bundle: `${FOLDER}/credentialbundle.pem`,
  authorities: `${FOLDER}/ca.crt`,
  others: [`${FOLDER}/password`],
};

const CERTIFICATES = '/apis/certificates.k8s.io/v1';
const FIRST = { key: privateKeyPem('ec'), name: 'first authority' };
const SECOND = { key: privateKeyPem('ec'), name: 'second authority' };
const pemOf = ({ key, name }: typeof FIRST) => authorityPem(key, name);

/** The pod of a workload that is written by hand. */
const podSpec = (sources: object, more: object = {}) => ({
  serviceAccountName: ACCOUNT,
  automountServiceAccountToken: false,
  ...more,
  containers: [{
    name: 'web',
    image: PROGRAMS_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['node', 'sources.js'],
    env: [{ name: 'SOURCES', value: JSON.stringify(sources) }],
    readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
    securityContext: RESTRICTED_CONTAINER,
  }],
});

function chart(build: (it: Chart, mount: (workload: IConstruct, source: MountSource) => void) => void): Chart {
  const it = new Chart(new App(), 'sources', { namespace: NAMESPACE, disableResourceNameHashes: true });
  build(it, (workload, source) => {
    const reload = ReloadStrategy.inProcess();
    new RotatingVolumeMount(workload, 'Files', { workload, source, mountPath: FOLDER, reload });
  });
  return it;
}

/** A Secret by its keys, of a chart or made elsewhere. */
const db = (it: Chart) =>
  new SecureSecret(it, 'Db', { source: SecretSource.existing('db'), keys: ['password'] }).toMountSource();

/** Everything that the kubelet puts into a volume besides Secrets, and a Secret, in one volume. */
const everything = (it: Chart) => MountSource.projected(
  MountSource.serviceAccountToken(AUDIENCE),
  MountSource.podCertificate(SIGNER),
  MountSource.clusterTrustBundlesOf(SIGNER),
  db(it),
);

nodeSuite('Sources and workloads of any kind on a node', (claim, node) => {
  const last = (pod: any) => node().reports(pod).at(-1);
  const put = (name: string, trustBundle: string) => node().admin.expectApplied({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'ClusterTrustBundle',
    metadata: { name: `${SIGNER.replace('/', ':')}:${name}` },
    spec: { signerName: SIGNER, trustBundle },
  });
  const labels = { app: 'sources' };
  const requests: any[] = [];
  let web: any;

  /** What a signer does: issues for each request a certificate of one day. */
  async function sign(): Promise<number> {
    const path = `${CERTIFICATES}/namespaces/${NAMESPACE}/podcertificaterequests`;
    const { body } = await node().admin.request('GET', path);
    const open = body.items.filter(({ status }: any) => !status?.certificateChain);
    for (const { metadata, spec } of open) {
      const from = new Date(Math.floor(Date.now() / 1000) * 1000);
      const after = (hours: number) => new Date(from.getTime() + hours * 3_600_000);
      const request = Buffer.from(spec.stubPKCS10Request, 'base64');
      const time = (date: Date) => date.toISOString().replace('.000', '');
      const condition = { type: 'Issued', status: 'True', reason: 'Issued', message: 'by a test' };
      const { status, body: answer } = await node().admin.request('PATCH', `${path}/${metadata.name}/status`, {
        contentType: 'application/merge-patch+json',
        body: {
          status: {
            conditions: [{ ...condition, lastTransitionTime: time(from) }],
            certificateChain: issuedCertificatePem(FIRST.key, FIRST.name, request, from, after(24)),
            notBefore: time(from),
            notAfter: time(after(24)),
            beginRefreshAt: time(after(12)),
          },
        },
      });
      expect([status, answer.message]).toEqual([200, undefined]);
    }
    requests.push(...open);
    return open.length;
  }

  beforeAll(async () => {
    await node().createNamespace(NAMESPACE);
    await node().admin.expectApplied({
      apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: ACCOUNT, namespace: NAMESPACE },
    });
    await node().putSecret(NAMESPACE, 'db', { password: 'first' });
    await put('first', pemOf(FIRST));
    await node().apply(chart((it, mount) => {
      const workload = new ApiObject(it, 'web', {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: podSpec(FILES) },
        },
      });
      mount(workload, everything(it));
    }));
    await until('a request for a certificate', async () => (await sign()) > 0 || undefined, 60);
    [web] = await node().ready(NAMESPACE, 'sources-web-', 1);
  }, 240_000);

  claim(
    'a Deployment that is written by hand, as an ApiObject, reads all files of a mount of several sources: those of a '
      + 'Secret belong to root, and tokens and certificates to the user that all its containers run as',
    'RotatingVolumeMount with MountSource.projected of a token, a pod certificate, trust bundles and a SecureSecret; '
      + 'stat and read in the container',
    async () => {
      const { token, bundle, authorities, others } = last(web);
      const [password] = Object.values<any>(others);
      expect(password).toEqual({ mode: '0440', uid: 0, gid: GROUP, read: print('first') });
      for (const file of [token, bundle, authorities]) {
        expect(file).toMatchObject({ mode: '0640', uid: USER.uid, gid: GROUP });
      }
      expect(web.spec.securityContext.fsGroup).toBe(GROUP);
      return `the Secret root:${GROUP} with mode 0440; the others ${USER.uid}:${GROUP} with mode 0640, in a read-only mount`;
    },
  );

  claim(
    'a pod certificate: the key in the file belongs to the certificate, and both are in no Secret',
    'the same pod; the test signs what the kubelet requests for it, since Kubernetes 1.37 has no signer for pods',
    async () => {
      expect(last(web).bundle).toMatchObject({ isPair: true, key: 'ec', issuer: `CN=${FIRST.name}` });
      const [{ spec }] = requests;
      expect(spec).toMatchObject({ signerName: SIGNER, podUID: web.metadata.uid, serviceAccountName: ACCOUNT });
      const { body } = await node().admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/secrets`);
      expect(body.items.map(({ metadata }: any) => metadata.name)).toEqual(['db']);
    },
  );

  claim(
    'a token with an audience is for the account of the pod and that audience, and the API server refuses it',
    'the same pod; its payload, and a request to the API server with it',
    async () => {
      expect(last(web).token).toMatchObject({
        audience: [AUDIENCE], subject: `system:serviceaccount:${NAMESPACE}:${ACCOUNT}`,
      });
      const answer = await until('an answer', () => last(web).answer || undefined, 10);
      expect(answer).toBe(401);
      return `the API server answers ${answer}`;
    },
  );

  claim(
    'a second trust bundle of the signer reaches the file of the running pod',
    'the same pod; a ClusterTrustBundle is added, and an annotation makes the kubelet look at once',
    async () => {
      const subject = ({ name }: typeof FIRST) => `CN=${name}`;
      expect(last(web).authorities.subjects).toEqual([subject(FIRST)]);
      await put('second', pemOf(SECOND));
      await node().admin.patch(
        { apiVersion: 'v1', kind: 'Pod', metadata: web.metadata }, { metadata: { annotations: { changed: 'yes' } } },
      );
      const both = await until('both', () => {
        const { subjects } = last(web).authorities;
        return subjects.length === 2 ? subjects : undefined;
      }, 120);
      expect(both).toEqual([subject(FIRST), subject(SECOND)]);
    },
  );

  claim(
    'the pod of a kind of another project has the files of our mount too',
    'a Rollout of argoproj.io as an ApiObject; the test makes a pod from its template, as its controller does',
    async () => {
      await node().admin.expectApplied({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'rollouts.argoproj.io' },
        spec: {
          group: 'argoproj.io',
          scope: 'Namespaced',
          names: { kind: 'Rollout', plural: 'rollouts' },
          versions: [{
            name: 'v1alpha1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          }],
        },
      });
      const manifests = chart((it, mount) => {
        const workload = new ApiObject(it, 'rollout', {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Rollout',
          spec: {
            replicas: 1,
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: podSpec({ others: FILES.others }) },
          },
        });
        mount(workload, db(it));
      }).toJson();
      const [rollout] = manifests;
      await until('the kind', async () =>
        (await node().admin.request('GET', '/apis/argoproj.io/v1alpha1')).status === 200 || undefined, 30);
      const { spec: { template } } = await node().admin.expectApplied(rollout);
      const name = `${rollout.metadata.name}-abcde`;
      await node().apply([{
        apiVersion: 'v1', kind: 'Pod', ...template, metadata: { ...template.metadata, name, namespace: NAMESPACE },
      }]);
      const [pod] = await node().ready(NAMESPACE, name, 1);
      expect(Object.values(last(pod).others)).toEqual([
        { mode: '0440', uid: 0, gid: GROUP, read: print('first') },
      ]);
    },
  );

  claim(
    'a pod with `hostUsers: false` reads the files of our mount, where the container runtime has user namespaces',
    'a pod as an ApiObject; the map of users in the container, or the event of the kubelet',
    async () => {
      await node().apply(chart((it, mount) => {
        const workload = new ApiObject(it, 'isolated', {
          apiVersion: 'v1', kind: 'Pod', spec: podSpec({ others: FILES.others }, { hostUsers: false }),
        });
        mount(workload, db(it));
      }));
      const found = await until('the pod to be ready, or refused', async () => {
        const [pod] = await node().pods(NAMESPACE, 'sources-isolated');
        if (isReady(pod)) {
          return pod;
        }
        const { body } = await node().admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/events`, {
          query: { fieldSelector: `involvedObject.name=${pod.metadata.name},type=Warning` },
        });
        return body.items.map(({ message }: any) => message).find((message: string) => /user namespace/.test(message));
      }, 60);
      if (typeof found === 'string') {
        return `not tried, since the container runtime here is too old: ${/can't set.*/.exec(found)?.[0] ?? found}`;
      }
      const { users, others } = last(found);
      expect(users[1]).toBeGreaterThan(0);
      expect(Object.values(others)).toEqual([{ mode: '0440', uid: 0, gid: GROUP, read: print('first') }]);
      return `user 0 of the pod is user ${users[1]} of the node`;
    },
  );
});
