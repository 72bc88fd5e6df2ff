import { createPrivateKey } from 'crypto';
import { Testing } from 'cdk8s';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecretValue } from '../../../src/secrets/secret-value';
import { SecureSecret } from '../../../src/secrets/secure-secret';
import { privateKeyPem } from '../../support/certificate';

function ssh(text: string) {
  const values = { 'ssh-privatekey': SecretValue.unsafePlainText(text) };
  return () =>
    new SecureSecret(Testing.chart(), 'Ssh', {
      secretType: SecretType.SSH_AUTH,
      source: SecretSource.unsafeInline(values, 'test'),
    });
}

// The head of an OpenSSH key file without a passphrase; what follows is for OpenSSH to judge.
const body = Buffer.from('openssh-key-v1\0\0\0\0\u0004none\0\0\0\u0004none').toString('base64');
const openSsh = (content = body) =>
  `-----BEGIN OPENSSH PRIVATE KEY-----\n${content}\n-----END OPENSSH PRIVATE KEY-----\n`;

test('keys in OpenSSH and PEM form are taken, also with a passphrase', () => {
  const pem = privateKeyPem('ec');
  expect(ssh(openSsh())).not.toThrow();
  expect(ssh(pem)).not.toThrow();
  expect(
    ssh(
      createPrivateKey(pem).export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }) as string,
    ),
  ).not.toThrow();
});

test.each([
  ['no line break at the end', openSsh().trimEnd()],
  ['CRLF', openSsh().replace(/\n/g, '\r\n')],
  ['something before', `\n${openSsh()}`],
  ['all on one line', openSsh().replace(/\n/g, ' ')],
])('what OpenSSH cannot load is refused: %s', (_, text) => {
  expect(ssh(text)).toThrow('test/Ssh: OpenSSH cannot load the private key in "ssh-privatekey"');
});

test('the marks of an OpenSSH key around something else are refused', () => {
  expect(ssh(openSsh('aHVudGVyMg=='))).toThrow('has the marks of an OpenSSH key, but not its content');
  expect(ssh(openSsh('a-b'))).toThrow('has the marks of an OpenSSH key, but not its content');
});

test('an empty key, a public key and other text are refused', () => {
  expect(ssh('')).toThrow('test/Ssh: "ssh-privatekey" is empty');
  expect(ssh(' \n')).toThrow('test/Ssh: "ssh-privatekey" is empty');
  expect(ssh('ssh-ed25519 AAAA me')).toThrow('holds a public key');
  expect(ssh('hunter2')).toThrow('does not hold a private key in OpenSSH or PEM form');
});
