import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { AdmissionPolicyFiles, ControlPlane, PolicyAction } from '../../../src';
import { ADMISSION_FILES_SINCE } from '../../../src/facts/admission-files';
import { kubernetesModule } from '../support/binaries';
import { ApiServer, Etcd } from '../support/control-plane';
import { clusterSuite } from '../support/suite';

jest.setTimeout(120_000);

const tooOld = Number(kubernetesModule().minor.split('.')[1]) < ADMISSION_FILES_SINCE
  ? `policies as files need Kubernetes 1.${ADMISSION_FILES_SINCE}` : undefined;

const BAD = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'bad', namespace: 'default' },
  spec: {
    selector: { matchLabels: { app: 'bad' } },
    template: {
      metadata: { labels: { app: 'bad' } },
      spec: {
        containers: [{
          name: 'app',
          image: 'app:1',
          env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
        }],
      },
    },
  },
};
const POLICIES = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
const NAME = 'strongbox-secret-in-env.static.k8s.io';

clusterSuite('Policies as files of the API server', (claim) => {
  let folder: string;
  let etcd: Etcd;
  let server: ApiServer;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-policy-files-'));
    // The files and flag of a static pod, in a folder of the test in the place of that of the host.
    const wiring = new AdmissionPolicyFiles({ actions: { 'secret-in-env': PolicyAction.DENY } })
      .wire(ControlPlane.staticPod());
    mkdirSync(join(folder, 'policies'));
    writeFileSync(join(folder, 'policies/admission-policies.yaml'), wiring.textOf('admission-policies.yaml'));
    const config = wiring.textOf('admission-config.yaml').replaceAll('/etc/kubernetes/admission', folder);
    writeFileSync(join(folder, 'admission-config.yaml'), config);
    etcd = await Etcd.start();
    server = await ApiServer.start(etcd, { args: [`--admission-control-config-file=${folder}/admission-config.yaml`] });
  }, 300_000);

  afterAll(async () => {
    await server?.stop();
    await etcd?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  claim(
    'an API server starts with the policies of the catalog, and they refuse the first request that breaks a rule',
    'the wiring of a static pod with AdmissionPolicyFiles, and a Deployment with a Secret in a variable',
    async () => {
      const { status, body } = await server.admin.create(BAD);
      expect(status).toBe(422);
      const message = 'secret-in-env: container "app", variable "PASSWORD": takes its value from a Secret';
      expect(body.message).toContain(message);
    },
  );

  claim(
    'they are not in the API: nobody lists, reads or deletes them there, whatever he may do',
    'GET and DELETE by a member of system:masters, and the Deployment again',
    async () => {
      const { body } = await server.admin.request('GET', POLICIES);
      expect(body.items).toEqual([]);
      expect((await server.admin.request('GET', `${POLICIES}/${NAME}`)).status).toBe(404);
      expect((await server.admin.request('DELETE', `${POLICIES}/${NAME}`)).status).toBe(404);
      expect((await server.admin.create(BAD)).status).toBe(422);
    },
  );

  claim(
    'a policy of the API cannot have such a name',
    'create of a policy of the same name',
    async () => {
      const { status, body } = await server.admin.create({
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicy',
        metadata: { name: NAME },
        spec: {
          matchConstraints: {
            resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
          },
          validations: [{ expression: 'true' }],
        },
      });
      expect([403, 422]).toContain(status);
      expect(body.message).toContain('.static.k8s.io');
    },
  );

  claim(
    'what the exemptions leave out is not refused: kube-system',
    'the same Deployment in kube-system',
    async () => {
      const { status } = await server.admin.create({ ...BAD, metadata: { ...BAD.metadata, namespace: 'kube-system' } });
      expect(status).toBe(201);
    },
  );

  claim(
    'a file that is replaced is read again within about a minute, without a restart',
    'policies that only warn, renamed into the place of the others',
    async () => {
      const policies = join(folder, 'policies/admission-policies.yaml');
      const warning = new AdmissionPolicyFiles()
        .wire(ControlPlane.staticPod()).textOf('admission-policies.yaml');
      expect(warning).not.toBe(readFileSync(policies, 'utf8'));
      writeFileSync(`${policies}.new`, warning);
      renameSync(`${policies}.new`, policies);
      const later = { ...BAD, metadata: { ...BAD.metadata, name: 'later' } };
      while ((await server.admin.create(later, { dryRun: 'All' })).status !== 201) {
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    },
  );
}, { unavailable: process.env.STRONGBOX_CLUSTER_UNAVAILABLE ?? tooOld });
