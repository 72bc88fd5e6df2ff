import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { ExternalSecretStore } from '../../src/stores/external-secrets/external-secret-store';
import {
  PushSecret, PushSecretDeletionPolicy, PushSecretUpdatePolicy,
} from '../../src/stores/external-secrets/push-secret';

const value = fc.record({
  key: fc.oneof(often(20, undefined, 'password'), often(1, 'a key', '..a')),
  remotePath: fc.oneof(often(20, 'shop/till', 'shop/db'), often(1, '', 'https://till:tr0ub4dor-3@db')),
  remoteProperty: fc.oneof(often(20, undefined, 'password', 'user'), often(1, '')),
});

const inputs = fc.record({
  name: fc.oneof(often(30, 'till'), often(1, 'Till', 'till_')),
  secret: fc.oneof(often(30, 'till'), often(1, '', 'Secret')),
  stores: fc.oneof(
    often(20, ['vault'], ['vault', 'other']), often(1, [], [''], ['Vault'], ['vault', 'Other']),
  ),
  data: fc.array(value, { maxLength: 2 }),
  updatePolicy: fc.constantFrom(undefined, 'Replace'),
  deletionPolicy: fc.constantFrom(undefined, 'Delete'),
  minutes: fc.constantFrom(undefined, 15),
});
type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

testAgreement<Input>('PushSecret', {
  inputs,
  construct: ({ name, secret, stores, data, updatePolicy, deletionPolicy, minutes }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    new PushSecret(chart, 'Own', {
      secret: kplus.Secret.fromSecretName(chart, 'Secret', secret),
      stores: stores.map((store) => ExternalSecretStore.fromName(store)),
      data,
      updatePolicy: updatePolicy as PushSecretUpdatePolicy | undefined,
      deletionPolicy: deletionPolicy as PushSecretDeletionPolicy | undefined,
      refreshInterval: minutes === undefined ? undefined : Duration.minutes(minutes),
      metadata: { name },
    });
  },
  manifest: ({ name, secret, stores, data, updatePolicy, deletionPolicy, minutes }) => JSON.stringify({
    apiVersion: 'external-secrets.io/v1alpha1',
    kind: 'PushSecret',
    metadata: { name, namespace: 'shop' },
    spec: {
      refreshInterval: minutes === undefined ? '1h0m0s' : `${minutes}m0s`,
      updatePolicy: updatePolicy ?? 'IfNotExists',
      deletionPolicy: deletionPolicy ?? 'None',
      secretStoreRefs: stores.map((store) => ({ name: store, kind: 'SecretStore' })),
      selector: { secret: { name: secret } },
      data: data.map(({ key, remotePath, remoteProperty }) => ({
        match: { secretKey: key, remoteRef: { remoteKey: remotePath, property: remoteProperty } },
      })),
    },
  }),
  places: (message) => {
    const [, place] = [
      ['"" (0 characters)', '/spec'], ['nothing is pushed', '/spec'], ['is not a valid key', '/spec/data'],
      ['two values go to', '/spec/data'], ['remotePath', '/spec/data'], ['spec.data', '/spec/data'],
      ['ExternalSecretStore.fromName', '/spec/secretStoreRefs'], ['"till_"', '/metadata/name'],
      ['"Till"', '/metadata/name'], ['"Secret"', '/spec/selector/secret'],
    ].find(([words]) => message.includes(words)) ?? ['', `/${message}`];
    return [place];
  },
  exceptions: [{
    why: 'a few systems want an empty path, and the construct has none of them',
    holds: ({ data }) => data.some(({ remotePath }) => remotePath === ''),
    refusals: /a remotePath is empty.*$/g,
  }],
});
