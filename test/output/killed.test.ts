import { spawnSync } from 'child_process';
import { randomBytes } from 'crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { compileLibrary, projectRoot } from '../support/package-under-test';

const root = mkdtempSync(join(tmpdir(), 'strongbox-killed-'));
beforeAll(compileLibrary, 300_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes an encryption file, and kills its own process at a call of the file system. */
const SCRIPT = `
const fs = require('fs');
const { App } = require(${JSON.stringify(join(projectRoot, 'node_modules/cdk8s'))});
const { EncryptionConfig, EncryptionKey, EncryptionProvider } = require(${JSON.stringify(projectRoot)});
const [folder, at] = process.argv.slice(2);
const key = EncryptionKey.fromFile('k', folder + '/k.key');
const config = new EncryptionConfig(new App({ outdir: folder + '/dist' }), 'E', { writeWith: EncryptionProvider.secretbox(key) });
let calls = 0;
for (const name of ['openSync', 'writeSync', 'fsyncSync', 'closeSync', 'fchmodSync', 'renameSync', 'rmSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (calls++ === Number(at)) {
      if (name === 'writeSync') {
        real(args[0], args[1], args[2], 10);
      }
      process.kill(process.pid, 'SIGKILL');
      for (;;) {}
    }
    return real(...args);
  };
}
config.writeTo(folder + '/out/encryption-config.yaml', { overwrite: true });
`;

test('a process that is killed leaves the old file or the new one, whole, and the next one leaves no draft', () => {
  writeFileSync(join(root, 'write.js'), SCRIPT);
  writeFileSync(join(root, 'k.key'), `${randomBytes(32).toString('base64')}\n`);
  const out = join(root, 'out');
  mkdirSync(out);
  const run = (at: number) =>
    spawnSync(process.execPath, [join(root, 'write.js'), root, String(at)], { encoding: 'utf8' });
  const content = () => readFileSync(join(out, 'encryption-config.yaml'), 'utf8');
  writeFileSync(join(out, 'encryption-config.yaml'), 'the file of before');
  const whole = run(-1);
  expect(whole.stderr).toBe('');
  const fresh = content();
  const seen = new Set<string>();
  let drafts = 0;
  for (let at = 0; ; at++) {
    writeFileSync(join(out, 'encryption-config.yaml'), 'the file of before');
    const { status, signal, stderr } = run(at);
    expect(stderr).toBe('');
    seen.add(content());
    // Each run removes what the run before left.
    const left = readdirSync(out).filter((name) => name.startsWith('.'));
    expect(left.length).toBeLessThanOrEqual(1);
    drafts += left.length;
    if (signal === null) {
      expect([status, left]).toEqual([0, []]);
      break;
    }
    expect(signal).toBe('SIGKILL');
  }
  expect([...seen].sort()).toEqual([fresh, 'the file of before'].sort());
  expect(drafts).toBeGreaterThan(0);
}, 120_000);
