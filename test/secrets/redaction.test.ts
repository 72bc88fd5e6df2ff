import { Console } from 'console';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Writable } from 'stream';
import { format, inspect } from 'util';
import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret } from '../../src/secrets/secure-secret';
import { certificatePem, privateKeyPem } from '../support/certificate';
import { runs } from '../support/runs';
import { seal } from '../support/sealing';

const folder = mkdtempSync(join(tmpdir(), 'redaction-'));
const environment = { ...process.env };
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  process.env = { ...environment };
});

/** Every way in which Node prints something, as far as there are different ones. */
function printed(thing: unknown): string {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  const out = new Console(stream, stream);
  out.log(thing);
  out.dir(thing, { depth: 20, showHidden: true });
  out.table([thing]);
  return [
    ...chunks,
    inspect(thing, {
      depth: 20,
      showHidden: true,
      getters: true,
      maxStringLength: null,
      maxArrayLength: null,
      showProxy: true,
    }),
    inspect(thing, { depth: 20, customInspect: false, showHidden: true }),
    format('%s %o %O', thing, thing, thing),
  ].join('\n');
}

/** Fails where a text holds a value, in clear or in one of the forms that Node prints bytes in. */
function expectNoValue(text: string, ...tokens: string[]) {
  for (const token of tokens) {
    const bytes = Buffer.from(token);
    // Base64 of the token wherever it begins in what is encoded, without the characters that its neighbours share.
    const encoded = [0, 1, 2].map((shift) =>
      Buffer.concat([Buffer.alloc(shift), bytes])
        .toString('base64')
        .slice(4, -4),
    );
    const forms = [
      token,
      ...encoded,
      bytes.toString('hex'),
      [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' '),
      bytes.join(', '),
    ];
    for (const form of forms) expect(text.includes(form)).toBe(false);
  }
}

/** Something that nothing else in a text can be. */
const token = fc.string({ unit: fc.constantFrom(...'ghjkmnpqrstvwxyzGHJKLMNP23456789'), minLength: 20, maxLength: 24 });

test('a value has only redacted forms', () => {
  const text = 'hunter2-hunter2-hunter2';
  const value = SecretValue.unsafePlainText(text);
  const forms = [
    String(value),
    `${value}`,
    '' + value,
    String.raw`${value}`,
    value.toString(),
    JSON.stringify(value),
    JSON.stringify({ value: [value] }),
    JSON.stringify({ ...value }),
    JSON.stringify(Object.entries(value)),
    JSON.stringify(Object.getOwnPropertyNames(value)),
    JSON.stringify(structuredClone(value)),
    String(Number(value)),
    [value].join(),
    new Error(String(value)).message,
    printed(value),
    printed({ nested: { value } }),
  ];
  expectNoValue(forms.join('\n'), text);
  expect(`${value}`).toBe('<secret value>');
  expect(JSON.stringify({ value })).toBe('{"value":"<secret value>"}');
  expect(inspect({ value })).toBe('{ value: <secret value> }');
});

test('a value in the wrong place of a manifest fails without being printed', () => {
  const text = 'hunter2-hunter2-hunter2';
  const chart = Testing.chart();
  new kplus.ConfigMap(chart, 'Config', { data: { password: SecretValue.unsafePlainText(text) as any } });
  expect(() => Testing.synth(chart)).toThrow("can't render non-simple object of type 'SecretValue'");
});

test.each([
  ['a test that fails', JsonPatch.test('/data/password', 'other')],
  ['a path that does not exist', JsonPatch.replace('/spec/template/spec', {})],
])('the error of a JSON patch with %s does not have it', (_, patch) => {
  const text = 'hunter2-hunter2-hunter2';
  const chart = Testing.chart();
  const source = SecretSource.unsafeInline({ password: SecretValue.unsafePlainText(text) }, 'test');
  const secret = new SecureSecret(chart, 'Db', { metadata: { name: 'db' }, immutable: false, source });
  ApiObject.of(secret).addJsonPatch(patch);
  const attempt = () => Testing.synth(chart);
  expect(attempt).toThrow(
    /^test\/Db\/Resource: Secret "db" cannot be written: a JSON patch on it has a path that does not exist, or a test that fails; correct the patches/,
  );
  try {
    attempt();
  } catch (error) {
    expectNoValue(printed(error) + (error as Error).stack, text);
  }
});

test('the construct tree, its sources and what synth records do not have it; the manifest does', () => {
  fc.assert(
    fc.property(token, fc.constantFrom('env', 'file', 'plain', 'base64'), (text, origin) => {
      const outdir = mkdtempSync(join(folder, 'out-'));
      const app = new App({ outdir, recordConstructMetadata: true });
      const chart = new Chart(app, 'shop', { namespace: 'apps' });
      const value = valueOf(text, origin);
      const source = SecretSource.unsafeInline({ password: value }, 'test');
      const sealed = SecretSource.sealedSecret({ encryptedData: { password: seal('apps/db', text) }, name: 'db' });
      const secrets = [
        new SecureSecret(chart, 'Inline', { source }),
        new SecureSecret(chart, 'Sealed', { source: sealed }),
      ];
      const env = secrets.map((secret) => secret.envValue('password'));
      delete process.env.REDACTION_TEST;

      const everything = () =>
        [app, chart, source, sealed, ...secrets, ...secrets.map((secret) => secret.toMountSource()), ...env]
          .map(printed)
          .join('\n');
      expectNoValue(everything(), text);
      app.synth();
      expectNoValue(everything(), text);
      expectNoValue(readFileSync(join(outdir, 'construct-metadata.json'), 'utf8'), text);
      const manifests = readdirSync(outdir)
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => readFileSync(join(outdir, file), 'utf8'))
        .join();
      expect(manifests).toContain(Buffer.from(text).toString('base64'));
    }),
    { numRuns: runs(3, 8) },
  );
});

