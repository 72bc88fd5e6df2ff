import * as fc from 'fast-check';
import { isAbout, refusals } from './support/evaluate-policy';
import { reportedIn } from './support/reported';
import { objectsWithTokens, PLACES } from './support/tokens';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { VENDOR_SAMPLES } from '../credentials/corpus';
import { runs } from '../support/runs';

const DAY = '2026-11-27';
const RULES = CATALOG.filter(({ id }) => Object.hasOwn(PLACES, id));
const POLICIES = rulePolicies(RULES, { suppressions: { generated: DAY, unsuppressible: [] } });
const policyOf = (id: string) => POLICIES.find(({ rule }) => rule.id === id)!;

test('what the policies refuse, the audit reports, and messages have nothing of a token', () => {
  const refused = { yes: 0, no: 0 };
  fc.assert(fc.property(objectsWithTokens, (object) => {
    const reported = reportedIn(object, RULES, DAY);
    for (const policy of POLICIES.filter((each) => isAbout(each, object))) {
      const said = refusals(policy, object);
      refused[said.length > 0 ? 'yes' : 'no'] += 1;
      if (said.length > 0) {
        expect([object, policy.rule.id, reported.has(policy.rule.id)]).toEqual([object, policy.rule.id, true]);
      }
    }
  }), { numRuns: runs(1500, 10_000), seed: 20261128 });
  expect(Math.min(refused.yes, refused.no)).toBeGreaterThan(100);
});

test.each(Object.entries(PLACES))('%s: nearly every sample of the detector is found', (id, [place]) => {
  const missed = VENDOR_SAMPLES.filter(({ value }) => refusals(policyOf(id), place(value)).length === 0);
  expect(missed.map(({ title }) => title)).toEqual([]);
});

test('a message names the place and what it is, says what to do, and has nothing of the token', () => {
  const { value } = VENDOR_SAMPLES.find(({ kind }) => kind === 'github-token')!;
  const said = Object.entries(PLACES).map(([id, [place]]) => refusals(policyOf(id), place(value)));
  expect(said.map(([message]) => message.replace(/\. [A-Z].*/s, ''))).toEqual([
    'credential-in-env: container "main", variable "SETTING" contains a GitHub token',
    'credential-in-args: container "main", args[1] contains a GitHub token',
    'credential-in-probe: container "main", livenessProbe.httpGet, header "X-Setting" contains a GitHub token',
    'credential-in-configmap: key "key.txt" contains a GitHub token',
    'credential-in-annotation: annotation "acme.io/note" contains a GitHub token',
  ]);
  expect(JSON.stringify(said)).not.toContain(value.slice(0, 8));
});
