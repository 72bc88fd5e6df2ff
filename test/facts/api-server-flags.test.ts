import { filesNamedBy, isInImage, isWithin, kmsSocketPath, normalPath } from '../../src/facts/api-server-flags';

test.each<[string, string, string[]]>([
  ['audit-policy-file', '/etc/audit/policy.yaml', ['/etc/audit/policy.yaml']],
  ['client-ca-file', '/etc//kubernetes/./pki/../ca.crt', ['/etc/kubernetes/ca.crt']],
  ['tls-sni-cert-key', '/sni/tls.crt,/sni/tls.key:a.example,b.example', ['/sni/tls.crt', '/sni/tls.key']],
  ['audit-log-path', '/var/log/audit.log', []],
  ['audit-policy-file', 'policy.yaml', []],
  ['audit-policy-file', '', []],
])('--%s=%s names %j', (flag, value, files) => {
  expect(filesNamedBy(flag, value)).toEqual(files);
});

test('a path is in a folder by whole names', () => {
  expect([isWithin('/etc/enc/a', '/etc/enc'), isWithin('/etc/enc', '/etc/enc'), isWithin('/x', '/')]).toEqual([
    true,
    true,
    true,
  ]);
  expect([isWithin('/etc/enc-old/a', '/etc/enc'), isWithin('/etc', '/etc/enc')]).toEqual([false, false]);
  expect(['/a/', '/../..', '//'].map(normalPath)).toEqual(['/a', '/', '/']);
});

test('certificates of authorities and the token of the account are there without a mount', () => {
  expect(isInImage('/etc/ssl/certs/ca-certificates.crt')).toBe(true);
  expect(isInImage('/var/run/secrets/kubernetes.io/serviceaccount/ca.crt')).toBe(true);
  expect(isInImage('/etc/kubernetes/pki/ca.crt')).toBe(false);
});

test.each<[unknown, string | undefined]>([
  ['unix:///run/kms/socket.sock', '/run/kms/socket.sock'],
  ['unix:///@kms', undefined],
  ['tcp://127.0.0.1:1', undefined],
  [undefined, undefined],
])('the socket of endpoint %j is %j', (endpoint, path) => {
  expect(kmsSocketPath(endpoint)).toBe(path);
});
