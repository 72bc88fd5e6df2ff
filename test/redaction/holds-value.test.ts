import { HeldValues, holdsValue } from '../../src/redaction/holds-value';

const VALUE = 'hV4nRx81kQzt7Lp2';

test.each([
  ['as it is', `test value ${VALUE}`],
  ['in part', 'it begins with hV4nRx81kQ'],
  ['in base64', Buffer.from(VALUE).toString('base64')],
  ['in base64 without padding', `x${Buffer.from(VALUE).toString('base64').replace(/=+$/, '')}x`],
  ['in hexadecimal digits', Buffer.from(VALUE).toString('hex')],
])('a value in a text is found: %s', (_, text) => {
  expect(holdsValue(text, 'password', Buffer.from(VALUE))).toBe(true);
});

test.each([
  ['a password by its key', 'the password is hunter2', 'password', 'hunter2', true],
  ['with what a URL escapes', 'p%40ss-word', 'password', 'p@ss-word', true],
  [
    'a line of a file',
    'it has MIGHAgEAMBMGByqGSM49AgEG in it',
    'tls.key',
    '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEG\n-----END PRIVATE KEY-----\n',
    true,
  ],
  [
    'a credential within settings',
    'the demo password is hunter2-demo',
    'app.properties',
    'level=info\ndb.password=hunter2-demo\n',
    true,
  ],
  ['a user name', 'the account svc-payments of the demo', 'username', 'svc-payments', false],
  ['a short word', 'for the test cluster', 'password', 'test', false],
  ['a small number', 'ticket 1234', 'password', '1234', false],
  ['another value', 'test value zzV4nRx81kQzt7Lp2', 'password', 'aB3dE9xYz1Q7Lp2K', false],
  ['nothing', 'a reason', 'password', '', false],
])('%s', (_, text, key, value, found) => {
  expect(holdsValue(text, key, Buffer.from(value))).toBe(found);
});

test('values are prepared once for all texts that are searched for them', () => {
  let prepared = 0;
  const values = new HeldValues(
    (function* () {
      for (let index = 0; index < 500; index++) {
        prepared++;
        yield [`P${index}_PASSWORD`, `aB3dE9xYz1Q7Lp${index}`] as const;
      }
    })(),
  );
  const texts = Array.from({ length: 500 }, (_, index) => `the demo has aB3dE9xYz1Q7Lp${index} in it`);

  expect(texts.filter((text) => values.areIn(text))).toHaveLength(500);
  expect(values.areIn('fine here')).toBe(false);
  expect(prepared).toBe(500);
});
