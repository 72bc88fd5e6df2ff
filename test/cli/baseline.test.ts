import { readFileSync, rmSync } from 'fs';
import { join } from 'path';
import { CREDENTIAL, POD, workplaces } from './command';

jest.setTimeout(120_000);
const workplace = workplaces();

function started() {
  const place = workplace();
  place.write({ 'deploy/pod.yaml': POD, 'deploy/credential.yaml': CREDENTIAL });
  return place;
}

/** Two findings in the manifests of these tests, whatever other rules there will be. */
const TWO_RULES = ['--rule', 'credential-in-configmap,secret-in-env'];

test('findings in it are not reported, new ones are', () => {
  const place = started();
  expect(place.run(['audit', 'deploy', ...TWO_RULES, '--write-baseline'])).toMatchObject({
    code: 0,
    stderr: 'strongbox: strongbox-baseline.json has 2 findings; use it with --baseline strongbox-baseline.json\n',
  });
  const same = place.run([
    'audit',
    'deploy',
    '--baseline',
    'strongbox-baseline.json',
    '--fail-on',
    'note',
    ...TWO_RULES,
  ]);
  expect(same.stdout).toContain('no findings in 2 objects of 2 files; 2 suppressed (2 by baseline)');
  expect(same.code).toBe(0);

  place.write({
    'deploy/credential.yaml': `# moved\n\n${CREDENTIAL}  API_TOKEN: ghp_0123456789abcdefghijABCDEFGHIJ012345\n`,
  });
  const more = place.run(['audit', 'deploy', '--baseline', 'strongbox-baseline.json']);
  expect(more.stdout).toContain('key "API_TOKEN"');
  expect(more.stdout).not.toContain('key "DATABASE_URL"');
  expect(more.code).toBe(1);
});

test('it is in one order, says what each entry is, and holds no value', () => {
  const place = started();
  place.run(['audit', 'deploy', '--baseline', 'base.json', '--write-baseline']);
  const text = readFileSync(join(place.folder, 'base.json'), 'utf8');
  const { version, findings } = JSON.parse(text);
  expect(version).toBe(1);
  expect(findings[0]).toEqual({
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
    ruleId: 'credential-in-configmap',
    subject: 'ConfigMap shop/settings',
    file: 'deploy/credential.yaml',
  });
  expect(text).not.toContain('dGhpcy1pcy1hLXZhbHVl');
});

test('what is gone is said, but not of files that were not read', () => {
  const place = started();
  place.run(['audit', 'deploy', '--write-baseline']);
  const problems = (...args: string[]) =>
    JSON.parse(place.run(['audit', ...args, '--baseline', 'strongbox-baseline.json', '--format', 'json']).stdout)
      .problems;
  expect(problems('deploy/pod.yaml')).toEqual([]);
  expect(problems('deploy', '--off', 'credential-in-configmap')).toEqual([]);
  rmSync(join(place.folder, 'deploy/credential.yaml'));
  expect(problems('deploy')).toEqual([
    {
      id: 'baseline-outdated',
      level: 'note',
      message:
        'strongbox-baseline.json contains findings that are gone: credential-in-configmap in ConfigMap '
          + 'shop/settings; update it with --write-baseline',
    },
  ]);
});

test('what nobody may suppress is in no baseline', () => {
  const place = started();
  place.write({ 'strongbox.yaml': 'unsuppressible: [credential-in-configmap]\nbaseline: base.json\n' });
  expect(place.run(['audit', 'deploy', ...TWO_RULES, '--write-baseline'])).toMatchObject({
    code: 1,
    stderr: 'strongbox: base.json has 1 finding\n',
  });
  expect(place.run(['audit', 'deploy', ...TWO_RULES]).stdout).toContain('1 finding (1 error)');
});

test('none is written where something cannot be read', () => {
  const place = started();
  place.write({ 'deploy/broken.yaml': 'apiVersion: [\n' });
  expect(place.run(['audit', 'deploy', '--write-baseline'])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(
      /^strongbox: the baseline was not written, since some input could not be read:\n {2}deploy\/broken\.yaml:\d+:\d+: \S/,
    ),
  });
});

test.each([
  ['{', 'cannot read the baseline base.json: it is not JSON'],
  ['{"version": 2, "findings": []}', 'is not a baseline of version 1'],
  ['[]', 'is not a baseline'],
  ['{"version": 1, "findings": [{}]}', 'is not a baseline'],
])('the baseline %j is refused', (content, message) => {
  const place = started();
  place.write({ 'base.json': content });
  expect(place.run(['audit', 'deploy', '--baseline', 'base.json'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message),
  });
});
