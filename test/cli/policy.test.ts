import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { workplaces } from './command';
import { parse } from '../rules/fixtures';

const workplace = workplaces();
const policy = (...args: string[]) => workplace().call(['policy', '--no-config', '--day', '2026-11-27', ...args]);

test('prints the policies of the preset as one stream', async () => {
  const { code, stdout } = await policy('--preset', 'strict', '--errors', 'deny', '--action', 'secrets-list=audit');
  expect(code).toBe(0);
  const objects = parse(stdout) as any[];
  const actions = Object.fromEntries(objects.filter(({ kind }) => kind.endsWith('Binding'))
    .map(({ spec }) => [spec.policyName, spec.validationActions[0]]));
  expect(actions).toMatchObject({
    'strongbox-secret-in-env': 'Deny', 'strongbox-secret-mount-writable': 'Warn', 'strongbox-secrets-list': 'Audit',
  });
});

test('writes a file for each policy, again and again', async () => {
  const place = workplace();
  const two = ['--action', 'secret-in-env=warn', '--action', 'token-create=deny'];
  const only = ['--errors', 'off', '--warnings', 'off', ...two];
  const args = ['policy', '--no-config', ...only, '--output', join(place.folder, 'out')];
  for (let time = 0; time < 2; time++) {
    expect((await place.call(args)).code).toBe(0);
  }
  expect(readdirSync(join(place.folder, 'out')).sort())
    .toEqual(['strongbox-secret-in-env.yaml', 'strongbox-token-create.yaml']);
  expect(readFileSync(join(place.folder, 'out/strongbox-token-create.yaml'), 'utf8').match(/^kind: /gm)).toHaveLength(2);
});

test('limits who may suppress', async () => {
  const { code, stdout } = await policy('--suppressor-group', 'security', '--suppressor-user', 'release');
  expect(code).toBe(0);
  const written: any = parse(stdout).find(({ kind, metadata }: any) => kind === 'ValidatingAdmissionPolicy'
    && metadata.name === 'strongbox-suppressors');
  const [{ expression }] = written.spec.validations;
  expect(expression).toContain('request.userInfo.username in ["release"]');
  expect(expression).toContain('exists(g, g in ["security"])');
});

test('limits who may set values in Secrets, also by a ConfigMap', async () => {
  const args = ['--secret-writer-user', 'operator', '--secret-writer-group', 'release'];
  const { stdout } = await policy(...args, '--secret-writers-config-map', 'platform/writers');
  const ofSecrets = (parse(stdout) as any[]).filter(({ metadata }) => metadata.name === 'strongbox-plaintext-secret');
  expect(ofSecrets[0].spec.matchConditions.at(-1).expression).toContain('request.userInfo.username in ["operator"]');
  expect(ofSecrets[1].spec.paramRef).toMatchObject({ name: 'writers', namespace: 'platform' });

  const explained = await policy(...args, '--explain');
  expect(explained.stdout).toMatch(/^ {2}plaintext-secret +warn +Secret; only who sets values of Secrets/m);
  expect(explained.stdout.match(/^ {2}plaintext-secret /gm)).toHaveLength(1);
  expect((await policy('--explain')).stdout).toMatch(/^ {2}plaintext-secret +at admission every Secret/m);
});

test('changes new objects where it is told to', async () => {
  const { stdout } = await policy('--mutate', 'token-automount', '--mutate', 'secret-file-mode');
  const names = (parse(stdout) as any[]).filter(({ kind }) => kind === 'MutatingAdmissionPolicy')
    .map(({ metadata }) => metadata.name);
  expect(names).toEqual(['strongbox-mutate-token-automount', 'strongbox-mutate-secret-file-mode']);
});

test('explains what is checked, and why other rules have no policy', async () => {
  const { stdout } = await policy('--explain', '--preset', 'strict');
  expect(stdout).toMatch(/^ {2}secret-in-env +warn +Pod, .*CronJob$/m);
  expect(stdout).toMatch(/^ {2}credential-in-env +warn +Pod, .*; only tokens of known vendors/m);
  expect(stdout).toMatch(/^ {2}secrets-by-built-in-role +warn +RoleBinding, .*; only roles that are not in/m);
});

test('renders for other engines', async () => {
  expect((await policy('--engine', 'kyverno')).stdout).toContain('kind: ValidatingPolicy');
  expect((await policy('--engine', 'kyverno', '--mutate', 'token-automount')).stdout).toContain('kind: MutatingPolicy');
  expect((await policy('--engine', 'gatekeeper')).stdout).toContain('kind: ConstraintTemplate');
});

test.each([
  [['--engine', 'opa'], /--engine "opa": use one of kubernetes, files, kyverno, gatekeeper/],
  [['--mutate', 'modes'], /--mutate "modes": use one of token-automount, secret-file-mode/],
  [['--engine', 'gatekeeper', '--mutate', 'token-automount'], /mutations: Gatekeeper cannot set them/],
  [['--errors', 'block'], /--errors "block": use one of off, audit, warn, deny/],
  [['--action', 'secret-in-env'], /write the rule and the action/],
  [['--action', 'secret-in-evn=deny'], /there is no rule/],
  [['--secret-writers-config-map', 'writers'], /--secret-writers-config-map "writers": write the namespace and/],
  [['--suppressors-config-map', 'A/b'], /suppressors\.configMap: "A" is not a valid namespace/],
  [['--engine', 'kyverno', '--secret-writers-config-map', 'a/b'], /secretWriters\.configMap: policies cannot read/],
  [['--action', 'plaintext-secret=deny'], /no policy checks the rule 'plaintext-secret': .*secretWriters/],
  [['--day', 'today'], /day must be a date/],
  [['--engine', 'kyverno', '--suppressor-group', 'security'], /suppressors: Kyverno cannot limit who may suppress/],
])('refuses %j', async (args, expected) => {
  const { code, stderr } = await policy(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(expected);
});