function valueOf(text: string, origin: string): SecretValue {
  switch (origin) {
    case 'env':
      process.env.REDACTION_TEST = text;
      return SecretValue.fromEnvironment('REDACTION_TEST');
    case 'file':
      writeFileSync(join(folder, 'value'), text);
      return SecretValue.fromFile(join(folder, 'value'));
    case 'base64': return SecretValue.unsafeBase64(Buffer.from(text).toString('base64'));
    default: return SecretValue.unsafePlainText(text);
  }
}

const key = privateKeyPem('ed25519');
const certificate = certificatePem(key);

/** Contents that hold a token, each almost right for some type. */
const contents: ((text: string) => string)[] = [
  (text) => text,
  (text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`,
  (text) => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----\n`,
  (text) => `-----BEGIN OPENSSH PRIVATE KEY-----\n${text}\n-----END OPENSSH PRIVATE KEY-----\n`,
  (text) => `${certificate}${text}-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----`,
  (text) => `${key}\n${text}`,
  (text) => `{"auths": ${text}`,
  (text) => JSON.stringify(text),
  (text) => JSON.stringify({ auths: text }),
  (text) => JSON.stringify({ auths: { [text]: { auth: text } } }),
  (text) => JSON.stringify({ auths: { [`https://${text}@r.example`]: { username: text } } }),
  (text) => JSON.stringify({ [text]: [text] }),
  (text) => JSON.stringify({ [text]: { password: 1, [text]: text } }),
  (text) => text.repeat(1024 * 60),
];

const KEYS = [
  'tls.crt',
  'tls.key',
  'ca.crt',
  'ssh-privatekey',
  '.dockerconfigjson',
  '.dockercfg',
  'username',
  'token-id',
  'token-secret',
  'expiration',
  'auth-extra-groups',
];
const TYPES = [
  SecretType.OPAQUE,
  SecretType.TLS,
  SecretType.SSH_AUTH,
  SecretType.DOCKER_CONFIG_JSON,
  SecretType.DOCKER_CFG,
  SecretType.BASIC_AUTH,
  SecretType.BOOTSTRAP_TOKEN,
];

test('no error has it, whatever the type and however the value is wrong', () => {
  const numRuns = runs(20, 60);
  let failed = 0;
  const fail = (text: string, attempt: () => unknown) => {
    try {
      attempt();
    } catch (error) {
      failed += 1;
      expectNoValue(printed(error) + (error as Error).stack, text);
    }
  };
  const shapesOfAll = fc.array(fc.constantFrom(...contents), { minLength: KEYS.length, maxLength: KEYS.length });
  fc.assert(
    fc.property(token, shapesOfAll, fc.constantFrom(...TYPES), fc.boolean(), (text, shapes, secretType, good) => {
      const values = Object.fromEntries(
        KEYS.map((name, index) => [name, SecretValue.unsafePlainText(shapes[index](text))]),
      );
      // With a good half, the check of the other half is reached.
      if (good) values['tls.crt'] = SecretValue.unsafePlainText(certificate);
      const chart = new Chart(new App(), 'shop', { namespace: 'kube-system' });
      const create = (id: string, source: SecretSource, props: object = {}) => {
        fail(text, () => new SecureSecret(chart, id, { secretType, source, ...props }));
      };

      create('All', SecretSource.unsafeInline(values, 'test'));
      create('One', SecretSource.unsafeInline({ only: values['tls.crt'] }, 'test'));
      create('Name', SecretSource.unsafeInline(values, 'test'), {
        secretType: SecretType.OPAQUE,
        metadata: { name: 'No_Name' },
      });
      create('Reason', SecretSource.unsafeInline(values, ''), {});
      create('Keys', SecretSource.unsafeInline(values, 'test'), { keys: ['other'] });
      create('Raw', SecretSource.unsafeInline({ ...values, only: shapes[0](text) as any }, 'test'));
      const sealed = SecretSource.sealedSecret({
        encryptedData: { 'tls.crt': shapes[0](text), 'tls.key': shapes[1](text) },
        name: 'db',
      });
      create('Sealed', sealed, { secretType: SecretType.OPAQUE });
      process.env.REDACTION_TEST = shapes[0](text).slice(0, 100_000);
      fail(text, () => SecretValue.fromEnvironment(process.env.REDACTION_TEST!));
      fail(text, () => SecretValue.fromFile(process.env.REDACTION_TEST!));
      fail(text, () => SecretValue.fromEnvironment('REDACTION_TEST', { base64: true }));
      fail(text, () => SecretValue.unsafeBase64(`${shapes[0](text)}!`));
    }),
    { numRuns },
  );
  expect(failed).toBeGreaterThan(numRuns * 5);
});
