import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { testKeyBytes } from '../../encryption/support';

/** Encryption files around the limits of each rule, and everywhere else a hand may slip: texts, most of them wrong. */

const KEY = testKeyBytes('cases');
const secretbox = { secretbox: { keys: [{ name: 'a', secret: KEY }] } };
const kms = { kms: { apiVersion: 'v2', name: 'kms', endpoint: 'unix:///run/kms/socket.sock', timeout: '3s' } };
const file = (entries: unknown) => ({
  apiVersion: 'apiserver.config.k8s.io/v1',
  kind: 'EncryptionConfiguration',
  resources: entries,
});
const json = (document: unknown) => JSON.stringify(document);

function text(alphabet: string, maxLength: number): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...alphabet), { maxLength }).map((letters) => letters.join(''));
}

function defined(fields: { [name: string]: unknown }): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const names = fc.constantFrom(
  'secrets',
  'secrets.',
  'configmaps',
  'events',
  '*.',
  '*.*',
  '*',
  '*.apps',
  'deployments.apps',
  'events.events.k8s.io',
  '*.events.k8s.io',
  'ingresses.extensions',
  '*.extensions',
  'Secrets',
  '*.Apps',
  'secrets.*',
  'apiserveripinfo',
  'serviceipallocations',
  'servicenodeportallocations',
  'apiserveripinfo.',
  'pandas.awesome.bears.example',
  '*.awesome.bears.example',
  'pods/exec',
  '',
  '.',
);
const resource = fc.oneof({ weight: 9, arbitrary: names }, { weight: 1, arbitrary: text('aA.*-/', 6) });

const resources = fc.array(fc.array(resource, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 })
  .map((lists) => json(file(lists.map((list) => ({ resources: list, providers: [secretbox] })))));

const secret = fc.oneof(
  fc.uint8Array({ minLength: 0, maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  fc.constantFrom(16, 24, 31, 32, 33).map((length) => Buffer.alloc(length, 7).toString('base64')),
  fc.constantFrom(
    '',
    'no base64!',
    KEY.replace('=', ''),
    KEY.replace(/\+/g, '-').replace(/\//g, '_'),
    `${KEY.slice(0, 10)}\n${KEY.slice(10)}\r\n`,
    ` ${KEY}`,
    `${KEY.slice(0, -2)}B=`,
    `${KEY}=`,
  ),
  text('Aa+/=-\n ', 44),
);
const keys = fc
  .record({
    kind: fc.constantFrom('aescbc', 'aesgcm', 'secretbox'),
    keys: fc.array(fc.record({ name: fc.constantFrom('', 'a', 'b', 'c', 'a:b', '1', 'x y', 'ä'), secret }), {
      maxLength: 3,
    }),
  })
  .map((provider) =>
    json(file([{ resources: ['secrets'], providers: [{ [provider.kind]: { keys: provider.keys } }] }])),
  );

const providers = fc.array(fc.record({
  secretbox: fc.constantFrom(undefined, undefined, secretbox.secretbox),
  aescbc: fc.constantFrom(undefined, undefined, undefined, secretbox.secretbox),
  kms: fc.constantFrom(undefined, undefined, undefined, kms.kms),
  identity: fc.constantFrom<unknown>(undefined, undefined, {}, null),
}).map(defined), { maxLength: 3 }).map((list) => json(file([{ resources: ['secrets'], providers: list }])));

const endpoint = fc.oneof(
  fc.constantFrom(
    'unix:///run/kms/socket.sock',
    'unix:///@kms',
    'unix:@kms',
    'unix:',
    'unix:///',
    'UNIX:///x',
    'tcp://localhost:1',
    'http://kms',
    '/run/kms.sock',
    'kms.sock',
    '',
    'unix://run/kms.sock',
    'unix:///a%zz',
    'unix:///a%20b',
    '://x',
    ':',
    'unix://[::1',
    'unix://[::1]/x',
    'unix:///a b',
    'unix:///a\u0001',
    'unix://host:port/x',
    'unix://host:1/x',
    'unix://a b/c',
    'unix://user@host/x',
    'unix://us er@host/x',
    'unix:///x?y#z',
    '1unix:///x',
    'unix+x:///a',
    'un ix:///x',
    ' unix:///x',
    'unix://%zz/x',
    'unix://%41/x',
    'unix:///x#%zz',
    'unix://h^/x',
    'unix://h"/x',
  ),
  text('unix:/@%[]? #a1é^"<\u0000', 9).map((end) => `unix://${end}`),
  text('unix:/@%[]? #a1', 9),
);
const timeout = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '3s',
    '0s',
    '-3s',
    '1h2m',
    '1.5s',
    '.5s',
    '5.s',
    '.s',
    '3',
    '',
    '0',
    '+0',
    '+3s',
    '1µs',
    '1μs',
    '0.1ns',
    '1ns',
    '9223372036s',
    '9223372037s',
    '9999999999h',
    '1d',
    '1 s',
    '1e3s',
    3,
    3.5,
    true,
  ),
  text('0123459.hmsuµn+-', 7),
);
const kmsProvider = fc
  .record({
    apiVersion: fc.constantFrom<unknown>('v2', 'v2', 'v2', 'v1', 'v1', 'v3', 'V2', '', undefined, null),
    name: fc.constantFrom<unknown>('kms', 'other', 'third', 'a:b', '', 'a/b', undefined, 7),
    endpoint: fc.oneof({ weight: 2, arbitrary: fc.constant(kms.kms.endpoint) }, { weight: 1, arbitrary: endpoint }),
    timeout: fc.oneof({ weight: 2, arbitrary: fc.constant('3s') }, { weight: 1, arbitrary: timeout }),
    cachesize: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.constantFrom<unknown>(
          null,
          0,
          1,
          -1,
          1000,
          2 ** 31 - 1,
          2 ** 31,
          -(2 ** 31),
          -(2 ** 31) - 1,
          1.5,
          '1',
        ),
      },
    ),
  })
  .map((fields) => ({ kms: defined(fields) }));
