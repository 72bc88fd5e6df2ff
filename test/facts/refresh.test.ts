import { PlainFields } from '../../src/facts/plain-fields';
import {
  certificateRefresh, csiRefresh, csiRotationIn, externalSecretRefresh, honoursRestartTargets, injectorRefresh,
  pushSecretRefresh, Refresh, vaultSecretRefresh,
} from '../../src/facts/refresh';
import { agentFiles, pathsOf } from '../../src/facts/vault-agent-annotations';

const shown = ({ when, seconds, force }: Refresh) => `${when}${seconds === undefined ? '' : ` ${seconds}`}, ${force}`;

test.each<[PlainFields, string]>([
  [{}, 'within 3600, annotate'],
  [{ refreshInterval: '15m' }, 'within 900, annotate'],
  [{ refreshPolicy: 'Periodic', refreshInterval: '1h0m0s' }, 'within 3600, annotate'],
  [{ refreshInterval: '0' }, 'once, delete-secret'],
  [{ refreshInterval: '0s', target: { creationPolicy: 'Orphan' } }, 'once, create-again'],
  [{ refreshPolicy: 'CreatedOnce' }, 'once, delete-secret'],
  [{ refreshPolicy: 'CreatedOnce', target: { creationPolicy: 'CreateOrMerge' } }, 'once, delete-secret'],
  [{ refreshPolicy: 'CreatedOnce', target: { creationPolicy: 'Merge' } }, 'once, create-again'],
  [{ refreshPolicy: 'OnChange', refreshInterval: '1m' }, 'on-change, annotate'],
  [{ target: { immutable: true } }, 'once, delete-secret'],
  [{ target: { immutable: true, creationPolicy: 'Orphan' } }, 'once, none'],
  [{ syncWindows: { kind: 'allow', windows: [{ schedule: '0 2 * * *', duration: '1h' }] } }, 'unknown, annotate'],
  [{ refreshInterval: '{{ .interval }}' }, 'unknown, annotate'],
])('an ExternalSecret with %j follows its store: %s', (spec, expected) => {
  expect(shown(externalSecretRefresh(spec))).toBe(expected);
});

test.each<[PlainFields, string]>([
  [{}, 'within 3600, annotate'], [{ refreshInterval: '10s' }, 'within 10, annotate'],
  [{ refreshInterval: '0' }, 'once, annotate'], [{ updatePolicy: 'IfNotExists' }, 'once, none'],
])('a PushSecret with %j: %s', (spec, expected) => {
  expect(shown(pushSecretRefresh(spec))).toBe(expected);
});

test.each<[string, PlainFields, string]>([
  ['VaultStaticSecret', {}, 'within 60, annotate'],
  ['VaultStaticSecret', { refreshAfter: '1h' }, 'within 3600, annotate'],
  ['VaultStaticSecret', { hmacSecretData: false }, 'on-change, annotate'],
  ['VaultStaticSecret', { hmacSecretData: false, refreshAfter: '30s' }, 'within 30, annotate'],
  ['VaultStaticSecret', { syncConfig: { instantUpdates: true } }, 'at-once, annotate'],
  ['VaultDynamicSecret', { refreshAfter: '30s' }, 'lifetime, annotate'],
  ['VaultPKISecret', {}, 'lifetime, annotate'],
])('a %s with %j: %s', (kind, spec, expected) => {
  expect(shown(vaultSecretRefresh(kind, spec))).toBe(expected);
});

test('the operator ignores restart targets where it compares nothing', () => {
  expect(honoursRestartTargets('VaultStaticSecret', {})).toBe(true);
  expect(honoursRestartTargets('VaultStaticSecret', { hmacSecretData: false })).toBe(false);
  expect(honoursRestartTargets('VaultDynamicSecret', { hmacSecretData: false })).toBe(true);
});

const INJECT = 'vault.hashicorp.com/agent-inject';

