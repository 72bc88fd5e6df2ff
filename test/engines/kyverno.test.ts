import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { ENGINES, outputOf, runEngine } from './support/engines';
import { exampleObjects, expectedOf, keyOf, verdictsOf } from './support/objects';
import { AdmissionPolicyOptions } from '../../src/policy/admission-policies';
import { kyvernoMutatingPolicies, kyvernoPolicies } from '../../src/policy/kyverno-policies';
import { RulePolicy } from '../../src/policy/model';
import { PolicyAction } from '../../src/policy/policy-action';
import { DEFAULT_EXEMPTIONS } from '../../src/policy/policy-exemptions';
import { PolicyMutation } from '../../src/policy/policy-mutation';
import { policiesOf } from '../../src/policy/policy-set';
import { rulePolicies } from '../../src/policy/rule-policies';
import { CATALOG } from '../../src/rules/catalog';
import { clusterSuite } from '../cluster/support/suite';
import { isAbout, refusals } from '../policy/support/evaluate-policy';
import {
  BUILDERS, made, modesOf, SERVED_VOLUMES, specOf, TEMPLATES, TIGHTENED, TIGHTENED_CASES, TOKEN_CASES, UNCHANGED,
  UNCHANGED_CASES,
} from '../policy/support/mutated';

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

/** What the command line knows of a request. */
interface Known {
  readonly username?: string;
  readonly groups?: readonly string[];
  readonly namespaces?: readonly object[];
}

const namespace = (name: string, metadata: object = {}) => ({ metadata: { name, ...metadata } });

