import * as fc from 'fast-check';
import { PolicyAction } from '../../../src/policy/policy-action';
import { policyObjects } from '../../../src/policy/policy-set';
import { rulePolicies } from '../../../src/policy/rule-policies';
import { RulePreset } from '../../../src/rules/rule-preset';
import { HEX, draw, VENDOR_SAMPLES } from '../../credentials/corpus';
import { isAbout, refusals } from '../../policy/support/evaluate-policy';
import { reportedIn } from '../../policy/support/reported';
import { objectsWithTokens, PLACES } from '../../policy/support/tokens';
import { runs } from '../../support/runs';
import { ApiResponse, Manifest } from '../support/api-client';
import { kubernetesModule } from '../support/binaries';
import { installPolicies, warningsByRule } from '../support/policies';
import { clusterSuite, useControlPlane } from '../support/suite';

jest.setTimeout(600_000);

const NAMESPACE = 'policies';
const DAY = new Date().toISOString().slice(0, 10);
const AT_ONCE = 12;
const IDS = Object.keys(PLACES);
const RULES = RulePreset.STRICT._rules.filter(({ id }) => IDS.includes(id));
const POLICIES = rulePolicies(RULES, { suppressions: { generated: DAY, unsuppressible: [] } });

/** Times differ from run to run, and a claim does not. */
const print = (text: string) => process.stderr.write(`Tokens: ${text}\n`);

const many = <T>(length: number, make: (index: number) => T) => Array.from({ length }, (_, index) => make(index));

/** What a policy refuses, the audit reports; the server refuses what our evaluator of the policy does, and says so. */
function difference(object: Manifest, response: ApiResponse): string[] {
  const server = warningsByRule(response);
  const reported = reportedIn(object, RULES, DAY);
  return POLICIES.filter((policy) => isAbout(policy, object)).flatMap((policy) => {
    const { id } = policy.rule;
    const ours = refusals(policy, object);
    const said = server.get(id) ?? [];
    return said.length > 0 && !reported.has(id) ? [`${id}: only the server says ${said[0]}`]
      : said.length !== ours.length || !said.every((each, index) => ours[index].startsWith(each.slice(0, 90)))
        ? [`${id}: the server says ${said[0]}, our evaluator ${ours[0]}`] : [];
  });
}

const minor = Number(kubernetesModule().minor.split('.')[1]);

