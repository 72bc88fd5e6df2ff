import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import { App } from 'cdk8s';
import { execute } from './two-servers';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { binary, kubernetesMinor } from '../support/binaries';
import { ApiServer, Etcd } from '../support/control-plane';
import { freePorts } from '../support/process';
import { clusterSuite } from '../support/suite';

const ROLES = 'roles.rbac.authorization.k8s.io';
const CLUSTER_ROLES = 'clusterroles.rbac.authorization.k8s.io';

/** What a tenant who may make Roles may call one. */
const HOSTILE = [
  '--dry-run=server',
  '--namespace=kube-system',
  '--patch={"metadata":{"labels":{"a":"b"}}}',
  '-n',
  '-',
  '--',
  '-o=yaml',
  '--help',
  "it's",
  'my role',
  ' leading and trailing ',
  'two\nlines',
  'ends in a line\n',
  'x patched',
  'x patched (no change)',
  'tab\there',
  '"quoted"',
  '$(touch never)',
  '`id`',
  '${HOME}',
  'back\\slash',
  '\\0101',
  '*',
  '[a-z]',
  '?',
  ';exit',
  '#',
  'a,b',
  'a=b',
  'a+b',
  'system:x',
  'ünï',
  '😀',
  '\u001b[31mred',
  '\u007f',
  'NAMESPACE',
  '. 0',
  'end',
  '~',
  'same',
  'a&b',
  'a?b=c',
];
/** Refused by the API server, as far as it refuses them: tried all the same. */
const DOUBTFUL = ['a%b', '%20', 'a/b', '.', '..'];
/** What no program can be given. */
const NUL = 'nul\u0000';

