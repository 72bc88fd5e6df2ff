import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App } from 'cdk8s';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { kubernetesMinor } from '../support/binaries';
import { ApiServer, Etcd } from '../support/control-plane';
import { clusterSuite } from '../support/suite';

const SECRETS = '/api/v1/namespaces/default/secrets';
const OPTIONS = {
  apiVersion: 'v1', kind: 'DeleteOptions', ignoreStoreReadErrorWithClusterBreakingPotential: true,
};

/** A user with what the runbook grants. */
const USER = { token: 'unreadable', name: 'cleaner' };

clusterSuite('Encryption at rest: objects that cannot be decrypted', (claim) => {
  let folder: string;
  let etcd: Etcd;
  let server: ApiServer;

  const startWith = async (key: string) => {
    const path = join(folder, `${key}.yaml`);
    const config = new EncryptionConfig(new App({ outdir: join(folder, 'dist') }), 'Encryption', {
      writeWith: EncryptionProvider.secretbox(EncryptionKey.generate(key)),
    });
    config.writeTo(path);
    return ApiServer.start(etcd, { args: [`--encryption-provider-config=${path}`], users: [USER] });
  };
  const secret = (name: string) =>
    ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'default', finalizers: ['example.com/keep'] } });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-undecryptable-'));
    etcd = await Etcd.start();
    server = await startWith('new');
    await server.admin.expectApplied(secret('db'));
    await server.admin.expectApplied(secret('fine'));
    // As what a key encrypted that is lost: no API server starts beside such a Secret.
    await etcd.put('/registry/secrets/default/db', Buffer.from(`k8s:enc:secretbox:v1:lost:${'x'.repeat(80)}`));
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    await etcd?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const hasGate = () => kubernetesMinor() >= 37;

  claim(
    'an object whose key is lost cannot be read, and no list of its resource can',
    'GET of the Secret, and of all Secrets',
    async () => {
      const [one, all] = [
        await server.admin.request('GET', `${SECRETS}/db`),
        await server.admin.request('GET', SECRETS),
      ];
      expect([one.status, all.status]).toEqual([500, 500]);
      return `${one.body.reason}, and ${all.body.reason} for the list`;
    },
    60_000,
  );

  claim(
    'the answer to a list names an object that cannot be decrypted',
    'GET of all Secrets',
    async () => {
      const { body } = await server.admin.request('GET', SECRETS);
      const text = JSON.stringify(body);
      expect([
        text.includes('/registry/secrets/default/db') || text.includes('secrets/default/db'),
        text.includes('default/fine'),
      ]).toEqual([true, false]);
      return undefined;
    },
    60_000,
  );

  claim('it cannot be deleted as others are', 'DELETE of the Secret', async () => {
    const { status, body } = await server.admin.request('DELETE', `${SECRETS}/db`);
    expect(status).toBe(500);
    return body.reason;
  }, 60_000);

  claim(
    'who may delete it, and not the verb unsafe-delete-ignore-read-errors beside, may not',
    'DELETE with the option, by a user with a Role',
    async () => {
      if (!hasGate()) return 'since Kubernetes 1.37, or 1.32 with the gate';
      const grant = (...verbs: string[]) => [
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: { name: 'unreadable', namespace: 'default' },
          rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['db'], verbs }],
        },
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'RoleBinding',
          metadata: { name: 'unreadable', namespace: 'default' },
          roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'unreadable' },
          subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: USER.name }],
        },
      ];
      const user = server.admin.as(USER.token);
      for (const object of grant('delete')) await server.admin.expectApplied(object);
      const refused = await user.request('DELETE', `${SECRETS}/db`, { body: { ...OPTIONS, dryRun: ['All'] } });
      expect(refused.status).toBe(403);
      for (const object of grant('delete', 'unsafe-delete-ignore-read-errors')) {
        await server.admin.expectApplied(object);
      }
      const allowed = await user.request('DELETE', `${SECRETS}/db`, { body: { ...OPTIONS, dryRun: ['All'] } });
      expect(allowed.status).toBe(200);
      return undefined;
    },
    60_000,
  );

  claim(
    'the commands of the runbook delete it, in spite of its finalizer, and refuse one that can be read',
    'the last page of the runbook, by kubectl',
    async () => {
      if (!hasGate()) return 'since Kubernetes 1.37, or 1.32 with the gate';
      const config = new EncryptionConfig(new App({ outdir: join(folder, 'dist') }), 'Encryption', {
        writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('any')),
      });
      const page = EncryptionRotation.enable(config, { apiServers: ['https://127.0.0.1:6443'] }).toMarkdown();
      const word = (name: string) => new RegExp(`^ *${name}='([^']*)'$`, 'm').exec(page)![1];
      const bodies = [...page.matchAll(/^ *echo "(.*)" \| kubectl delete --raw "\$path" --filename -$/gm)].map(
        ([, body]) => body.replace('$kind', word('kind')).replace('$option', word('option')).replaceAll('\\"', '"'),
      );
      expect(bodies.map((body) => JSON.parse(body))).toEqual([{ ...OPTIONS, dryRun: ['All'] }, OPTIONS]);
      const remove = (name: string, input = bodies[1]) =>
        server.kubectl(['delete', '--raw', `${SECRETS}/${name}`, '--filename', '-'], { input });
      expect(remove('fine').status).not.toBe(0);
      expect(remove('db', bodies[0]).status).toBe(0);
      expect(await etcd.raw('/registry/secrets/default/db')).toBeDefined();
      expect(remove('db').status).toBe(0);
      expect(await etcd.raw('/registry/secrets/default/db')).toBeUndefined();
      expect((await server.admin.request('GET', SECRETS)).status).toBe(200);
      return undefined;
    },
    120_000,
  );
});
