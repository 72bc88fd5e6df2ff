import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { ApiClient, ApiResponse, Manifest } from './support/api-client';
import { ISSUER } from './support/control-plane';
import { clusterSuite, useControlPlane } from './support/suite';
import { LeastPrivilegeSecretReader, LeastPrivilegeSecretReaderProps, SecretSource, SecureSecret } from '../../src';

const NAMESPACE = 'payments';
const secrets = (name = '', namespace = NAMESPACE) => `/api/v1/namespaces/${namespace}/secrets${name && `/${name}`}`;
const named = (name: string) => ({ fieldSelector: `metadata.name=${name}` });

/** What the server said of a request that is refused. */
async function refusal(response: Promise<ApiResponse>): Promise<string> {
  const { status, body } = await response;
  expect([status, body.reason]).toEqual([403, 'Forbidden']);
  return body.message;
}

async function granted(response: Promise<ApiResponse>): Promise<any> {
  const { status, body } = await response;
  expect([status, body.message]).toEqual([200, undefined]);
  return body;
}

clusterSuite(
  'Access by RBAC',
  (claim) => {
    const plane = useControlPlane();
    let reader: ApiClient;
    let watcher: ApiClient;
    let granteeOfCdk8sPlus: ApiClient;

    async function apply(manifests: Manifest[]): Promise<void> {
      for (const manifest of manifests) {
        await plane().admin.expectApplied(manifest);
      }
    }

    async function clientOf(namespace: string, account: string): Promise<ApiClient> {
      return plane().admin.as(await plane().apiServer.serviceAccountToken(namespace, account));
    }

    /** The reader of the Secret `db`, as a client with a token of its service account. */
    async function readerOfDb(id: string, props: Partial<LeastPrivilegeSecretReaderProps> = {}): Promise<ApiClient> {
      const chart = new Chart(Testing.app(), id, { namespace: NAMESPACE });
      const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') });
      const { serviceAccount } = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db], ...props });
      await apply(Testing.synth(chart));
      return clientOf(NAMESPACE, serviceAccount.name);
    }

    beforeAll(async () => {
      await plane().apiServer.createNamespace(NAMESPACE);
      await plane().apiServer.createNamespace('other');
      for (const namespace of [NAMESPACE, 'other']) {
        for (const name of ['db', 'gateway']) {
          await plane().admin.expectApplied({
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: { name, namespace },
            stringData: { password: `of ${name}` },
          });
        }
      }
      reader = await readerOfDb('reader');
      watcher = await readerOfDb('watcher', { listAndWatchByName: true });

      const chart = new Chart(Testing.app(), 'plus', { namespace: NAMESPACE });
      const account = new kplus.ServiceAccount(chart, 'Account');
      new kplus.Secret(chart, 'Db', { metadata: { name: 'db' } }).permissions.grantRead(account);
      await apply(Testing.synth(chart).filter(({ kind }: Manifest) => kind !== 'Secret'));
      granteeOfCdk8sPlus = await clientOf(NAMESPACE, account.name);
    });

    claim('a reader gets the Secret that it names', '`get` with a token of its service account', async () => {
      const { data } = await granted(reader.request('GET', secrets('db')));
      expect(Buffer.from(data.password, 'base64').toString()).toBe('of db');
    });

    claim('it gets no other Secret', '`get` of another name', () => refusal(reader.request('GET', secrets('gateway'))));

    claim('it gets no Secret of that name in another namespace', '`get` in another namespace', () =>
      refusal(reader.request('GET', secrets('db', 'other'))),
    );

    claim('it does not learn whether a Secret exists', '`get` of a name that is not there', () =>
      refusal(reader.request('GET', secrets('nothing'))),
    );

    claim(
      'it lists no Secrets, not even its own',
      '`list`, and `list` with the field selector of its name',
      async () => {
        await refusal(reader.request('GET', secrets(), { query: named('db') }));
        return refusal(reader.request('GET', secrets()));
      },
    );

    claim('it lists no Secrets of the cluster', '`list` of all namespaces', () =>
      refusal(reader.request('GET', '/api/v1/secrets')),
    );

    claim('it watches no Secrets', '`watch`, with the field selector and without', async () => {
      await refusal(reader.request('GET', secrets(), { query: { watch: 'true' } }));
      return refusal(reader.request('GET', secrets(), { query: { watch: 'true', ...named('db') } }));
    });

    claim(
      'it changes and deletes nothing',
      '`update`, `patch`, `delete` of its Secret, `create` of another, `deletecollection`',
      async () => {
        const secret: Manifest = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: NAMESPACE } };
        const change = { body: { data: {} }, contentType: 'application/merge-patch+json' };
        await refusal(reader.request('PUT', secrets('db'), { body: secret }));
        await refusal(reader.request('PATCH', secrets('db'), change));
        await refusal(reader.request('DELETE', secrets('db')));
        await refusal(
          reader.request('POST', secrets(), { body: { ...secret, metadata: { name: 'new', namespace: NAMESPACE } } }),
        );
        return refusal(reader.request('DELETE', secrets()));
      },
    );

    claim(
      'it makes no tokens and no pods, by which it could get at more',
      '`create` of `serviceaccounts/token` and of a pod',
      async () => {
        const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} };
        await refusal(
          reader.request('POST', `/api/v1/namespaces/${NAMESPACE}/serviceaccounts/default/token`, { body: request }),
        );
        const pod = {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'pod' },
          spec: { containers: [{ name: 'main', image: 'main:1' }] },
        };
        return refusal(reader.request('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, { body: pod }));
      },
    );

    claim(
      '`listAndWatchByName` allows a list and a watch of the name only',
      'both with the field selector, without it, and with that of another name',
      async () => {
        const { items } = await granted(watcher.request('GET', secrets(), { query: named('db') }));
        expect(items).toHaveLength(1);
        const stream = await watcher.request('GET', secrets(), {
          query: { watch: 'true', timeoutSeconds: '1', ...named('db') },
        });
        expect(stream.status).toBe(200);
        expect(JSON.stringify(stream.body)).toContain(Buffer.from('of db').toString('base64'));
        const refused: { [name: string]: string }[] = [
          {}, { watch: 'true' }, named('gateway'), { watch: 'true', ...named('gateway') },
        ];
        for (const query of refused) {
          await refusal(watcher.request('GET', secrets(), { query }));
        }
        return 'list and watch of its name send its full content; the others are refused';
      },
    );

    claim(
      'by contrast: `grantRead` of cdk8s-plus also lists and watches',
      '`get`, and `list` and `watch` with the field selector, with a token of the grantee',
      async () => {
        await granted(granteeOfCdk8sPlus.request('GET', secrets('db')));
        const { items } = await granted(granteeOfCdk8sPlus.request('GET', secrets(), { query: named('db') }));
        expect(items).toHaveLength(1);
        const { status } = await granteeOfCdk8sPlus.request('GET', secrets(), {
          query: { watch: 'true', timeoutSeconds: '1', ...named('db') },
        });
        expect(status).toBe(200);
        return 'all three are granted';
      },
    );

    claim(
      '`resourceNames` limits `list` to requests with the field selector',
      '`list` without it, with the token of that grantee',
      () => refusal(granteeOfCdk8sPlus.request('GET', secrets())),
    );

    claim(
      'an empty name in `resourceNames` allows a list of every Secret',
      '`list` of a Role with `resourceNames: [""]`',
      async () => {
        const metadata = { name: 'empty-name', namespace: NAMESPACE };
        const apiGroup = 'rbac.authorization.k8s.io';
        const rbac = `${apiGroup}/v1`;
        const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'], resourceNames: [''] }];
        const roleRef = { apiGroup, kind: 'Role', name: metadata.name };
        const subjects = [{ kind: 'ServiceAccount', ...metadata }];
        await apply([
          { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
          { apiVersion: rbac, kind: 'Role', metadata, rules },
          { apiVersion: rbac, kind: 'RoleBinding', metadata, roleRef, subjects },
        ]);
        const account = await clientOf(NAMESPACE, metadata.name);
        const { items } = await granted(account.request('GET', secrets()));
        expect(items.length).toBeGreaterThan(1);
        await refusal(account.request('GET', secrets('db')));
        return 'all Secrets in full; a get of one is refused';
      },
    );

    claim(
      '`list` answers with the full contents of every Secret, not only names',
      '`list` by somebody who may',
      async () => {
        const { items } = await granted(plane().admin.request('GET', secrets()));
        expect(items.map(({ data }: any) => Buffer.from(data.password, 'base64').toString()).sort()).toEqual([
          'of db',
          'of gateway',
        ]);
        return 'both passwords are in the answer';
      },
    );

    claim('the service account `default` has no rights to Secrets', '`get` and `list` with its token', async () => {
      const standard = await clientOf(NAMESPACE, 'default');
      await refusal(standard.request('GET', secrets('db')));
      return refusal(standard.request('GET', secrets()));
    });

    claim('a reader of several Secrets gets each of them', '`get` of both names', async () => {
      const chart = new Chart(Testing.app(), 'several', { namespace: NAMESPACE });
      const both = ['db', 'gateway'].map(
        (name) => new SecureSecret(chart, name, { keys: ['password'], source: SecretSource.existing(name) }),
      );
      const { serviceAccount } = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: both });
      await apply(Testing.synth(chart));
      const client = await clientOf(NAMESPACE, serviceAccount.name);
      await granted(client.request('GET', secrets('db')));
      await granted(client.request('GET', secrets('gateway')));
    });

    claim(
      'a reader that names no namespace works in the one that it is applied to',
      '`kubectl apply --namespace`, then `get` with its token',
      async () => {
        const chart = new Chart(Testing.app(), 'anywhere');
        const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') });
        const { serviceAccount } = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db] });
        const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: Testing.synth(chart) });
        expect(
          plane().apiServer.kubectl(['apply', '--server-side', '--namespace', 'other', '-f', '-'], { input }),
        ).toMatchObject({ status: 0, stderr: '' });
        await granted((await clientOf('other', serviceAccount.name)).request('GET', secrets('db', 'other')));
      },
    );

    claim(
      'a Role is not the boundary: whoever may create pods can mount any Secret of the namespace',
      'a user with `create` on pods and nothing else makes a pod with another Secret',
      async () => {
        await plane().apiServer.createServiceAccount(NAMESPACE, 'deployer');
        const metadata = { name: 'deployer', namespace: NAMESPACE };
        await apply([
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'Role',
            metadata,
            rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create'] }],
          },
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'RoleBinding',
            metadata,
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'deployer' },
            subjects: [{ kind: 'ServiceAccount', name: 'deployer', namespace: NAMESPACE }],
          },
        ]);
        const deployer = await clientOf(NAMESPACE, 'deployer');
        await refusal(deployer.request('GET', secrets('db')));
        const { status } = await deployer.request('POST', `/api/v1/namespaces/${NAMESPACE}/pods`, {
          body: {
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: { name: 'thief' },
            spec: {
              containers: [{ name: 'main', image: 'main:1' }],
              volumes: [{ name: 'db', secret: { secretName: 'db' } }],
            },
          },
        });
        expect(status).toBe(201);
        return 'the pod is taken';
      },
    );

    claim(
      'ConfigMaps are readable by the standard role `view`, Secrets are not',
      '`get` of both by an account that is bound to the rules of `view`',
      async () => {
        await plane().apiServer.createServiceAccount(NAMESPACE, 'viewer');
        await apply([
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'settings', namespace: NAMESPACE },
            data: { level: 'info' },
          },
          {
            apiVersion: 'rbac.authorization.k8s.io/v1',
            kind: 'RoleBinding',
            metadata: { name: 'viewer', namespace: NAMESPACE },
            // The controller manager makes `view` of this one.
            roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:aggregate-to-view' },
            subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: NAMESPACE }],
          },
        ]);
        const viewer = await clientOf(NAMESPACE, 'viewer');
        await granted(viewer.request('GET', `/api/v1/namespaces/${NAMESPACE}/configmaps/settings`));
        return refusal(viewer.request('GET', secrets('db')));
      },
    );

    describe('tokens', () => {
      const review = async (token: string, audiences?: string[]) => {
        const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token, audiences } };
        return (await plane().admin.request('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body })).body
          .status;
      };
      const payload = (token: string) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

      claim(
        'a token for another audience is refused by the API server',
        'a TokenRequest with an audience, a TokenReview for it, and `get` with it',
        async () => {
          const token = await plane().apiServer.serviceAccountToken(NAMESPACE, 'default', { audiences: ['vault'] });
          expect(payload(token).aud).toEqual(['vault']);
          expect((await review(token, ['vault'])).authenticated).toBe(true);
          expect((await review(token)).authenticated).not.toBe(true);
          const { status } = await plane().admin.as(token).request('GET', secrets('db'));
          expect(status).toBe(401);
          return '401 Unauthorized';
        },
      );

      claim(
        'a token without an audience is for the API server, and expires',
        'a TokenRequest with the expiration that `attachTo` writes',
        async () => {
          const token = await plane().apiServer.serviceAccountToken(NAMESPACE, 'default', { expirationSeconds: 3600 });
          const { aud, exp, iat } = payload(token);
          expect(aud).toEqual([ISSUER]);
          expect(exp - iat).toBe(3600);
        },
      );

      claim('a token lives for at least ten minutes', 'a TokenRequest for 599 s, and for 600 s', async () => {
        await expect(
          plane().apiServer.serviceAccountToken(NAMESPACE, 'default', { expirationSeconds: 599 }),
        ).rejects.toThrow('may not specify a duration less than 10 minutes');
        const { exp, iat } = payload(
          await plane().apiServer.serviceAccountToken(NAMESPACE, 'default', { expirationSeconds: 600 }),
        );
        expect(exp - iat).toBe(600);
        return '599 s: refused; 600 s: taken';
      });
    });
  },
  { sameInEveryRelease: 'RBAC allows by verb, resource and name in every release' },
);
