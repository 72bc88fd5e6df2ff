import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart, Testing } from 'cdk8s';
import { Manifest } from './support/api-client';
import { ControlPlane } from './support/control-plane';
import { clusterSuite } from './support/suite';
import { ApiServerAuditLevel, ApiServerAuditPolicy } from '../../src';

const NAMESPACE = 'payments';
const VALUE = 'correct horse battery staple';
const ENCODED = Buffer.from(VALUE).toString('base64');
const SECRET: Manifest = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'db', namespace: NAMESPACE },
  data: { password: ENCODED },
};
const CONFIG: Manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: NAMESPACE },
  data: { text: VALUE },
};

/** A control plane with an audit policy, and the events that it wrote. */
class Audited {
  public static async start(policy: object): Promise<Audited> {
    const folder = mkdtempSync(join(tmpdir(), 'strongbox-audit-'));
    const [policyPath, logPath] = [join(folder, 'policy.json'), join(folder, 'audit.log')];
    writeFileSync(policyPath, JSON.stringify(policy));
    try {
      const args = [`--audit-policy-file=${policyPath}`, `--audit-log-path=${logPath}`];
      const plane = await ControlPlane.start({ args });
      await plane.apiServer.createNamespace(NAMESPACE);
      return new Audited(plane, folder, logPath);
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  private constructor(
    public readonly plane: ControlPlane,
    private readonly folder: string,
    private readonly logPath: string,
  ) {}

  public get log(): string {
    return readFileSync(this.logPath, 'utf8');
  }

  public events(resource: string): any[] {
    return this.log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ objectRef }) => objectRef?.resource === resource && objectRef.namespace === NAMESPACE);
  }

  public async stop(): Promise<void> {
    await this.plane.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** Writes, changes, reads and lists both, and asks for a token and a review of it. */
async function use({ plane }: Audited): Promise<string> {
  const { admin } = plane;
  for (const manifest of [SECRET, CONFIG]) {
    expect((await admin.create(manifest)).status).toBe(201);
    expect((await admin.apply(manifest, { force: 'true' })).status).toBe(200);
    expect((await admin.patch(manifest, { metadata: { labels: { changed: 'true' } } })).status).toBe(200);
    expect((await admin.get(manifest)).status).toBe(200);
  }
  for (const resource of ['secrets', 'configmaps']) {
    expect((await admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/${resource}`)).status).toBe(200);
    await admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/${resource}`, {
      query: { watch: 'true', timeoutSeconds: '1' },
    });
  }
  const token = await plane.apiServer.serviceAccountToken(NAMESPACE, 'default');
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } };
  expect((await admin.request('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: review })).status).toBe(
    201,
  );
  return token;
}

clusterSuite('The audit log', (claim) => {
  let ours: Audited;

  beforeAll(async () => {
    const chart = new Chart(Testing.app(), 'audit-policy');
    // The most that can be requested: the first rule has to win over it.
    new ApiServerAuditPolicy(chart, 'Audit', {
      rules: [{ level: ApiServerAuditLevel.REQUEST_RESPONSE, resources: [{}] }],
      otherwise: ApiServerAuditLevel.REQUEST_RESPONSE,
    });
    ours = await Audited.start(Testing.synth(chart)[0]);
  }, 300_000);
  afterAll(() => ours?.stop());

  claim(
    'an ApiServerAuditPolicy is one that the API server starts with, and values stay out of the log whatever the '
      + 'other rules say',
    'create, apply, patch, get, list and watch of a Secret and a ConfigMap, a token and its review, with all else '
      + 'at RequestResponse',
    async () => {
      const token = await use(ours);
      for (const hidden of [VALUE, ENCODED, token]) {
        expect(ours.log).not.toContain(hidden);
      }
    },
  );

  claim('who did what to which Secret is in the log', 'the events of that', async () => {
    const verbs = ours.events('secrets').map(({ verb, user, level }) => `${user.username} ${verb} ${level}`);
    expect([...new Set(verbs)].sort()).toEqual(
      ['create', 'get', 'list', 'patch', 'watch'].map((verb) => `admin ${verb} Metadata`),
    );
  });

  claim(
    'bodies of what holds no secrets are logged, if the rules ask for it',
    'the event of a ServiceAccount',
    async () => {
      expect(
        ours.events('serviceaccounts').find(({ verb, objectRef }) => verb === 'patch' && !objectRef.subresource),
      ).toMatchObject({ requestObject: { kind: 'ServiceAccount' } });
    },
  );

  claim(
    'by contrast: one rule at RequestResponse writes every value into the log',
    'the same requests with such a policy',
    async () => {
      const theirs = await Audited.start({
        apiVersion: 'audit.k8s.io/v1',
        kind: 'Policy',
        rules: [{ level: 'RequestResponse' }],
      });
      try {
        const token = await use(theirs);
        for (const shown of [VALUE, ENCODED, token]) {
          expect(theirs.log).toContain(shown);
        }
      } finally {
        await theirs.stop();
      }
      return 'the log has the values and the token';
    },
    300_000,
  );

  claim(
    'one gap is left that no policy can close: the server quotes a value of the wrong type when it refuses '
      + 'server-side apply',
    'apply of a Secret with a map in the place of a string, at level Metadata',
    async () => {
      const wrong = (value: string) => ({ ...SECRET, data: { password: { value } } });
      expect((await ours.plane.admin.create(wrong('by create'))).status).toBe(400);
      expect(ours.log).not.toContain('by create');
      expect((await ours.plane.admin.apply(wrong('by apply'))).status).toBeGreaterThanOrEqual(400);
      const { responseStatus } = ours.events('secrets').at(-1);
      expect(responseStatus.message).toContain('by apply');
      return 'the value is in `responseStatus.message`';
    },
  );
});