clusterSuite('Admission policies: tokens of vendors', (claim) => {
  const plane = useControlPlane();

  beforeAll(async () => {
    await plane().apiServer.createNamespace(NAMESPACE);
    const preset = RulePreset.STRICT.derive({ off: RulePreset.STRICT.ruleIds.filter((id) => !IDS.includes(id)) });
    await installPolicies(plane().admin, policyObjects({ preset, errors: PolicyAction.WARN }));
  }, 120_000);

  async function compare(objects: Manifest[]): Promise<{ refused: number; differences: string[] }> {
    const differences: string[] = [];
    let refused = 0;
    for (let start = 0; start < objects.length; start += AT_ONCE) {
      await Promise.all(objects.slice(start, start + AT_ONCE).map(async (object) => {
        const response = await plane().admin.create(object, { dryRun: 'All' });
        if (response.status < 300) {
          refused += warningsByRule(response).size > 0 ? 1 : 0;
          differences.push(...difference(object, response));
        }
      }));
    }
    return { refused, differences };
  }

  claim(
    'a token of each vendor is refused in variables, command lines, ConfigMaps and annotations',
    'a dry run of a sample of each shape in each place',
    async () => {
      const objects = Object.values(PLACES).flatMap(([place]) => VENDOR_SAMPLES.map(({ value }) => place(value)));
      const { refused, differences } = await compare(objects);
      expect(differences.slice(0, 5)).toEqual([]);
      expect(refused).toBe(objects.length);
      return `${VENDOR_SAMPLES.length} samples in ${IDS.length} places, all refused`;
    },
  );

  claim(
    'what a policy refuses, the audit reports',
    'a dry run of generated objects with tokens, placeholders and masks, some with suppressions',
    async () => {
      const objects = fc.sample(objectsWithTokens, { seed: 20261128, numRuns: runs(1000, 10_000) });
      const { refused, differences } = await compare(objects);
      expect(differences.slice(0, 5)).toEqual([]);
      expect(refused).toBeGreaterThan(objects.length / 10);
      expect(refused).toBeLessThan(objects.length);
    },
  );

  describe('limits', () => {
    /** What is said of an object when it is created, and when it is updated to have the same. */
    async function said(what: string, object: Manifest, before: Manifest): Promise<string[][]> {
      await plane().admin.expectApplied(before);
      const found: string[][] = [];
      const took: number[] = [];
      const other = { ...object, metadata: { ...object.metadata, name: 'other' } };
      const requests = [
        () => plane().admin.create(other, { dryRun: 'All' }),
        () => plane().admin.replace(object, { dryRun: 'All' }),
      ];
      for (const request of requests) {
        const started = Date.now();
        const response = await request();
        took.push(Date.now() - started);
        expect([what, response.status < 300, response.body.message]).toEqual([what, true, undefined]);
        expect([what, response.warnings.filter((each) => /expression|cost|budget/.test(each))]).toEqual([what, []]);
        found.push([...warningsByRule(response).keys()].sort());
      }
      print(`${what}: ${took.join(' and ')} ms`);
      return found;
    }

    const configMap = (data: object, annotations: object = {}): Manifest =>
      ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'large', namespace: NAMESPACE, annotations }, data });
    type Values = (container: number, variable: number) => string;
    const deployment = (name: string, values: Values, size = 100): Manifest => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: NAMESPACE },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: many(size, (container) => ({
              name: `c${container}`,
              image: 'main:1',
              env: many(100, (variable) => ({ name: `V${variable}`, value: values(container, variable) })),
            })),
          },
        },
      },
    });
    /** A token of a vendor by its place among the samples. */
    const sample = (index: number) => VENDOR_SAMPLES[index % VENDOR_SAMPLES.length].value;
    /** Another token of one shape for each number. */
    const hexToken = (index: number) => ['da', 'pi', draw(HEX, 32, String(index))].join('');

    claim(
      'the cost has room for a pod with 100 containers, each with 100 variables, and for a ConfigMap of 1 MiB',
      'dry runs that create and update them; where more than 16 KiB or 300 texts may hold a token, nothing is searched',
      async () => {
        const short = deployment('short', () => 'info');
        expect(await said('10,000 short values', short, short)).toEqual([[], []]);
        const one = deployment('short', (container, variable) =>
          (container + variable === 0 ? sample(0) : 'a short value'));
        expect(await said('10,000 short values and a token', one, short))
          .toEqual([['credential-in-env'], ['credential-in-env']]);
        const long = deployment('short', (container, variable) =>
          `a-value-of-thirty-characters-${container}-${variable}`);
        expect(await said('10,000 values of 35 characters', long, short)).toEqual([[], []]);
        const wide = deployment('short', () => draw(HEX, 60), 3);
        expect(await said('300 values of 60 characters', wide, short)).toEqual([[], []]);
        const empty = configMap({});
        expect(await said('1 MiB', configMap({ a: draw(HEX, 1_000_000) }), empty)).toEqual([[], []]);
        expect(await said('1 MiB in 10,000 values', configMap(Object.fromEntries(
          many(10_000, (index) => [`key-${index}`, draw(HEX, 80)]))), empty)).toEqual([[], []]);
        expect(await said('1 MiB in 10,000 short values', configMap(Object.fromEntries(
          many(10_000, (index) => [`key-${index}`, 'some short words in it. '.repeat(4)]))), empty))
          .toEqual([[], []]);
        // As many as a ConfigMap can have. Each would be searched if it were alone, and ends in a token.
        const full = many(64, (index) => [`key-${index}`, ` ${sample(index)}`.padStart(16 * 1024, draw(HEX, 997))]);
        expect(await said('64 values of 16 KiB', configMap(Object.fromEntries(full)), empty)).toEqual([[], []]);
        const large = `${draw(HEX, 500)}\n`.repeat(500);
        expect(await said('256 KiB of annotations', configMap({}, { 'acme.io/note': large }), empty)).toEqual([[], []]);
        return 'no expression costs more than the API server allows';
      },
    );

    claim(
      'and for 16 KiB in which every word is a token',
      'dry runs of such ConfigMaps, annotations, variables and arguments, with tokens of all vendors and of one',
      async () => {
        const all: string[] = [];
        for (let index = 0; all.join(' ').length + sample(index).length < 16_200; index++) {
          all.push(sample(index));
        }
        const same = many(300, hexToken);
        for (const [what, tokens] of [['of all vendors', all], ['of one vendor', same]] as const) {
          const text = tokens.join(' ');
          expect(text.length).toBeGreaterThan(11_000);
          const empty = configMap({});
          const [inMap, inNote] = [['credential-in-configmap'], ['credential-in-annotation']];
          expect(await said(`one value, ${what}`, configMap({ a: text }), configMap({ a: text }))).toEqual([inMap, []]);
          expect(await said(`a value for each, ${what}`, configMap(Object.fromEntries(
            tokens.map((token, index) => [`key-${index}`, token]))), empty)).toEqual([inMap, inMap]);
          expect(await said(`an annotation, ${what}`, configMap({}, { 'acme.io/note': text }), empty))
            .toEqual([inNote, inNote]);
          const none = deployment('tokens', () => 'x', 4);
          const inEnv = ['credential-in-env'];
          const variables = deployment('tokens', (container, variable) => tokens[100 * container + variable] ?? 'x', 4);
          expect(await said(`variables, ${what}`, variables, none)).toEqual([inEnv, inEnv]);
          expect(await said(`variables that were there, ${what}`, variables, variables)).toEqual([inEnv, []]);
        }
        // As short as a token can be, and each a mask, so that all are looked at.
        const masked = many(1000, () => ['xo', 'xb-', 'x'.repeat(10)].join(''));
        const text = configMap({ a: masked.join(' ') });
        expect(await said('1,000 masks', text, text)).toEqual([[], []]);
      },
    );
  });
}, {
  unavailable: process.env.STRONGBOX_CLUSTER_UNAVAILABLE
    ?? (minor < 30 ? 'ValidatingAdmissionPolicy is of Kubernetes 1.30 and later' : undefined),
});
