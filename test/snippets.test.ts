import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import * as library from '../src';
import { expectValidManifests, isBuiltInKind } from './support/kubernetes-schema';
import { exampleOf, examples, EXAMPLES_WITH_OBJECTS, runExample, snippets } from './support/snippets';
import { expectValidStoreManifests } from './support/store-schema';
import { compilerHost, errorsOf } from './support/types';

const root = resolve(__dirname, '..');

jest.setTimeout(60_000);

/** What a snippet that shows only the interesting lines may take for granted. */
const fixture = `
import { ApiObject, App, Chart, Duration, Include, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ${Object.keys(library).join(', ')} } from 'cdk8s-strongbox';
declare const app: App;
declare const chart: Chart;
declare const api: kplus.Deployment;
declare const worker: kplus.Deployment;
declare const db: SecureSecret;
declare const gateway: SecureSecret;
declare const serviceAccount: kplus.ServiceAccount;
`;

test('every TypeScript snippet of the README, the docs and docstrings compiles against the library', () => {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ['node'],
    paths: { 'cdk8s-strongbox': [join(root, 'src/index.ts')] },
  };
  const virtual = new Map([...snippets(), ...examples()].map(({ name, code }) => [
    join(root, 'test', `${name.replace(/[^\w]+/g, '-')}.snippet.ts`),
    { name, code: /^import /m.test(code) ? code : `${fixture}{\n${code}\n}\n` },
  ]));
  expect(virtual.size).toBe(snippets().length + examples().length);

  const host = compilerHost(options, new Map([...virtual].map(([file, { code }]) => [file, code])));
  const program = ts.createProgram([...virtual.keys()], options, host);
  const errors = errorsOf(program, (file) => virtual.has(file)).map((diagnostic) => {
    const where = virtual.get(diagnostic.file?.fileName ?? '')?.name ?? diagnostic.file?.fileName;
    return `${where}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
  });
  expect(errors).toEqual([]);
});

test.each(EXAMPLES_WITH_OBJECTS)('the docstring of %s has an example, which synthesises to valid objects', (name) => {
  const manifests = runExample(name);
  expectValidManifests(manifests.filter(isBuiltInKind));
  expectValidStoreManifests(manifests.filter((manifest) => !isBuiltInKind(manifest)));
});

test('every public class of the stores has an example', () => {
  const exported = Object.keys(library).filter((name) => typeof (library as any)[name] === 'function');
  const files = readdirSync(join(root, 'src/stores'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const classes = files.flatMap((file) =>
    [...readFileSync(join(root, 'src/stores', file), 'utf8').matchAll(/^export class (\w+)/gm)].map(([, name]) => name),
  );
  const shown = classes.filter((name) => exported.includes(name));
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter((name) => exampleOf(name) === undefined)).toEqual([]);
});

test('the stack of the README synthesises as it stands', () => {
  const code = ts.transpile(snippets()[0].code, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 });
  const outdir = mkdtempSync(join(tmpdir(), 'strongbox-readme-'));
  process.env.CDK8S_OUTDIR = outdir;
  try {
    new Function('require', 'exports', code)(
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      (name: string) => (name === 'cdk8s-strongbox' ? library : require(name)),
      {},
    );
    const [file] = readdirSync(outdir);
    const kinds = parseAllDocuments(readFileSync(join(outdir, file), 'utf8')).map((document) => document.toJS().kind);
    expect(kinds.sort()).toEqual(['ConfigMap', 'Deployment']);
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(outdir, { recursive: true });
  }
});
