import { join } from 'path';
import { Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { AuditConfig } from '../../../src/audit/configuration/audit-config';
import { PolicyAction } from '../../../src/policy/policy-action';
import { policyObjects } from '../../../src/policy/policy-set';
import { isGraphRule } from '../../../src/rules/rule';
import { RulePreset } from '../../../src/rules/rule-preset';
import { RuleScope } from '../../../src/rules/rule-scope';
import { VENDOR_SAMPLES } from '../../credentials/corpus';
import { embeddedFixtures } from '../../policy/support/embedded';
import { generatedObjects } from '../../policy/support/objects';
import { reportedIn, saysTheSame } from '../../policy/support/reported';
import { PLACES } from '../../policy/support/tokens';
import { projectRoot } from '../../support/package-under-test';
import { runs } from '../../support/runs';
import { ApiClient, ApiResponse, Manifest } from '../support/api-client';
import { hasGo, kubernetesModule } from '../support/binaries';
import { installCrds, publishedCrds, PUBLISHERS } from '../support/crds';
import { installPolicies, warningsByRule } from '../support/policies';
import { clusterSuite, useControlPlane } from '../support/suite';

jest.setTimeout(600_000);

const NAMESPACE = 'policies';
const DAY = new Date().toISOString().slice(0, 10);
const AT_ONCE = 12;
const PLATFORM = join(projectRoot, 'examples/platform');

/** Times differ from run to run, and a claim does not. */
const print = (text: string) => process.stderr.write(`Admission policies: ${text}\n`);

/** The strict preset with a rule of a team. */
const PRESET = RulePreset.STRICT.derive({
  customRules: [{
    id: 'acme-claim-only',
    title: 'a volume is not temporary',
    scope: RuleScope.VOLUME_MOUNT,
    violation: '!has(volume.emptyDir) && !has(volume.secret) && has(object.metadata.name)',
    message: 'is of a volume that the team does not use',
    remediation: 'Use another one.',
  }],
});
const RULES = PRESET._rules.filter((rule) => !isGraphRule(rule));

/** Rules of which a policy checks a part: what it finds, the audit finds. */
const PARTS = PRESET._rules.filter((rule) => isGraphRule(rule) && rule.policyPart !== undefined);
const OPTIONS = { preset: PRESET, notes: PolicyAction.WARN };

interface Compared {
  readonly tried: number;
  readonly verdicts: number;
  readonly differences: string[];
  readonly rules: ReadonlySet<string>;

  /** The rules in part whose policy found something. */
  readonly parts: ReadonlySet<string>;
}

/** Compares what policies warn of with what the audit reports. What the API server itself refuses is left out. */
async function compare(admin: ApiClient, objects: Manifest[], changed?: string): Promise<Compared> {
  let [tried, verdicts] = [0, 0];
  const differences: string[] = [];
  const rules = new Set<string>();
  const parts = new Set<string>();
  const one = async (object: Manifest) => {
    const response = await admin.create(object, { dryRun: 'All', fieldValidation: 'Ignore' });
    if (response.status >= 300) {
      if (/ValidatingAdmissionPolicy/.test(response.body.message)) {
        differences.push(`${object.kind}: ${response.body.message}`);
      }
      return;
    }
    tried += 1;
    const said = warningsByRule(response);
    const inPart = PARTS.filter(({ id }) => said.has(id));
    inPart.forEach(({ id }) => parts.add(id));
    // A server without an alpha feature leaves its fields out before policies see the object.
    const known = new Set([object, response.body].flatMap((each) => [...reportedIn(each, inPart, DAY).keys()]));
    differences.push(...inPart.filter(({ id }) => !known.has(id)).map(({ id }) =>
      `${id}: only the server says ${said.get(id)![0]} of ${JSON.stringify(object)}`));
    const reported = reportedIn(object, RULES, DAY);
    for (const { id } of RULES) {
      const messages = reported.get(id) ?? [];
      const server = said.get(changed === id ? `changed-${id}` : id) ?? [];
      verdicts += 1;
      if (messages.length > 0) {
        rules.add(id);
      }
      if (server.length > 0 !== messages.length > 0) {
        differences.push(`${id}: the audit says ${JSON.stringify(messages)}, the server ${JSON.stringify(server)} of `
          + JSON.stringify(object));
      } else if (messages.length > 0
        && !messages.some((message) => server.some((each) => saysTheSame(each, message)))) {
        differences.push(`${id}: the audit says ${messages[0]}, the server ${server[0]}`);
      }
    }
  };
  for (let start = 0; start < objects.length; start += AT_ONCE) {
    await Promise.all(objects.slice(start, start + AT_ONCE).map(one));
  }
  return { tried, verdicts, differences, rules, parts };
}

function many<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}

