import { PolicyAction } from '../../../src/policy/policy-action';
import { DEFAULT_EXEMPTIONS } from '../../../src/policy/policy-exemptions';
import { PolicyOptions } from '../../../src/policy/policy-options';
import { policyObjects } from '../../../src/policy/policy-set';
import { RulePreset } from '../../../src/rules/rule-preset';
import { ApiClient, ApiResponse, Manifest } from '../support/api-client';
import { kubernetesModule } from '../support/binaries';
import { installPolicies } from '../support/policies';
import { clusterSuite, useControlPlane } from '../support/suite';

jest.setTimeout(180_000);

const tokenOf = (name: string) => `token-${name}`;
const user = (name: string, ...groups: string[]) =>
  ({ token: tokenOf(name), name, groups: ['system:masters', ...groups] });

const OPERATOR = 'system:serviceaccount:stores:operator';
const CONTROLLERS = DEFAULT_EXEMPTIONS.users[1];
const RULE = 'plaintext-secret';
const DENYING = `strongbox-${RULE}`;
const USERS = [user('developer'), user(OPERATOR), user('ci'), user('releaser', 'release'), user(CONTROLLERS)];
const CONFIG_MAP = { name: 'writers', namespaceName: 'platform' };

const PRESET = RulePreset.STRICT.derive({ off: RulePreset.STRICT.ruleIds.filter((id) => id !== RULE) });
const OPTIONS: PolicyOptions = { preset: PRESET, secretWriters: { users: [OPERATOR], configMap: CONFIG_MAP } };
const POLICIES = [
  ...policyObjects({ ...OPTIONS, errors: PolicyAction.DENY, suppressors: { configMap: CONFIG_MAP } }),
  ...policyObjects({ ...OPTIONS, errors: PolicyAction.WARN, namePrefix: 'warning-' }),
];

const secret = (name: string, data?: object, more: object = {}, metadata: object = {}): Manifest =>
  ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'shop', ...metadata }, data, ...more });
const writers = (data: object): Manifest => ({
  apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: CONFIG_MAP.name, namespace: CONFIG_MAP.namespaceName }, data,
});

/** The answer, as `taken`, the keys that the policy names, or what else refused it. */
function answer({ status, body }: ApiResponse): string {
  if (status < 300) {
    return 'taken';
  }
  const [, policy, message] = /ValidatingAdmissionPolicy '([^']*)'.*? denied request: (.*)/s.exec(body.message) ?? [];
  const keys = new RegExp(`^${RULE}: (.*): the value is set by a user who may not`, 's').exec(message ?? '')?.[1];
  return keys ?? (policy === undefined ? body.message : `${policy}: ${message}`);
}

