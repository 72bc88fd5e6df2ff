import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { FileMode } from '../../src/mounts/file-mode';
import { AzureCsiIdentity } from '../../src/stores/csi/azure-csi-identity';
import { AzureSecretProvider } from '../../src/stores/csi/azure-secret-provider';

interface Item {
  readonly objectName: string;
  readonly objectType: string;
  readonly fileName?: string;
  readonly objectVersion?: string;
  readonly objectVersionHistory?: number;
  readonly objectFormat?: string;
  readonly encoding?: string;
  readonly mode: number;
}

interface Input {
  readonly keyvaultName: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly proxy: boolean;
  readonly cloudName?: string;
  readonly cloudEnvFileName?: string;
  readonly objects: readonly Item[];
}

const item: fc.Arbitrary<Item> = fc.record({
  objectName: fc.oneof(often(40, 'till', 'shop-till', 'db'), often(1, '', 'shop_till', 'a till', 'a'.repeat(128))),
  objectType: fc.oneof(often(40, 'secret'), often(9, 'key', 'cert'), often(1, 'secrets', '')),
  fileName: fc.oneof(
    often(40, 'password', 'user', 'db/host', undefined), often(1, '', '..a', 'a..b', 'a//b', ' db', '/abs', 'db'),
  ),
  objectVersion: fc.oneof(often(40, undefined, '0123456789abcdef0123456789abcdef'), often(1, '', ' ')),
  objectVersionHistory: fc.oneof(often(20, undefined), often(4, 0, 1, 3), often(1, 1.5, -1)),
  objectFormat: fc.oneof(often(20, undefined), often(1, 'pem', 'pfx', 'der')),
  encoding: fc.oneof(often(20, undefined), often(1, 'base64', 'utf-8', 'rot13')),
  mode: fc.oneof(often(40, 0o444, 0o440, 0o400), often(1, 0o666, 0o040, 0o460)),
});

const inputs: fc.Arbitrary<Input> = fc.record({
  keyvaultName: fc.oneof(often(40, 'till', 'shop-till'), often(1, '', 'shop_till', 'https://till.vault.azure.net', 'ab')),
  tenantId: fc.oneof(often(40, '11111111-2222-3333-4444-555555555555'), often(1, '', ' ')),
  clientId: fc.oneof(often(40, '66666666-7777-8888-9999-000000000000'), often(1, '')),
  proxy: fc.boolean(),
  cloudName: fc.oneof(often(20, undefined, 'AzurePublicCloud'), often(3, 'AzureStackCloud')),
  cloudEnvFileName: fc.oneof(often(20, undefined), often(3, '/etc/cloud.json')),
  objects: fc.array(item, { minLength: 1, maxLength: 3 }),
});

testAgreement<Input>('AzureSecretProvider', {
  inputs,
  construct: ({ proxy, clientId, objects, ...props }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'till');
    const identity = proxy ? AzureCsiIdentity.identityBinding(clientId) : AzureCsiIdentity.workloadIdentity(clientId);
    new AzureSecretProvider(chart, 'Azure', { ...props, identity, serviceAccount })
      .addSecret('Own', { objects: objects.map((each) => ({ ...each, mode: FileMode.fromNumber(each.mode) })) as any });
  },
  manifest: ({ keyvaultName, tenantId, clientId, proxy, cloudName, cloudEnvFileName, objects }) => JSON.stringify({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name: 'till', namespace: 'shop' },
    spec: {
      provider: 'azure',
      parameters: {
        keyvaultName,
        tenantID: tenantId,
        useAzureTokenProxy: proxy ? 'true' : undefined,
        clientID: clientId,
        cloudName,
        cloudEnvFileName,
        objects: JSON.stringify({
          array: objects.map(({ fileName, mode, encoding, ...each }) => JSON.stringify({
            ...each,
            objectAlias: fileName,
            objectEncoding: encoding,
            filePermission: mode.toString(8).padStart(4, '0'),
          })),
        }),
      },
    },
  }),
  places: (message) => {
    const [, name] = [
      ['key vault name', 'keyvaultName'], ['tenantId', 'tenantID'], ['client id', 'clientID'],
      ['cloudEnvFileName', 'cloudEnvFileName'],
    ].find(([words]) => message.includes(words)) ?? ['', 'objects'];
    return [`/spec/parameters/${name}`];
  },
  exceptions: [
    {
      why: 'an alias or a version that is empty is one that is not given, as templates write it',
      holds: ({ objects }) =>
        objects.some(({ fileName, objectVersion }) => fileName === '' || objectVersion?.trim() === ''),
      refusals: /(?:file name "" is empty|objectVersion of .* is empty); leave.*$/g,
    },
    {
      why: 'without a client id the credentials of a service principal are used, which the volume of the pod names',
      holds: ({ clientId, proxy }) => clientId === '' && !proxy,
      refusals: /the client id of the identity is empty; without it.*$/g,
    },
  ],
});
