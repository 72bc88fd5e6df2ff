import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { AuditLevel, AuditPolicy } from '../../../src/encryption/watching/audit-policy';
import { ControlPlane } from '../support/control-plane';
import { clusterSuite } from '../support/suite';

const VALUE = 'correct-horse-battery-staple-8f14e45f';

clusterSuite('Audit policy', (claim) => {
  let folder: string;
  let plane: ControlPlane;
  let token: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-audit-'));
    const app = new App({ outdir: join(folder, 'files') });
    // As much as a user may ask for, in every rule of theirs.
    new AuditPolicy(new Chart(app, 'audit'), 'Audit', {
      rules: [{ level: AuditLevel.REQUEST_RESPONSE, resources: [{ resources: ['secrets', 'configmaps'] }] }],
      otherwise: AuditLevel.REQUEST_RESPONSE,
    });
    app.synth();
    plane = await ControlPlane.start({
      args: [`--audit-policy-file=${join(app.outdir, readdirSync(app.outdir)[0])}`, `--audit-log-path=${join(folder, 'audit.log')}`, '--audit-log-mode=blocking'],
    });
    const meta = { name: 'probe', namespace: 'default' };
    for (const object of [
      { apiVersion: 'v1', kind: 'Secret', metadata: meta, stringData: { password: VALUE } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, data: { setting: VALUE } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta },
      { apiVersion: 'v1', kind: 'LimitRange', metadata: { ...meta, annotations: { note: 'body-of-a-limit-range' } }, spec: { limits: [] } },
    ]) {
      await plane.admin.expectApplied(object);
    }
    await plane.admin.request('GET', '/api/v1/secrets');
    await plane.admin.request('PATCH', '/api/v1/namespaces/default/secrets/probe', { body: { stringData: { other: VALUE } }, contentType: 'application/merge-patch+json' });
    token = await plane.apiServer.serviceAccountToken('default', 'probe');
    await plane.admin.request('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } } });
  }, 300_000);
  afterAll(async () => {
    await plane?.stop(process.env.STRONGBOX_KEEP_LOGS !== undefined);
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const log = () => readFileSync(join(folder, 'audit.log'), 'utf8');

  claim('no value of a Secret or ConfigMap and no token is in the audit log, whatever the rules of the user say', 'AuditPolicy as --audit-policy-file: create, patch and list of a Secret, a TokenRequest, a TokenReview', async () => {
    for (const text of [VALUE, Buffer.from(VALUE).toString('base64'), token]) expect(log()).not.toContain(text);
  });

  claim('who did it is logged, and bodies of everything else are as asked for', 'the same log', async () => {
    const events = log().trim().split('\n').map((line) => JSON.parse(line));
    const of = (resource: string) => events.filter(({ objectRef }) => objectRef?.resource === resource);
    expect(of('secrets').length).toBeGreaterThanOrEqual(3);
    expect(of('secrets').every(({ level, user }) => level === 'Metadata' && user.username !== '')).toBe(true);
    expect(of('tokenreviews')[0].level).toBe('Metadata');
    expect(of('limitranges').some(({ requestObject }) => JSON.stringify(requestObject ?? {}).includes('body-of-a-limit-range'))).toBe(true);
  });
});
