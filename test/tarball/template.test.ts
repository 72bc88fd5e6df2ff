import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'fs';
import { basename, join } from 'path';
import { onEachNode } from './support/nodes';
import { run } from './support/run';
import { appsFolder, templateApp } from './support/template-app';

/** The same program for each way to load it. It takes the library, its peers, and the evaluator that is built in. */
const PROGRAM = `import { App, Chart } from 'cdk8s';
import { RulePreset, RuleScope, SecretSource, SecureSecret } from 'cdk8s-strongbox';
const chart = new Chart(new App(), 'payments');
const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('payments-db') });
const words = { title: 't', message: 'm', remediation: 'r' };
const rule = { ...words, id: 'acme-x', scope: RuleScope.SECRET, violation: 'has(self.data)' };
const preset = RulePreset.STRICT.derive({ customRules: [rule] });
console.log(\`mounts \${db.name}, has \${preset.ruleIds.at(-1)}\`);
`;

const POD = `apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - { name: app, image: 'app:1', envFrom: [{ secretRef: { name: db } }] }
`;

let app: string;

beforeAll(async () => {
  app = await templateApp('template', {
    devDependencies: { esbuild: '^0.28', tsx: '^4' },
    files: {
      'pod.yaml': POD,
      'module.mjs': PROGRAM,
      'nodenext.mts': PROGRAM,
      'bundle.cjs': `require('esbuild').buildSync({
        entryPoints: { program: './program.ts', strongbox: 'cdk8s-strongbox/lib/cli/strongbox.js' },
        bundle: true, platform: 'node', outdir: 'bundle',
      });\n`,
      // TypeScript's `lib` of the template is older than `at`.
      'program.ts': PROGRAM.replace('.at(-1)', '.slice(-1)'),
    },
  });
  const main = readFileSync(join(app, 'main.ts'), 'utf8');
  writeFileSync(join(app, 'main.ts'), `import { Include } from 'cdk8s';
import { SecretSource, SecureSecret } from 'cdk8s-strongbox';
${main.replace('// define resources here', `new Include(this, 'Pod', { url: 'pod.yaml' });
    new SecureSecret(this, 'Db', { keys: ['password'], source: SecretSource.existing('db') });`)}`);
  writeFileSync(join(app, 'cdk8s.yaml'), `${readFileSync(join(app, 'cdk8s.yaml'), 'utf8')}
validations:
  - { package: ./node_modules/cdk8s-strongbox, version: 1.0.0, class: AuditValidation, properties: { level: warning } }
`);
});

const PRINTS = /mounts payments-db, has acme-x/;

onEachNode("the template's transform in jest 29 loads the library", async (node) => {
  expect(await node(app, ['node_modules/jest/bin/jest.js', '-u'])).toMatch(/Tests: +\d+ passed/);
});

onEachNode('the validation runs in cdk8s synth, which loads the app by ts-node,', async (node) => {
  const synth = node(app, ['node_modules/cdk8s-cli/bin/cdk8s', 'synth', '--check-upgrade=false']);
  await expect(synth).rejects.toThrow(/secret-in-env/);
});

onEachNode('an ES module imports it by name', async (node) => {
  expect(await node(app, ['module.mjs'])).toMatch(PRINTS);
});

onEachNode('tsx and ts-node load it', async (node) => {
  expect(await node(app, ['node_modules/tsx/dist/cli.mjs', 'nodenext.mts'])).toMatch(PRINTS);
  expect(await node(app, ['node_modules/ts-node/dist/bin.js', 'program.ts'])).toMatch(PRINTS);
});

onEachNode('a bundle of an app and the library, and one of the command, run alone', async (node) => {
  await node(app, ['bundle.cjs']);
  // In an empty folder, so nothing of what was installed can be found from there.
  const elsewhere = mkdtempSync(join(appsFolder(), 'bundle-'));
  for (const file of ['bundle/program.js', 'bundle/strongbox.js', 'pod.yaml']) {
    cpSync(join(app, file), join(elsewhere, basename(file)));
  }
  expect(await node(elsewhere, ['program.js'])).toMatch(PRINTS);
  await node(elsewhere, ['strongbox.js', 'audit', 'pod.yaml', '--output', 'audit.sarif']);
  expect(readFileSync(join(elsewhere, 'audit.sarif'), 'utf8')).toContain('secret-in-env');
});

onEachNode('the command audits', async (node) => {
  const strongbox = 'node_modules/cdk8s-strongbox/lib/cli/strongbox.js';
  expect(await node(app, [strongbox, 'audit', 'pod.yaml'])).toMatch(/warning +secret-in-env/);
  await expect(node(app, [strongbox, 'audit', 'pod.yaml', '--preset', 'strict'])).rejects.toThrow(/secret-in-env/);
});

test('the types are taken by the compiler of the template, which reads all of them', async () => {
  await run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '--skipLibCheck', 'false'], app);
});

test('the types are taken in an ES module', async () => {
  const versions = ['--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022', '--types', 'node'];
  const options = ['--noEmit', '--strict', '--skipLibCheck', 'false', ...versions];
  await run(process.execPath, ['node_modules/typescript/bin/tsc', ...options, 'nodenext.mts'], app);
});
