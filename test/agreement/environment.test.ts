import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { deploymentOf } from './workload';
import { VersionedConfigMap } from '../../src/config/versioned-config-map';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret } from '../../src/secrets/secure-secret';

const folder = mkdtempSync(join(tmpdir(), 'strongbox-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const chartOf = () => new Chart(new App(), 'shop', { namespace: 'shop' });

const line = fc.oneof(
  often(30, 'LEVEL=info', 'PORT=8080', 'URL=https://till.example/a=b', '# level', '', '  GREETING= hello ', 'app.name='),
  often(
    1, 'LEVEL', 'export MODE=fast', 'MODE =fast', '=fast', 'MODE/A=fast', 'Ü=1', '..MODE=fast', `${'A'.repeat(254)}=1`,
    'DB_PASSWORD=till-roll-7', 'QUEUE=amqp://till:till-roll-7@queue/till',
  ),
);
const lines = fc.array(line, { minLength: 1, maxLength: 4 }).filter((all) => all.some((one) => /^\s*[^#\s]/.test(one)));

/** The entries of lines as kustomize reads them, by hand: the last one where a key is there twice. */
const entriesOf = (all: readonly string[]) => Object.fromEntries(
  all.map((one) => one.trimStart()).filter((one) => one !== '' && !one.startsWith('#'))
    .map((one) => /^([^=]*)=?(.*)$/.exec(one)!.slice(1)),
) as { [key: string]: string };

const keysIn = (all: readonly string[]) => all.filter((one) => /^\s*[^#\s]/.test(one))
  .map((one) => one.trimStart().split('=')[0]);

testAgreement('VersionedConfigMap of an env file', {
  inputs: lines,
  construct: (all) => {
    const file = join(folder, 'till.env');
    writeFileSync(file, all.join('\n'));
    new VersionedConfigMap(chartOf(), 'Config', { envFiles: [file], metadata: { name: 'till' } });
  },
  manifest: (all) => JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'till-0123456789', namespace: 'shop' },
    immutable: true,
    data: entriesOf(all),
  }),
  places: (message, all) => {
    const [, at] = / line (\d+) /.exec(message) ?? [];
    const key = at === undefined ? undefined : keysIn(all.slice(Number(at) - 1))[0];
    return key === undefined ? [] : [`/data/${key.replace('~', '~0').replace('/', '~1')}`];
  },
  exceptions: [
    {
      why: 'a line without = is empty to kustomize and another value to kubectl, which the ConfigMap does not show',
      holds: (all) => all.includes('LEVEL'),
      refusals: /line \d+ of \S+ has no `=`.*$|.*has no `=`.*$/g,
    },
    {
      why: 'of a key that is set twice, the ConfigMap has the last value alone',
      holds: (all) => new Set(keysIn(all)).size < keysIn(all).length,
      refusals: /.*sets the key of line \d+ again.*$/g,
    },
  ],
});

interface Variable {
  readonly of: 'Secret' | 'ConfigMap';
  readonly asked: string;
  readonly isText: boolean;
}

const variables: fc.Arbitrary<Variable> = fc.record({
  of: fc.constantFrom('Secret' as const, 'ConfigMap' as const),
  asked: fc.oneof(often(12, 'level'), often(1, 'Level', 'other', '')),
  isText: fc.oneof(often(9, true), often(1, false)),
});

/** A byte that is not text, and `on` in base64. */
const [BYTES, TEXT] = ['/w==', 'b24='];

testAgreement('envValue of SecureSecret and VersionedConfigMap', {
  inputs: variables,
  construct: ({ of, asked, isText }) => {
    const metadata = { name: 'till' };
    const made = of === 'Secret'
      ? new SecureSecret(chartOf(), 'Own', {
        metadata,
        source: SecretSource.unsafeInline({ level: SecretValue.unsafeBase64(isText ? TEXT : BYTES) }, 'a sandbox'),
      })
      : new VersionedConfigMap(chartOf(), 'Own', {
        metadata, ...isText ? { data: { level: 'on' } } : { binaryData: { level: BYTES } },
      });
    made.envValue(asked);
  },
  manifest: ({ of, asked, isText }) => {
    const name = 'till-0123456789';
    const data = of === 'Secret' ? { data: { level: isText ? TEXT : BYTES } }
      : isText ? { data: { level: 'on' } } : { binaryData: { level: BYTES } };
    const reference = { [of === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef']: { name, key: asked } };
    const metadata = {
      name, namespace: 'shop', annotations: { 'cdk8s-strongbox/unsafe-inline-reason': 'a sandbox' },
    };
    const workload = deploymentOf({ account: 'till', container: { env: [{ name: 'LEVEL', valueFrom: reference }] } });
    return [{ apiVersion: 'v1', kind: of, metadata, immutable: true, ...data }, workload]
      .map((object) => JSON.stringify(object)).join('\n---\n');
  },
  places: () => ['/spec/template/spec/containers/0/env/0/valueFrom'],
  exceptions: [
    {
      why: 'the value stands in the manifest for a reason, and a variable of a Secret is for who cannot read a file',
      holds: ({ of }) => of === 'Secret',
      rules: ['plaintext-secret', 'secret-in-env'],
    },
  ],
});
