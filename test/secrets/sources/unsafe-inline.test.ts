import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { SecretSource } from '../../../src/secrets/secret-source';
import { SecretType } from '../../../src/secrets/secret-type';
import { SecretValue } from '../../../src/secrets/secret-value';
import { SecureSecret, SecureSecretProps } from '../../../src/secrets/secure-secret';
import { expectValidManifests } from '../../support/kubernetes-schema';

const REASON = 'demo cluster, holds no customer data';
const inline = (texts: { [key: string]: string }, reason = REASON) => SecretSource.unsafeInline(
  Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, SecretValue.unsafePlainText(text)])), reason,
);

function secretIn(
  namespace: string | undefined,
  texts: { [key: string]: string },
  props: Partial<SecureSecretProps> = {},
) {
  const chart = new Chart(new App(), 'shop', { namespace });
  const secret = new SecureSecret(chart, 'Db', { source: inline(texts), ...props });
  const manifests = Testing.synth(chart);
  expectValidManifests(manifests);
  expect(manifests).toHaveLength(1);
  expect(manifests[0].metadata.name).toBe(secret.name);
  return { secret, manifest: manifests[0] };
}

const nameIn = (...parameters: Parameters<typeof secretIn>) => secretIn(...parameters).secret.name;

test('safe defaults', () => {
  const { manifest } = secretIn('apps', { username: 'app', password: 'hunter2' });
  expect({ ...manifest, data: Object.keys(manifest.data) }).toMatchSnapshot();
  expect(Buffer.from(manifest.data.password, 'base64').toString()).toBe('hunter2');
  expect(manifest).not.toHaveProperty('stringData');
});

test('bytes are kept exactly', () => {
  const bytes = Buffer.from([0, 0xff, 0x0a]);
  const chart = Testing.chart();
  new SecureSecret(chart, 'Key', {
    source: SecretSource.unsafeInline({ key: SecretValue.unsafeBase64(bytes.toString('base64')) }, REASON),
  });
  expect(Buffer.from(Testing.synth(chart)[0].data.key, 'base64')).toEqual(bytes);
});

describe('the name', () => {
  test('changes with a value, a key or the type, and with nothing else', () => {
    const name = nameIn('apps', { a: '1', b: '2' });
    expect(nameIn('apps', { b: '2', a: '1' })).toBe(name);
    expect(nameIn('apps', { a: '1', b: '2' }, { metadata: { labels: { new: 'label' } } })).toBe(name);
    expect(nameIn('apps', { a: '1', b: '2' }, { source: inline({ a: '1', b: '2' }, 'another reason') })).toBe(name);
    const others = [
      nameIn('apps', { a: '1', b: '3' }),
      nameIn('apps', { a: '2', b: '1' }),
      nameIn('apps', { a: '1' }),
      nameIn('apps', { a: '1', b: '2' }, { secretType: SecretType.of('acme.io/x') }),
    ];
    expect(new Set([name, ...others]).size).toBe(5);
    expect(name).toMatch(/^shop-db-[0-9a-f]{8}-[0-9a-f]{10}$/);
  });

  test('does not show that two Secrets have the same values', () => {
    const hash = (name: string) => name.split('-').at(-1);
    const names = [
      nameIn('apps', { a: '1' }, { metadata: { name: 'one' } }),
      nameIn('apps', { a: '1' }, { metadata: { name: 'two' } }),
      nameIn('prod', { a: '1' }, { metadata: { name: 'one' } }),
    ];
    expect(new Set(names.map(hash)).size).toBe(3);
  });

  test('may have a fixed part, in front of the hash', () => {
    expect(nameIn('apps', { a: '1' }, { metadata: { name: 'db' } })).toMatch(/^db-[0-9a-f]{10}$/);
  });

  test('is fixed where the Secret may change in place', () => {
    const { secret, manifest } = secretIn('apps', { a: '1' }, { immutable: false, metadata: { name: 'db' } });
    expect(secret).toMatchObject({ name: 'db', immutable: false });
    expect(manifest).not.toHaveProperty('immutable');
    expect(nameIn('apps', { a: '1' }, { immutable: false })).toBe(nameIn('apps', { a: '2' }, { immutable: false }));
  });

  test('honours a chart that names its objects', () => {
    class TeamChart extends Chart {
      public generateObjectName(apiObject: ApiObject): string {
        return `team-${apiObject.node.path.split('/').at(-2)!.toLowerCase()}`;
      }
    }
    const chart = new TeamChart(new App(), 'shop');
    expect(new SecureSecret(chart, 'Db', { source: inline({ a: '1' }) }).name).toMatch(/^team-db-[0-9a-f]{10}$/);
    expect(
      new SecureSecret(new Chart(new App(), 'shop', { disableResourceNameHashes: true }), 'Db', {
        source: inline({ a: '1' }),
        immutable: false,
      }).name,
    ).toBe('shop-db');
  });

  test('differs between two environments of one stack', () => {
    const app = new App();
    const [staging, production] = ['staging', 'production'].map((environment) => new SecureSecret(
      new Chart(app, environment, { namespace: environment }), 'Db', { source: inline({ a: environment }) },
    ));
    expect(staging.name).toMatch(/^staging-db-/);
    expect(production.name).toMatch(/^production-db-/);
    expect([staging.namespaceName, production.namespaceName]).toEqual(['staging', 'production']);
  });
});