clusterSuite('Who writes values of Secrets', (claim) => {
  const plane = useControlPlane({ users: USERS });
  const as = (name: string): ApiClient => plane().admin.as(tokenOf(name));
  const tried = async (name: string, object: Manifest) => answer(await as(name).create(object, { dryRun: 'All' }));
  const password = (namespace = 'shop') => secret('db', { password: 'YQ==' }, {}, { namespace });

  /** Waits until the API server has read a change of the ConfigMap. */
  async function eventually(name: string, expected: RegExp): Promise<void> {
    for (const started = Date.now(); ;) {
      const got = await tried(name, password());
      if (expected.test(got)) {
        return;
      }
      if (Date.now() - started > 30_000) {
        throw new Error(`${name}: ${got}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  beforeAll(async () => {
    for (const namespace of ['shop', 'platform']) {
      await plane().apiServer.createNamespace(namespace);
    }
    await plane().admin.expectApplied(secret('old', { password: 'YQ==', user: 'YQ==' }));
    await installPolicies(plane().admin, POLICIES);
    // The parameter is watched from then on, which takes longer than the policy.
    await eventually('developer', new RegExp(DENYING));
  });

  claim(
    'without the ConfigMap of its writers, a policy that denies refuses every Secret, and one that warns none',
    'dry runs of a Secret in both, also in an exempt namespace',
    async () => {
      for (const name of ['developer', OPERATOR, CONTROLLERS]) {
        const { status, body, warnings } = await as(name).create(password(), { dryRun: 'All' });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(body.message).toContain(DENYING);
        expect([...warnings, body.message].join()).not.toContain('warning-');
      }
      expect(await tried('developer', password('kube-system'))).toBe('taken');
    },
  );

  claim(
    'a user who is not one of the writers cannot set values, and is told the keys; writers and controllers can',
    'dry runs by an account of the options, a user and a group of the ConfigMap, a controller and others',
    async () => {
      await plane().admin.expectApplied(writers({ users: 'ci\nother\n', groups: ' release \n' }));
      await eventually('ci', /^taken$/);
      for (const name of [OPERATOR, 'ci', 'releaser', CONTROLLERS]) {
        expect([name, await tried(name, password())]).toEqual([name, 'taken']);
      }
      expect(await tried('developer', password())).toBe('key "password"');
      const inText = { ...secret('db'), stringData: { user: 'a', password: 'b' } };
      expect((await tried('developer', inText)).split('; ').sort()).toEqual(['key "password"', 'key "user"']);
      expect((await as('developer').create(password(), { dryRun: 'All' })).warnings.join())
        .toContain("'warning-plaintext-secret'");
      expect(await tried('developer', password('kube-system'))).toBe('taken');
    },
  );

  claim(
    'a Secret without values is taken, as is a release of Helm, and one with a suppression by who may suppress',
    'dry runs by a user who is not one of the writers',
    async () => {
      const annotations = { [`cdk8s-strongbox/suppress.${RULE}`]: 'the vendor publishes it' };
      const suppressed = secret('db', { password: 'YQ==' }, {}, { annotations });
      const helm = { type: 'helm.sh/release.v1' };
      expect(await tried('developer', secret('db'))).toBe('taken');
      expect(await tried('developer', secret('db', {}))).toBe('taken');
      expect(await tried('developer', secret('db', { a: '', b: null }))).toBe('taken');
      expect(await tried('developer', secret('db', { release: 'YQ==' }, helm))).toBe('taken');
      expect(await tried('developer', secret('db', { password: 'YQ==' }, helm))).toBe('key "password"');
      expect(await tried('developer', suppressed)).toMatch(/^strongbox-suppressors: /);
      expect(await tried('ci', suppressed)).toBe('taken');
    },
  );

  claim(
    'what has values already can be labelled, made immutable, emptied and deleted, and not be given others',
    'changes of a Secret that was there before the policy',
    async () => {
      const change = async (patch: object) => answer(await as('developer').patch(secret('old'), patch));
      expect(await change({ metadata: { labels: { team: 'a' } } })).toBe('taken');
      expect(await change({ data: { password: 'Yg==' } })).toBe('key "password"');
      expect(await change({ stringData: { other: 'b' } })).toBe('key "other"');
      expect(answer(await as(OPERATOR).patch(secret('old'), { data: { password: 'Yg==' } }))).toBe('taken');
      expect(await change({ data: { user: null } })).toBe('taken');
      expect(await change({ immutable: true })).toBe('taken');
      expect(answer(await as('developer').delete(secret('old')))).toBe('taken');
    },
  );

  claim(
    'a Secret of 1 MiB costs less than the API server allows, and seconds at most',
    'dry runs of one value, of 1,000 keys and of 20,000, which create them and change a label',
    async () => {
      const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) =>
        [`some-key-of-an-application-${index}`, 'YQ==']));
      const one = { a: Buffer.alloc(1_000_000, 'a').toString('base64') };
      for (const [data, named] of [
        [one, /^key "a"$/], [keys(1000), /^key "[^"]*"; .* and 997 more$/], [keys(20_000), /^key$/],
      ] as const) {
        const started = Date.now();
        expect(await tried('developer', secret('large', data))).toMatch(named);
        expect(answer(await as(OPERATOR).create(secret('large', data)))).toBe('taken');
        const labelled = secret('large', data, {}, { labels: { team: 'a' } });
        expect(answer(await as('developer').replace(labelled, { dryRun: 'All' }))).toBe('taken');
        expect(Date.now() - started).toBeLessThan(15_000);
        expect(answer(await plane().admin.delete(secret('large')))).toBe('taken');
      }
    },
  );

  claim(
    'a change of the ConfigMap takes effect without new policies',
    'a dry run by a user who is taken off the list, within 30 seconds',
    async () => {
      await plane().admin.expectApplied(writers({ users: 'other\n' }));
      await eventually('ci', /^key "password"$/);
      expect(await tried(OPERATOR, password())).toBe('taken');
    },
  );
}, {
  unavailable: process.env.STRONGBOX_CLUSTER_UNAVAILABLE
    ?? (Number(kubernetesModule().minor.split('.')[1]) < 30
      ? 'ValidatingAdmissionPolicy is of Kubernetes 1.30 and later' : undefined),
});
