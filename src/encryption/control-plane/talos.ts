import { Yaml } from 'cdk8s';
import { EncryptionFile } from '../encryption-file';
import { ControlPlaneWiring } from './control-plane-wiring';
import { HostMount, pluginSteps, mountable, WiringDifference } from './host-file';
import { Rewiring } from './rewiring';

const PATCH_FILE = 'encryption.patch.yaml';
/**
 * Talos appends the lists of a patch to those there are. The providers of before would stay first and go on writing, so the
 * old document goes in the same command.
 */
const REMOVAL_FILE = 'no-encryption.patch.yaml';
const MOUNTS_FILE = 'kms-mounts.patch.yaml';
const ON_EVERY_NODE = '# NODE: every control-plane node, one after the other';

export const TALOS_REPLACE = `talosctl patch machineconfig --nodes "$NODE" --patch @${REMOVAL_FILE} --patch @${PATCH_FILE}   ${ON_EVERY_NODE}`;
const TALOS_MOUNT = `talosctl patch machineconfig --nodes "$NODE" --patch @${MOUNTS_FILE}   ${ON_EVERY_NODE}`;
export const TALOS_REMOVE = `talosctl patch machineconfig --nodes "$NODE" --patch @${REMOVAL_FILE}   ${ON_EVERY_NODE}`;

/** Name that Talos gives to the secretbox key in the file that it makes. */
const TALOS_KEY_NAME = 'key2';

export function talosWiring(file: EncryptionFile): ControlPlaneWiring {
  if (file.needsKmsV1) throw new Error('the file has a KMS v1 provider, and Talos runs versions of Kubernetes that have KMS v1 off; use KMS v2');
  return ControlPlaneWiring._of({
    file,
    texts: {
      [REMOVAL_FILE]: Yaml.stringify({ apiVersion: 'v1alpha1', kind: 'KubeEtcdEncryptionConfig', $patch: 'delete' }),
      [PATCH_FILE]: Yaml.stringify({ apiVersion: 'v1alpha1', kind: 'KubeEtcdEncryptionConfig', config: { resources: file._document().resources } }),
    },
    holdsFile: true,
    pluginSteps: pluginSteps(file),
    steps: [
      ...mountable(file).map((folder) =>
        `the machine configuration of every control-plane node mounts ${JSON.stringify(folder)} into the API server ` +
        '(cluster.apiServer.extraVolumes)'),
      'where the machine configuration has no document KubeEtcdEncryptionConfig yet, leave out the first patch. Talos makes one for new clusters: it is then the present file',
      TALOS_REPLACE,
    ],
  });
}

/** Mounts that the machine configuration does not have: a patch adds to its list. */
export function talosRewiring({ mounts }: WiringDifference): Rewiring {
  if (mounts.length === 0) return { texts: {}, steps: [] };
  const volume = ({ path }: HostMount) => ({ hostPath: path, mountPath: path, readonly: true });
  return {
    texts: { [MOUNTS_FILE]: Yaml.stringify({ cluster: { apiServer: { extraVolumes: mounts.map(volume) } } }) },
    steps: [TALOS_MOUNT],
  };
}

export function talosSecretboxWiring(file: EncryptionFile): ControlPlaneWiring {
  const [entry, ...others] = file._document().resources;
  const key = entry.providers[0].secretbox?.keys[0];
  const fits = others.length === 0 && entry.resources.length === 1 && /^secrets\.?$/.test(entry.resources[0]) && key?.name === TALOS_KEY_NAME &&
    entry.providers[0].secretbox?.keys.length === 1 && entry.providers.slice(1).every((provider) => provider.identity);
  if (!key || !fits) {
    throw new Error(`Talos before 1.14 encrypts Secrets alone, with one secretbox key, which it calls ${JSON.stringify(TALOS_KEY_NAME)}; give such a config, or upgrade Talos and use ControlPlane.talos()`);
  }
  return ControlPlaneWiring._of({
    file,
    texts: { [PATCH_FILE]: Yaml.stringify({ cluster: { secretboxEncryptionSecret: key.secret } }) },
    holdsFile: true,
    pluginSteps: [],
    steps: [`talosctl patch machineconfig --nodes "$NODE" --patch @${PATCH_FILE}   ${ON_EVERY_NODE}`],
  });
}
