import { App, Chart, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { SealedSecretOptions, SealedSecretScope } from '../../../src/secrets/sealed-secret-options';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecureSecret, SecureSecretProps } from '../../../src/secrets/secure-secret';
import { seal, unseal } from '../../support/sealing';

const strict = { password: seal('apps/db', 'hunter2') };
const namespaceWide = { password: seal('apps', 'hunter2') };
const clusterWide = { password: seal('', 'hunter2') };

function sealed(
  options: SealedSecretOptions,
  props: Partial<SecureSecretProps> = {},
  namespace: string | undefined = 'apps',
) {
  const chart = new Chart(new App(), 'shop', { namespace });
  const secret = new SecureSecret(chart, 'Db', { source: SecretSource.sealedSecret(options), ...props });
  return { secret, manifest: Testing.synth(chart)[0] };
}

const failing = (...parameters: Parameters<typeof sealed>) => () => sealed(...parameters);

describe('scopes', () => {
  test('strict, with safe defaults', () => {
    const { secret, manifest } = sealed({ encryptedData: strict, name: 'db' });
    expect({
      ...manifest,
      spec: { ...manifest.spec, encryptedData: Object.keys(manifest.spec.encryptedData) },
    }).toMatchSnapshot();
    expect(secret).toMatchObject({ name: 'db', namespaceName: 'apps', keys: ['password'], immutable: false });
    expect(unseal(manifest)).toEqual({ password: 'hunter2' });
  });

  test('namespace-wide: the name is generated or chosen', () => {
    const generated = sealed({ encryptedData: namespaceWide, scope: SealedSecretScope.NAMESPACE_WIDE });
    const chosen = sealed(
      { encryptedData: namespaceWide, scope: SealedSecretScope.NAMESPACE_WIDE },
      { metadata: { name: 'chosen' } },
    );
    expect(generated.secret.name).toMatch(/^shop-db-[0-9a-f]{8}$/);
    expect(chosen.secret.name).toBe('chosen');
    for (const { manifest } of [generated, chosen]) {
      expect(unseal(manifest)).toEqual({ password: 'hunter2' });
      expect(manifest.metadata.annotations).toEqual({ 'sealedsecrets.bitnami.com/namespace-wide': 'true' });
      expect(manifest.spec.template.metadata.annotations).toEqual({
        'sealedsecrets.bitnami.com/namespace-wide': 'true',
      });
    }
  });

  test('cluster-wide: any namespace, or none', () => {
    const chart = new Chart(new App(), 'shop');
    const secret = new SecureSecret(chart, 'Db', {
      source: SecretSource.sealedSecret({ encryptedData: clusterWide, scope: SealedSecretScope.CLUSTER_WIDE }),
    });
    const [manifest] = Testing.synth(chart);
    expect(secret.namespaceName).toBeUndefined();
    expect(manifest.metadata.annotations).toEqual({ 'sealedsecrets.bitnami.com/cluster-wide': 'true' });
    expect(unseal(manifest)).toEqual({ password: 'hunter2' });
  });

  test('what was sealed for another place does not open there, so it is an error at synth', () => {
    expect(failing({ encryptedData: strict, name: 'db', namespaceName: 'staging' })).toThrow(
      'shop/Db: the values were sealed for namespace "staging", and this Secret lands in "apps", where the '
        + 'controller cannot open them; seal them again for it',
    );
    expect(failing({ encryptedData: strict, name: 'db' }, { metadata: { name: 'other' } })).toThrow(
      'shop/Db: the values were sealed for the name "db", and `metadata.name` is "other"',
    );
    expect(
      failing({ encryptedData: namespaceWide, scope: SealedSecretScope.NAMESPACE_WIDE, namespaceName: 'staging' }),
    ).toThrow('were sealed for namespace "staging"');
    expect(
      sealed({ encryptedData: strict, name: 'db', namespaceName: 'apps' }, { metadata: { name: 'db' } }).secret.name,
    ).toBe('db');
  });

  test('a chart without a namespace takes that of the source', () => {
    const chart = new Chart(new App(), 'shop');
    const secret = new SecureSecret(chart, 'Db', {
      source: SecretSource.sealedSecret({ encryptedData: strict, name: 'db', namespaceName: 'apps' }),
    });
    expect(secret.namespaceName).toBe('apps');
    expect(unseal(Testing.synth(chart)[0])).toEqual({ password: 'hunter2' });
    for (const scope of [SealedSecretScope.STRICT, SealedSecretScope.NAMESPACE_WIDE]) {
      expect(
        () => new SecureSecret(chart, scope, { source: SecretSource.sealedSecret({ encryptedData: strict, scope }) }),
      ).toThrow(
        `shop/${scope}: values of ${scope} scope open in the namespace that they were sealed for only; give it to `
          + 'the chart',
      );
    }
  });

  test('strict needs the name, and the others have none', () => {
    expect(failing({ encryptedData: strict })).toThrow(
      'shop/Db: values of strict scope open under the name that they were sealed for only; give it as `name` of the '
        + 'source',
    );
    expect(failing({ encryptedData: namespaceWide, scope: SealedSecretScope.NAMESPACE_WIDE, name: 'db' })).toThrow(
      'values of namespace-wide scope were not sealed for a name',
    );
    expect(failing({ encryptedData: clusterWide, scope: SealedSecretScope.CLUSTER_WIDE, name: 'db' })).toThrow(
      'values of cluster-wide scope were not sealed for a name',
    );
    expect(
      failing({ encryptedData: clusterWide, scope: SealedSecretScope.CLUSTER_WIDE, namespaceName: 'apps' }),
    ).toThrow('values of cluster-wide scope were not sealed for a namespace');
  });

  test('the scope cannot be said twice', () => {
    const annotations = { 'sealedsecrets.bitnami.com/cluster-wide': 'true' };
    const message = 'annotation sealedsecrets.bitnami.com/cluster-wide decides how the values are opened';
    expect(failing({ encryptedData: strict, name: 'db' }, { metadata: { annotations } })).toThrow(message);
    expect(failing({ encryptedData: strict, name: 'db', templateAnnotations: annotations })).toThrow(message);
  });
});

