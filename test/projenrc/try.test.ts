import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { renderTrial, tryRules } from '../../projenrc/try';

let folder: string;

const pod = (name: string) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, namespace: shop}
spec:
  automountServiceAccountToken: false
  serviceAccountName: shop
  containers:
    - name: app
      image: shop:1
      env:
        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongbox-try-'));
  mkdirSync(join(folder, 'one'));
  mkdirSync(join(folder, 'two'));
  writeFileSync(join(folder, 'one/pods.yaml'), ['a', 'b', 'c', 'd'].map(pod).join('---\n'));
  writeFileSync(join(folder, 'one/values.yaml'), 'replicas: 3\n');
  writeFileSync(join(folder, 'two/broken.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: "x\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a trial has all rules over several folders: some findings of each, problems, what was not judged', async () => {
  const said: string[] = [];
  const trial = await tryRules([join(folder, 'one'), join(folder, 'two')], (text) => said.push(text));
  const text = renderTrial(trial).replaceAll(folder, '');

  const [block] = text.split('\n\n');
  expect(block.split('\n')).toEqual([
    'secret-in-env  strict error, recommended warning: 4 findings',
    ...[11, 23, 35].map((line) =>
      expect.stringMatching(new RegExp(`^  /one/pods\\.yaml:${line}:\\d+: Pod shop/[abc]: `))),
  ]);
  expect(text).toMatch(/\n\nproblem unreadable-input: 1\n {2}\/two\/broken\.yaml/);
  expect(text).toMatch(/\n\nfound nothing: binary-value-in-variable, csi-attribute-override, /);
  expect(text).toMatch(/4 objects of \d files, 1 problem; not judged: 0 documents that are not objects, /);
  expect(text).toContain(', 1 file without one, 0 files with another ending\n');
  expect(text).toMatch(/\nrecommended: 0 errors, \d+ warnings, \d+ notes\nstrict: 4 errors, \d+ warnings, \d+ notes\n/);
  expect(text).toMatch(/\n\nread in \d+\.\d s, judged in \d+\.\d s\n$/);
  expect(said).toEqual([]);
});

test('a folder that is not there is an error that names it', async () => {
  await expect(tryRules([join(folder, 'three')], () => undefined))
    .rejects.toThrow(`there is no file or folder "${folder}/three"`);
});
