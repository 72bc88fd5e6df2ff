import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { FileMode } from '../../src/mounts/file-mode';
import { GcpCsiIdentity } from '../../src/stores/csi/gcp-csi-identity';
import { GcpSecretProvider } from '../../src/stores/csi/gcp-secret-provider';

interface Item {
  readonly resourceName: string;
  readonly fileName: string;
  readonly mode: number;
  readonly extractJsonKey?: string;
  readonly extractYamlKey?: string;
}

interface Input {
  readonly ofNodes: boolean;
  readonly objects: readonly Item[];
}

const item: fc.Arbitrary<Item> = fc.record({
  resourceName: fc.oneof(
    often(
      40, 'projects/shop/secrets/till/versions/latest', 'projects/12/locations/europe-west3/secrets/till/versions/3',
      'projects/shop/locations/global/parameters/till/versions/v1',
    ),
    often(
      1, '', 'till', 'projects/shop/secrets/till', 'projects/shop/parameters/till/versions/v1',
      'projects/shop/secrets/till/versions/', 'projects/shop/secrets/a till/versions/1',
      'projects/shop/secrets/till/versions/1/more', 'projects//secrets/till/versions/1',
    ),
  ),
  fileName: fc.oneof(
    often(40, 'password', 'user', 'db/host'),
    often(1, '', '/abs', '../up', '..a', 'a//b', './a', 'db', 'a'.repeat(256)),
  ),
  mode: fc.oneof(often(40, 0o444, 0o440, 0o400), often(1, 0o666, 0o040, 0o460)),
  extractJsonKey: fc.oneof(often(20, undefined, 'password'), often(1, '')),
  extractYamlKey: fc.oneof(often(20, undefined), often(2, 'password'), often(1, '')),
});

const inputs: fc.Arbitrary<Input> = fc.record({
  ofNodes: fc.boolean(),
  objects: fc.array(item, { minLength: 1, maxLength: 3 }),
});

testAgreement<Input>('GcpSecretProvider', {
  inputs,
  construct: ({ ofNodes, objects }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'till');
    const identity = ofNodes ? GcpCsiIdentity.unsafeProvider() : GcpCsiIdentity.pod();
    new GcpSecretProvider(chart, 'Google', { identity, serviceAccount })
      .addSecret('Own', { objects: objects.map((each) => ({ ...each, mode: FileMode.fromNumber(each.mode) })) });
  },
  manifest: ({ ofNodes, objects }) => JSON.stringify({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name: 'till', namespace: 'shop' },
    spec: {
      provider: 'gcp',
      parameters: {
        auth: ofNodes ? 'provider-adc' : 'pod-adc',
        secrets: JSON.stringify(objects.map(({ resourceName, fileName, mode, extractJsonKey, extractYamlKey }) => ({
          resourceName,
          path: fileName,
          mode,
          extractJSONKey: extractJsonKey,
          extractYAMLKey: extractYamlKey,
        }))),
      },
    },
  }),
  places: () => ['/spec/parameters/secrets'],
  exceptions: [
    {
      why: 'a key to extract that is empty is one that is not given, as templates write it',
      holds: ({ objects }) => objects.some((object) => object.extractJsonKey === '' || object.extractYamlKey === ''),
      refusals: /the key to extract from .* is empty; leave.*$/g,
    },
  ],
});
