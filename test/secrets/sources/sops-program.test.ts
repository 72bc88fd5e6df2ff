import { execFileSync, spawnSync } from 'child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecureSecret } from '../../../src/secrets/secure-secret';

// What SOPS itself writes goes through a chart and back: it decrypts to what it was, and its MAC holds.

const missing = ['sops', 'age-keygen'].filter((program) => spawnSync(program, ['--version']).error !== undefined);
if (missing.length > 0) {
  process.stderr.write(`The tests with the real SOPS are skipped: ${missing.join(' and ')} not on the PATH.\n`);
}
const withSops = missing.length > 0 ? describe.skip : describe;

const SECRET = `# The database of the till.
apiVersion: v1
kind: Secret
metadata:
  name: till-db # its name in every environment
  namespace: shop
  labels:
    tier: data
type: Opaque
stringData:
  # changed by hand, each spring
  zone: "7"
  username: till
  password: 'correct: horse # battery'
  key.pem: |
    -----BEGIN MAPLE-----
    bWFwbGU=
    -----END MAPLE-----
  greeting: "grüezi ☕"
  flag: "true"
  date: "2026-02-03"
data:
  token: bWFwbGUtbGVhdmVz
`;

withSops('a Secret that SOPS has encrypted', () => {
  let folder: string;
  let recipient: string;
  const sops = (...args: string[]) => execFileSync('sops', args, {
    cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, SOPS_AGE_KEY_FILE: join(folder, 'key.txt') },
  });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sops-program-'));
    execFileSync('age-keygen', ['-o', join(folder, 'key.txt')], { stdio: 'ignore' });
    recipient = execFileSync('age-keygen', ['-y', join(folder, 'key.txt')], { encoding: 'utf8' }).trim();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a chart emits for an encrypted file. */
  function emitted(path: string): { yaml: string; keys: readonly string[] } {
    const app = new App();
    const chart = new Chart(app, 'shop', { namespace: 'shop' });
    const secret = new SecureSecret(chart, 'Db', { source: SecretSource.sopsEncrypted(path) });
    return { yaml: app.synthYaml(), keys: secret.keys };
  }

  test.each<[string, string, string, string[]]>([
    ['in YAML', 'yaml', SECRET, []],
    ['in JSON', 'json', JSON.stringify(load(SECRET)), []],
    ['with a MAC of what is encrypted only', 'yaml', SECRET, ['--mac-only-encrypted']],
  ])('%s decrypts to what it was after a synth', (_name, type, text, more) => {
    const plain = join(folder, `plain.${type}`);
    const encrypted = join(folder, `encrypted.${type}`);
    writeFileSync(plain, text);
    writeFileSync(encrypted, sops(
      '--encrypt', '--age', recipient, '--encrypted-regex', '^(data|stringData)$', ...more, plain,
    ));
    const { yaml, keys } = emitted(encrypted);
    const expected = load(text) as any;
    expect([...keys].sort()).toEqual([...Object.keys(expected.stringData), ...Object.keys(expected.data)].sort());
    for (const value of ['maple', 'correct: horse', 'bWFwbGU']) {
      expect(yaml.replaceAll('name: maple', '')).not.toContain(value);
    }
    const output = join(folder, 'emitted.yaml');
    writeFileSync(output, yaml);
    expect(load(sops('--decrypt', output))).toEqual(expected);
    expect(readFileSync(output, 'utf8')).toContain('sops:');
  });

  test('that was changed after it was encrypted does not decrypt, so that what is emitted has to be the file', () => {
    const plain = join(folder, 'plain.yaml');
    const output = join(folder, 'changed.yaml');
    writeFileSync(plain, SECRET);
    const text = sops('--encrypt', '--age', recipient, '--encrypted-regex', '^(data|stringData)$', plain);
    writeFileSync(output, text.replace('tier: data', 'tier: front'));
    expect(() => sops('--decrypt', output)).toThrow('MAC mismatch');
  });
});
