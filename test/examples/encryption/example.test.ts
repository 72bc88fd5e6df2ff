import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { modeOf, temporaryFolder } from '../../encryption/support';
import { outputOf, runEncryptionExample } from '../../support/package-under-test';

let out: string;

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
}

beforeAll(() => {
  out = outputOf('encryption');
}, 120_000);

test('it writes a runbook and the stages of each rotation', () => {
  for (const rotation of ['1-enable', '2-rotate-key', '3-move-to-kms']) {
    expect(readdirSync(join(out, rotation)).filter((name) => name !== '0-present')).toEqual([
      '1-read',
      '2-write',
      '3-re-encrypt',
      '4-retire',
      'README.md',
    ]);
    expect(readFileSync(join(out, rotation, 'README.md'), 'utf8')).toContain('## Stage 4');
  }
});

test('each rotation begins with the file that the one before ended with', () => {
  const text = (...path: string[]) => readFileSync(join(out, ...path, 'encryption-config.yaml'), 'utf8');
  expect(text('2-rotate-key', '0-present')).toBe(text('1-enable', '4-retire'));
  expect(text('3-move-to-kms', '0-present')).toBe(text('2-rotate-key', '4-retire'));
});

test('a patch has what the API servers do not have yet: everything, nothing, the folder of the socket', () => {
  const patchOf = (rotation: string) => {
    const path = join(out, rotation, '1-read/kube-apiserver-patch.yaml');
    return existsSync(path)
      ? parseAllDocuments(readFileSync(path, 'utf8'))[0]
        .toJS()
        .map(({ value }: any) => value.mountPath ?? value.hostPath?.path ?? value)
      : undefined;
  };
  expect(patchOf('1-enable')).toEqual([
    '--encryption-provider-config=/etc/kubernetes/enc/encryption-config.yaml',
    '--encryption-provider-config-automatic-reload=true',
    '/etc/kubernetes/enc',
    '/etc/kubernetes/enc',
  ]);
  expect(patchOf('2-rotate-key')).toBeUndefined();
  expect(patchOf('3-move-to-kms')).toEqual(['/var/run/kmsplugin', '/var/run/kmsplugin']);
  expect(readFileSync(join(out, '3-move-to-kms/README.md'), 'utf8')).toMatch(
    /1\. on every control-plane node: run the KMS plugin/,
  );
});

test('keys are in the key files and the files of stages alone, all with mode 0600, and never where synth '
  + 'writes', () => {
  const keys = readdirSync(join(out, 'keys')).map((name) => readFileSync(join(out, 'keys', name), 'utf8').trim());
  expect(keys).toHaveLength(2);
  const holders = filesOf(out).filter((file) =>
    keys.some((key) => readFileSync(join(out, file), 'utf8').includes(key)),
  );
  holders.forEach((file) => expect([file, modeOf(join(out, file))]).toEqual([file, '600']));
  expect(new Set(holders.map((file) => file.split('/')[0]))).toEqual(
    new Set(['keys', '1-enable', '2-rotate-key', '3-move-to-kms']),
  );
});

test('what synth writes of the control plane is one document a file', () => {
  expect(readdirSync(join(out, 'control-plane')).sort()).toEqual([
    'audit-policy.k8s.yaml',
    'encryption-config.k8s.yaml',
  ]);
  for (const file of readdirSync(join(out, 'control-plane'))) {
    const documents = parseAllDocuments(readFileSync(join(out, 'control-plane', file), 'utf8')).map((document) =>
      document.toJS(),
    );
    expect(documents).toHaveLength(1);
    expect(documents[0].metadata).toBeUndefined();
  }
});

test('a second run changes no file', () => {
  const copy = join(temporaryFolder(), 'out');
  cpSync(out, copy, { recursive: true });
  const state = () =>
    filesOf(copy).map((file) => [file, modeOf(join(copy, file)), readFileSync(join(copy, file), 'utf8')]);
  const before = state();
  runEncryptionExample(copy);
  expect(state()).toEqual(before);
}, 120_000);
