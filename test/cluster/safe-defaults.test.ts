import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Manifest } from './support/api-client';
import { clusterSuite, useControlPlane } from './support/suite';
import { LeastPrivilegeSecretReader, SecretSource, SecretValue, SecureSecret, VersionedConfigMap } from '../../src';
import { TOKEN_PATH } from '../../src/facts/account-token';

const NAMESPACE = 'payments';
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const named = (kind: string, name: string, fields: object): Manifest => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: NAMESPACE },
  ...fields,
});
const tokenMounts = (pod: any) =>
  pod.spec.containers[0].volumeMounts?.filter(({ mountPath }: any) => mountPath === TOKEN_PATH) ?? [];

clusterSuite(
  'Safe defaults',
  (claim) => {
    const plane = useControlPlane();
    beforeAll(() => plane().apiServer.createNamespace(NAMESPACE));

    /** The manifests of a chart in the namespace, the first of a kind first. */
    function synth(id: string, build: (chart: Chart) => void): Manifest[] {
      const chart = new Chart(Testing.app(), id, { namespace: NAMESPACE });
      build(chart);
      return Testing.synth(chart);
    }

    const inline = (chart: Chart, immutable?: boolean) =>
      new SecureSecret(chart, 'Db', {
        source: SecretSource.unsafeInline({ password: SecretValue.unsafePlainText('correct horse') }, 'a test'),
        immutable,
      });

    describe('change', () => {
      claim(
        'a VersionedConfigMap never changes under its name',
        'replacing its data, removing `immutable`, adding a key',
        async () => {
          const [config] = synth(
            'config',
            (chart) => new VersionedConfigMap(chart, 'Settings', { data: { level: 'info' } }),
          );
          await plane().admin.expectApplied(config);
          const patches = [
            { data: { level: 'debug' } },
            { immutable: false },
            { data: { other: 'x' } },
            { binaryData: { other: 'eA==' } },
          ];
          const answers = await Promise.all(patches.map((patch) => plane().admin.patch(config, patch)));
          expect(answers.map(({ status }) => status)).toEqual([422, 422, 422, 422]);
          return answers[0].body.message;
        },
      );

      claim('nor does an immutable SecureSecret', 'the same', async () => {
        const [secret] = synth('secret', (chart) => inline(chart));
        await plane().admin.expectApplied(secret);
        const answers = await Promise.all(
          [{ data: { password: 'eA==' } }, { immutable: null }].map((patch) => plane().admin.patch(secret, patch)),
        );
        expect(answers.map(({ status }) => status)).toEqual([422, 422]);
        return answers[0].body.message;
      });

      claim('labels and annotations of an immutable object can change', 'adding a label to both', async () => {
        const [secret] = synth('labels', (chart) => inline(chart));
        const [config] = synth(
          'labels',
          (chart) => new VersionedConfigMap(chart, 'Settings', { data: { level: 'info' } }),
        );
        for (const manifest of [secret, config]) {
          await plane().admin.expectApplied(manifest);
          expect((await plane().admin.patch(manifest, { metadata: { labels: { team: 'payments' } } })).status).toBe(
            200,
          );
        }
      });

      claim(
        'another content is another object, and the old one stays for a rollback',
        'two versions of a stack are applied, then both ConfigMaps are read',
        async () => {
          const version = (level: string) =>
            synth('stack', (chart) => new VersionedConfigMap(chart, 'Settings', { data: { level } }))[0];
          for (const level of ['info', 'debug']) {
            await plane().admin.expectApplied(version(level));
          }
          const levels = await Promise.all(
            ['info', 'debug'].map(async (level) => (await plane().admin.get(version(level))).body.data.level),
          );
          expect(levels).toEqual(['info', 'debug']);
        },
      );

      claim(
        'applying the same version again changes nothing',
        'a second server-side apply; the resource version stays',
        async () => {
          const [config] = synth(
            'again',
            (chart) => new VersionedConfigMap(chart, 'Settings', { data: { level: 'info' } }),
          );
          const first = await plane().admin.expectApplied(config);
          expect((await plane().admin.expectApplied(config)).metadata.resourceVersion).toBe(
            first.metadata.resourceVersion,
          );
        },
      );
    });

    describe('values', () => {
      claim('`stringData` is write-only and ends as `data`', 'a Secret with it is created and read', async () => {
        const { body } = await plane().admin.create(
          named('Secret', 'string-data', { stringData: { password: 'correct horse' } }),
        );
        expect([body.stringData, body.data]).toEqual([undefined, { password: base64('correct horse') }]);
      });

      claim('`stringData` silently wins over `data`', 'a Secret with both is created', async () => {
        const { body, warnings } = await plane().admin.create(
          named('Secret', 'both', { data: { password: base64('one') }, stringData: { password: 'another' } }),
        );
        expect([body.data.password, warnings]).toEqual([base64('another'), []]);
      });

      claim(
        'a key that leaves `stringData` stays in the Secret with client-side apply',
        '`kubectl apply` of two keys, then of one',
        async () => {
          const apply = (stringData: object) =>
            plane().apiServer.kubectl(['apply', '-f', '-'], {
              input: JSON.stringify(named('Secret', 'left', { stringData })),
            });
          expect([apply({ one: 'x', other: 'y' }).status, apply({ one: 'x' }).status]).toEqual([0, 0]);
          const { body } = await plane().admin.get(named('Secret', 'left', {}));
          expect(Object.keys(body.data)).toEqual(['one', 'other']);
          return 'the removed key is still there';
        },
      );

      claim(
        'a key that leaves a SecureSecret leaves the cluster',
        'server-side apply of two keys, then of one',
        async () => {
          const version = (keys: string[]) =>
            synth(
              'keys',
              (chart) =>
                new SecureSecret(chart, 'Db', {
                  source: SecretSource.unsafeInline(
                    Object.fromEntries(keys.map((key) => [key, SecretValue.unsafePlainText('x')])),
                    'a test',
                  ),
                  immutable: false,
                }),
            )[0];
          await plane().admin.expectApplied(version(['one', 'other']));
          expect(Object.keys((await plane().admin.expectApplied(version(['one']))).data)).toEqual(['one']);
        },
      );

      claim(
        'client-side apply copies the value into an annotation, server-side apply does not',
        '`kubectl apply` and `kubectl apply --server-side` of a Secret',
        async () => {
          const lastApplied = async (name: string, ...flags: string[]) => {
            const secret = named('Secret', name, { stringData: { password: 'correct horse' } });
            expect(
              plane().apiServer.kubectl(['apply', ...flags, '-f', '-'], { input: JSON.stringify(secret) }).status,
            ).toBe(0);
            return (await plane().admin.get(secret)).body.metadata.annotations?.[LAST_APPLIED];
          };
          expect(await lastApplied('client-side')).toContain('correct horse');
          expect(await lastApplied('server-side', '--server-side')).toBeUndefined();
        },
      );

      claim(
        'client-side apply fails from about 256 KiB, server-side apply takes up to 1 MiB',
        '`kubectl apply` of a ConfigMap of 300 kB in both ways',
        async () => {
          const input = JSON.stringify(named('ConfigMap', 'big', { data: { key: 'x'.repeat(300_000) } }));
          const client = plane().apiServer.kubectl(['apply', '-f', '-'], { input });
          expect(client.status).not.toBe(0);
          expect(plane().apiServer.kubectl(['apply', '--server-side', '-f', '-'], { input })).toMatchObject({
            status: 0,
            stderr: '',
          });
          return client.stderr.replace(/^The ConfigMap "big" is invalid: /, '');
        },
      );

      claim(
        '`kubectl describe` prints a ConfigMap in full, and of a Secret the size of each value',
        '`kubectl describe` of both',
        async () => {
          await plane().admin.expectApplied(named('ConfigMap', 'described', { data: { password: 'correct horse' } }));
          await plane().admin.expectApplied(
            named('Secret', 'described', { data: { password: base64('correct horse') } }),
          );
          const describe = (kind: string) =>
            plane().apiServer.kubectl(['describe', kind, 'described', '-n', NAMESPACE]).stdout;
          expect(describe('configmap')).toContain('correct horse');
          expect(describe('secret')).toContain('password:  13 bytes');
          expect(describe('secret')).not.toContain('correct horse');
        },
      );

      claim(
        'base64 does not protect: everybody who reads the object has the value',
        '`kubectl get` with a template that decodes',
        async () => {
          const { stdout } = plane().apiServer.kubectl([
            'get',
            'secret',
            'described',
            '-n',
            NAMESPACE,
            '-o',
            'go-template={{ .data.password | base64decode }}',
          ]);
          expect(stdout).toBe('correct horse');
        },
      );

      claim('a Secret without encryption at rest is readable in etcd', 'the bytes under its key in etcd', async () => {
        const stored = (await plane().etcd.raw(`/registry/secrets/${NAMESPACE}/described`))!;
        expect(stored.toString('latin1')).toContain('correct horse');
      });
    });

    describe('tokens of pods', () => {
      let count = 0;

      /** What admission makes of a pod, with the settings of its account and its own. */
      async function admitted(account?: boolean, pod?: boolean): Promise<any> {
        const serviceAccountName = `account-${(count += 1)}`;
        await plane().admin.expectApplied(
          named('ServiceAccount', serviceAccountName, { automountServiceAccountToken: account }),
        );
        const { status, body } = await plane().admin.create(
          named('Pod', serviceAccountName, {
            spec: {
              serviceAccountName,
              automountServiceAccountToken: pod,
              containers: [{ name: 'main', image: 'main:1' }],
            },
          }),
        );
        expect([status, body.message]).toEqual([201, undefined]);
        return body;
      }

      claim('a pod that says nothing gets a token', 'a pod and an account without the field are admitted', async () => {
        expect(tokenMounts(await admitted())).toHaveLength(1);
      });

      claim(
        '`automountServiceAccountToken: false` on the account takes it away',
        'a pod that says nothing, with such an account',
        async () => {
          expect(tokenMounts(await admitted(false))).toEqual([]);
        },
      );

      claim(
        'but the field of the pod wins over that of the account, in both directions',
        'pods with `true` and `false`, with accounts that say the contrary',
        async () => {
          expect(tokenMounts(await admitted(false, true))).toHaveLength(1);
          expect(tokenMounts(await admitted(true, false))).toEqual([]);
        },
      );

      const reading = (id: string) =>
        synth(id, (chart) => {
          const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') });
          const worker = new kplus.Pod(chart, 'Worker', { containers: [{ name: 'main', image: 'main:1' }] });
          new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db] }).attachTo(worker);
        });

      claim(
        '`attachTo` gives the one token that expires, at the place where client libraries look',
        'its objects are applied in the order of the file, the pod among them; admission adds no other token',
        async () => {
          const manifests = reading('reading');
          for (const manifest of manifests) {
            await plane().admin.expectApplied(manifest);
          }
          const { body } = await plane().admin.get(manifests.find(({ kind }) => kind === 'Pod')!);
          expect(tokenMounts(body)).toHaveLength(1);
          const sources = body.spec.volumes.flatMap(({ projected }: any) => projected?.sources ?? []);
          const tokens = sources.filter(({ serviceAccountToken }: any) => serviceAccountToken);
          expect(tokens).toEqual([{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }]);
        },
      );

      claim(
        'a service account of today has no Secret with a token that never expires',
        'the account of a reader, and the Secrets of the namespace',
        async () => {
          const { body } = await plane().admin.get(reading('reading').find(({ kind }) => kind === 'ServiceAccount')!);
          expect(body.secrets).toBeUndefined();
          const {
            body: { items },
          } = await plane().admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/secrets`);
          expect(items.filter(({ type }: any) => type === 'kubernetes.io/service-account-token')).toEqual([]);
        },
      );
    });

    describe('references', () => {
      claim(
        'the API server takes a pod that names a Secret which is not there: it waits until somebody looks',
        'a pod with a volume of a missing Secret is admitted without a warning',
        async () => {
          const { status, warnings } = await plane().admin.create(
            named('Pod', 'waiting', {
              spec: {
                containers: [{ name: 'main', image: 'main:1' }],
                volumes: [{ name: 'db', secret: { secretName: 'missing' } }],
              },
            }),
          );
          expect([status, warnings]).toEqual([201, []]);
        },
      );

      claim(
        'and one that mounts a Secret with subPath, which never updates',
        'a pod with such a mount is admitted without a warning',
        async () => {
          const { status, warnings } = await plane().admin.create(
            named('Pod', 'sub-path', {
              spec: {
                containers: [
                  {
                    name: 'main',
                    image: 'main:1',
                    volumeMounts: [{ name: 'db', mountPath: '/db', subPath: 'password' }],
                  },
                ],
                volumes: [{ name: 'db', secret: { secretName: 'db' } }],
              },
            }),
          );
          expect([status, warnings]).toEqual([201, []]);
        },
      );

      claim(
        'and a mode of 440 decimal, which lets the group write',
        'a pod with `defaultMode: 440` is admitted, and keeps it',
        async () => {
          const { body, warnings } = await plane().admin.create(
            named('Pod', 'decimal', {
              spec: {
                containers: [{ name: 'main', image: 'main:1' }],
                volumes: [{ name: 'db', secret: { secretName: 'db', defaultMode: 440 } }],
              },
            }),
          );
          expect([body.spec.volumes[0].secret.defaultMode.toString(8), warnings]).toEqual(['670', []]);
          return '0670';
        },
      );

      claim(
        '`0440` in YAML is 0440 to kubectl, and 440 decimal to a JSON tool',
        '`kubectl create --dry-run=client` of a pod with `defaultMode: 0440` and `0o440`',
        async () => {
          const mode = (text: string) => {
            const input = 'apiVersion: v1\nkind: Pod\nmetadata: {name: modes}\nspec:\n  containers: [{name: main, '
              + `image: "main:1"}]\n  volumes: [{name: db, secret: {secretName: db, defaultMode: ${text}}}]\n`;
            return JSON.parse(
              plane().apiServer.kubectl(['create', '--dry-run=client', '-o', 'json', '-f', '-'], { input }).stdout,
            ).spec.volumes[0].secret.defaultMode;
          };
          expect([mode('0440'), mode('0o440'), mode('288')]).toEqual([288, 288, 288]);
          expect(JSON.parse('{"mode": 440}').mode).not.toBe(288);
          return '288 in all notations that mean 0440';
        },
      );
    });
  },
  { sameInEveryRelease: 'immutable objects, stringData and server-side apply are the same since Kubernetes 1.22' },
);
