import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CONTROL_PLANE } from '../cluster/support/binaries';
import { ApiServer, ControlPlane, Etcd } from '../cluster/support/control-plane';
import { freePorts } from '../cluster/support/process';

jest.mock('os', () => ({ ...jest.requireActual('os'), tmpdir: jest.fn() }));

const before = { ...process.env };
let folder: string;
let temporary: string;

/** A program that says something and ends, like one that does not like its flags. */
const ENDS = '#!/bin/sh\necho "unknown flag: $1"\nexit 1\n';

/** The etcd that an API server is told of, which none of these tests reaches. */
const unreachable = { url: 'http://127.0.0.1:1' } as Etcd;

beforeEach(() => {
  folder = mkdtempSync(join(jest.requireActual('os').tmpdir(), 'strongbox-control-plane-'));
  temporary = join(folder, 'temporary');
  mkdirSync(temporary);
  jest.mocked(tmpdir).mockReturnValue(temporary);
  process.env = { ...before, KUBEBUILDER_ASSETS: folder };
  delete process.env.STRONGBOX_KEEP_LOGS;
  CONTROL_PLANE.forEach((name) => {
    writeFileSync(join(folder, name), ENDS);
    chmodSync(join(folder, name), 0o755);
  });
});

afterEach(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

test('an API server that does not start leaves nothing behind: no keys, no tokens', async () => {
  const users = [{ token: 'of-a-user', name: 'somebody' }];
  const words =
    'kube-apiserver ended with code 1 before it was ready; the end of its log:\nunknown flag: --etcd-servers=';
  await expect(ApiServer.start(unreachable, { users })).rejects.toThrow(words);
  expect(readdirSync(temporary)).toEqual([]);
});

test('nor does one whose flags cannot be made', async () => {
  const peer = { admin: { token: 't' }, folder: join(folder, 'gone') } as ApiServer;
  await expect(ApiServer.start(unreachable, { peer })).rejects.toThrow(/ENOENT/);
  expect(readdirSync(temporary)).toEqual([]);
});

test('nor do etcd, or a control plane', async () => {
  await expect(Etcd.start()).rejects.toThrow(/^etcd ended with code 1/);
  await expect(ControlPlane.start()).rejects.toThrow(/^etcd ended with code 1/);
  expect(readdirSync(temporary)).toEqual([]);
});

test('where logs are kept, they are all that is', async () => {
  process.env.STRONGBOX_KEEP_LOGS = '1';
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  await expect(ApiServer.start(unreachable)).rejects.toThrow(/^kube-apiserver ended/);
  const [left] = readdirSync(temporary);
  expect(said).toHaveBeenCalledWith(`The logs are in ${join(temporary, left)}\n`);
  said.mockRestore();
  expect(readdirSync(join(temporary, left))).toEqual(['kube-apiserver.log']);
  expect(readFileSync(join(temporary, left, 'kube-apiserver.log'), 'utf8')).toContain('unknown flag');
});

test('free ports are as many as were wanted, each once, and none that the system gives to connections', async () => {
  const ports = await freePorts(20);
  expect(new Set(ports).size).toBe(20);
  ports.forEach((port) => expect(port).toBeLessThan(32768));
});
