import { testFaults } from './fault-table';
import { PlainFields } from '../../src/facts/plain-fields';
import { agentFaults, agentFiles, agentIdle, agentNameFault, pathsOf } from '../../src/facts/vault-agent-annotations';

const PREFIX = 'vault.hashicorp.com/';
const prefixed = (fields: PlainFields) =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${PREFIX}${name}`, value]));
/** Fields without the prefix, and places without it. */
const unprefixed = (faultsOf: typeof agentFaults): typeof agentFaults => function* (fields) {
  for (const fault of faultsOf(prefixed(fields))) {
    yield { ...fault, at: fault.at.map((part) => String(part).slice(PREFIX.length)) };
  }
};

const SECRET = 'agent-inject-secret-db';
const valid = { role: 'shop', [SECRET]: 'kv/data/db' };
const noSecret = { [SECRET]: '' };

testFaults('annotations of the injector', unprefixed(agentFaults), valid, [
  // The login.
  [{ role: '' }, 'role'],
  [{ role: '-shop' }, 'role'],
  [{ 'role': '', 'agent-configmap': 'config' }],
  [{ 'role': '', 'auth-type': 'kubernetes' }, 'role'],
  [{ 'role': '', 'auth-type': 'aws' }],
  [{ 'role': '-', 'auth-type': 'aws' }, 'role'],
  [{ 'role': '', 'auth-config-role': 'shop' }],
  [{ 'role': '-', 'auth-config-role': 'shop' }, 'role'],
  [{ service: 'https://vault.shop.example' }],
  [{ service: 'vault:8200' }, 'service'],
  [{ 'auth-path': 'auth/shop' }],
  [{ 'auth-path': '/auth/shop' }],
  [{ 'auth-path': 'shop' }, 'auth-path'],
  [{ 'auth-path': 'auth/' }, 'auth-path'],
  [{ 'auth-path': 'auth//shop' }, 'auth-path'],
  [{ 'auth-path': '//auth/shop' }, 'auth-path'],
  [{ 'auth-path': 'x/auth/shop' }, 'auth-path'],
  [{ 'auth-path': 'auth/a"b' }, 'auth-path'],
  // Texts and switches.
  ...[
    'namespace', 'auth-type', 'tls-secret', 'ca-cert', 'ca-key', 'client-cert', 'client-key', 'tls-server-name',
    'secret-volume-path', 'agent-service-account-token-volume-name', 'agent-inject-containers',
  ].flatMap((name): [PlainFields, ...string[]][] => [[{ [name]: 'shop' }], [{ [name]: 'a`b' }, name]]),
  ...[
    'agent-pre-populate', 'agent-pre-populate-only', 'agent-init-first', 'agent-revoke-on-shutdown', 'tls-skip-verify',
    'agent-run-as-same-user', 'agent-inject-token', 'agent-cache-enable', 'preserve-secret-case',
  ].flatMap((name): [PlainFields, ...string[]][] => [[{ [name]: 'F' }], [{ [name]: 'no' }, name]]),
  // Something to do.
  [noSecret, 'agent-inject'],
  [{ [SECRET]: '  ' }, 'agent-inject'],
  [{ [SECRET]: 7 }, 'agent-inject'],
  [{ ...noSecret, 'agent-configmap': 'config' }],
  [{ ...noSecret, 'agent-inject-token': 'true' }],
  [{ ...noSecret, 'agent-inject-token': 'false' }, 'agent-inject'],
  [{ ...noSecret, 'agent-cache-enable': 'true' }],
  [{ ...noSecret, 'xagent-inject-secret-db': 'kv/db' }, 'agent-inject'],
  // A file.
  [{ [SECRET]: 'kv/data/db/' }, SECRET],
  [{ [SECRET]: '/kv/data/db' }, SECRET],
  [{ [SECRET]: '/kv', 'agent-inject-template-db': '{{ x }}' }],
  [{ [SECRET]: '/kv', 'agent-inject-template-file-db': '/db.tmpl' }],
  [{ ...noSecret, 'agent-inject-template-db': '{{ x }}' }],
  [{ ...noSecret, 'agent-inject-template-file-db': '/db.tmpl' }],
  [
    { 'agent-inject-template-db': '{{ x }}', 'agent-inject-template-file-db': '/db.tmpl' },
    'agent-inject-template-file-db',
  ],
  [{ 'agent-inject-perms-db': '0644' }],
  [{ 'agent-inject-perms-db': '644' }],
  [{ 'agent-inject-perms-db': '0640' }, 'agent-inject-perms-db'],
  [{ 'agent-inject-perms-db': '0643' }, 'agent-inject-perms-db'],
  [{ 'agent-inject-perms-db': '0640', 'agent-run-as-same-user': 'true' }],
  [{ 'agent-inject-perms-db': '64', 'agent-run-as-same-user': 'true' }, 'agent-inject-perms-db'],
  [{ 'agent-inject-perms-db': '00644' }, 'agent-inject-perms-db'],
  [{ 'agent-inject-perms-db': '684' }, 'agent-inject-perms-db'],
  [{ 'agent-inject-perms-db': '0o644' }, 'agent-inject-perms-db'],
  // Names of files.
  [{ 'agent-inject-secret-other': 'kv/data/other' }],
  [{ 'agent-inject-secret-DB': 'kv/data/other' }, 'agent-inject'],
  [{ 'agent-inject-secret-DB': 'kv/data/other', 'preserve-secret-case': 'true' }],
  [{ 'agent-inject-secret-DB': 'kv/data/other', 'preserve-secret-case-DB': 'true' }],
  [{ 'agent-inject-file-db': '../db' }, 'agent-inject'],
  [{ 'agent-inject-file-db': 'token' }],
  [{ 'agent-inject-file-db': 'token', 'agent-inject-token': 'true' }, 'agent-inject'],
]);

