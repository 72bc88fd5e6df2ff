import { spawn } from 'child_process';
import { delimiter, dirname, join } from 'path';
import { Manifest } from './support/api-client';
import { binary } from './support/binaries';
import { useControlPlane } from './support/suite';
import { compileLibrary, projectRoot } from '../support/package-under-test';

const NAMESPACE = 'shop';
const OLD = 'the-password-of-yesterday';
const NEW = 'the-password-of-today';

const podSpec = {
  containers: [
    { name: 'app', image: 'api:1', env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }] },
    { name: 'reader', image: 'api:1', volumeMounts: [{ name: 'db', mountPath: '/etc/db', readOnly: true }] },
  ],
  volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 0o440 } }],
};

(process.env.STRONGBOX_CLUSTER_UNAVAILABLE ? describe.skip : describe)('strongbox audit --live', () => {
  const plane = useControlPlane();

  /** Runs the compiled command with the rights of a token. It must not block: the server is asked by this very process. */
  async function audit(args: string[], token?: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const { apiServer } = plane();
    const env = {
      ...process.env,
      PATH: `${dirname(binary('kubectl'))}${delimiter}${process.env.PATH}`,
      KUBECONFIG: apiServer.kubeconfig(token),
      HOME: apiServer.folder,
    };
    const child = spawn(process.execPath, [join(projectRoot, 'lib/cli/strongbox.js'), 'audit', '--live', ...args], { env });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => stdout += chunk);
    child.stderr.on('data', (chunk) => stderr += chunk);
    return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  }

  const report = async (args: string[], token?: string) => JSON.parse((await audit(['--format', 'json', ...args], token)).stdout);
  const stale = async () => (await report(['-n', NAMESPACE, '--rule', 'stale-value'])).findings.map(({ message }: { message: string }) => message);

  /** What the kubelet says of a pod whose containers have just started. */
  async function saysRunning(name: string): Promise<void> {
    const containerStatuses = podSpec.containers.map((container) => ({
      name: container.name, image: container.image, imageID: '', ready: true, restartCount: 0, state: { running: { startedAt: new Date().toISOString() } },
    }));
    const { status } = await plane().admin.request('PATCH', `/api/v1/namespaces/${NAMESPACE}/pods/${name}/status`, {
      contentType: 'application/merge-patch+json', body: { status: { phase: 'Running', containerStatuses } },
    });
    expect(status).toBe(200);
  }

  const secret = (password: string): Manifest =>
    ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: NAMESPACE }, data: { password: Buffer.from(password).toString('base64') } });
  const secondsPass = async () => new Promise((resolve) => setTimeout(resolve, 2100));

  beforeAll(async () => {
    compileLibrary();
    await plane().apiServer.createNamespace(NAMESPACE);
    await plane().admin.expectApplied(secret(OLD));
    await plane().admin.expectApplied({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api', namespace: NAMESPACE }, spec: podSpec });
    await secondsPass();
    await saysRunning('api');
  }, 400_000);

  test('a container is stale once its Secret has changed, by what the API server itself notes', async () => {
    expect(await stale()).toEqual([]);
    await secondsPass();
    await plane().admin.expectApplied(secret(NEW));
    expect(await stale()).toEqual([expect.stringMatching(/^container "app" started at \S+Z and has Secret "db" as it was then; it changed at \S+Z$/)]);
    await secondsPass();
    await saysRunning('api');
    expect(await stale()).toEqual([]);
  }, 120_000);

  test('no value is printed, whatever the format', async () => {
    for (const format of ['text', 'json', 'sarif', 'junit']) {
      const { stdout, stderr } = await audit(['--preset', 'strict', '--format', format]);
      expect(stdout).toContain('secret-in-env');
      for (const value of [OLD, NEW].flatMap((each) => [each, Buffer.from(each).toString('base64')])) {
        expect(stdout + stderr).not.toContain(value);
      }
    }
  }, 120_000);

  test('a whole cluster can be read, and what it comes with is no error', async () => {
    const { problems, findings, summary } = await report([]);
    expect(problems).toEqual([]);
    expect(findings.filter(({ level }: { level: string }) => level === 'error')).toEqual([]);
    expect(summary.objects).toBeGreaterThan(50);
  }, 120_000);

  test('who may read pods alone is told what is missing', async () => {
    const { admin, apiServer } = plane();
    await apiServer.createServiceAccount(NAMESPACE, 'auditor');
    await admin.expectApplied({
      apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'auditor', namespace: NAMESPACE }, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }],
    });
    await admin.expectApplied({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'auditor', namespace: NAMESPACE },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'auditor' },
      subjects: [{ kind: 'ServiceAccount', name: 'auditor', namespace: NAMESPACE }],
    });
    const { problems, findings } = await report(['-n', NAMESPACE], await apiServer.serviceAccountToken(NAMESPACE, 'auditor'));
    expect(problems.map(({ message }: { message: string }) => message)).toContainEqual(
      expect.stringMatching(/^secrets were left out, since kubectl could not read them: Error from server \(Forbidden\): secrets is forbidden/),
    );
    expect(findings.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain('secret-in-env');
  }, 120_000);
});