describe('immutable', () => {
  test('with a free name, the name ends in a hash of the ciphertext', () => {
    const options = { encryptedData: namespaceWide, scope: SealedSecretScope.NAMESPACE_WIDE };
    const { secret, manifest } = sealed(options, { immutable: true, metadata: { name: 'db' } });
    expect(secret.name).toMatch(/^db-[0-9a-f]{10}$/);
    expect(secret.immutable).toBe(true);
    expect(manifest.spec.template.immutable).toBe(true);
    expect(unseal(manifest)).toEqual({ password: 'hunter2' });
    const names = [
      secret.name,
      sealed(
        { ...options, encryptedData: { password: seal('apps', 'hunter2') } },
        { immutable: true, metadata: { name: 'db' } },
      ).secret.name,
      sealed({ ...options, templateData: { url: 'x' } }, { immutable: true, metadata: { name: 'db' } }).secret.name,
      sealed(options, { immutable: true, metadata: { name: 'db' }, secretType: SecretType.of('acme.io/x') }).secret
        .name,
    ];
    expect(new Set(names).size).toBe(4);
  });

  test('in strict scope, the name is the one that was sealed for', () => {
    const { secret, manifest } = sealed({ encryptedData: strict, name: 'db' }, { immutable: true });
    expect(secret).toMatchObject({ name: 'db', immutable: true });
    expect(manifest.spec.template.immutable).toBe(true);
  });
});

test('type, labels, annotations and templates are those of the Secret; metadata is that of the SealedSecret', () => {
  const { secret, manifest } = sealed({
    encryptedData: { username: seal('apps/db', 'app'), ...strict },
    name: 'db',
    templateLabels: { team: 'shop' },
    templateAnnotations: { note: 'x' },
    templateData: { url: 'postgres://{{ index . "username" }}:{{ index . "password" }}@db/app' },
  }, { secretType: SecretType.BASIC_AUTH, metadata: { labels: { sealed: 'yes' }, annotations: { a: 'b' } } });
  expect(secret.keys).toEqual(['username', 'password', 'url']);
  expect(manifest.metadata).toEqual({
    name: 'db',
    namespace: 'apps',
    labels: { sealed: 'yes' },
    annotations: { a: 'b' },
  });
  expect(manifest.spec.template).toEqual({
    metadata: { labels: { team: 'shop' }, annotations: { note: 'x' } },
    type: 'kubernetes.io/basic-auth',
    data: { url: 'postgres://{{ index . "username" }}:{{ index . "password" }}@db/app' },
  });
});

test('required keys of the type are checked', () => {
  expect(failing({ encryptedData: strict, name: 'db' }, { secretType: SecretType.TLS })).toThrow(
    'needs the key "tls.crt"',
  );
});

describe('ciphertext', () => {
  const message =
    /^shop\/Db: the value of key "password" \(\d+ characters\) is not ciphertext of kubeseal, or not all of it; if it is a plain value, treat it as leaked\. Seal it/;
  const withText = (password: string) => failing({ encryptedData: { password }, name: 'db' });

  test('line breaks of a YAML block are left out', () => {
    const broken = strict.password.replace(/(.{64})/g, '$1\r\n') + '\n';
    expect(unseal(sealed({ encryptedData: { password: broken }, name: 'db' }).manifest)).toEqual({
      password: 'hunter2',
    });
  });

  test('a plain value is refused and not repeated', () => {
    for (const text of ['hunter2', 'aHVudGVyMg==', '', 'AA==', Buffer.alloc(400).toString('base64')]) {
      expect(withText(text)).toThrow(message);
    }
    fc.assert(fc.property(fc.string({ maxLength: 60 }), fc.boolean(), (text, encoded) => {
      expect(withText(encoded ? Buffer.from(text).toString('base64') : text)).toThrow(message);
    }));
  });

  test('half of a ciphertext is refused', () => {
    expect(withText(Buffer.from(strict.password, 'base64').subarray(0, 270).toString('base64'))).toThrow(message);
  });

  test('the size rule counts what is inside', () => {
    const big = (bytes: number) =>
      failing({
        encryptedData: { big: seal('apps/db', Buffer.alloc(bytes)), small: seal('apps/db', 'x') },
        name: 'db',
      });
    expect(big(1024 * 1024 - 1)).not.toThrow();
    expect(big(1024 * 1024)).toThrow(
      'the values of this Secret have 1048577 bytes, and the API server takes at most 1048576; the biggest are big '
        + '(1048576 bytes), small (1 bytes)',
    );
  });

  test('an empty value can be sealed, no value cannot', () => {
    expect(failing({ encryptedData: { password: seal('apps/db', '') }, name: 'db' })).not.toThrow();
    expect(failing({ encryptedData: {}, templateData: { a: 'b' }, name: 'db' })).toThrow(
      'shop/Db: encryptedData is empty',
    );
  });

  test('a key is either sealed or a template', () => {
    expect(failing({ encryptedData: strict, templateData: { password: 'x' }, name: 'db' })).toThrow(
      'key "password" is given twice',
    );
  });
});
