import { storeSchemaErrors } from './store-schema';

function manifest(apiVersion: string, kind: string, spec: object): object {
  return { apiVersion, kind, metadata: { name: 'db' }, spec };
}

const store = (auth: object) =>
  manifest('external-secrets.io/v1', 'SecretStore', { provider: { vault: { server: 'https://vault', auth } } });

test('valid objects have no errors', () => {
  expect(
    storeSchemaErrors(store({ kubernetes: { mountPath: 'kubernetes', role: 'r', serviceAccountRef: { name: 'a' } } })),
  ).toEqual([]);
  expect(
    storeSchemaErrors(
      manifest('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', {
        provider: 'vault',
        parameters: { roleName: 'r' },
      }),
    ),
  ).toEqual([]);
});

test('a field that is unknown, and one that is missing, are errors', () => {
  expect(storeSchemaErrors(store({ kubernets: {} }))).toContainEqual(
    expect.stringContaining('must NOT have additional properties'),
  );
  expect(storeSchemaErrors(manifest('secrets.hashicorp.com/v1beta1', 'VaultConnection', {}))).toContainEqual(
    expect.stringContaining("must have required property 'address'"),
  );
});

test.each<[string, object, string]>([
  [
    'SecretStore',
    store({ kubernetes: { mountPath: 'kubernetes', serviceAccountRef: { name: 'a' } } }),
    '/spec/provider/vault/auth/kubernetes required {"missingProperty":"role"}',
  ],
  [
    'ClusterSecretStore',
    manifest('external-secrets.io/v1', 'ClusterSecretStore', { provider: { aws: { service: 'S3', region: 'r' } } }),
    '/spec/provider/aws/service enum ',
  ],
  [
    'ExternalSecret',
    manifest('external-secrets.io/v1', 'ExternalSecret', { target: { creationPolicy: 'Mine' } }),
    '/spec/target/creationPolicy enum ',
  ],
  [
    'PushSecret',
    manifest('external-secrets.io/v1alpha1', 'PushSecret', { selector: { secret: { name: 'a' } } }),
    '/spec required {"missingProperty":"secretStoreRefs"}',
  ],
  [
    'Password',
    manifest('generators.external-secrets.io/v1alpha1', 'Password', {
      length: 'long',
      noUpper: false,
      allowRepeat: true,
    }),
    '/spec/length type ',
  ],
])('the published schema of a %s is used too', (_, wrong, error) => {
  expect(storeSchemaErrors(wrong)).toContainEqual(
    expect.stringMatching(new RegExp(`^${error.replace(/[{}/"]/g, '\\$&')}`)),
  );
});
