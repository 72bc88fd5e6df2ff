import * as fc from 'fast-check';
import { isAbout, refusals } from './support/evaluate-policy';
import { generatedObjects } from './support/objects';
import { reportedIn, saysTheSame } from './support/reported';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { isGraphRule } from '../../src/rules/rule';
import { runs } from '../support/runs';

const DAY = '2026-11-27';
const RULES = CATALOG.filter((rule) => !isGraphRule(rule));
const POLICIES = rulePolicies(RULES, { suppressions: { generated: DAY, unsuppressible: [] } });

test('policies refuse what the audit reports of generated objects, and nothing else', () => {
  fc.assert(fc.property(generatedObjects, (object) => {
    const reported = reportedIn(object, RULES, DAY);
    for (const policy of POLICIES.filter((each) => isAbout(each, object))) {
      const messages = reported.get(policy.rule.id) ?? [];
      const said = refusals(policy, object);
      expect([policy.rule.id, said.length > 0, messages]).toEqual([policy.rule.id, messages.length > 0, messages]);
      expect(messages.length === 0 || messages.some((message) => said.some((each) => saysTheSame(each, message))))
        .toBe(true);
    }
  }), { numRuns: runs(300, 5000), seed: 20261127 });
});
