import { existsSync } from 'fs';
import { join, resolve } from 'path';
import { App, Chart } from 'cdk8s';
import {
  ApiServerAuditPolicy, ControlPlane, EncryptionAlerts, EncryptionConfig, EncryptionKey, EncryptionProvider,
  EncryptionRotation, EncryptionRotationOptions,
} from 'cdk8s-strongbox';

// Key material never goes near an output folder of cdk8s. A real key lives in a vault; here it is a file that git
// ignores.
const out = resolve(process.argv[2] ?? join(__dirname, 'out'));

function key(name: string): EncryptionKey {
  const path = join(out, 'keys', name);
  // A key is made once. Every later run reads it, or the cluster would get another key under the same name.
  if (!existsSync(path)) EncryptionKey.generate(name).writeTo(path);
  return EncryptionKey.fromFile(name, path);
}

const controlPlane = ControlPlane.kubeadm();
const cluster: EncryptionRotationOptions = {
  // Every API server by its own address: one that is forgotten cannot read what the others write.
  apiServers: ['https://10.0.0.11:6443', 'https://10.0.0.12:6443', 'https://10.0.0.13:6443'],
  controlPlane,
};

// Day one: Secrets and ConfigMaps under a key of our own. A config with a key is never in the output of synth, so its
// App is never synthesised.
const first = new EncryptionConfig(new App(), 'Encryption', {
  resources: ['secrets', 'configmaps'],
  writeWith: EncryptionProvider.secretbox(key('2026-11')),
});
EncryptionRotation.enable(first, cluster).writeTo(join(out, '1-enable'));

// Three months later: another key. One object was all it took to say so.
const rotation = EncryptionRotation.rotateKey(first, key('2027-02'), cluster);
rotation.writeTo(join(out, '2-rotate-key'));

// And then a KMS, whose key is not on the control-plane hosts. The runbook begins with the plugin on every node, and
// its patch has the folder of the plugin's socket alone: the rest is wired since day one. The file has no key any
// more, so synth may write it: in a separate App, since files of the control plane are not objects to apply.
const files = new App({ outdir: join(out, 'control-plane') });
const kms = new EncryptionConfig(new Chart(files, 'encryption-config'), 'Encryption', {
  resources: ['secrets', 'configmaps'],
  writeWith: EncryptionProvider.kmsV2({ name: 'vault-2027', endpoint: 'unix:///var/run/kmsplugin/socket.sock' }),
});
EncryptionRotation.between(rotation.result!, kms, cluster).writeTo(join(out, '3-move-to-kms'));

// All that a new cluster needs to read the file, and a log that never has the content of a Secret.
controlPlane.wire(kms).writeTo(join(out, 'wiring'));
new ApiServerAuditPolicy(new Chart(files, 'audit-policy'), 'Audit');
files.synth();

// Alerts are an object to apply, in an App like any other.
const manifests = new App({ outdir: join(out, 'manifests') });
new EncryptionAlerts(new Chart(manifests, 'alerts', { namespace: 'monitoring' }), 'Encryption', {
  encryptedResources: ['secrets', 'configmaps'],
});
manifests.synth();

console.log(`Runbooks, files and scripts are in ${out}:`);
for (const folder of ['1-enable', '2-rotate-key', '3-move-to-kms']) console.log(`  ${join(folder, 'README.md')}`);
