import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ENGINES, runEngine } from './support/engines';
import { exampleObjects, expectedOf, keyOf, verdictsOf } from './support/objects';
import { AdmissionPolicyOptions } from '../../src/policy/admission-policies';
import { kyvernoPolicies } from '../../src/policy/kyverno-policies';
import { RulePolicy } from '../../src/policy/model';
import { PolicyAction } from '../../src/policy/policy-action';
import { DEFAULT_EXEMPTIONS } from '../../src/policy/policy-exemptions';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { clusterSuite } from '../cluster/support/suite';
import { isAbout, refusals } from '../policy/support/evaluate-policy';

const GATE: AdmissionPolicyOptions = {
  prefix: 'strongbox-', actionOf: () => PolicyAction.DENY, exemptions: DEFAULT_EXEMPTIONS,
};
const POLICIES = rulePolicies(CATALOG);

/** Policies by the kinds that they are about: for other kinds they would be compiled to no end. */
function byTargets(policies: readonly RulePolicy[]): RulePolicy[][] {
  const groups = new Map<string, RulePolicy[]>();
  for (const policy of policies) {
    const key = policy.targets.map(({ kind }) => kind).join();
    groups.set(key, [...groups.get(key) ?? [], policy]);
  }
  return [...groups.values()];
}

clusterSuite('Policies of Kyverno', (claim) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-kyverno-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The messages of Kyverno's command line, by object and rule, and how many verdicts it gave. */
  function verdicts(policies: readonly RulePolicy[], objects: readonly any[]): [Map<string, string>, number] {
    const run = mkdtempSync(join(folder, 'run-'));
    const write = (name: string, documents: readonly object[]) => {
      mkdirSync(join(run, name));
      documents.forEach((each, index) => writeFileSync(join(run, name, `${index}.yaml`), JSON.stringify(each)));
      return join(run, name);
    };
    const paths = [write('policies', kyvernoPolicies(policies, GATE)), '-r', write('objects', objects)];
    const report = runEngine('kyverno', ['apply', ...paths, '--policy-report', '--output-format', 'json']);
    const said = new Map<string, string>();
    for (const { policy, result, resources: [resource], message } of report.results) {
      if (result !== 'pass') {
        expect(result).toBe('fail');
        said.set(`${policy.replace('strongbox-', '')} ${keyOf(resource)}`, message);
      }
    }
    return [said, report.results.length];
  }

  claim(
    'Kyverno refuses what the audit reports, or a part of it where the policy is of a part, with its message, and '
      + 'nothing else',
    'every example of every rule, as a ValidatingPolicy for each rule in CEL',
    async () => {
      const objects = exampleObjects(POLICIES);
      let count = 0;
      for (const policies of byTargets(POLICIES)) {
        const about = objects.filter((object) => isAbout(policies[0], object));
        const [said, given] = verdicts(policies, about);
        // It gives no verdict on what is exempt.
        const judged = about.filter(({ metadata }) => !GATE.exemptions.namespaces.includes(metadata.namespace));
        expect(given).toBe(judged.length * policies.length);
        for (const policy of policies) {
          for (const object of judged) {
            const message = said.get(`${policy.rule.id} ${keyOf(object)}`);
            expect([policy.rule.id, object, message !== undefined])
              .toEqual([policy.rule.id, object, expectedOf(policy, object, message !== undefined)]);
            // It stops at the first check that fails.
            expect([undefined, ...refusals(policy, object)]).toContain(message);
            count += 1;
          }
        }
      }
      return verdictsOf(count);
    },
  );
}, {
  unavailable: process.env.STRONGBOX_ENGINES_UNAVAILABLE,
  versions: () => ENGINES.kyverno.module.title.replace(' v', ' '),
});