clusterSuite('Encryption at rest: names that are made to be read as something else', (claim) => {
  let folder: string;
  let etcd: Etcd;
  let server: ApiServer;
  let rotation: string;
  const made: string[] = [];

  const run = (script: string, ...args: string[]) =>
    execute('sh', [join(rotation, script), ...args], {
      PATH: `${dirname(binary('kubectl'))}:${process.env.PATH}`,
      HOME: folder,
      KUBECONFIG: server.kubeconfig(),
      // Only a release before 1.34 asks for it.
      INSTALLED_AT: String(Math.floor(Date.now() / 1000) - 3600),
      RETRY_AFTER: '0',
      BATCH: '7',
    });

  async function storedOtherwise(prefix: string): Promise<string[]> {
    const stored = await Promise.all(['roles', 'clusterroles'].map((resource) => etcd.list(`/registry/${resource}/`)));
    expect(stored.flat().length).toBeGreaterThan(2 * made.length);
    return stored
      .flat()
      .filter(({ value }) => !value.toString('latin1').startsWith(prefix))
      .map(({ key }) => key);
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-names-'));
    rotation = join(folder, 'rotation');
    etcd = await Etcd.start();
    const [port] = await freePorts(1);
    const present = new EncryptionConfig(new App({ outdir: join(folder, 'dist') }), 'E', {
      resources: ['secrets', ROLES, CLUSTER_ROLES],
      writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('old')),
    });
    EncryptionRotation.rotateKey(present, EncryptionKey.generate('new'), {
      apiServers: [`https://127.0.0.1:${port}`],
    }).writeTo(rotation);
    const start = (stage: string) =>
      ApiServer.start(etcd, {
        port,
        args: [`--encryption-provider-config=${join(rotation, stage, 'encryption-config.yaml')}`],
      });
    server = await start('0-present');
    for (const namespace of ['tenant', 'end']) {
      await server.admin.request('POST', '/api/v1/namespaces', {
        body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      });
    }
    for (const name of [...HOSTILE, ...DOUBTFUL]) {
      const answers = [];
      for (const [kind, path] of [
        ['Role', 'namespaces/tenant/roles'],
        ['Role', 'namespaces/end/roles'],
        ['ClusterRole', 'clusterroles'],
      ]) {
        answers.push(
          (
            await server.admin.request('POST', `/apis/rbac.authorization.k8s.io/v1/${path}`, {
              body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name }, rules: [] },
            })
          ).status,
        );
      }
      if (answers.every((status) => status === 201)) made.push(name);
    }
    await server.stop();
    server = await start('2-write');
  }, 300_000);
  afterAll(async () => {
    await server?.stop();
    await etcd?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  claim(
    'the API server takes such names for Roles',
    'Roles and ClusterRoles with names of options, quotes, blanks and line breaks',
    async () => {
      expect(HOSTILE.filter((name) => !made.includes(name))).toEqual([]);
      return `${made.length} names; refused: ${DOUBTFUL.filter((name) => !made.includes(name))
        .map((name) => JSON.stringify(name))
        .join(', ')}`;
    },
  );

  claim(
    'API servers that write as they should prove nothing of what is stored',
    'check.sh of the stage before, and of this one with --servers',
    async () => {
      expect((await run('2-write/check.sh')).status).toBe(0);
      expect(await storedOtherwise('k8s:enc:secretbox:v1:new:')).not.toEqual([]);
      const { status } = await run('3-re-encrypt/check.sh', '--servers');
      expect(status).toBe(0);
    },
    120_000,
  );

  claim(
    'a name with the byte 0 can be given to no program: re-encrypt.sh refuses, and says how it goes',
    'a Role of that name, re-encrypt.sh, and kubectl delete with a file',
    async () => {
      const role = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'Role',
        metadata: { name: NUL, namespace: 'tenant' },
        rules: [],
      };
      const { status } = await server.admin.request(
        'POST',
        '/apis/rbac.authorization.k8s.io/v1/namespaces/tenant/roles',
        { body: role },
      );
      if (status !== 201) return 'the API server refuses it';
      for (const args of [[], ['--verify']]) {
        const ran = await run('3-re-encrypt/re-encrypt.sh', ...args);
        expect(ran.status).toBe(1);
        expect(ran.output).toContain('tenant nul%00: no program can be given a name with the byte 0');
      }
      expect(server.kubectl(['delete', '--filename', '-'], { input: JSON.stringify(role) }).status).toBe(0);
      return undefined;
    },
    120_000,
  );

  claim(
    're-encrypt.sh has every one of them written under the new key',
    're-encrypt.sh, and what etcd has',
    async () => {
      const ran = await run('3-re-encrypt/re-encrypt.sh');
      expect(ran).toEqual({ status: 0, output: ran.output });
      expect(await storedOtherwise('k8s:enc:secretbox:v1:new:')).toEqual([]);
    },
    300_000,
  );

  claim(
    '--verify finds one that is stored under the old key again',
    'a change through an API server that still writes with the old key',
    async () => {
      expect((await run('3-re-encrypt/re-encrypt.sh', '--verify')).output).toContain('done: 0 objects written');
      const [first] = (await etcd.list('/registry/roles/tenant/')).filter(({ key }) =>
        key.endsWith('/--dry-run=server'),
      );
      await server.stop();
      server = await ApiServer.start(etcd, {
        port: Number(new URL(server.admin.server).port),
        args: [`--encryption-provider-config=${join(rotation, '1-read/encryption-config.yaml')}`],
      });
      // An older release does not report its file, and is seen by the time alone.
      if (kubernetesMinor() >= 34) expect((await run('3-re-encrypt/re-encrypt.sh', '--verify')).status).toBe(1);
      await server.admin.request(
        'PATCH',
        `/apis/rbac.authorization.k8s.io/v1/namespaces/tenant/roles/${encodeURIComponent('--dry-run=server')}`,
        {
          body: { metadata: { labels: { changed: 'yes' } } },
          contentType: 'application/merge-patch+json',
        },
      );
      await server.stop();
      server = await ApiServer.start(etcd, {
        port: Number(new URL(server.admin.server).port),
        args: [`--encryption-provider-config=${join(rotation, '2-write/encryption-config.yaml')}`],
      });
      expect(await storedOtherwise('k8s:enc:secretbox:v1:new:')).toEqual([first.key]);
      const { status, output } = await run('3-re-encrypt/check.sh');
      expect({ status, output }).toEqual({ status: 0, output });
      expect(output).toContain('done: 1 objects written');
      expect(await storedOtherwise('k8s:enc:secretbox:v1:new:')).toEqual([]);
    },
    300_000,
  );

  claim('no name did what it says', 'the labels of all Roles, and what is in other namespaces', async () => {
    const { body } = await server.admin.request('GET', '/apis/rbac.authorization.k8s.io/v1/roles');
    const labels = body.items.filter(
      (item: any) => ['tenant', 'end'].includes(item.metadata.namespace) && item.metadata.labels,
    );
    expect(labels.map((item: any) => item.metadata.name)).toEqual(['--dry-run=server']);
  });
});
