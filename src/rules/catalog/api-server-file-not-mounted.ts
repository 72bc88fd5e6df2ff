import { filesNamedBy, kmsSocketPath, REPEATED_FLAGS } from '../../facts/api-server-flags';
import { ApiServer, apiServers, flagOf, kubeadmApiServers } from '../../manifest/api-server';
import { ApiServerMounts, Seen } from '../../manifest/api-server-mounts';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { told } from '../../redaction/told';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

const ENCRYPTION_FLAG = 'encryption-provider-config';

/** What is wrong with what is seen at a path. */
const REASONS: ReadonlyMap<Seen, string> = new Map([
  [Seen.NOTHING, 'no volume is mounted there'],
  [Seen.FOLDER, 'the volume that is mounted there is a directory'],
  [Seen.EMPTY, 'the emptyDir that is mounted there stays empty: no other container mounts it'],
  [Seen.ANOTHER_FILE, 'the volume that is mounted there has no such file'],
]);

export const apiServerFileNotMounted: GraphRule = {
  id: 'api-server-file-not-mounted',
  category: RuleCategory.CONTROL_PLANE,
  title: 'an API server is given a file that its container does not see',
  rationale: 'The API server runs in a container and sees of the host only what a volume brings. A flag that names a '
    + 'file of the host, such as the encryption file or the audit policy, without a mount of its directory keeps the '
    + 'API server from starting, and with it the cluster. The socket of a KMS plugin needs a mount as well.',
  remediation: 'Add a hostPath volume for the directory of the file and mount it read-only at the same path. Mount the '
    + 'directory and not the file: a new file is not seen through a mount of the old one.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    kubernetes('Encrypting confidential data at rest, use the new encryption configuration file',
      'tasks/administer-cluster/encrypt-data/#use-the-new-encryption-configuration-file'),
    kubernetes('Auditing, log backend', 'tasks/debug/debug-cluster/audit/#log-backend'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    const sockets = socketsOf(graph);
    for (const server of [...apiServers(graph), ...kubeadmApiServers(graph)]) {
      if (server.mounts !== undefined) {
        yield* missingFiles(server, server.mounts);
        yield* missingSockets(server, server.mounts, sockets);
      }
    }
  },
};

function* missingFiles({ resource, noun, flags }: ApiServer, mounts: ApiServerMounts): Generator<Violation> {
  const inForce = flags.filter(({ name }, index) =>
    REPEATED_FLAGS.includes(name) || !flags.slice(index + 1).some((later) => later.name === name));
  for (const { name, value, pointer } of inForce) {
    for (const path of filesNamedBy(name, value)) {
      const reason = REASONS.get(mounts(path));
      if (reason !== undefined) {
        const message = `${noun} is given --${name} with the file %q, and ${reason}: it does not start`;
        yield violation(resource, pointer, told(message, [path]));
      }
    }
  }
}

function* missingSockets(server: ApiServer, mounts: ApiServerMounts, sockets: readonly Socket[]): Generator<Violation> {
  const { resource, noun, flags } = server;
  const flag = flags.filter(({ name }) => name === ENCRYPTION_FLAG).at(-1);
  if (flag === undefined || flagOf(server, ENCRYPTION_FLAG) === '') {
    return;
  }
  for (const { provider, path } of sockets) {
    const reason = REASONS.get(mounts(path));
    if (reason !== undefined) {
      const message = `${noun} needs the socket %q of KMS provider %q, and ${reason}: it cannot reach the plugin`;
      yield violation(resource, flag.pointer, told(message, [path, provider]));
    }
  }
}

interface Socket {
  readonly provider: unknown;
  readonly path: string;
}

/** The sockets of the encryption file; none where there are several, of which any may be that of the API server. */
function socketsOf(graph: Graph): Socket[] {
  const documents = encryptionDocuments(graph);
  const [{ entries }] = documents.length === 1 ? documents : [{ entries: [] }];
  return entries.flatMap((entry) => entry.providers).filter(({ kind }) => kind === 'kms').flatMap(({ settings }) => {
    const path = kmsSocketPath(settings.endpoint);
    return path === undefined ? [] : [{ provider: settings.name, path }];
  });
}