/** A pod in which nearly every mount is reported by a part of a rule. */
function hidingPod(): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'hiding', namespace: NAMESPACE },
    spec: {
      automountServiceAccountToken: false,
      hostPID: true,
      securityContext: { runAsUser: 1000 },
      volumes: many(40, (volume) => ({
        name: `v${volume}`,
        ...volume % 2 === 0 ? { hostPath: { path: `/var/lib/kubelet/pods/${volume}` } }
          : { secret: { secretName: 'db', defaultMode: 0o440 } },
      })),
      containers: many(100, (container) => ({
        name: `c${container}`,
        image: 'main:1',
        env: many(100, (variable) => ({ name: `V${variable}`, value: 'x' })),
        volumeMounts: many(40, (volume) => ({ name: `v${volume}`, mountPath: `/proc/${volume}`, readOnly: true })),
      })),
    },
  };
}

const minor = Number(kubernetesModule().minor.split('.')[1]);

clusterSuite('Admission policies: verdicts', (claim) => {
  const plane = useControlPlane();

  beforeAll(async () => {
    const crds = publishedCrds(PUBLISHERS.externalSecrets)!;
    await installCrds(plane().admin, crds);
    await plane().apiServer.createNamespace(NAMESPACE);
    await installPolicies(plane().admin, policyObjects(OPTIONS));
  }, 120_000);

  claim(
    'a policy refuses an object exactly if the audit reports it alone, with the same item and words; what a policy '
      + 'of a part refuses, the audit reports',
    'a dry run of every example of the rules, those with a pod in every kind of Kubernetes that describes pods, among '
      + 'containers and init containers',
    async () => {
      // Examples hold no tokens.
      const tokens = Object.values(PLACES).flat().map((place) => place(VENDOR_SAMPLES[0].value));
      const objects = [...embeddedFixtures(PRESET.ruleIds, NAMESPACE), ...tokens];
      const { tried, verdicts, differences, rules, parts } = await compare(plane().admin, objects);
      expect([...parts].sort()).toEqual(PARTS.map(({ id }) => id).sort());
      expect(differences.slice(0, 5)).toEqual([]);
      // The rule of the team has no examples.
      expect([...rules].sort()).toEqual(RULES.map(({ id }) => id).sort());
      expect(tried).toBeGreaterThan(1000);
      return `more than ${Math.floor(verdicts / 10_000)}0,000 verdicts, all equal`;
    },
  );

  claim(
    'the same of generated objects',
    'a dry run of each: pods of all kinds, roles, Secrets, ConfigMaps, ExternalSecrets and stores, some with '
      + 'suppressions',
    async () => {
      const objects = fc.sample(generatedObjects, { seed: 20261127, numRuns: runs(1000, 10_000) });
      const { tried, differences } = await compare(plane().admin, objects);
      expect(differences.slice(0, 5)).toEqual([]);
      expect(tried).toBeGreaterThan(objects.length * 0.8);
      return 'all verdicts are equal';
    },
  );

  claim(
    'the rules of the platform team in examples/platform give the verdicts of the audit',
    'a dry run of the manifest of its app team, which breaks two rules of the team and one of the catalog',
    async () => {
      const { preset } = AuditConfig.fromFile(join(PLATFORM, 'preset/strongbox.yaml'));
      const rules = preset._rules.filter((rule) => !isGraphRule(rule));
      await plane().apiServer.createNamespace('shop');
      // The other tests read what the policies of the strict preset say.
      const exempt = { namespaces: [NAMESPACE] };
      await installPolicies(plane().admin, policyObjects({ preset, exempt, namePrefix: 'strongbox-platform-' }));
      const broken: string[] = [];
      for (const object of Yaml.load(join(PLATFORM, 'app/orders.yaml'))) {
        const response = await plane().admin.create(object, { dryRun: 'All' });
        expect(response.status).toBe(201);
        const said = warningsByRule(response);
        for (const [id, messages] of reportedIn(object, rules, DAY)) {
          const server = said.get(`platform-${id}`) ?? [];
          if (server.length > 0 || rules.some((rule) => rule.id === id && rule.level !== 'note')) {
            expect([id, messages.some((message) => server.some((each) => saysTheSame(each, message)))])
              .toEqual([id, true]);
            broken.push(`${id}: ${object.kind}`);
          }
        }
      }
      expect(broken.sort()).toEqual([
        'acme-secret-path: Deployment', 'acme-settings-owner: ConfigMap', 'secret-in-env: Deployment',
      ]);
      return broken.join(', ');
    },
  );

  test('a comparison finds one changed expression', async () => {
    const id = 'secret-in-env';
    const [policy, binding]: any[] = policyObjects({ ...OPTIONS, namePrefix: 'strongbox-changed-' })
      .filter(({ metadata }) => metadata.name === `strongbox-changed-${id}`);
    const term = 'has(self.valueFrom.secretKeyRef)';
    const changed = JSON.stringify(policy).replace(term, `!${term}`);
    expect(changed).not.toBe(JSON.stringify(policy));
    await installPolicies(plane().admin, [JSON.parse(changed), binding]);
    const { differences } = await compare(plane().admin, embeddedFixtures([id], NAMESPACE), id);
    expect(differences.length).toBeGreaterThan(10);
  });

  claim(
    'a container that is added to a running pod is judged',
    'an update of pods/ephemeralcontainers with a variable from a Secret',
    async () => {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'running', namespace: NAMESPACE },
        spec: { automountServiceAccountToken: false, containers: [{ name: 'main', image: 'main:1' }] },
      };
      await plane().admin.expectApplied(pod);
      const path = await plane().admin.path('v1', 'Pod', NAMESPACE, 'running');
      const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'a' } } }];
      const response = await plane().admin.request('PATCH', `${path}/ephemeralcontainers`, {
        body: { spec: { ephemeralContainers: [{ name: 'debug', image: 'main:1', env }] } },
        contentType: 'application/strategic-merge-patch+json',
        query: { dryRun: 'All' },
      });
      expect(response.status).toBe(200);
      const [message] = warningsByRule(response).get('secret-in-env')!;
      expect(message).toContain('ephemeral container "debug", variable "A": takes its value from a Secret');
      return message;
    },
  );

  claim(
    'a default account without automountServiceAccountToken is reported when it is created, and not when it is stored',
    'a new default account, and dry runs of a label for it and of the field set to true',
    async () => {
      await plane().admin.expectApplied({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'accounts' } });
      const metadata = { name: 'default', namespace: 'accounts' };
      const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata };
      const said = async (response: Promise<ApiResponse>) => {
        const given = await response;
        expect(given.status).toBeLessThan(300);
        return warningsByRule(given).has('default-service-account');
      };
      expect(await said(plane().admin.create(account))).toBe(true);
      const labelled = { ...account, metadata: { ...account.metadata, labels: { team: 'shop' } } };
      expect(await said(plane().admin.apply(labelled, { dryRun: 'All' }))).toBe(false);
      const on = { ...account, automountServiceAccountToken: true };
      expect(await said(plane().admin.apply(on, { dryRun: 'All' }))).toBe(true);
    },
  );

  describe('limits', () => {
    const timed = async (object: Manifest) => {
      const started = Date.now();
      const response = await plane().admin.create(object, { dryRun: 'All' });
      expect([response.status, response.body.message]).toEqual([201, undefined]);
      return { response, took: Date.now() - started };
    };

    claim(
      'the cost of an expression has room for a pod with 100 containers, each with 100 variables and 40 mounts',
      'a dry run of such a pod with 40 volumes of Secrets, all in order and all wrong, and with paths of the node over '
        + 'directories of the image',
      async () => {
        const podOf = (isWrong: boolean) => ({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'large', namespace: NAMESPACE },
          spec: {
            automountServiceAccountToken: false,
            volumes: many(40, (volume) => ({
              name: `v${volume}`,
              secret: { secretName: 'db', items: [{ key: 'a', path: 'a', mode: isWrong ? 0o444 : 0o440 }] },
            })),
            containers: many(100, (container) => ({
              name: `c${container}`,
              image: 'main:1',
              env: many(100, (variable) => ({
                name: `V${variable}`,
                ...isWrong ? { valueFrom: { secretKeyRef: { name: 'db', key: 'a' } } } : { value: 'x' },
              })),
              volumeMounts: many(40, (volume) => ({
                name: `v${volume}`, mountPath: `/etc/${volume}`, readOnly: !isWrong, ...isWrong && { subPath: 'a' },
              })),
            })),
          },
        });
        const fine = await timed(podOf(false));
        expect(fine.response.warnings.filter((each) => each.includes('expression'))).toEqual([]);
        expect([...warningsByRule(fine.response).keys()]).toEqual([]);
        const wrong = await timed(podOf(true));
        expect([...warningsByRule(wrong.response).keys()].sort()).toEqual([
          'secret-in-env', 'secret-mount-writable', 'secret-subpath-mount', 'secret-volume-mode',
        ]);
        const hiding = await timed(hidingPod());
        expect(hiding.response.warnings.filter((each) => each.includes('expression'))).toEqual([]);
        expect([...warningsByRule(hiding.response).keys()].filter((id) => !id.startsWith('acme-')).sort()).toEqual([
          'host-path-to-secrets', 'isolation-off-beside-a-secret', 'mount-over-system-path', 'secret-file-unreadable',
        ]);
        print(`${fine.took} ms when all is in order, ${wrong.took} ms when all is wrong, ${hiding.took} ms with paths`);
      },
    );

    claim('and for a role with 1,000 rules', 'a dry run, with rules in order and with rules that list', async () => {
      const role = (verb: string) => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: 'large', namespace: NAMESPACE },
        rules: many(1000, (index) => ({
          apiGroups: ['', 'apps', 'batch'],
          resources: ['secrets', 'configmaps', 'deployments', 'jobs'],
          verbs: ['get', verb, 'update'],
          ...verb === 'get' && { resourceNames: [`db-${index}`] },
        })),
      });
      const fine = await timed(role('get'));
      expect([...warningsByRule(fine.response).keys()].filter((id) => id === 'secrets-list')).toEqual([]);
      const wrong = await timed(role('list'));
      expect(warningsByRule(wrong.response).get('secrets-list')![0])
        .toContain('rules[0]; rules[0]; rules[0] and 997 more: allows list on every Secret');
      print(`${fine.took} ms when all is in order, ${wrong.took} ms when all is wrong`);
    });

  });
}, {
  unavailable: process.env.STRONGBOX_CLUSTER_UNAVAILABLE
    ?? (minor < 30 ? 'ValidatingAdmissionPolicy is of Kubernetes 1.30 and later' : undefined)
    ?? (hasGo() ? undefined : 'no Go, to download definitions with'),
});