test('metadata is kept, and the reason is added', () => {
  const { manifest, secret } = secretIn(
    'apps',
    { a: '1' },
    {
      metadata: {
        namespace: 'other',
        labels: { team: 'shop' },
        annotations: { note: 'x' },
        finalizers: ['acme.io/keep'],
      },
    },
  );
  expect(manifest.metadata).toMatchObject({
    namespace: 'other',
    labels: { team: 'shop' },
    finalizers: ['acme.io/keep'],
    annotations: { 'note': 'x', 'cdk8s-strongbox/unsafe-inline-reason': REASON },
  });
  expect(secret.namespaceName).toBe('other');
});

test('the values that were given stay, whatever happens to the map afterwards', () => {
  const values: { [key: string]: SecretValue } = { a: SecretValue.unsafePlainText('1') };
  const source = SecretSource.unsafeInline(values, REASON);
  delete values.a;
  expect(new SecureSecret(Testing.chart(), 'Db', { source }).keys).toEqual(['a']);
});

describe('errors', () => {
  const create =
    (source: SecretSource, props: Partial<SecureSecretProps> = {}) =>
      () =>
        new SecureSecret(Testing.chart(), 'Db', { source, ...props });

  test.each(['', ' \n', null as any])('a reason is required, %j is none', (reason) => {
    expect(create(inline({ a: '1' }, reason))).toThrow('test/Db: `unsafeInline` needs a reason');
  });

  describe('a value beside the values is refused, and not printed', () => {
    const value = 'hV4nRx81kQzt7Lp2';
    const other = { a: value, username: 'svc-shop' };

    test.each<[string, string, Partial<SecureSecretProps>, string]>([
      ['in the reason', `test value ${value}`, {}, 'the reason has the value of key "a" in it'],
      ['in the reason, in base64', Buffer.from(value).toString('base64'), {}, 'the reason has the value of key "a" ' +
        'in it'],
      ['another one in the reason', 'see postgres://app:hV4nRx81kQzt7Lq3@db.example/shop', {}, 'the reason has a '
        + 'credential in it'],
      ['in an annotation', REASON, { metadata: { annotations: { 'acme.example/note': value } } }, 'annotation ' +
        '"acme.example/note" has the value of key "a" in it'],
      ['in a label', REASON, { metadata: { labels: { note: value } } }, 'label "note" has the value of key "a" in it'],
      ['in the name of an annotation', REASON, { metadata: { annotations: { [value]: 'x' } } }, 'the name of one of ' +
        'the annotations has the value of key "a" in it'],
      ['in the name', REASON, { metadata: { name: `db-${value.toLowerCase()}` } }, 'test/Db'],
    ])('%s', (_, reason, props, message) => {
      const values = { ...other, b: value.toLowerCase() };
      expect(create(inline(values, reason), props)).toThrow(message);
      expect(create(inline(values, reason), props)).not.toThrow(/hV4nRx81|hv4nrx81|aFY0/);
    });

    test('a user name may stand there', () => {
      expect(create(inline(other, 'the account svc-shop of the ' +
        'demo'), { metadata: { labels: { app: 'svc-shop' } } })).not.toThrow();
    });
  });

  test('1 MiB of bytes is taken and one more is not; the biggest keys are named, values are not', () => {
    expect(create(inline({ a: 'x'.repeat(1024 * 1024) }))).not.toThrow();
    expect(create(inline({ a: 'x'.repeat(1024 * 1024), b: 'y' }))).toThrow(
      'test/Db: the values of this Secret have 1048577 bytes, and the API server takes at most 1048576; the biggest '
        + 'are a (1048576 bytes), b (1 bytes)',
    );
  });

  test('what is not a SecretValue is refused without being printed', () => {
    expect(create(SecretSource.unsafeInline({ a: 'hunter2' as any }, REASON))).toThrow(
      /^test\/Db: the value of key "a" is not a SecretValue; make one with a static method of SecretValue$/,
    );
    expect(create(SecretSource.unsafeInline({ a: undefined as any }, REASON))).toThrow(
      'the value of key "a" is not a SecretValue',
    );
  });

  test('a name that would be too long or wrong is refused', () => {
    expect(create(inline({ a: '1' }), { metadata: { name: 'a'.repeat(243) } })).toThrow('give a shorter one');
    expect(create(inline({ a: '1' }), { metadata: { name: 'My_Secret' } })).toThrow('is not a valid object name');
    expect(create(inline({ a: '1' }), { metadata: { name: 'My_Secret' }, immutable: false })).toThrow(
      '"My_Secret" (9 characters) is not a valid object name',
    );
  });
});
