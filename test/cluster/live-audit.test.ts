import { spawnSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, dirname, join } from 'path';
import { binary } from './support/binaries';
import { ApiServer, ControlPlane } from './support/control-plane';
import { clusterSuite } from './support/suite';
import { compileLibrary, projectRoot } from '../support/package-under-test';

jest.setTimeout(120_000);

const VALUE = 'correct horse battery staple';
const RBAC = 'rbac.authorization.k8s.io';

interface Audit {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `strongbox audit --live` as somebody who is set up for kubectl. */
function audit(server: ApiServer, args: string[] = [], token?: string): Audit {
  const kubeconfig = server.kubeconfig(token);
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfig,
    HOME: server.folder,
    PATH: [dirname(binary('kubectl')), process.env.PATH].join(delimiter),
  };
  try {
    const command = [join(projectRoot, 'lib/cli/strongbox.js'), 'audit', '--live', '--fail-on', 'note', ...args];
    return spawnSync(process.execPath, command, { encoding: 'utf8', env, cwd: server.folder });
  } finally {
    rmSync(kubeconfig);
  }
}

clusterSuite('An audit of a live cluster', (claim) => {
  let plane: ControlPlane;
  let folder: string;
  const auditLog = () =>
    readFileSync(join(folder, 'audit.log'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  beforeAll(async () => {
    compileLibrary();
    folder = mkdtempSync(join(tmpdir(), 'strongbox-live-'));
    const policy = join(folder, 'policy.json');
    writeFileSync(
      policy,
      JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [{ level: 'Metadata' }] }),
    );
    plane = await ControlPlane.start({
      args: [`--audit-policy-file=${policy}`, `--audit-log-path=${join(folder, 'audit.log')}`],
    });
  }, 300_000);
  afterAll(async () => {
    await plane?.stop();
    rmSync(folder, { recursive: true });
  });

  claim(
    'nothing that Kubernetes brings itself is a finding',
    'the audit of a control plane with no objects but its own',
    async () => {
      const { status, stdout } = audit(plane.apiServer, ['--format', 'json']);
      const { findings, summary } = JSON.parse(stdout);
      expect([status, findings]).toEqual([0, []]);
      expect(summary.objects).toBeGreaterThan(100);
    },
  );

  async function applyPitfalls(): Promise<void> {
    await plane.apiServer.createNamespace('shop');
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'shop' },
      stringData: { password: VALUE },
    };
    expect(plane.apiServer.kubectl(['apply', '-f', '-'], { input: JSON.stringify(secret) }).status).toBe(0);
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }];
    await plane.admin.expectApplied({
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { name: 'lister', namespace: 'shop' },
      rules,
    });
    await plane.admin.expectApplied({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'api', namespace: 'shop' },
      spec: {
        automountServiceAccountToken: false,
        containers: [{
          name: 'main',
          image: 'main:1',
          env: [{ name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } }],
          volumeMounts: [{ name: 'db', mountPath: '/etc/db/password', subPath: 'password', readOnly: true }],
        }],
        volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 0o440 } }],
      },
    });
  }

  claim(
    'it finds what is wrong with objects as the API server has them',
    'the audit of a namespace with a Secret of client-side apply, in the environment and by subPath, and a Role '
      + 'that lists',
    async () => {
      await applyPitfalls();
      const { status, stdout } = audit(plane.apiServer, ['--namespace', 'shop', '--format', 'json']);
      expect(status).toBe(1);
      const found = JSON.parse(stdout).findings.map(({ ruleId }: any) => ruleId);
      expect(found).toEqual(
        expect.arrayContaining(['last-applied-leak', 'secret-in-env', 'secret-subpath-mount', 'secrets-list']),
      );
      return [...new Set<string>(found)].sort().join(', ');
    },
  );

  /** Seconds after which a container that starts again has the file of today, with some to spare. */
  const SYNCED = 240;

  /** What the kubelet says of a pod whose container has just started, or will have in some seconds. */
  async function saysRunning(seconds = 0): Promise<void> {
    const startedAt = new Date(Date.now() + seconds * 1000).toISOString();
    const containerStatuses = [{
      name: 'main', image: 'main:1', imageID: '', ready: true, restartCount: 0, state: { running: { startedAt } },
    }];
    const { status } = await plane.admin.request('PATCH', '/api/v1/namespaces/shop/pods/api/status', {
      contentType: 'application/merge-patch+json', body: { status: { phase: 'Running', containerStatuses } },
    });
    expect(status).toBe(200);
  }

  claim(
    'a container that started before its Secret changed is found, until it has started again after the sync of the '
      + 'kubelet',
    'a Secret in the environment and by subPath, changed by kubectl apply, with the times that the API server notes',
    async () => {
      const stale = () =>
        JSON.parse(
          audit(plane.apiServer, ['-n', 'shop', '--rule', 'stale-value', '--format', 'json']).stdout,
        ).findings.map(({ message }: any) => message);
      // The API server notes whole seconds.
      const secondsPass = async () => new Promise((resolve) => setTimeout(resolve, 2100));
      await saysRunning(SYNCED);
      expect(stale()).toEqual([]);
      await saysRunning();
      await secondsPass();
      const changed = {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'db', namespace: 'shop' },
        stringData: { password: `${VALUE} of today` },
      };
      expect(plane.apiServer.kubectl(['apply', '-f', '-'], { input: JSON.stringify(changed) }).status).toBe(0);
      const found = stale();
      expect(found.length).toBeGreaterThan(0);
      found.forEach((message: string) =>
        expect(message).toMatch(
          /^container "main" started at \S+Z and has Secret "db" as it was then; it changed at \S+Z$/,
        ),
      );
      await secondsPass();
      await saysRunning();
      // The variable is of today. The file by subPath is that of the volume, which may not be synced yet.
      expect(stale()).toEqual([
        expect.stringMatching(/^container "main" started at \S+Z and may have Secret "db" as it was/),
      ]);
      await saysRunning(SYNCED);
      expect(stale()).toEqual([]);
    },
  );

  claim('no value of a Secret is in its output, in any format', 'text, JSON and SARIF of the same audit', async () => {
    for (const format of ['text', 'json', 'sarif']) {
      const { stdout, stderr } = audit(plane.apiServer, ['--namespace', 'shop', '--format', format]);
      expect(stdout).toContain('secret-in-env');
      for (const hidden of [VALUE, Buffer.from(VALUE).toString('base64')]) {
        expect(stdout + stderr).not.toContain(hidden);
      }
    }
  });

  async function auditor(rules: object[]): Promise<string> {
    const name = `auditor-${rules.length}`;
    await plane.apiServer.createServiceAccount('shop', name);
    await plane.admin.expectApplied({ apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name }, rules });
    await plane.admin.expectApplied({
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace: 'shop' }],
    });
    return plane.apiServer.serviceAccountToken('shop', name);
  }

  claim('it only reads', 'the audit log of the API server, of an audit by a dedicated account', async () => {
    const token = await auditor([{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }]);
    expect(audit(plane.apiServer, [], token).status).toBe(1);
    const verbs = auditLog()
      .filter(({ user }) => user.username === 'system:serviceaccount:shop:auditor-1')
      .map(({ verb }) => verb);
    expect([...new Set(verbs)].sort()).toEqual(['get', 'list']);
    return 'verbs: get, list';
  });

  claim(
    'what it may not read is reported, and rules that need it are not checked',
    'an audit by an account that may list pods and Roles only',
    async () => {
      const token = await auditor([
        { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
        { apiGroups: [RBAC], resources: ['roles'], verbs: ['list'] },
      ]);
      const { stdout } = audit(plane.apiServer, ['--format', 'json'], token);
      const { problems, findings } = JSON.parse(stdout);
      const said = problems.map(({ message }: any) => message).join('\n');
      expect(said).toContain('secrets were skipped, since kubectl could not read them');
      expect(said).toContain(
        'cross-namespace-reference, missing-reference were not checked, since they need the whole cluster to be read',
      );
      expect(JSON.stringify(findings)).toContain('secrets-list');
    },
  );
});
