import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative, resolve } from 'path';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import * as library from '../src';

const root = resolve(__dirname, '..');

interface Snippet {
  readonly name: string;
  readonly code: string;
}

function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => join(root, 'docs', file));
  return [join(root, 'README.md'), ...docs.filter((file) => file.endsWith('.md'))];
}

function snippets(): Snippet[] {
  return pages().flatMap((page) => {
    const blocks = readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm);
    return [...blocks].map(([, code], index) => ({ name: `${relative(root, page)}#${index + 1}`, code }));
  });
}

jest.setTimeout(60_000);

/** What a snippet that shows only the interesting lines may take for granted. */
const fixture = `
import { ApiObject, App, Chart, Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ${Object.keys(library).join(', ')} } from 'cdk8s-strongbox';
declare const app: App;
declare const chart: Chart;
declare const api: kplus.Deployment;
declare const worker: kplus.Deployment;
declare const db: SecureSecret;
declare const gateway: SecureSecret;
`;

test('every TypeScript snippet of the README and the docs compiles against the library', () => {
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
  const virtual = new Map(snippets().map(({ name, code }) => [
    join(root, 'test', `${name.replace(/[^\w]+/g, '-')}.snippet.ts`),
    { name, code: /^import /m.test(code) ? code : `${fixture}{\n${code}\n}\n` },
  ]));
  expect(virtual.size).toBeGreaterThan(0);

  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (file) => virtual.has(file) || fileExists(file);
  host.readFile = (file) => virtual.get(file)?.code ?? readFile(file);
  host.getSourceFile = (file, language, ...rest) => virtual.has(file)
    ? ts.createSourceFile(file, virtual.get(file)!.code, language)
    : getSourceFile(file, language, ...rest);
  const program = ts.createProgram([...virtual.keys()], options, host);
  const errors = ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const where = virtual.get(diagnostic.file?.fileName ?? '')?.name ?? diagnostic.file?.fileName;
    return `${where}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n')}`;
  });
  expect(errors).toEqual([]);
});

test('the stack of the README synthesises as it stands', () => {
  const code = ts.transpile(snippets()[0].code, { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 });
  const outdir = mkdtempSync(join(tmpdir(), 'strongbox-readme-'));
  process.env.CDK8S_OUTDIR = outdir;
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    new Function('require', 'exports', code)((name: string) => name === 'cdk8s-strongbox' ? library : require(name), {});
    const [file] = readdirSync(outdir);
    const kinds = parseAllDocuments(readFileSync(join(outdir, file), 'utf8')).map((document) => document.toJS().kind);
    expect(kinds.sort()).toEqual(['ConfigMap', 'Deployment']);
  } finally {
    delete process.env.CDK8S_OUTDIR;
    rmSync(outdir, { recursive: true });
  }
});
