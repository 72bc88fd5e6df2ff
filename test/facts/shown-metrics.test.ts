import { filesInUse, metricsEndpoint } from '../../src/facts/shown-metrics';

const AT = Date.UTC(2026, 4, 2, 10, 0, 0);
const sample = (labels: string, value = '1') => `strongbox_files_in_use_info{${labels}} ${value}\n`;
const one = 'path="/etc/db",directory="..2026_05_02_10_00_00.17"';
const inUse = (text: string) => [...filesInUse(text)];

test('metrics show when the files of a path were written that a program uses', () => {
  const text = '# HELP strongbox_files_in_use_info Oldest directory\n# TYPE strongbox_files_in_use_info gauge\n'
    + `up 1\n${sample(one)}other{path="/etc/x",directory="..2026_05_02_10_00_00.1"} 1\n`;
  expect(inUse(text)).toEqual([['/etc/db', AT]]);
});

test.each([
  ['other labels and their order', sample('job="a}b",directory="..2026_05_02_10_00_00.17", path="/etc/db/",'), AT],
  ['a value with a point, a time and a carriage return', `${sample(one, '1.0 1777716000000').trimEnd()}\r\n`, AT],
  ['the older of two', sample(one) + sample('path="/etc/db",directory="..2026_05_02_09_59_59.3"'), AT - 1000],
])('%s are read', (_, text, expected) => {
  expect(inUse(text)).toEqual([['/etc/db', expected]]);
});

test.each([
  ['no sample', ''],
  ['a value of 0', sample(one, '0')],
  ['another metric that begins alike', sample(one).replace('_info', '_info_total')],
  ['a directory that is not named by the kubelet', sample('path="/etc/db",directory="v2"')],
  ['one of two directories that is not', sample(one) + sample('path="/etc/db",directory=""')],
  ['no path', sample('directory="..2026_05_02_10_00_00.17"')],
  ['a path inside of another label', sample('x="path=\\"/etc/db\\"",directory="..2026_05_02_10_00_00.17"')],
  ['a comment', `# ${sample(one)}`],
])('%s shows nothing', (_, text) => {
  expect(inUse(text)).toEqual([]);
});

test('a line that never ends is read in no time', () => {
  expect(inUse(`strongbox_files_in_use_info{${'a="\\"",'.repeat(50_000)}`)).toEqual([]);
});

test.each([
  ['api=8080/metrics', { port: 8080, path: 'metrics' }],
  ['sidecar=9090/metrics, api=8080/internal/v1.0/metrics', { port: 8080, path: 'internal/v1.0/metrics' }],
  ['api=8080', undefined],
  ['api=0/metrics', undefined],
  ['api=65536/metrics', undefined],
  ['8080/metrics', undefined],
  ['api=8080/../../secrets', undefined],
  ['api=8080/metrics?x=1', undefined],
  ['api=8080/%2e%2e/secrets', undefined],
  ['', undefined],
])('the endpoint of container "api" in %p is %p', (annotation, expected) => {
  expect(metricsEndpoint(annotation, 'api')).toEqual(expected);
});
