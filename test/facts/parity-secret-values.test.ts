import { Testing } from 'cdk8s';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecretValue } from '../../src/secrets/secret-value';
import { SecureSecret } from '../../src/secrets/secure-secret';

const twice = (text: string) => Buffer.from(text).toString('base64');

/** What the construct says about a value, without its path. */
function refused(key: string, value: SecretValue): string | undefined {
  try {
    new SecureSecret(Testing.chart(), 'Own', { source: SecretSource.unsafeInline({ [key]: value }, 'for a test') });
    return undefined;
  } catch (error) {
    return (error as Error).message.replace('test/Own: ', '');
  }
}

/** What the audit says about a manifest with the value, in `data` and in `stringData`. */
function found(key: string, text: string): string[] {
  const own = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'own', namespace: 'shop' } };
  return [{ ...own, data: { [key]: twice(text) } }, { ...own, stringData: { [key]: text } }].map((object) => {
    const [finding] = evaluate([object], CATALOG.filter(({ id }) => id === 'wrong-secret-value'));
    return finding?.message ?? '';
  });
}

test.each<[key: string, text: string, fault: string]>([
  ['password', 'maple-anvil-7\n', 'ends in a line break'],
  ['password', 'maple-anvil-7\r\n', 'ends in a line break'],
  ['user', 'maple', ''],
  ['user', '  maple', 'has blanks around it'],
  ['user', 'maple\t', 'has blanks around it'],
  ['user', '\ufeffmaple', 'has blanks around it'],
  ['token', '', 'is empty'],
  ['ca.crt', '', ''],
  ['token', ' \n', 'is empty but for blanks and line breaks'],
  ['pin', twice('maple-anvil-7'), 'is base64 of text in itself: it is encoded twice'],
  ['pin', `${twice('maple-anvil-7')}\n`, 'is base64 of text in itself: it is encoded twice'],
  ['greeting', 'hello world\n', ''],
  ['application.properties', 'user=maple\n', ''],
  ['htpasswd', 'maple:$apr1$abc$def\n', ''],
  ['certificates', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n', ''],
  ['password', '<path:kv/data/cart#password>\n', ''],
])('key %s with %j: both faces say %j', (key, text, fault) => {
  const words = fault && `key "${key}": the value ${fault}`;
  expect(found(key, text)).toEqual([words, words]);
  const message = refused(key, SecretValue.unsafePlainText(text));
  expect(message?.slice(0, message.indexOf(';')) ?? '').toBe(fault && `the value of key "${key}" ${fault}`);
  expect(refused(key, SecretValue.unsafePlainText(text).acceptAsIs())).toBeUndefined();
});

test('the way out depends on where the value comes from', () => {
  process.env.STRONGBOX_TEST_VALUE = 'maple-anvil-7\n';
  const fromEnvironment = refused('password', SecretValue.fromEnvironment('STRONGBOX_TEST_VALUE'));
  delete process.env.STRONGBOX_TEST_VALUE;
  expect(fromEnvironment).toBe(
    'the value of key "password" ends in a line break; leave it out in the variable, or by `trimTrailingNewline` of '
      + '`SecretValue.fromEnvironment`, or accept the value by `acceptAsIs()`',
  );
  expect(refused('password', SecretValue.unsafePlainText('maple\n'))).toContain('; leave it out of the text, or');
  expect(refused('password', SecretValue.unsafePlainText(' maple'))).toContain('; leave them out, or accept');
  expect(refused('password', SecretValue.unsafePlainText(''))).toContain('; leave out the key, or accept');
  expect(refused('password', SecretValue.unsafeBase64(twice(twice('maple-anvil-7'))))).toContain(
    '; give it decoded: the manifest encodes it, or accept',
  );
});
