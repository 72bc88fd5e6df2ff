import { readdirSync, readFileSync } from 'fs';
import { join, relative, resolve } from 'path';
import { App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as ts from 'typescript';
import * as library from '../../src';

const root = resolve(__dirname, '../..');

/** A piece of TypeScript in the documentation. */
export interface Snippet {
  readonly name: string;
  readonly code: string;
}

function pages(): string[] {
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) =>
    join(root, 'docs', file),
  );
  return [join(root, 'README.md'), ...docs.filter((file) => file.endsWith('.md'))];
}

export function snippets(): Snippet[] {
  return pages().flatMap((page) => {
    const blocks = readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm);
    return [...blocks].map(([, code], index) => ({ name: `${relative(root, page)}#${index + 1}`, code }));
  });
}

let parsed: Snippet[] | undefined;

/** The examples of docstrings, which API.md shows: from the sources, whatever the state of API.md. */
export function examples(): Snippet[] {
  parsed ??= parseExamples();
  return parsed;
}

function parseExamples(): Snippet[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => {
      const source = ts.createSourceFile(
        file,
        readFileSync(join(root, 'src', file), 'utf8'),
        ts.ScriptTarget.ES2022,
        true,
      );
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

/** The code of the example of a class or method. */
export function exampleOf(name: string): string | undefined {
  return examples().find((example) => example.name.endsWith(`#${name}`))?.code;
}

/** The docstrings whose example makes objects. */
export const EXAMPLES_WITH_OBJECTS = [
  'VersionedConfigMap',
  'SecureSecret',
  'RotatingVolumeMount',
  'LeastPrivilegeSecretReader',
  'RotationWaitAccess',
  'MountSource.projected',
  'VaultSecretProvider',
  'AwsSecretProvider',
  'GcpSecretProvider',
  'AzureSecretProvider',
  'CsiSecret',
  'SecretSource.csiSynced',
  'ExternalSecretStore',
  'ClusterExternalSecretStore',
  'SecretSource.externalSecret',
  'PushSecret',
  'ExternalSecretGenerator',
  'SecretSource.generated',
  'ExternalSecretStoreProvider',
  'VaultStoreAuth',
  'AwsStoreAuth',
  'GcpStoreAuth',
  'AzureStoreAuth',
  'KubernetesStoreAuth',
  'ExternalSecretStoreCertificateAuthority',
  'ExternalSecretDataFrom',
  'ExternalSecretRewrite',
  'ExternalSecretTemplate',
  'AwsCsiIdentity',
  'GcpCsiIdentity',
  'AzureCsiIdentity',
  'VaultOperatorAuthMethod',
  'VaultOperatorConnection',
  'VaultOperatorAuth',
  'SecretSource.vaultStatic',
  'SecretSource.vaultDynamic',
  'VaultAgentInjector',
];

/** What an example takes for granted, for running it. */
function stage(): { [name: string]: any; chart: Chart } {
  const { SecretSource, SecureSecret } = library;
  const app = new App();
  const chart = new Chart(app, 'payments', { namespace: 'payments' });
  const deployment = (id: string) =>
    new kplus.Deployment(chart, id, { containers: [{ image: `registry.example.com/${id.toLowerCase()}:1.4.2` }] });
  const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/payments' };
  return {
    app,
    chart,
    api: deployment('Api'),
    worker: deployment('Worker'),
    db: new SecureSecret(chart, 'ExistingDb', {
      keys: ['username', 'password'],
      source: SecretSource.existing('payments-db'),
    }),
    gateway: new SecureSecret(chart, 'ExistingGateway', {
      keys: ['api-key'],
      source: SecretSource.existing('gateway'),
    }),
    serviceAccount: new kplus.ServiceAccount(chart, 'Account', { metadata: { annotations } }),
    kplus,
    ...library,
  };
}

/** The objects of what an example takes for granted and of the example itself, which has to add some. */
export function runExample(name: string): any[] {
  const { chart, ...given } = stage();
  const before = chart.node.findAll().length;
  const code = ts.transpile(exampleOf(name) ?? '', { target: ts.ScriptTarget.ES2022 });
  new Function('chart', ...Object.keys(given), code)(chart, ...Object.values(given));
  if (chart.node.findAll().length === before) {
    throw new Error(`the docstring of ${name} has no example that makes anything`);
  }
  return Testing.synth(chart);
}
