import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Chart, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { differences, faultsOf } from './support/acceptance';
import { Manifest } from './support/api-client';
import { hasGo } from './support/binaries';
import { installCrds, PUBLISHERS, publishedCrds } from './support/crds';
import { clusterSuite, useControlPlane } from './support/suite';
import { MINIMAL_CONSTRUCTS } from '../support/minimal-constructs';
import { bin, projectRoot, run, runEncryptionExample } from '../support/package-under-test';
import { EXAMPLES_WITH_OBJECTS, runExample } from '../support/snippets';

jest.setTimeout(240_000);

const {
  secretsStoreCsi, externalSecrets, sealedSecrets, vaultSecretsOperator, certManager, prometheus, cilium,
} = PUBLISHERS;
const INSTALLED = [
  secretsStoreCsi, externalSecrets, sealedSecrets, vaultSecretsOperator, certManager, prometheus, cilium,
];

const unavailable = hasGo()
  ? undefined
  : (process.env.STRONGBOX_CLUSTER_UNAVAILABLE ?? 'no Go to download the published CRDs with');

/**
 * The objects of the API in snapshots, which are literals of JavaScript but for strings of several lines. Those of
 * Secrets have a list of keys in the place of values, as no snapshot has a value.
 */
function objectsOfSnapshots(): Manifest[] {
  const test = join(projectRoot, 'test');
  return readdirSync(test, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.snap'))
    .sort()
    .flatMap((name) => {
      const snapshots: { [title: string]: string } = {};
      new Function('exports', readFileSync(join(test, name), 'utf8'))(snapshots);
      return Object.values(snapshots)
        .flatMap(literal)
        .filter(
          (value) =>
            value?.apiVersion &&
            value.kind &&
            value.metadata?.name &&
            !Array.isArray(value.data ?? value.spec?.encryptedData),
        );
    });
}

function literal(text: string): any {
  try {
    return new Function(`return ${text.trim()}`)();
  } catch {
    return undefined;
  }
}

clusterSuite(
  'Accepted as written',
  (claim) => {
    const plane = useControlPlane();
    let temporary: string;

    beforeAll(async () => {
      temporary = realpathSync(mkdtempSync(join(tmpdir(), 'strongbox-acceptance-')));
      await installCrds(
        plane().admin,
        INSTALLED.flatMap((publisher) => publishedCrds(publisher)!),
      );
    });

    claim(
      'the kinds of other projects are those that they publish',
      'their definitions are installed from the files of their Go modules',
      async () => {
        const {
          body: { items },
        } = await plane().admin.request('GET', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions');
        expect(items.length).toBe(INSTALLED.flatMap(({ kinds }) => kinds).length);
        return INSTALLED.map(({ module, version }) => `${module} ${version}`).join(', ');
      },
    );

    afterAll(() => rmSync(temporary, { recursive: true, force: true }));

    /** Applies the files of a folder the way their README says, and compares what the server then has. */
    async function expectApplied(folder: string, namespaceLabels = {}): Promise<string> {
      let count = 0;
      // One after the other: those of examples/stores are the same service in five ways.
      for (const file of readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .map((name) => join(folder, name))) {
        const manifests: Manifest[] = parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).map(
          (document) => document.toJS(),
        );
        for (const namespace of new Set(manifests.map(({ metadata }) => metadata.namespace ?? 'default'))) {
          await plane().apiServer.createNamespace(namespace, namespaceLabels);
        }
        const { status, stderr } = plane().apiServer.kubectl([
          'apply',
          '--server-side',
          '--validate=strict',
          '--filename',
          file,
        ]);
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        for (const manifest of manifests) {
          const { body } = await plane().admin.get(manifest);
          expect(differences(manifest, body)).toEqual([]);
        }
        count += manifests.length;
      }
      return `${count} object${count === 1 ? '' : 's'}, no warning`;
    }

    function synthesised(example: string): string {
      const dist = join(temporary, example);
      run(bin('cdk8s'), ['synth', '--check-upgrade=false', '--output', dist], join(projectRoot, 'examples', example));
      return dist;
    }

    claim(
      'all that examples/payments writes is taken, also where the Pod Security Standard `restricted` is enforced',
      '`kubectl apply --server-side --validate=strict` into namespaces that enforce it and warn, then each object '
        + 'is read back',
      async () => {
        const restricted = {
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/warn': 'restricted',
        };
        return expectApplied(synthesised('payments'), restricted);
      },
    );

    claim(
      'all that examples/stores writes is taken',
      '`kubectl apply --server-side --validate=strict`, then each object is read back',
      async () => expectApplied(synthesised('stores')),
    );

    claim(
      'the alerts of examples/encryption are taken',
      '`kubectl apply --server-side --validate=strict`, then each object is read back',
      async () => {
        runEncryptionExample(join(temporary, 'encryption'));
        return expectApplied(join(temporary, 'encryption/manifests'));
      },
    );

    async function faults(manifests: Manifest[]): Promise<string[]> {
      const found: string[] = [];
      for (const manifest of manifests) {
        found.push(...(await faultsOf(plane().admin, manifest)));
      }
      return found;
    }

    claim(
      'every construct with its fewest props',
      'server-side apply with strict field validation; what comes back is what was sent, but for defaults',
      async () => {
        for (const [index, [, build]] of MINIMAL_CONSTRUCTS.entries()) {
          const namespace = `minimal-${index}`;
          await plane().apiServer.createNamespace(namespace);
          const chart = new Chart(Testing.app(), 'payments', { namespace });
          build(chart);
          expect(await faults(Testing.synth(chart))).toEqual([]);
        }
        return `${MINIMAL_CONSTRUCTS.length} stacks, no warning`;
      },
    );

    describe('what the definitions leave to us', () => {
      const stored = async (apiVersion: string, kind: string, spec: object): Promise<string> => {
        await plane().apiServer.createNamespace('stores');
        const { status, body, warnings } = await plane().admin.create({
          apiVersion,
          kind,
          metadata: { name: kind.toLowerCase(), namespace: 'stores' },
          spec,
        });
        expect(warnings).toEqual([]);
        return status === 201 ? 'taken' : body.message;
      };

      claim(
        'a SecretProviderClass with misspelt parameters is taken: the driver finds out when a pod starts',
        'create with a parameter `rolename` and no objects',
        async () => {
          const result = await stored('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', {
            provider: 'vualt',
            parameters: { rolename: 'payments' },
          });
          expect(result).toBe('taken');
          return result;
        },
      );

      claim(
        'a ClusterSecretStore without conditions is taken, and every namespace may use it',
        'create without `conditions`',
        async () => {
          const vault = {
            server: 'https://vault.acme',
            auth: {
              kubernetes: {
                mountPath: 'kubernetes',
                role: 'all',
                serviceAccountRef: { name: 'eso', namespace: 'eso' },
              },
            },
          };
          const result = await stored('external-secrets.io/v1', 'ClusterSecretStore', { provider: { vault } });
          expect(result).toBe('taken');
          return result;
        },
      );

      claim('an ExternalSecret that brings nothing is taken', 'create without `data` and `dataFrom`', async () => {
        const result = await stored('external-secrets.io/v1', 'ExternalSecret', { secretStoreRef: { name: 'vault' } });
        expect(result).toBe('taken');
        return result;
      });

      claim('`external-secrets.io/v1beta1` is no longer served', 'GET of the group', async () => {
        const { body } = await plane().admin.request('GET', '/apis/external-secrets.io');
        expect(body.versions.map(({ version }: any) => version)).not.toContain('v1beta1');
        return `served: ${body.versions
          .map(({ version }: any) => version)
          .sort()
          .join(', ')}`;
      });
    });

    claim('every whole object that a snapshot of the unit tests locks', 'the same', async () => {
      await plane().apiServer.createNamespace('shop');
      await plane().apiServer.createNamespace('monitoring');
      const objects = objectsOfSnapshots();
      expect(await faults(objects)).toEqual([]);
      expect(objects.length).toBeGreaterThan(5);
      return `${objects.length} objects, no warning`;
    });

    claim('every example of a docstring', 'the same', async () => {
      await plane().apiServer.createNamespace('payments');
      for (const name of EXAMPLES_WITH_OBJECTS) {
        expect([name, await faults(runExample(name))]).toEqual([name, []]);
      }
      return `${EXAMPLES_WITH_OBJECTS.length} examples, no warning`;
    });
  },
  { unavailable },
);
