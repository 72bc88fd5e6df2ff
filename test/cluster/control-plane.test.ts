import { spawn } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ControlPlane } from './support/control-plane';
import { clusterSuite, useControlPlane } from './support/suite';

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

clusterSuite('The tests themselves', (claim) => {
  const plane = useControlPlane();

  claim(
    'the API server is the release that the tests ask for, not a build without a version',
    'GET /version',
    async () => {
      const { body } = await plane().admin.request('GET', '/version');
      expect(body.gitVersion).toMatch(/^v1\.\d+\.\d+$/);
      expect(body.gitVersion).toContain(`v${process.env.STRONGBOX_KUBERNETES ?? '1.'}`);
    },
  );

  claim(
    'validation is strict: a field that the server does not know is refused',
    'server-side apply of a ConfigMap with a misspelt field',
    async () => {
      const { status, body } = await plane().admin.apply({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'typo', namespace: 'default' },
        dta: {},
      });
        // A 500, oddly, for server-side apply.
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body.message).toContain('.dta: field not declared in schema');
    },
  );

  claim('warnings of the server are seen', 'server-side apply of a pod whose label is deprecated', async () => {
    await plane().apiServer.createNamespace('warned');
    const { warnings } = await plane().admin.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'old', namespace: 'warned' },
      spec: { containers: [{ name: 'main', image: 'main:1' }], nodeSelector: { 'beta.kubernetes.io/os': 'linux' } },
    });
    expect(warnings.join('\n')).toContain('deprecated');
  });

  test('two control planes live next to each other, and stop', async () => {
    const other = await ControlPlane.start();
    const { server } = other.admin;
    expect((await other.admin.request('GET', '/readyz')).status).toBe(200);
    await other.stop();
    await expect(fetch(server)).rejects.toThrow();
    expect(existsSync(other.apiServer.folder)).toBe(false);
    expect((await plane().admin.request('GET', '/readyz')).status).toBe(200);
  }, 120_000);

  test('nothing is left running when the process of the tests is killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'strongbox-holder-'));
    const log = join(folder, 'log');
    const holder = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'support/holder.ts'), log], {
      stdio: 'ignore',
    });
    const pid = () => (existsSync(log) ? Number(readFileSync(log, 'utf8')) : 0);
    await until(() => pid() > 0);
    expect(isRunning(pid())).toBe(true);
    holder.kill('SIGKILL');
    await until(() => !isRunning(pid()));
    rmSync(folder, { recursive: true });
  });
},
{ sameInEveryRelease: 'it is about the tests' },
);