const kmsFiles = fc
  .array(fc.array(kmsProvider, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
  .map((entries) => json(file(entries.map((list, index) => ({ resources: [`r${index}`], providers: list })))));
/** One field wrong at a time, so that its rule is alone in the message. */
const oneKms = fc.oneof(
  endpoint.map((wrong) => ({ endpoint: wrong })),
  timeout.map((wrong) => ({ timeout: wrong })),
).map((wrong) => json(file([{ resources: ['secrets'], providers: [{ kms: defined({ ...kms.kms, ...wrong }) }] }])));

const whole = file([
  {
    resources: ['secrets', '*.apps'],
    providers: [secretbox, { aescbc: { keys: [{ name: 'b', secret: testKeyBytes('b') }] } }, kms, { identity: {} }],
  },
  { resources: ['*.'], providers: [{ identity: {} }] },
]);

/** Every place in a document, as a path of keys. */
function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (value === null || typeof value !== 'object') return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      places(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

function changed(path: (string | number)[], change: { readonly how: string; readonly value: unknown }): unknown {
  if (path.length === 0) return change.value;
  const copy = JSON.parse(JSON.stringify(whole));
  const last = path[path.length - 1];
  const parent = path.slice(0, -1).reduce((node: any, key) => node[key], copy);
  if (change.how === 'delete') {
    delete parent[last];
  } else if (change.how === 'rename' && typeof last === 'string') {
    parent[last[0].toUpperCase() + last.slice(1)] = parent[last];
    delete parent[last];
  } else if (change.how === 'add' && !Array.isArray(parent)) {
    parent.unknown = change.value;
  } else {
    parent[last] = change.value;
  }
  return JSON.parse(JSON.stringify(copy).replace(/\[null,/g, '[').replace(/,null\]/g, ']'));
}

const shapes = fc
  .tuple(
    fc.constantFrom(...places(whole)),
    fc.record({
      how: fc.constantFrom('set', 'set', 'set', 'delete', 'rename', 'add'),
      value: fc.constantFrom<unknown>(null, [], {}, '', 0, 7, 1.5, true, 'text', ['text'], [null], { a: 1 }),
    }),
  )
  .map(([path, change]) => json(changed(path, change)));

const lines = Yaml.stringify(whole).split('\n');
const texts = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '# nothing',
    '---\n',
    'null',
    '{}',
    '[]',
    'text',
    'a: [',
    '\t',
    `${lines.join('\n')}---\n`,
    `---\n${lines.join('\n')}`,
    `${lines.join('\n')}---\na: 1\n`,
  ),
  // A line too much, too few, or moved.
  fc
    .tuple(fc.nat(lines.length - 2), fc.constantFrom('twice', 'gone', 'in', 'out', 'no colon', 'comment'))
    .map(([at, how]) => {
      const copy = [...lines];
      const edits: { [name: string]: string[] } = {
        'twice': [copy[at], copy[at]],
        'gone': [],
        'in': [`  ${copy[at]}`],
        'out': [copy[at].replace(/^ {2}/, '')],
        'no colon': [copy[at].replace(':', '')],
        'comment': [`${copy[at]} # comment`],
      };
      copy.splice(at, 1, ...edits[how]);
      return copy.join('\n');
    }),
  // Names that YAML may take for something else.
  fc
    .constantFrom(
      'on',
      'yes',
      'No',
      'true',
      'null',
      '~',
      '1',
      '1.5',
      '1e3',
      '0x10',
      '017',
      '0o17',
      '0b1',
      '1_000',
      '.inf',
      '.nan',
      '2026-11',
      '2026-11-25',
      '12:30',
      "'on'",
      '"1"',
      'a b',
      'a#b',
      'a #b',
      '!x',
      '&a',
      '*a',
      '@a',
      '%a',
      '- a',
      '{a}',
      '[a]',
      'a: b',
      '|',
      '>',
      'é',
    )
    .map((name) => lines.join('\n').replace('name: a', `name: ${name}`)),
);

/** Generators by what they are about. */
export const AREAS: { readonly [area: string]: fc.Arbitrary<string> } = {
  resources,
  keys,
  providers,
  kms: kmsFiles,
  oneKms,
  shapes,
  texts,
};
