import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ENGINES, runEngine } from './support/engines';
import { exampleObjects, expectedOf, keyOf, verdictsOf } from './support/objects';
import { AdmissionPolicyOptions } from '../../src/policy/admission-policies';
import { GATEKEEPER_NAMES, gatekeeperTemplates } from '../../src/policy/gatekeeper-templates';
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

clusterSuite('Policies of Gatekeeper', (claim) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-gatekeeper-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The messages of gator, by object and rule. */
  function verdicts(objects: readonly unknown[], gate = GATE): Map<string, string[]> {
    const templates = gatekeeperTemplates(rulePolicies(CATALOG, { names: GATEKEEPER_NAMES }), gate);
    const file = join(folder, 'all.yaml');
    writeFileSync(file, [...templates, ...objects].map((each) => JSON.stringify(each)).join('\n---\n'));
    const said = new Map<string, string[]>();
    for (const { msg, constraint, violatingObject } of runEngine('gator', ['test', '-f', file, '-o', 'json']) ?? []) {
      const key = `${constraint.metadata.name} ${keyOf(violatingObject)}`;
      said.set(key, [...said.get(key) ?? [], msg]);
    }
    return said;
  }

  claim(
    'gator refuses what the audit reports, or a part of it where the policy is of a part, with its message, and '
      + 'nothing else',
    'every example of every rule, as a ConstraintTemplate with its constraint for each rule in CEL',
    async () => {
      // It says nothing of what is exempt.
      const objects = exampleObjects(POLICIES)
        .filter(({ metadata }) => !GATE.exemptions.namespaces.includes(metadata.namespace));
      const said = verdicts(objects);
      let count = 0;
      for (const object of objects) {
        for (const policy of POLICIES.filter((each) => isAbout(each, object))) {
          const messages = said.get(`${policy.rule.id} ${keyOf(object)}`) ?? [];
          expect([policy.rule.id, object, messages.length > 0])
            .toEqual([policy.rule.id, object, expectedOf(policy, object, messages.length > 0)]);
          expect([policy.rule.id, object, messages.sort()])
            .toEqual([policy.rule.id, object, refusals(policy, object).sort()]);
          count += 1;
        }
      }
      expect([...said.values()].flat().length).toBeGreaterThan(100);
      return verdictsOf(count);
    },
  );

  claim(
    'objects of namespaces that are exempt are not judged',
    'the same objects in kube-system',
    async () => {
      const objects = exampleObjects(POLICIES)
        .map((object) => ({ ...object, metadata: { ...object.metadata, namespace: 'kube-system' } }))
        .filter(({ kind }) => kind === 'Pod' || kind === 'Deployment');
      const open = { ...GATE, exemptions: { ...GATE.exemptions, namespaces: [] } };
      expect(verdicts(objects, open).size).toBeGreaterThan(0);
      expect(verdicts(objects).size).toBe(0);
    },
  );
}, {
  unavailable: process.env.STRONGBOX_ENGINES_UNAVAILABLE,
  versions: () => ENGINES.gator.module.title.replace(' v', ' '),
});
