import { ALNUM, base64, draw } from './corpus';
import { findCredential, findCredentialLines } from '../../src/credentials/detector';
import { isUserWithPassword } from '../../src/credentials/entries';
import { isCopyOfObject, tellingName } from '../../src/credentials/metadata';
import { findPrivateKey } from '../../src/credentials/private-keys';

test.each<[name: string, isCopy: boolean]>([
  ['kubectl.kubernetes.io/last-applied-configuration', true], ['kapp.k14s.io/original', true],
  ['objectset.rio.cattle.io/applied', true], ['original', false],
])('the annotation %s is a copy of the object: %s', (name, isCopy) => {
  expect(isCopyOfObject(name)).toBe(isCopy);
});

const hash = '0123456789abcdef'.repeat(2);
test.each<[name: string, value: string, tells: boolean]>([
  ['password', 'kW3xQ9pZ', true], ['vault.hashicorp.com/agent-inject-secret-a', 'kv/a', false],
  ['checksum/secret', 'x', false], ['Hash', 'x', false], ['digest', 'x', false], ['sha256', 'x', false],
  ['MD5', 'x', false], ['shared', 'x', true], ['secretChecksum', 'x', false], ['token-hashes', 'x', false],
  // Words that only have one of them inside.
  ['hashicorp.shop.example/password', 'x', true], ['hasher/token', 'x', true], ['digester/token', 'x', true],
  ['token', hash, false], ['token', hash.toUpperCase(), false], ['token', `sha256:${hash}`, false],
  ['token', `sha:${hash}`, true], ['token', hash.slice(1), true], ['token', hash.repeat(4), false],
  ['token', `${hash.repeat(4)}0`, true], ['token', `${hash}g`, true], ['token', `g${hash}`, true],
])('%s: %j tells by its name: %s', (name, value, tells) => {
  expect(tellingName(name, value)).toBe(tells ? name : undefined);
});

test.each<[name: string, value: string, isPair: boolean]>([
  ['GRAFANA_AUTH', 'shop:ab3de', true], ['GRAFANA_AUTH', 'shop:ab3d', false], ['GRAFANA_AUTH', 'shop:v1abc', false],
  ['GRAFANA_AUTH', 'shop:xv1abc', true], ['GRAFANA_AUTH', 'shop:vabc1', true], ['GRAFANA_AUTH', 'shop:ab-3de', false],
  ['GRAFANA_AUTH', 'shop:orders', false], ['GRAFANA_AUTH', 'shop:12345678', false],
  ['BASIC_AUTH', 'shop:orders', true], ['NEO4J_AUTH', 'neo4j/orders7', true], ['NEO4J_AUTH', 'neo4j:orders7', false],
  ['GRAFANA', 'shop:ab3de', false],
])('%s=%s is a user and a password: %s', (name, value, isPair) => {
  expect(isUserWithPassword(name, value)).toBe(isPair);
});

const body = draw(ALNUM, 64, 'key');
const armoured = (text: string) => `-----BEGIN PRIVATE KEY-----\n${text}`;
test.each<[text: string, kind: string | undefined]>([
  [armoured(body), 'private-key'], [armoured('xxxx'), undefined], [armoured('....'), undefined],
  [armoured(`${body}xxxx`), 'private-key'], [armoured('****'), undefined], [armoured('{{ .key }}'), undefined],
  [armoured('xxxxabcd'), undefined], [armoured('XXXXabcd'), undefined], [armoured('0000abcd'), undefined],
  [armoured('xxxabcd'), 'private-key'], [armoured('$KEY'), undefined], [armoured('+abcd'), 'private-key'],
  [armoured(`\\n${body}`), 'private-key'], [`${armoured('')} ${body}`, 'private-key'],
  [`-----BEGIN PRIVATE KEY-----${body}`, undefined],
  [`${armoured('xxxx')}\n${armoured(body)}`, 'private-key'],
  [armoured('...'), undefined], [armoured(''), undefined],
  [`service_account ${armoured(body)}`, 'private-key'], [`private_key_id ${armoured(body)}`, 'private-key'],
  [`service_account private_key_id ${armoured(body)}`, 'gcp-service-account-key'],
  ['PuTTY-User-Key-File-3: x\nPrivate-Lines: 1', 'private-key'], ['PuTTY-User-Key-File-3: x', undefined],
  ['Private-Lines: 1 PuTTY-User-Key-File-3: x', undefined],
  [`{"kty":"oct","k":"${body.slice(0, 43)}"}`, 'private-key'],
  [`{"kty":"EC","d":"${body.slice(0, 43)}"}`, 'private-key'],
  [`{"kid":"oct","k":"${body.slice(0, 43)}"}`, undefined], [`{"kty":"EC","x":"${body.slice(0, 43)}"}`, undefined],
  [`{"kty":"oct","k":"${body.slice(0, 21)}"}`, undefined],
])('%j is a private key: %s', (text, kind) => {
  expect(findPrivateKey(text)?.kind).toBe(kind);
});

test.each<[text: string, found: boolean]>([
  // Twenty characters of base64 are decoded, nineteen are not.
  [base64('password=kW3x7Q'), true], [base64('password=kW3x7').replace('=', ''), false],
  // Three quarters of the first bytes are text.
  [base64(`password=kW3xQ9pZ\n${'x'.repeat(18)}${'\xff'.repeat(12)}`), true],
  [base64(`password=kW3xQ9pZ\n${'x'.repeat(17)}${'\xff'.repeat(13)}`), false],
  // Lines of 55 characters are not joined, wherever the first begins.
  [`a: ${base64(`level: info\npassword=kW3xQ9pZ\n${'x'.repeat(30)}`).replace(/.{20}/g, '$&\n')}`, false],
  // A line of twelve characters goes on to the end of the text, or to a quote, but not to a colon.
  ...['', '"', ' ', ':'].map((end): [string, boolean] => [
    `${base64(`${'x'.repeat(33)}\npassword=kW3xQ9pZ`).replace(/.{56}/, '$&\n')}${end}`, end !== ':',
  ]),
])('%j has a password in base64: %s', (text, found) => {
  expect(findCredential(text) !== undefined).toBe(found);
});

const block = base64('password: kW3xQ9pZ\n'.repeat(24)).replace(/.{64}(?=.)/g, '$&\n');
test.each<[text: string, lines: number[] | undefined]>([
  ['password: kW3xQ9pZ', [1]], ['a: b\npassword: kW3xQ9pZ\nc: d', [2]],
  ['password: kW3xQ9pZ\nlevel: info\ntoken: wz61kq0p3r', [1, 3]], ['a: b', undefined],
  ['\npassword: kW3xQ9pZ\n\npassword: kW3xQ9pY', [2, 4]],
  // A block in base64 is one place, at the end of the text too.
  [block, [1]], [`${block}\nlevel: info\npassword: kW3xQ9pZ`, [1, block.split('\n').length + 2]],
])('%j has credentials in the lines %j', (text, lines) => {
  expect(findCredentialLines(text)?.lines).toEqual(lines);
});
