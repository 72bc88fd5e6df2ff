import { Testing } from 'cdk8s';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecretValue } from '../../../src/secrets/secret-value';
import { SecureSecret } from '../../../src/secrets/secure-secret';

function docker(secretType: SecretType, key: string) {
  return (content: unknown) => () =>
    new SecureSecret(Testing.chart(), 'Pull', {
      secretType,
      source: SecretSource.unsafeInline(
        { [key]: SecretValue.unsafePlainText(typeof content === 'string' ? content : JSON.stringify(content)) },
        'test',
      ),
    });
}

const json = docker(SecretType.DOCKER_CONFIG_JSON, '.dockerconfigjson');
const cfg = docker(SecretType.DOCKER_CFG, '.dockercfg');
const auth = Buffer.from('me:hunter2').toString('base64');

test('credentials are taken as auth or as user name and password', () => {
  expect(
    json({ auths: { 'r.example': { auth }, 's.example': { username: 'me', password: 'hunter2', email: 'e' } } }),
  ).not.toThrow();
  expect(cfg({ 'r.example': { auth } })).not.toThrow();
  expect(
    json({ auths: { 'r.example': { auth: '', username: 'me', password: 'hunter2' } }, HttpHeaders: {} }),
  ).not.toThrow();
});

test.each(['', 'hunter2', '{"auths": {'])('%j is not JSON, and the error does not repeat it', (text) => {
  expect(json(text)).toThrow(/^test\/Pull: "\.dockerconfigjson" is not valid JSON$/);
  expect(cfg(text)).toThrow(/^test\/Pull: "\.dockercfg" is not valid JSON$/);
});

test.each([[[]], ['"hunter2"'], ['1'], ['null']])('%j is not an object', (content) => {
  expect(json(content)).toThrow('is JSON, but not an object');
});

test('without auths the kubelet has no credentials', () => {
  expect(json({ credsStore: 'desktop' })).toThrow(
    'has no object "auths"; the kubelet reads credentials from there only',
  );
  expect(json({ auths: [] })).toThrow('has no object "auths"');
  expect(json({ auths: {} })).toThrow('has no registry, so it lets nobody pull anything');
  expect(cfg({})).toThrow('has no registry');
});

test('every registry needs credentials; it is named by its place', () => {
  expect(json({ auths: { a: { auth }, b: {} } })).toThrow(
    'test/Pull: registry 2 of 2 in ".dockerconfigjson" has neither "auth" nor "username" and "password"',
  );
  expect(json({ auths: { a: { username: 'me' } } })).toThrow('registry 1 of 1 in ".dockerconfigjson" has neither');
  expect(json({ auths: { a: { username: 'me', password: '' } } })).toThrow('has neither');
  expect(json({ auths: { a: 'hunter2' } })).toThrow('registry 1 of 1 in ".dockerconfigjson" is not an object');
  expect(json({ auths: { a: { username: 1, password: 'x' } } })).toThrow('has a field "username" that is not a string');
  expect(json({ auths: { a: { auth: 'hunter2' } } })).toThrow(
    'has a field "auth" that is not base64 of a user name, a colon and a password',
  );
});

test('the newer form under the older type is recognised', () => {
  expect(cfg({ auths: { a: { auth } } })).toThrow('use type kubernetes.io/dockerconfigjson');
});
