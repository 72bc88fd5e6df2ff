import { readFileSync } from 'fs';
import { join, resolve } from 'path';
import Ajv from 'ajv';
import { EMPTY, inputOf, REPORT } from './sample';
import { artifactUri } from '../../../src/audit/reports/artifact-uri';
import { renderSarif } from '../../../src/audit/reports/sarif';

/**
 * The published schema is of JSON Schema draft 4, and uses nothing that later drafts read otherwise but these two
 * words.
 */
function publishedSchema(): object {
  const path = join(require.resolve('@microsoft/jest-sarif/package.json'), '../lib/schemas/sarif-2.1.0-rtm.5.json');
  const { $schema, id, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  return schema;
}

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  unicodeRegExp: false,
  formats: {
    'uri': (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => !/[\s\\<>"{}|^`]/.test(text) && URL.canParse(text, 'file:///'),
    'date-time': true,
  },
});
const validate = ajv.compile(publishedSchema());
const options = { root: '/repo', cwd: '/repo' };

function sarif(report = REPORT, where = options) {
  const log = JSON.parse(renderSarif(inputOf(report), where));
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log.runs[0];
}

test('the schema refuses what is not SARIF', () => {
  expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
  expect(validate({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{ message: {} }] }] })).toBe(
    false,
  );
});

test('a report is valid, also without findings', () => {
  expect(sarif().results).toHaveLength(REPORT.findings.length);
  expect(sarif(EMPTY).results).toEqual([]);
});

test('a result has a file, region, object, rule and fingerprint', () => {
  const { results, tool } = sarif();
  expect(results[1]).toMatchObject({
    ruleId: 'credential-in-args',
    level: 'error',
    message: { text: 'Deployment payments/api: container "app": an argument holds a credential' },
    locations: [{
      physicalLocation: {
        artifactLocation: { uri: 'deploy/api.yaml', uriBaseId: '%SRCROOT%' },
        region: { startLine: 9, startColumn: 5, endLine: 9, endColumn: 20 },
      },
      logicalLocations: [{ name: 'api', fullyQualifiedName: 'apps/v1/Deployment/payments/api' }],
    }],
    partialFingerprints: { 'strongboxFinding/v1': 'f2' },
    suppressions: [],
  });
  expect(tool.driver.rules[results[1].ruleIndex].id).toBe('credential-in-args');
});

test('a suppression has its reason', () => {
  expect(sarif().results[2].suppressions).toEqual([
    {
      kind: 'inSource',
      status: 'accepted',
      justification: 'the vendor reads nothing else',
      properties: { origin: 'annotation', expires: '2030-01-31' },
    },
  ]);
});

test('every rule that was checked has help, a page and its level', () => {
  const { rules } = sarif(EMPTY).tool.driver;
  expect(rules).toHaveLength(EMPTY.ruleIds.length);
  for (const rule of rules) {
    expect(rule.help.text).not.toBe('');
    expect(rule.help.markdown).toContain('**What to do:**');
    expect(rule.helpUri).toMatch(/^https:\/\//);
    expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level);
  }
});

test('problems are notifications, and input that cannot be read is not a success', () => {
  const [invocation] = sarif().invocations;
  expect(invocation.executionSuccessful).toBe(false);
  expect(
    invocation.toolExecutionNotifications.map((notification: any) => [notification.descriptor.id, notification.level]),
  ).toEqual([
    ['unreadable-input', 'error'],
    ['suppression-unused', 'warning'],
  ]);
  expect(sarif(EMPTY).invocations[0].executionSuccessful).toBe(true);
});

test.each([
  ['deploy/api.yaml', '/repo', 'deploy/api.yaml', true],
  ['api.yaml', '/repo/deploy', 'deploy/api.yaml', true],
  ['../base/a b#1.yaml', '/repo/deploy', 'base/a%20b%231.yaml', true],
  ['./x.yaml', '/repo', 'x.yaml', true],
  ['/repo/x.yaml', '/elsewhere', 'x.yaml', true],
  ['/tmp/x.yaml', '/repo', 'file:///tmp/x.yaml', false],
  ['../x.yaml', '/repo', 'file:///x.yaml', false],
  ['..x.yaml', '/repo', '..x.yaml', true],
  ['<stdin>', '/repo', 'stdin', true],
])('the path %s, read in %s, is the URI %s', (file, cwd, uri, relative) => {
  expect(artifactUri(file, resolve('/repo'), resolve(cwd))).toEqual({ uri, relative });
});