clusterSuite('Policies of Kyverno', (claim) => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-kyverno-'));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function written(run: string, name: string, documents: readonly object[]): string {
    mkdirSync(join(run, name));
    documents.forEach((each, index) => writeFileSync(join(run, name, `${index}.yaml`), JSON.stringify(each)));
    return join(run, name);
  }

  /** Arguments that give the command line a user and namespaces. */
  function knowing(run: string, { username = 'developer', groups = [], namespaces = [] }: Known): string[] {
    const [user, values] = [join(run, 'user.yaml'), join(run, 'values.yaml')];
    const named = (kind: string) => ({ apiVersion: 'cli.kyverno.io/v1alpha1', kind, metadata: { name: 'known' } });
    writeFileSync(user, JSON.stringify({ ...named('UserInfo'), userInfo: { username, groups } }));
    writeFileSync(values, JSON.stringify({ ...named('Values'), namespaces }));
    return ['-u', user, ...namespaces.length === 0 ? [] : ['-f', values]];
  }

  /** Objects as they are after a mutation, in their order, by whoever creates them. */
  function mutated(mutation: PolicyMutation, objects: readonly any[], known: Known = {}): any[] {
    const run = mkdtempSync(join(folder, 'run-'));
    const named = objects.map((each, index) => ({ ...each, metadata: { ...each.metadata, name: `object-${index}` } }));
    const policies = kyvernoMutatingPolicies([mutation], { ...GATE, isSuppressible: () => true });
    const paths = [written(run, 'policies', policies), '-r', written(run, 'objects', named), ...knowing(run, known)];
    outputOf('kyverno', ['apply', ...paths, '-o', join(run, 'out')]);
    return named.map((each) => {
      const file = join(run, 'out', `${each.metadata.name}-mutated.yaml`);
      expect(existsSync(file)).toBe(true);
      return parseAllDocuments(readFileSync(file, 'utf8'))[0].toJS();
    });
  }

  /** The messages of Kyverno's command line, by object and rule, and how many verdicts it gave. */
  function verdicts(
    policies: readonly RulePolicy[], objects: readonly any[], gate = GATE, known?: Known,
  ): [Map<string, string>, number] {
    const run = mkdtempSync(join(folder, 'run-'));
    const policyFolder = written(run, 'policies', kyvernoPolicies(policies, gate));
    const paths = [policyFolder, '-r', written(run, 'objects', objects), ...known ? knowing(run, known) : []];
    const report = runEngine('kyverno', ['apply', ...paths, '--policy-report', '--output-format', 'json']);
    const said = new Map<string, string>();
    for (const { policy, result, resources: [resource], message } of report.results) {
      // It skips what is exempt by a condition.
      if (result !== 'pass' && result !== 'skip') {
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

  claim(
    'a namespace with the exempt label, users, groups and objects are exempt, and nothing beside them',
    'a Deployment that breaks a rule in each case',
    async () => {
      const container = { name: 'app', image: 'app:1', envFrom: [{ secretRef: { name: 'db' } }] };
      const broken = (name: string, where: string) => made('Deployment', { containers: [container] }, {
        name, namespace: where,
      });
      const gate: AdmissionPolicyOptions = {
        ...GATE,
        exemptions: {
          ...DEFAULT_EXEMPTIONS,
          namespaceLabel: 'acme.io/unjudged',
          users: ['operator'],
          groups: ['break-glass'],
          objects: [{ kind: 'Deployment', namespaceName: 'shop', name: 'legacy' }],
        },
      };
      const policies = POLICIES.filter(({ rule }) => rule.id === 'secret-in-env');
      const namespaces = [
        namespace('shop', { labels: { 'kubernetes.io/metadata.name': 'shop' } }),
        namespace('unjudged', { labels: { 'kubernetes.io/metadata.name': 'unjudged', 'acme.io/unjudged': '' } }),
        namespace('kube-system', { labels: { 'kubernetes.io/metadata.name': 'kube-system' } }),
      ];
      const objects = [broken('new', 'shop'), broken('legacy', 'shop'), broken('new', 'unjudged'),
        broken('new', 'kube-system')];
      const refused = (known: Known) =>
        [...verdicts(policies, objects, gate, { namespaces, ...known })[0].keys()];
      expect(refused({})).toEqual([`secret-in-env ${keyOf(objects[0])}`]);
      expect(refused({ groups: ['dev'] })).toHaveLength(1);
      expect(refused({ username: 'operator' })).toEqual([]);
      expect(refused({ groups: ['break-glass'] })).toEqual([]);
    },
  );

  claim(
    'a user who is not one of the writers cannot set values in Secrets; a scan, which has no user, passes them',
    'Secrets with and without values, by a writer, by another user, and by nobody',
    async () => {
      const policies = policiesOf({ secretWriters: { users: ['writer'] } })
        .filter(({ rule }) => rule.id === 'plaintext-secret');
      const of = (name: string, more: object) =>
        ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'shop' }, ...more });
      const objects = [of('full', { data: { password: 'YQ==' } }), of('text', { stringData: { password: 'a' } }),
        of('empty', {})];
      const refused = (known?: Known) => [...verdicts(policies, objects, GATE, known)[0].keys()].sort();
      expect(refused({})).toEqual(objects.slice(0, 2).map((each) => `plaintext-secret ${keyOf(each)}`));
      expect(refused({ username: 'writer' })).toEqual([]);
      expect(refused()).toEqual([]);
    },
  );

  claim(
    'a MutatingPolicy sets in new objects what a MutatingAdmissionPolicy sets: the token field, and modes of files',
    'each kind with the objects that are given to an API server, as it has them when policies run',
    async () => {
      const tokens = TEMPLATES.flatMap((kind) => TOKEN_CASES.map((each) => [kind, ...each] as const));
      const objects = tokens.map(([kind, spec, annotations]) => made(kind, spec, {}, annotations));
      const fields = mutated(PolicyMutation.TOKEN_AUTOMOUNT, objects)
        .map((object) => specOf(object).automountServiceAccountToken);
      expect(tokens.map((each, index) => [...each.slice(0, 3), fields[index]])).toEqual(tokens);

      const modes = Object.keys(BUILDERS).flatMap((kind) => [
        ...TIGHTENED_CASES.map((spec) => [kind, spec, TIGHTENED] as const),
        ...UNCHANGED_CASES.map((spec) => [kind, spec, UNCHANGED] as const),
      ]);
      const withVolumes = modes.map(([kind, spec]) => made(kind, { ...spec, volumes: SERVED_VOLUMES }));
      const found = mutated(PolicyMutation.SECRET_FILE_MODE, withVolumes);
      expect(modes.map(([kind, spec], index) => [kind, spec, modesOf(specOf(found[index]).volumes)])).toEqual(modes);
      // All else stays.
      const restored = found.map((object) => JSON.parse(JSON.stringify(object).replace(/"defaultMode":288/g,
        '"defaultMode":420')));
      expect(restored.map(specOf)).toEqual(JSON.parse(JSON.stringify(withVolumes.map(specOf))));
    },
  );

  claim(
    'a MutatingPolicy leaves what is exempt, suppressed or controlled, and what it has changed already',
    'a Deployment in kube-system, of a controller, with an annotation, with an owner, in a namespace whose annotation '
      + 'requests a client, and one that is sent again',
    async () => {
      const owner = { apiVersion: 'acme.io/v1', kind: 'Shop', name: 'a', uid: 'b', controller: true };
      const annotations = {
        'cdk8s-strongbox/suppress.default-service-account': 'it calls the API',
        'cdk8s-strongbox/suppress.secret-volume-mode': 'two users read it',
      };
      const pods = { ...TIGHTENED_CASES[0], volumes: SERVED_VOLUMES };
      const left = [{ namespace: 'kube-system' }, { annotations }, { ownerReferences: [owner] }]
        .map((metadata) => made('Deployment', pods, metadata));
      for (const mutation of Object.values(PolicyMutation)) {
        expect(mutated(mutation, left).map(specOf)).toEqual(left.map(specOf));
        const own = [made('Deployment', pods)];
        const byOperator = mutated(mutation, own, { username: 'system:kube-controller-manager' });
        expect(byOperator.map(specOf)).toEqual(own.map(specOf));
        const once = mutated(mutation, own);
        expect(once.map(specOf)).not.toEqual(own.map(specOf));
        expect(mutated(mutation, once)).toEqual(once);
      }
      const meshed = namespace('meshed', { annotations: { 'linkerd.io/inject': 'enabled' } });
      for (const [name, expected] of [['meshed', undefined], ['shop', false]] as const) {
        const [object] = mutated(PolicyMutation.TOKEN_AUTOMOUNT, [made('Deployment', {}, { namespace: name })],
          { namespaces: [meshed, namespace('shop')] });
        expect([name, specOf(object).automountServiceAccountToken]).toEqual([name, expected]);
      }
    },
  );
}, {
  unavailable: process.env.STRONGBOX_ENGINES_UNAVAILABLE,
  versions: () => ENGINES.kyverno.module.title.replace(' v', ' '),
});
