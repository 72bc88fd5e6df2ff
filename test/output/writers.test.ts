import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import {
  Audit,
  AuditConfig,
  ControlPlane,
  EncryptionConfig,
  EncryptionKey,
  EncryptionProvider,
  EncryptionRotation,
  RulePreset,
} from '../../src';
import { auditFiles } from '../../src/audit/audit-files';
import { Baseline } from '../../src/audit/baseline';
import { writeFiles as writeReports } from '../../src/cli/report-outputs';
import { Fault, withFault, withoutFault, withShortWrites } from '../support/faults';

const root = mkdtempSync(join(tmpdir(), 'strongbox-writers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const keyFile = (name: string) => {
  const path = join(root, `${name}.key`);
  EncryptionKey.generate(name).writeTo(path);
  return path;
};
const [oneKey, twoKey] = ['one', 'two'].map(keyFile);
const one = EncryptionKey.fromFile('one', oneKey);
const two = EncryptionKey.fromFile('two', twoKey);
const config = (...keys: EncryptionKey[]) =>
  new EncryptionConfig(new App({ outdir: join(root, 'dist') }), 'E', {
    writeWith: EncryptionProvider.secretbox(...keys),
  });
const rotation = EncryptionRotation.rotateKey(config(one), two, { apiServers: ['https://10.0.0.11:6443'] });
const report = auditFiles(
  [
    {
      file: 'a.yaml',
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {p: "postgres://u:dGhpcy1pcy1h@db/x"}\n',
    },
  ],
  { preset: RulePreset.STRICT },
);
const audit = Audit.attach(new Chart(new App({ outdir: join(root, 'dist') }), 'c'), { noConfig: true, quiet: true });

/** Everything in this library that writes files: whatever replaces a file, and whatever never does. */
const WRITERS: readonly [name: string, target: string, replaces: boolean, write: (path: string) => void][] = [
  [
    'an encryption file over another',
    'encryption.yaml',
    true,
    (path) => config(one, two).writeTo(path, { overwrite: true }),
  ],
  ['a new encryption file', 'encryption.yaml', false, (path) => config(one, two).writeTo(path)],
  ['a key', 'k.key', false, (path) => two.writeTo(path)],
  ['a rotation', 'rotation', false, (path) => rotation.writeTo(path)],
  [
    'the wiring of a control plane',
    'wiring',
    false,
    (path) => ControlPlane.kubeadm().wire(config(one).toEncryptionFile()).writeTo(path),
  ],
  ['the report of a synth', 'report.json', true, (path) => audit.writeReport(path)],
  ['the baseline of a synth', 'baseline.json', true, (path) => audit.writeBaseline(path)],
  [
    'a report of the command',
    'report.sarif',
    true,
    (path) => writeReports([{ path, format: 'sarif' }], { report, rules: RulePreset.STRICT._rules }, 80),
  ],
  [
    'a baseline of the command',
    'baseline.json',
    true,
    (path) => Baseline.of(path, report, RulePreset.STRICT).write(),
  ],
  ['a configuration', 'strongbox.yaml', true, (path) => new AuditConfig({ preset: RulePreset.STRICT }).writeTo(path)],
];

const OLD = 'the file of before';
let number = 0;

/** A new folder with what was there before. */
function folder(target: string, replaces: boolean): string {
  const path = join(root, `w${number++}`);
  mkdirSync(path);
  if (replaces) {
    writeFileSync(join(path, target), OLD);
  }
  return path;
}

/** All files below a folder, by path. */
function filesIn(path: string): Map<string, string> {
  return new Map(
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(path, file)).isFile())
      .sort()
      .map((file) => [file, readFileSync(join(path, file), 'utf8')]),
  );
}

const isDraft = (path: string) => path.split('/').some((name) => name.startsWith('.'));
const withoutDrafts = (files: Map<string, string>) => new Map([...files].filter(([path]) => !isDraft(path)));
const drafts = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' }).filter(isDraft);

