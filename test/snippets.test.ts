import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative, resolve } from 'path';
import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import * as library from '../src';
import { expectValidManifests, isBuiltInKind } from './support/kubernetes-schema';
import { expectValidStoreManifests } from './support/store-schema';

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

/** The examples of docstrings, which API.md shows: from the sources, whatever the state of API.md. */
function examples(): Snippet[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(join(root, 'src', file), 'utf8'), ts.ScriptTarget.ES2022, true);
    const found: Snippet[] = [];
    const visit = (node: ts.Node): void => {
      for (const tag of ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === 'example')) {
        const { parent } = node;
        const owner = ts.isClassDeclaration(parent) ? `${parent.name?.text}.` : '';
        const name = `${owner}${(node as ts.NamedDeclaration).name?.getText() ?? ''}`;
        found.push({ name: `src/${file}#${name}`, code: ts.getTextOfJSDocComment(tag.comment) ?? '' });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

const codeOf = (name: string) => examples().find((example) => example.name.endsWith(`#${name}`))?.code;

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
declare const serviceAccount: kplus.ServiceAccount;
`;

/** The same things, for running. */
function stage(): { [name: string]: any; chart: Chart } {
  const { SecretSource, SecureSecret } = library;
  const app = new App();
  const chart = new Chart(app, 'payments', { namespace: 'payments' });
  const deployment = (id: string) => new kplus.Deployment(chart, id, { containers: [{ image: `registry.example.com/${id.toLowerCase()}:1.4.2` }] });
  const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/payments' };
  return {
    app,
    chart,
    api: deployment('Api'),
    worker: deployment('Worker'),
    db: new SecureSecret(chart, 'ExistingDb', { keys: ['username', 'password'], source: SecretSource.existing('payments-db') }),
    gateway: new SecureSecret(chart, 'ExistingGateway', { keys: ['api-key'], source: SecretSource.existing('gateway') }),
    serviceAccount: new kplus.ServiceAccount(chart, 'Account', { metadata: { annotations } }),
    kplus,
    ...library,
  };
}

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

test.each([
  'VersionedConfigMap', 'SecureSecret', 'RotatingVolumeMount', 'LeastPrivilegeSecretReader', 'MountSource.projected',
  'VaultSecretProvider', 'AwsSecretProvider', 'GcpSecretProvider', 'AzureSecretProvider', 'CsiSecret', 'SecretSource.csiSynced',
  'ExternalSecretStore', 'ClusterExternalSecretStore', 'SecretSource.externalSecret', 'PushSecret', 'SecretGenerator', 'SecretSource.generated',
  'SecretStoreProvider', 'VaultStoreAuth', 'AwsStoreAuth', 'GcpStoreAuth', 'AzureStoreAuth', 'KubernetesStoreAuth', 'StoreCertificateAuthority',
  'ExternalSecretDataFrom', 'ExternalSecretRewrite', 'SecretTemplate', 'AwsCsiIdentity', 'GcpCsiIdentity', 'AzureCsiIdentity', 'VaultAuthMethod',
  'VaultConnection', 'VaultAuth', 'SecretSource.vaultStatic', 'SecretSource.vaultDynamic', 'VaultAgentInjector',
])('the docstring of %s has an example, which synthesises to valid objects', (name) => {
  const { chart, ...given } = stage();
  const before = chart.node.findAll().length;
  const code = ts.transpile(codeOf(name) ?? '', { target: ts.ScriptTarget.ES2022 });
  new Function('chart', ...Object.keys(given), code)(chart, ...Object.values(given));
  expect(chart.node.findAll().length).toBeGreaterThan(before);
  const manifests = Testing.synth(chart);
  expectValidManifests(manifests.filter(isBuiltInKind));
  expectValidStoreManifests(manifests.filter((manifest) => !isBuiltInKind(manifest)));
});

test('every public class of the stores has an example', () => {
  const exported = Object.keys(library).filter((name) => typeof (library as any)[name] === 'function');
  const files = readdirSync(join(root, 'src/stores'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const classes = files.flatMap((file) => [...readFileSync(join(root, 'src/stores', file), 'utf8').matchAll(/^export class (\w+)/gm)].map(([, name]) => name));
  const shown = classes.filter((name) => exported.includes(name));
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter((name) => codeOf(name) === undefined)).toEqual([]);
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
