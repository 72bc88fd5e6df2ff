import { mkdtempSync, realpathSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { POD_KINDS } from '../../../src/facts/admission-kinds';
import { PolicyObject, resourceRules } from '../../../src/policy/admission-policies';
import { PolicyAction } from '../../../src/policy/policy-action';
import { policyObjects } from '../../../src/policy/policy-set';
import { RulePreset } from '../../../src/rules/rule-preset';
import { RuleScope } from '../../../src/rules/rule-scope';
import { Manifest } from '../support/api-client';
import { binary, hasGo, kubernetesModule, STORAGE_VERSION_MIGRATION } from '../support/binaries';
import { installCrds, publishedCrds, PUBLISHERS } from '../support/crds';
import { Daemon } from '../support/process';
import { clusterSuite, useControlPlane } from '../support/suite';
import { inlined, inScope, typedPolicy, writtenByKind } from '../support/typed';

jest.setTimeout(400_000);

/** A controller manager is built for the newest release only. */
const isNew = Number(kubernetesModule().minor.split('.')[1]) >= STORAGE_VERSION_MIGRATION;

const POLICIES = policyObjects({ preset: RulePreset.STRICT, notes: PolicyAction.WARN })
  .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
const TOKEN = 'token-controllers';

interface Warning {
  readonly of: string;
  readonly problems: readonly string[];
}

/**
 * What is wrong with the expressions of rules. A field that only some of the kinds have is one that the expression
 * tests with `has()`; one that none has is misspelt.
 */
function wrongInAllKinds(policies: readonly Manifest[], warnings: readonly Warning[]): string[] {
  const kindsOf = (list: readonly string[]) => new Set(list.map((of) => of.split(' for ')[1]));
  const ofRule = (rule: string) => (of: string) => of.startsWith(`${rule} for `);
  const all: string[] = policies.flatMap(({ spec }) => spec.validations.map(({ message }: any) => message));
  const found = warnings.flatMap(({ of, problems }) =>
    problems.map((problem) => ({ of, rule: of.split(' for ')[0], problem })));
  return [...new Set(found.filter(({ rule, problem }) => {
    const reporting = found.filter((each) => each.rule === rule && each.problem === problem).map(({ of }) => of);
    return !problem.startsWith('undefined field')
      || kindsOf(reporting).size === kindsOf(all.filter(ofRule(rule))).size;
  }).map(({ rule, problem }) => `${rule}: ${problem}`))];
}

clusterSuite('Types of admission policies', (claim) => {
  const plane = useControlPlane({
    users: [{ token: TOKEN, name: 'system:kube-controller-manager', groups: ['system:masters'] }],
  });
  let folder: string;
  let controllers: Daemon | undefined;

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'strongbox-types-')));
    await installCrds(plane().admin, publishedCrds(PUBLISHERS.externalSecrets)!);
    controllers = new Daemon('kube-controller-manager', binary('kube-controller-manager'), [
      `--kubeconfig=${plane().apiServer.kubeconfig(TOKEN)}`, '--leader-elect=false', '--secure-port=0',
      '--controllers=validatingadmissionpolicy-status-controller',
    ], join(folder, 'kube-controller-manager.log'));
  }, 300_000);

  afterAll(async () => {
    await controllers?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  /** What the type checker has against a policy, each with what it is about. */
  async function warningsOf(policy: Manifest): Promise<Warning[]> {
    await plane().admin.expectApplied(policy);
    for (const started = Date.now(); ;) {
      const { body } = await plane().admin.get(policy);
      if (body.status?.observedGeneration === body.metadata.generation) {
        const warnings: { readonly fieldRef: string; readonly warning: string }[] =
          body.status.typeChecking?.expressionWarnings ?? [];
        return warnings.map(({ fieldRef, warning }) => ({
          of: policy.spec.validations[Number(/\d+/.exec(fieldRef)![0])].message,
          problems: [...warning.matchAll(/ERROR: <input>:[\d:]+ (.*)/g)].map(([, problem]) => problem),
        }));
      }
      if (Date.now() - started > 60_000) {
        throw new Error(`${policy.metadata.name} has no status;\n${controllers!.log.slice(-2000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }

  claim(
    'the type checker of Kubernetes has nothing against any expression of a rule, with the types of each kind',
    'for each kind a policy whose conditions are the expressions of all rules as they are written, with variables that '
      + 'have the types of the kind; `status.typeChecking` of each',
    async () => {
      const policies = writtenByKind(RulePreset.STRICT._rules);
      const expressions = policies.flatMap(({ spec }) => spec.validations).length;
      expect(expressions).toBeGreaterThan(500);
      const warnings = (await Promise.all(policies.map(warningsOf))).flat();
      expect(wrongInAllKinds(policies, warnings)).toEqual([]);
      return `${policies.length} kinds`;
    },
  );

  claim(
    'and nothing against the variables and conditions of the policies',
    'for each policy another one whose conditions are its variables, conditions and messages',
    async () => {
      for (const policy of POLICIES) {
        expect(await warningsOf(inlined(policy))).toEqual([]);
      }
      return `${POLICIES.length} policies`;
    },
  );

  const wrongOnes = 'one of each, in the same policies';
  claim('it warns of an expression with a wrong type or a misspelt field', wrongOnes, async () => {
    const [kind] = POD_KINDS.filter(({ kind: name }) => name === 'Deployment');
    const written = (expression: string) => typedPolicy('wrong-written', resourceRules([kind]),
      inScope({ scope: RuleScope.ENV }, kind, expression)
        .map((each) => ({ of: 'wrong for Deployment', expression: each })));
    const policies = [written('has(self.valueFrom) && has(self.valueFrom.secretKeyReference)')];
    expect(wrongInAllKinds(policies, await warningsOf(policies[0])))
      .toEqual(["wrong: undefined field 'secretKeyReference'"]);
    const [wrong] = await warningsOf(written('self.name > 1'));
    expect(wrong.problems).toEqual([expect.stringContaining('no matching overload')]);

    const policy = POLICIES.find(({ metadata }) => metadata.name === 'strongbox-secret-in-env')! as any;
    const changed = (name: string): PolicyObject => ({
      ...policy,
      metadata: { name: `wrong-${name}` },
      spec: {
        ...policy.spec,
        variables: policy.spec.variables.map((variable: any) => (variable.name !== name ? variable
          : { name, expression: `has(object.spek) ? (${variable.expression}) : (${variable.expression})` })),
      },
    });
    for (const { name } of policy.spec.variables) {
      const warnings = await warningsOf(inlined(changed(name)));
      expect(warnings.map(({ of }) => of)).toEqual([`wrong-${name}: variable ${name}`]);
      expect(new Set(warnings[0].problems)).toEqual(new Set(["undefined field 'spek'"]));
    }
  });
}, {
  unavailable: process.env.STRONGBOX_CLUSTER_UNAVAILABLE
    ?? (isNew ? undefined : 'tried with the newest release')
    ?? (hasGo() ? undefined : 'no Go, to download definitions and to build kube-controller-manager with'),
});