describe.each(WRITERS)('%s', (_, target, replaces, write) => {
  const written = () => {
    const path = folder(target, replaces);
    withoutFault(() => write(join(path, target)));
    return filesIn(path);
  };
  const whole = written();

  test('leaves no draft', () => {
    expect([...whole.keys()].filter(isDraft)).toEqual([]);
    expect(whole.size).toBeGreaterThan(0);
  });

  test('is whole where the file system takes a few bytes at once', () => {
    const path = folder(target, replaces);
    withShortWrites(777, () => write(join(path, target)));
    expect(filesIn(path)).toEqual(whole);
  });

  test('is on the disk before it has its name, and its name is on the disk', () => {
    const path = folder(target, replaces);
    const { synced } = withoutFault(() => write(join(path, target)));
    const names = synced.filter((step) => step.startsWith('name '));
    expect(names.length).toBeGreaterThan(0);
    for (const step of names) {
      const source = step.slice('name '.length);
      expect(synced.indexOf(`sync ${source}`)).toBeGreaterThanOrEqual(0);
      expect(synced.indexOf(`sync ${source}`)).toBeLessThan(synced.indexOf(step));
    }
    expect(synced.at(-1)).toBe(`sync ${path}`);
  });

  test.each<Fault>(['killed', 'killed after half'])(
    '%s at any point: the old or the new, whole, and the next run completes it and leaves no draft',
    (fault) => {
      let n = 0;
      for (let call: string | undefined = ''; call !== undefined; n++) {
        const path = folder(target, replaces);
        call = withFault(fault, n, () => write(join(path, target))).call;
        for (const [file, content] of withoutDrafts(filesIn(path))) {
          expect([OLD, whole.get(file)]).toContain(content);
        }
        withoutFault(() => write(join(path, target)));
        expect(filesIn(path)).toEqual(whole);
        expect(drafts(path)).toEqual([]);
      }
      expect(n).toBeGreaterThan(5);
    },
  );

  test.each<Fault>(['ENOSPC', 'EIO'])(
    '%s at any point: the old or the new, whole, no draft, and one line that says why',
    (fault) => {
      for (let n = 0, call: string | undefined = ''; call !== undefined; n++) {
        const path = folder(target, replaces);
        const outcome = withFault(fault, n, () => write(join(path, target)));
        call = outcome.call;
        const files = withoutDrafts(filesIn(path));
        if (outcome.error === undefined) {
          expect(files).toEqual(whole);
        } else {
          const isNew = [...whole].every(([file, content]) => files.get(file) === content);
          expect(outcome.error.message).toMatch(
            new RegExp(`^[^\\n]* (?:is|is not) written to "[^\\n]*${fault}, [^\\n]*$`),
          );
          expect(isNew || [...files].every(([, content]) => content === OLD)).toBe(true);
        }
        if (call === 'rmSync') {
          withoutFault(() => write(join(path, target))); // What cannot be removed now goes with the next run.
        }
        expect(drafts(path)).toEqual([]);
      }
    },
  );
});

describe('a rotation in a folder that is there', () => {
  function there(): string {
    const path = join(root, `there-${number++}`);
    mkdirSync(path);
    writeFileSync(join(path, 'notes.txt'), 'mine');
    return path;
  }

  test('is written wholly or not at all, whatever call fails', () => {
    for (let n = 0, call: string | undefined = ''; call !== undefined; n++) {
      const path = there();
      const outcome = withFault('ENOSPC', n, () => rotation.writeTo(path));
      call = outcome.call;
      if (outcome.error !== undefined) {
        expect(readdirSync(path)).toEqual(['notes.txt']);
      }
    }
  });

  test('has whole files alone when it is killed, and the next run completes it', () => {
    const complete = there();
    withoutFault(() => rotation.writeTo(complete));
    const whole = filesIn(complete);
    for (let n = 0, call: string | undefined = ''; call !== undefined; n += 3) {
      const path = there();
      call = withFault('killed', n, () => rotation.writeTo(path)).call;
      for (const [file, content] of withoutDrafts(filesIn(path))) {
        expect(whole.get(file)).toBe(content);
      }
      withoutFault(() => rotation.writeTo(path));
      expect(filesIn(path)).toEqual(whole);
      expect(drafts(path)).toEqual([]);
    }
  });
});

test('a key file is not overwritten by an encryption file, also when told to overwrite', () => {
  expect(() => config(one).writeTo(oneKey, { overwrite: true })).toThrow('the file there holds a key');
  expect(EncryptionKey.fromFile('one', oneKey).name).toBe('one');
});
