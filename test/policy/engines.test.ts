import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as YAML from 'yaml';
import { AdmissionPolicyFiles, ControlPlane, PolicyAction, PolicyEngine } from '../../src';
import { engineObjects } from '../../src/policy/engine-objects';
import { RulePreset } from '../../src/rules/rule-preset';

const DAY = '2026-11-27';
const kindsOf = (objects: readonly { kind: string }[]) => [...new Set(objects.map(({ kind }) => kind))];
const withoutPrefix = (name: string) => name.replace(/^strongbox-/, '').replace('.static.k8s.io', '');

test.each([
  [PolicyEngine.KUBERNETES, ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']],
  [PolicyEngine.FILES, ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding']],
  [PolicyEngine.KYVERNO, ['ValidatingPolicy']],
])('%s: a policy of the kind of the engine for each rule', (engine, kinds) => {
  const objects = engineObjects(engine, { day: DAY });
  expect(kindsOf(objects)).toEqual(kinds);
  const rules = engineObjects(PolicyEngine.KUBERNETES, { day: DAY }).map(({ metadata }) => metadata.name);
  expect(new Set(objects.map(({ metadata }) => withoutPrefix(metadata.name))))
    .toEqual(new Set(rules.map(withoutPrefix)));
});

test('gatekeeper: a template and a constraint for each rule', () => {
  const rules = engineObjects(PolicyEngine.KYVERNO, { day: DAY }).map(({ metadata }) => withoutPrefix(metadata.name));
  const objects = engineObjects(PolicyEngine.GATEKEEPER, { day: DAY });
  const constraints = objects.filter(({ apiVersion }) => apiVersion.startsWith('constraints.'));
  expect(constraints.map(({ metadata }) => metadata.name)).toEqual(rules);
  expect(objects.length).toBe(2 * rules.length);
});

test.each(Object.values(PolicyEngine))('%s: a rule that is off in the options has no policy', (engine) => {
  const options = { preset: RulePreset.STRICT, actions: { 'secret-in-env': PolicyAction.OFF }, day: DAY };
  expect(JSON.stringify(engineObjects(engine, options))).not.toContain('secret-in-env:');
});

test.each([PolicyEngine.KYVERNO, PolicyEngine.GATEKEEPER])('%s cannot limit who may suppress', (engine) => {
  expect(() => engineObjects(engine, { suppressors: { users: ['alice'] } })).toThrow(
    /^suppressors: (Kyverno|Gatekeeper) cannot limit who may suppress; leave them out/,
  );
});

describe('files of the API server', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-files-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function present(content: string): string {
    const path = join(folder, 'present.yaml');
    writeFileSync(path, content);
    return path;
  }

  const pluginsOf = (files: AdmissionPolicyFiles) =>
    YAML.parse(files.wire(ControlPlane.staticPod()).textOf('admission-config.yaml')).plugins;
  const config = (plugins: object[]) =>
    JSON.stringify({ apiVersion: 'apiserver.config.k8s.io/v1', kind: 'AdmissionConfiguration', plugins });

  test('every document has the ending that the API refuses, and each binding names a policy of the file', () => {
    const wiring = new AdmissionPolicyFiles({ day: DAY }).wire(ControlPlane.staticPod());
    const documents = YAML.parseAllDocuments(wiring.textOf('admission-policies.yaml')).map((each) => each.toJS());
    const of = (wanted: string) => documents.filter(({ kind }) => kind === wanted);
    const names = of('ValidatingAdmissionPolicy').map(({ metadata }) => metadata.name);
    const bindings = of('ValidatingAdmissionPolicyBinding');
    names.forEach((name) => expect(name).toMatch(/^strongbox-.*\.static\.k8s\.io$/));
    expect(bindings.map(({ spec }) => spec.policyName)).toEqual(names);
    expect(names.length).toBeGreaterThan(10);
  });

  test('plugins of the present configuration stay, before ours', () => {
    const others = [{ name: 'PodSecurity', configuration: { kind: 'PodSecurityConfiguration' } }];
    const found = pluginsOf(new AdmissionPolicyFiles({ presentConfig: present(config(others)) }));
    expect(found.map(({ name }: any) => name)).toEqual(['PodSecurity', 'ValidatingAdmissionPolicy']);
    expect(found[0]).toEqual(others[0]);
  });

  test.each([
    ['another kind', 'kind: EncryptionConfiguration\n', 'is not an AdmissionConfiguration with a list of plugins'],
    ['a plugin without a name', config([{}]), 'is not an AdmissionConfiguration with a list of plugins, each with a'],
    ['no YAML', 'a: [', 'cannot be read: it is neither YAML nor JSON'],
    [
      'a relative path', config([{ name: 'EventRateLimit', path: 'limits.yaml' }]),
      'the path of plugin "EventRateLimit" is relative to the folder of the file; write it as an absolute path',
    ],
    [
      'policies of another folder', config([{ name: 'ValidatingAdmissionPolicy' }]),
      'has the plugin ValidatingAdmissionPolicy already, which reads one folder',
    ],
  ])('refused as present configuration: %s', (_, content, message) => {
    const path = present(content);
    expect(() => new AdmissionPolicyFiles({ presentConfig: path })).toThrow(message);
  });

  test('a present configuration that is not there is named', () => {
    expect(() => new AdmissionPolicyFiles({ presentConfig: join(folder, 'none') })).toThrow(/cannot be read: ENOENT$/);
  });
});
