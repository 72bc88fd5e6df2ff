import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { VENDORED } from '../../projenrc/vendor';
import { bin, packLibrary, projectRoot, run } from '../support/package-under-test';

jest.setTimeout(300_000);

/** A stack as the README has it, in JavaScript. */
const consumer = `
const { App, Chart } = require('cdk8s');
const { Deployment } = require('cdk8s-plus-28');
const { LeastPrivilegeSecretReader, RotatingVolumeMount, SecretSource, SecureSecret, VersionedConfigMap } = require('cdk8s-strongbox');
const app = new App();
const chart = new Chart(app, 'payments', { namespace: 'payments' });
const workload = new Deployment(chart, 'Api', { containers: [{ image: 'payments', portNumber: 8080 }] });
const config = new VersionedConfigMap(chart, 'Config', { data: { 'log-level': 'info' } });
const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('payments-db') });
new RotatingVolumeMount(chart, 'ConfigFiles', { workload, source: config, mountPath: '/etc/payments' });
new RotatingVolumeMount(chart, 'DbFiles', { workload, source: db, mountPath: '/etc/secrets/db' });
new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db] }).attachTo(workload);
app.synth();
`;

const pod = `apiVersion: v1
kind: Pod
metadata: {name: api}
spec:
  containers:
    - name: app
      image: registry.example/api:1
      # the position is that of the entry
      envFrom:
      - secretRef: {name: db}
`;

let folder: string;
let tarball: string;

/** An app in an empty folder that installs the tarball. */
let app: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongbox-package-'));
  tarball = packLibrary();
  app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  run('npm', ['install', '--no-audit', '--no-fund', tarball], app);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the tarball has what a consumer needs and nothing of ours', () => {
  const files = run('tar', ['-tzf', tarball], folder)
    .split('\n')
    .filter(Boolean)
    .map((file) => file.replace(/^package\//, ''));
  expect(files).toEqual(
    expect.arrayContaining([
      'package.json',
      'README.md',
      'API.md',
      'LICENSE',
      'THIRD-PARTY-NOTICES.md',
      '.jsii',
      'lib/index.js',
      'lib/index.d.ts',
      'docs/auditing.md',
    ]),
  );
  const ours = files.filter((file) => /^(src|test|examples|bench|\.ci|\.github|\.projen)\//.test(file));
  expect(ours).toEqual([]);
});

test('the tarball brings no packages, no ES modules and no source maps, and tells whose code is in it', () => {
  const unpacked = join(folder, 'package');
  run('tar', ['-xzf', tarball], folder);
  const files = readdirSync(unpacked, { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => /^node_modules|\.mjs$|\.map$/.test(file))).toEqual([]);
  const { type, dependencies, bundledDependencies } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
  expect({ type, dependencies, bundledDependencies }).toEqual({});
  const code = files
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, text: readFileSync(join(unpacked, file), 'utf8') }));
  // Scripts that the library writes have lines such as `export LC_ALL`.
  const module =
    /^(?:import\s(?:[^\n]*\bfrom\s*)?['"]|export\s(?:[{*]|(?:default|const|let|var|function|class|async)\b))/m;
  const found = code.filter(({ text }) => module.test(text) || /^\/\/# sourceMappingURL/m.test(text));
  expect(found.map(({ file }) => file)).toEqual([]);
  const notices = readFileSync(join(unpacked, 'THIRD-PARTY-NOTICES.md'), 'utf8');
  for (const name of VENDORED) {
    expect(notices).toMatch(new RegExp(`^## ${name} \\d+\\.\\d+\\.\\d+ \\(.+\\)\\n\\n\`\`\`\\n[^\`]*Copyright`, 'm'));
  }
});

test('a link of a page in the tarball leads to a file in it, and a link to our repository to a file in that', () => {
  const unpacked = join(folder, 'package');
  run('tar', ['-xzf', tarball], folder);
  const pages = readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md'));
  const broken = pages.flatMap((page) => {
    const prose = readFileSync(join(unpacked, page), 'utf8').replace(/^```.*?^```/gms, '');
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link.split('#')[0])
      .filter((link) => {
        const inRepository =
          /^https:\/\/github\.com\/cdk8s-strongbox\/cdk8s-strongbox\/(?:blob|tree)\/main\/(.+)$/.exec(link)?.[1];
        return inRepository === undefined
          ? link !== '' && !/^[a-z]+:/.test(link) && !existsSync(join(unpacked, dirname(page), link))
          : !existsSync(join(projectRoot, inRepository));
      })
      .map((link) => `${page}: ${link}`);
  });
  expect(broken).toEqual([]);
});

test('an app in an empty folder that installs the tarball synthesises', () => {
  writeFileSync(join(app, 'main.js'), consumer);
  run('node', ['main.js'], app);
  const manifest = readFileSync(join(app, 'dist/payments.k8s.yaml'), 'utf8');
  expect(manifest).toContain('mountPath: /etc/secrets/db');
  expect(manifest).toContain('defaultMode: 288');
});

test('in an empty folder that installs the tarball, npx strongbox audits', () => {
  writeFileSync(join(app, 'pod.yaml'), pod);
  expect(run('npx', ['--no-install', 'strongbox', 'audit', 'pod.yaml', '--output', 'audit.sarif'], app)).toMatch(
    /10:9 +warning +secret-in-env/,
  );
  expect(JSON.parse(readFileSync(join(app, 'audit.sarif'), 'utf8')).runs[0].results.length).toBeGreaterThan(0);
  expect(() => run('npx', ['--no-install', 'strongbox', 'audit', 'pod.yaml', '--preset', 'strict'], app)).toThrow(
    expect.objectContaining({ status: 1 }),
  );
});

test('API.md is what the sources say', () => {
  const fresh = join(folder, 'API.md');
  run(bin('jsii-docgen'), ['-o', fresh], projectRoot);
  const page = readFileSync(fresh, 'utf8');
  const committed = readFileSync(join(projectRoot, 'API.md'), 'utf8');
  // A boolean, since the difference of two long pages does not help; `npx projen docgen` does.
  expect({ 'API.md is current (npx projen compile && npx projen docgen)': page === committed })
    .toEqual({ 'API.md is current (npx projen compile && npx projen docgen)': true });
});

test('generated files are what .projenrc.ts says', () => {
  const { files } = JSON.parse(readFileSync(join(projectRoot, '.projen/files.json'), 'utf8'));
  // Its list leaves out what it does not mark as generated.
  const generated: string[] = [...files, '.npmignore', 'package.json'];
  // In a copy, since the tests change no file of the project.
  const copy = join(folder, 'project');
  for (const file of ['.projenrc.ts', ...generated]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(projectRoot, file), join(copy, file));
  }
  symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
  run(bin('projen'), ['default'], copy, { PROJEN_DISABLE_POST: 'true' });
  const changed = generated.filter(
    (file) => readFileSync(join(projectRoot, file), 'utf8') !== readFileSync(join(copy, file), 'utf8'),
  );
  expect(changed).toEqual([]);
});
