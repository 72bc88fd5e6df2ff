import { App, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { VersionedConfigMap } from '../../src/config/versioned-config-map';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret } from '../../src/secrets/secure-secret';

/** Whether the construct takes bytes in that base64. */
function taken(binary: string): boolean {
  try {
    new VersionedConfigMap(Testing.chart(), 'Assets', { binaryData: { 'logo.png': binary } });
    return true;
  } catch {
    return false;
  }
}

/** What the audit says of the manifest. */
function found(binary: string): string[] {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'assets' },
    binaryData: { 'logo.png': binary },
  };
  const rules = CATALOG.filter(({ id }) => ['config-too-large', 'invalid-value'].includes(id));
  return evaluate([object], rules).map(({ ruleId }) => ruleId);
}

const broken = (size: number) => Buffer.alloc(size, 7).toString('base64').replace(/.{76}/g, '$&\n');

test.each([
  [1_048_576, []], [1_040_000, []], [1_048_577, ['config-too-large']],
])('of %d bytes in base64 of broken lines, both sides count the bytes', (size, findings) => {
  expect([taken(broken(size)), found(broken(size))]).toEqual([findings.length === 0, findings]);
});

test('both sides take and refuse the same base64', () => {
  const text = fc.oneof(
    fc.base64String(),
    fc.string({ unit: fc.constantFrom('a', 'B', '0', '=', '\n', '-', ' '), maxLength: 9 }),
  );
  fc.assert(
    fc.property(text, (binary) => {
      expect(found(binary).length === 0).toBe(taken(binary));
    }),
  );
});

/** The message that a construct refuses with. */
function refusal(make: (chart: Chart) => unknown): string | undefined {
  try {
    make(new Chart(new App(), 'shop', { namespace: 'shop' }));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** What a rule says of objects. */
function said(ruleId: string, ...objects: object[]): string[] {
  return evaluate(objects, CATALOG.filter(({ id }) => id === ruleId)).map(({ message }) => message);
}

/** Annotations of that many bytes, names and values. */
const annotationsOf = (bytes: number) => ({ first: 'ü'.repeat(100), rest: 'x'.repeat(bytes - 200 - 9) });

const TOO_LARGE = 'the annotations have 262145 bytes, and the API server takes at most 262144 of all together';

test.each<[string, (chart: Chart, annotations: { [name: string]: string }) => unknown]>([
  ['ConfigMap', (chart, annotations) =>
    new VersionedConfigMap(chart, 'Settings', { metadata: { annotations }, data: { a: '1' } })],
  ['Secret', (chart, annotations) => new SecureSecret(chart, 'Db', {
    metadata: { annotations }, keys: ['password'], source: SecretSource.generated(),
  })],
])('annotations of a %s: both sides count the bytes of names and values', (kind, make) => {
  const object = (bytes: number) => ({
    apiVersion: 'v1', kind, metadata: { name: 'a', annotations: annotationsOf(bytes) },
  });
  expect(refusal((chart) => make(chart, annotationsOf(262_144)))).toBeUndefined();
  expect(said('annotations-too-large', object(262_144))).toEqual([]);
  expect(refusal((chart) => make(chart, annotationsOf(262_145)))).toContain(`: ${TOO_LARGE}; shorten them`);
  expect(said('annotations-too-large', object(262_145))).toEqual([TOO_LARGE]);
});

test('what the constructs write into annotations is a part of them', () => {
  const metadata = { annotations: annotationsOf(262_144) };
  const reason = 'a sandbox without data';
  expect(refusal((chart) => new SecureSecret(chart, 'Db', {
    metadata, source: SecretSource.unsafeInline({ pin: SecretValue.unsafePlainText('till') }, reason),
  }))).toContain('the annotations have');
  expect(refusal((chart) => new VersionedConfigMap(chart, 'Settings', {
    metadata, data: { 'db.password': 'hunter2' }, allowCredentials: { 'db.password': reason },
  }))).toContain('the annotations have');
});

/** A pod that reads one key into a variable. */
const pod = (field: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'till' },
  spec: { containers: [{ name: 'a', env: [{ name: 'KEY', valueFrom: { [field]: { name: 'db', key: 'key' } } }] }] },
});

test.each<[string, number[], string | undefined]>([
  ['text', [0x61, 0xc3, 0xbc], undefined],
  ['bytes', [0x80, 0x81], 'is not text in UTF-8, and the container does not start with it since Kubernetes 1.34'],
  ['a zero byte', [0x61, 0, 0x61], 'has a zero byte, which no environment variable can hold'],
])('a value of %s in a variable: both sides agree', (_, value, fault) => {
  const bytes = Buffer.from(value);
  process.env.PARITY_KEY = bytes.toString('base64');
  const refused = refusal((chart) => new SecureSecret(chart, 'Db', {
    metadata: { name: 'db' },
    source: SecretSource.unsafeInline({ key: SecretValue.fromEnvironment('PARITY_KEY', { base64: true }) }, 'a test'),
  }).envValue('key'));
  const secret = {
    apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, data: { key: bytes.toString('base64') },
  };
  const findings = said('binary-value-in-variable', secret, pod('secretKeyRef'));
  expect(findings).toEqual(fault === undefined ? [] : [expect.stringContaining(`the value ${fault}`)]);
  expect(refused)
    .toEqual(fault === undefined ? undefined : expect.stringMatching(new RegExp(`^shop/Db: .* ${fault}; mount it`)));
});

test('bytes of a ConfigMap are not a variable for either', () => {
  const make = (chart: Chart) => new VersionedConfigMap(chart, 'Settings', { binaryData: { key: 'gA==' } });
  expect(refusal((chart) => make(chart).envValue('key'))).toContain('only text becomes an environment variable');
  const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'db' }, binaryData: { key: 'gA==' } };
  expect(said('binary-value-in-variable', config, pod('configMapKeyRef'))).toEqual([
    'key "key" of ConfigMap "db": the value is in binaryData, and only data becomes environment variables',
  ]);
});
