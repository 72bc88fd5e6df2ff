import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import { HostMount, pluginSteps, mountable, WiringDifference } from './host-file';
import { Rewiring } from './rewiring';
import { TALOS_API_SERVER_DOCUMENT } from '../../facts/distribution-mounts';
import { canonical, SECRETS } from '../../facts/encryption-document';

const PATCH_FILE = 'encryption.patch.yaml';
/**
 * Talos appends the lists of a patch to those that are there. The previous providers would stay first and still write,
 * so the same command removes the old document.
 */
const REMOVAL_FILE = 'no-encryption.patch.yaml';
const MOUNTS_FILE = 'kms-mounts.patch.yaml';
const ON_EVERY_NODE = '# NODE: every control-plane node, one after the other';

const patched = (...files: string[]) => {
  const patches = files.map((file) => `--patch @${file}`).join(' ');
  return `talosctl patch machineconfig --nodes "$NODE" ${patches}   ${ON_EVERY_NODE}`;
};

export const TALOS_REPLACE = patched(REMOVAL_FILE, PATCH_FILE);
export const TALOS_REMOVE = patched(REMOVAL_FILE);

/** Name that Talos gives to the secretbox key in the file that it makes. */
const TALOS_KEY_NAME = 'key2';

export function talosWiring(file: EncryptionFile): ControlPlaneWiring {
  if (file.needsKmsV1) {
    throw new Error('the file has a KMS v1 provider, and Talos runs versions of Kubernetes that have KMS v1 off; use ' +
      'KMS v2');
  }
  const document = { apiVersion: 'v1alpha1', kind: 'KubeEtcdEncryptionConfig' };
  return ControlPlaneWiring._of({
    file,
    texts: {
      [REMOVAL_FILE]: Yaml.stringify({ ...document, $patch: 'delete' }),
      [PATCH_FILE]: Yaml.stringify({ ...document, config: { resources: file._document().resources } }),
    },
    holdsFile: true,
    pluginSteps: pluginSteps(file),
    steps: [
      ...mountable(file).map((folder) =>
        `mount ${JSON.stringify(folder)} into the API server, in the machine configuration of every control-plane ` +
        `node (cluster.apiServer.extraVolumes); one with a document ${TALOS_API_SERVER_DOCUMENT}, as Talos 1.14 ` +
        'creates it, has no such mounts, and Talos refuses both together'),
      'where the machine configuration has no document KubeEtcdEncryptionConfig yet, leave out the first patch. ' +
      'Talos creates one for new clusters: it is then the present file',
      TALOS_REPLACE,
    ],
  });
}

/** Mounts that the machine configuration does not have: a patch adds to its list. */
export function talosRewiring({ mounts }: WiringDifference): Rewiring {
  if (mounts.length === 0) {
    return { texts: {}, steps: [] };
  }
  const volume = ({ path }: HostMount) => ({ hostPath: path, mountPath: path, readonly: true });
  return {
    texts: { [MOUNTS_FILE]: Yaml.stringify({ cluster: { apiServer: { extraVolumes: mounts.map(volume) } } }) },
    steps: [patched(MOUNTS_FILE)],
  };
}

export function talosSecretboxWiring(file: EncryptionFile): ControlPlaneWiring {
  const [entry, ...others] = file._document().resources;
  const key = entry.providers[0].secretbox?.keys[0];
  const onlySecrets = others.length === 0 && entry.resources.length === 1 && canonical(entry.resources[0]) === SECRETS;
  const oneKey = key?.name === TALOS_KEY_NAME && entry.providers[0].secretbox?.keys.length === 1 &&
    entry.providers.slice(1).every((provider) => provider.identity);
  if (!key || !onlySecrets || !oneKey) {
    throw new Error('Talos before 1.14 encrypts only Secrets, with one secretbox key, which it names ' +
      `${JSON.stringify(TALOS_KEY_NAME)}; give such a config, or upgrade Talos and use ControlPlane.talos()`);
  }
  return ControlPlaneWiring._of({
    file,
    texts: { [PATCH_FILE]: Yaml.stringify({ cluster: { secretboxEncryptionSecret: key.secret } }) },
    holdsFile: true,
    pluginSteps: [],
    steps: [patched(PATCH_FILE)],
  });
}
