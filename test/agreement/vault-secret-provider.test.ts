import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { FileMode } from '../../src/mounts/file-mode';
import { CsiObjectEncoding } from '../../src/stores/csi/csi-object-encoding';
import { VaultSecretProvider } from '../../src/stores/csi/vault-secret-provider';

interface Item {
  readonly fileName: string;
  readonly secretPath: string;
  readonly secretKey?: string;
  readonly encoding?: string;
  readonly mode: number;
  readonly secretArgs?: { readonly [name: string]: string };
}

interface Input {
  readonly role: string;
  readonly address?: string;
  readonly authMountPath?: string;
  readonly vaultNamespace?: string;
  readonly tls: readonly [certificate: string | undefined, key: string | undefined];
  readonly objects: readonly Item[];
}

const item: fc.Arbitrary<Item> = fc.record({
  fileName: fc.oneof(often(20, 'password', 'user', 'db/host'), often(1, '', '/abs', '../up', 'a//b', 'db', './a')),
  secretPath: fc.oneof(
    often(20, 'secret/data/till', 'secret/data/shop/till?version=2'),
    often(1, 'secret/till', '', '/secret/data/till', 'secret/data/till#password', 'secret/data/', 'secret/data/a\nb'),
  ),
  secretKey: fc.oneof(often(9, 'password', undefined)),
  encoding: fc.oneof(often(20, undefined), often(2, CsiObjectEncoding.BASE64)),
  mode: fc.oneof(often(40, 0o444, 0o440, 0o400), often(1, 440, 0o666, 0o040)),
  secretArgs: fc.oneof(often(9, undefined), often(1, { ttl: '1h' })),
});

const inputs: fc.Arbitrary<Input> = fc.record({
  role: fc.oneof(often(20, 'till', 'till_2.b'), often(1, '', ' ', 'till role', 'a/b')),
  address: fc.oneof(often(20, undefined, 'https://vault:8200'), often(1, 'vault:8200', 'http://vault:8200', 'ftp://v')),
  authMountPath: fc.oneof(often(20, undefined, 'kubernetes-eu'), often(1, 'auth/kubernetes', '/kubernetes', 'a"b')),
  vaultNamespace: fc.oneof(often(20, undefined, 'shop'), often(1, 'sh"op')),
  tls: fc.oneof(
    often<readonly [string | undefined, string | undefined]>(20, [undefined, undefined], ['/tls/a.crt', '/tls/a.key']),
    often<readonly [string | undefined, string | undefined]>(1, ['/tls/a.crt', undefined], [undefined, '/tls/a.key']),
  ),
  objects: fc.array(item, { minLength: 1, maxLength: 3 }),
});

testAgreement<Input>('VaultSecretProvider', {
  inputs,
  construct: ({ tls: [tlsClientCertPath, tlsClientKeyPath], objects, ...props }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'till');
    new VaultSecretProvider(chart, 'Vault', { ...props, tlsClientCertPath, tlsClientKeyPath, serviceAccount })
      .addSecret('Own', { objects: objects.map((each) => ({ ...each, mode: FileMode.fromNumber(each.mode) })) as any });
  },
  manifest: ({ role, address, authMountPath, vaultNamespace, tls: [certificate, key], objects }) => JSON.stringify({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name: 'till', namespace: 'shop' },
    spec: {
      provider: 'vault',
      parameters: {
        roleName: role,
        vaultAddress: address,
        vaultNamespace,
        vaultAuthMountPath: authMountPath,
        vaultTLSClientCertPath: certificate,
        vaultTLSClientKeyPath: key,
        objects: JSON.stringify(objects.map(({ fileName, mode, ...each }) => ({
          objectName: fileName, filePermission: mode, ...each,
        }))),
      },
    },
  }),
  exceptions: [
    {
      why: 'the provider takes a slash before a path away, and nobody else who reads Vault does',
      holds: ({ objects }) => objects.some(({ secretPath }) => secretPath.startsWith('/')),
      refusals: /path "\/[^"]*" of "[^"]*" does not begin with the mount of an engine.*$/g,
    },
    {
      why: 'that an engine is a key-value engine of version 2 stands in the props alone: version 1 has no /data/',
      holds: ({ objects }) => objects.some(({ secretPath }) => secretPath === 'secret/till'),
      refusals: /path "[^"]*" of "[^"]*" has no '\/data\/'.*$/g,
    },
  ],
});