testFaults('annotations of the injector without effect', unprefixed(agentIdle), valid, [
  [{ 'agent-revoke-on-shutdown': 'true', 'agent-cache-enable': 'true' }],
  [{ 'agent-pre-populate-only': 'true' }],
  [{ 'agent-pre-populate-only': 'true', 'agent-revoke-on-shutdown': 'true' }, 'agent-revoke-on-shutdown'],
  [{ 'agent-pre-populate-only': 'true', 'agent-revoke-on-shutdown': 'false' }],
  [{ 'agent-pre-populate-only': 'true', 'agent-cache-enable': 'true' }, 'agent-cache-enable'],
  [
    { 'agent-pre-populate-only': 'true', 'template-static-secret-render-interval': '1m' },
    'template-static-secret-render-interval',
  ],
  [{ 'agent-run-as-user': '7' }],
  [{ 'agent-run-as-same-user': 'true' }],
  [{ 'agent-run-as-same-user': 'true', 'agent-run-as-user': '7' }, 'agent-run-as-user'],
  [{ 'agent-run-as-same-user': 'true', 'agent-run-as-group': '7' }, 'agent-run-as-group'],
  [{ 'agent-run-as-same-user': 'false', 'agent-run-as-group': '7' }],
]);

test.each<[name: string, isTaken: boolean]>([
  ['db', true], ['d', true], ['', false], ['file-db', false], ['files-db', true], ['a.b_c-D9', true], ['db-', false],
  ['.db', true], ['a/b', false], ['a'.repeat(36), true], ['a'.repeat(37), false], ['a b', false], ['é', false],
])('%j ends the name of an annotation: %s', (name, isTaken) => {
  const fault = agentNameFault(name, 'fileName', ['x']);
  expect(fault?.at).toEqual(isTaken ? undefined : ['x']);
  expect(fault?.text.match(/%[qsw]/g)?.length).toBe(fault?.given?.length);
});

test('the template file of x is not a secret named file-x', () => {
  const files = agentFiles(prefixed({
    [SECRET]: 'kv/db',
    'agent-inject-template-file-db': '/t',
    'agent-inject-file-db': 'x',
    'agent-inject-perms-db': '600',
  }));
  expect(files).toEqual([
    { name: 'db', path: 'kv/db', template: '', templateFile: '/t', fileName: 'x', mode: '600' },
  ]);
});

test.each<[path: string, template: string, paths: string[]]>([
  ['kv/db', '', ['kv/db']],
  ['', '{{ with secret "kv/one" }}{{ end }}{{ with pkiCert   "pki/two" "x" }}', ['kv/one', 'pki/two']],
  ['kv/db', '{{ with secret "kv/db" }}', ['kv/db']],
  ['', '{{ with mysecret "kv/db" }}{{ secret kv }}{{ secret"kv" }}', []],
])('of path %j and template %j %j are read', (path, template, paths) => {
  expect(pathsOf({ name: 'db', path, template, templateFile: '', fileName: 'db', mode: '' })).toEqual(paths);
});