test('annotations of the injector say what it writes, and when again', () => {
  const annotations = {
    [`${INJECT}-secret-db`]: 'secret/data/shop/db',
    [`${INJECT}-secret-url`]: 'secret/data/shop/url',
    [`${INJECT}-template-url`]:
      '{{ with secret "secret/data/shop/db" }}{{ with pkiCert "pki/issue/shop" "ttl=1h" }}{{ end }}{{ end }}',
  };
  expect(agentFiles(annotations).map((file) => [file.fileName, ...pathsOf(file)])).toEqual([
    ['db', 'secret/data/shop/db'], ['url', 'secret/data/shop/url', 'secret/data/shop/db', 'pki/issue/shop'],
  ]);
  expect(shown(injectorRefresh(annotations))).toBe('within 300, restart');
  expect(shown(injectorRefresh({ 'vault.hashicorp.com/template-static-secret-render-interval': '1m' }))).toBe(
    'within 60, restart',
  );
  expect(shown(injectorRefresh({ 'vault.hashicorp.com/agent-pre-populate-only': '1' }))).toBe('once, restart');
});

test.each<[string[], string | undefined]>([
  [['--provider-volume=/var/run/secrets-store-csi-providers'], 'no'],
  [['--provider-volume=/x', '--enable-secret-rotation=true', '--rotation-poll-interval=1h'], 'yes 3600'],
  [['--enable-secret-rotation'], 'yes 120'],
  [['--provider-volume=/x', '--enable-secret-rotation=false'], 'no'],
  [['--enable-secret-rotation=true', '--rotation-poll-interval={{ .poll }}'], 'yes'],
  [['--port=8080'], undefined],
])('a container with %j is a driver that rotates: %s', (args, expected) => {
  const found = csiRotationIn(args);
  const poll = found?.rotates === 'no' || found?.pollSeconds === undefined ? '' : ` ${found.pollSeconds}`;
  expect(found && `${found.rotates}${poll}`).toBe(expected);
});

test('files of the driver follow the store with its rotation on, after its interval and the sync of the '
  + 'kubelet', () => {
  expect(shown(csiRefresh({ rotates: 'yes', pollSeconds: 120 }))).toBe('within 210, restart');
  expect(shown(csiRefresh({ rotates: 'no' }))).toBe('once, restart');
  expect(shown(csiRefresh({ rotates: 'unknown' }))).toBe('unknown, restart');
});

test('two certificates are valid from the renewal to the end of the old one', () => {
  expect([{}, { duration: '3h' }, { duration: '3h', renewBefore: '30m' }, { duration: '3h', renewBeforePercentage: 50 }]
    .map((spec) => certificateRefresh(spec).overlapSeconds)).toEqual([720 * 3600, 3600, 1800, 5400]);
});

test.each<[PlainFields, string]>([
  [{ refreshAfter: '0s' }, 'within 60, annotate'],
  [{ refreshAfter: '1s' }, 'within 1, annotate'],
  [{ refreshAfter: '0s', hmacSecretData: false }, 'on-change, annotate'],
])('a VaultStaticSecret with %j follows Vault: %s', (spec, expected) => {
  expect(shown(vaultSecretRefresh('VaultStaticSecret', spec))).toBe(expected);
});

const INTERVAL = 'vault.hashicorp.com/template-static-secret-render-interval';

test.each([['0s', 'unknown, restart'], ['soon', 'unknown, restart'], ['1s', 'within 1, restart']])(
  'the injector with the render interval %s: %s', (interval, expected) => {
    expect(shown(injectorRefresh({ [INTERVAL]: interval }))).toBe(expected);
  },
);

test('a driver that rotates at an interval that cannot be read, and one that nobody has seen, follow it in an unknown '
  + 'time', () => {
  expect(shown(csiRefresh({ rotates: 'yes' }))).toBe('unknown, restart');
  expect(shown(csiRefresh({ rotates: 'unknown', pollSeconds: 120 }))).toBe('unknown, restart');
});
