import { Testing } from 'cdk8s';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretType } from '../../src/secrets/secret-type';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret } from '../../src/secrets/secure-secret';
import { certificatePem, privateKeyPem } from '../support/certificate';

type Values = { readonly [key: string]: string };

/** What the construct has against the values, without its path. */
function refused(type: string, values: Values): string | undefined {
  const entries = Object.entries(values).map(([key, value]) => [key, SecretValue.unsafePlainText(value)] as const);
  try {
    new SecureSecret(Testing.chart(), 'Own', {
      secretType: SecretType.of(type),
      source: SecretSource.unsafeInline(Object.fromEntries(entries), 'for a test'),
      metadata: { namespace: 'kube-system' },
    });
    return undefined;
  } catch (error) {
    return (error as Error).message.replace('test/Own: ', '');
  }
}

/** What the audit says of a manifest with the values. */
function found(type: string, values: Values) {
  const name = type === 'bootstrap.kubernetes.io/token' ? `bootstrap-token-${values['token-id']}` : 'own';
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
  );
  const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'kube-system' }, type, data };
  return evaluate([object], CATALOG.filter(({ id }) => id === 'secret-type-keys'));
}

const auth = Buffer.from('till:roll').toString('base64');
const key = privateKeyPem('ec');
const openSsh = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n';

test.each<[type: string, level: string, key: string, values: Values]>([
  ['kubernetes.io/dockerconfigjson', 'error', '.dockerconfigjson', { '.dockerconfigjson': 'login of the till' }],
  [
    'kubernetes.io/dockerconfigjson',
    'error',
    '.dockerconfigjson',
    { '.dockerconfigjson': '{"auths": {"r": {"auth": ""}},}' },
  ],
  ['kubernetes.io/dockerconfigjson', 'error', '.dockerconfigjson', { '.dockerconfigjson': '12' }],
  ['kubernetes.io/dockerconfigjson', 'warning', '.dockerconfigjson', { '.dockerconfigjson': '{"credsStore": "till"}' }],
  [
    'kubernetes.io/dockerconfigjson',
    'warning',
    '.dockerconfigjson',
    { '.dockerconfigjson': '{"auths": {"r": {"auth": "bm8gY29sb24="}}}' },
  ],
  ['kubernetes.io/dockercfg', 'error', '.dockercfg', { '.dockercfg': '' }],
  ['kubernetes.io/dockercfg', 'warning', '.dockercfg', { '.dockercfg': `{"auths": {"r": {"auth": "${auth}"}}}` }],
  ['kubernetes.io/ssh-auth', 'error', 'ssh-privatekey', { 'ssh-privatekey': '' }],
  ['kubernetes.io/ssh-auth', 'warning', 'ssh-privatekey', { 'ssh-privatekey': 'ssh-ed25519 AAAA till' }],
  ['kubernetes.io/ssh-auth', 'warning', 'ssh-privatekey', { 'ssh-privatekey': openSsh.trimEnd() }],
  ['kubernetes.io/ssh-auth', 'warning', 'ssh-privatekey', { 'ssh-privatekey': openSsh }],
  ['kubernetes.io/tls', 'warning', 'tls.crt', { 'tls.crt': key, 'tls.key': key }],
  ['kubernetes.io/tls', 'warning', 'tls.key', { 'tls.crt': certificatePem(key), 'tls.key': 'till roll' }],
  ['kubernetes.io/tls', 'warning', 'ca.crt', { 'tls.crt': certificatePem(key), 'tls.key': key, 'ca.crt': 'till roll' }],
  ['bootstrap.kubernetes.io/token', 'warning', 'token-secret', { 'token-id': 'till01', 'token-secret': 'too-short' }],
  [
    'bootstrap.kubernetes.io/token',
    'warning',
    'expiration',
    { 'token-id': 'till01', 'token-secret': 'abcdefgh01234567', 'expiration': 'soon' },
  ],
])('%s: both sides refuse the value, and the audit says %s at %s', (type, level, at, values) => {
  const findings = found(type, values);
  expect(findings.map((finding) => [finding.level, finding.pointer])).toEqual([[level, `/data/${at}`]]);
  expect(findings[0].message).toBe(refused(type, values));
});

const other = privateKeyPem('ec');
const BROKEN = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
const BROKEN_KEY = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n';

test.each<[what: string, at: string, values: Values]>([
  ['a key of another certificate', 'tls.key', { 'tls.crt': certificatePem(other), 'tls.key': key }],
  ['a chain in the wrong order', 'tls.key', { 'tls.crt': certificatePem(other) + certificatePem(key), 'tls.key': key }],
  ['a certificate of other bytes', 'tls.crt', { 'tls.crt': certificatePem(key) + BROKEN, 'tls.key': key }],
  ['a private key of other bytes', 'tls.key', { 'tls.crt': certificatePem(key), 'tls.key': BROKEN_KEY }],
  ['an authority of other bytes', 'ca.crt', { 'tls.crt': certificatePem(key), 'tls.key': key, 'ca.crt': BROKEN }],
])('%s: both sides refuse the TLS Secret, and say the same at %s', (_, at, values) => {
  const findings = found('kubernetes.io/tls', values);
  expect(findings.map(({ level, pointer }) => [level, pointer])).toEqual([['warning', `/data/${at}`]]);
  expect(findings[0].message).toBe(refused('kubernetes.io/tls', values));
});

test('an SSH key of other bytes: both sides refuse it, and say the same', () => {
  const values = { 'ssh-privatekey': BROKEN_KEY };
  const [finding] = found('kubernetes.io/ssh-auth', values);
  expect(finding).toMatchObject({ level: 'warning', pointer: '/data/ssh-privatekey' });
  expect(finding.message).toBe(refused('kubernetes.io/ssh-auth', values));
});

test.each(['MIIB...', '<base64>', '…', '[certificate]'])('%j in PEM stands for the content', (content) => {
  const block = (label: string) => `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n`;
  const values = { 'tls.crt': block('CERTIFICATE'), 'tls.key': block('PRIVATE KEY') };
  expect(found('kubernetes.io/tls', values)).toEqual([]);
});

test.each<[type: string, values: Values]>([
  ['kubernetes.io/dockerconfigjson', { '.dockerconfigjson': `{"auths": {"r": {"auth": "${auth}"}}}` }],
  ['kubernetes.io/dockercfg', { '.dockercfg': `{"text": {"auth": "${auth}"}}` }],
  ['kubernetes.io/ssh-auth', { 'ssh-privatekey': key }],
  ['kubernetes.io/tls', { 'tls.crt': certificatePem(key), 'tls.key': key, 'ca.crt': '' }],
  ['bootstrap.kubernetes.io/token', { 'token-id': 'till01', 'token-secret': 'abcdefgh01234567' }],
  ['kubernetes.io/basic-auth', { username: 'till' }],
  ['till.example/licence', { any: 'value' }],
])('%s: both sides take the values', (type, values) => {
  expect([refused(type, values), found(type, values)]).toEqual([undefined, []]);
});
