import { ApiObject, App, Chart, JsonPatch, Testing, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { ConfigMap } from 'kubernetes-models/v1';
import { parse } from 'yaml';
import { VersionedConfigMap, VersionedConfigMapProps } from '../../src';

const password = ['hun', 'ter2'].join('');

function make(props: VersionedConfigMapProps, chart: Chart = Testing.chart()): VersionedConfigMap {
  return new VersionedConfigMap(chart, 'Config', props);
}

function manifest(construct: VersionedConfigMap): any {
  return ApiObject.of(construct).toJson();
}

const namespaceOf = (config: VersionedConfigMap) => config.toMountSource()._objects[0].namespaceName;

const nameOf = (props: VersionedConfigMapProps) => make(props).name;

/** What the API server would refuse. Throws with its reasons. */
function validate(object: any): void {
  const known = ['apiVersion', 'kind', 'metadata', 'data', 'binaryData', 'immutable'];
  expect(Object.keys(object).filter((field) => !known.includes(field))).toEqual([]);
  new ConfigMap(object).validate();
}

test('the manifest is immutable, and its name ends in a hash', () => {
  const object = manifest(make({
    metadata: { name: 'payments', namespace: 'shop' },
    data: { 'log.level': 'info', 'app.yaml': 'db: {host: db, password: $(DB_PASSWORD)}\n' },
    binaryData: { 'logo.ico': Buffer.from([0, 1, 2, 255]).toString('base64') },
  }));
  validate(object);
  expect(object).toMatchSnapshot();
});

test('a key of text becomes an environment variable, and no other', () => {
  const chart = Testing.chart();
  const config = make(
    { metadata: { name: 'app' }, data: { 'log-level': 'info' }, binaryData: { logo: 'AAEC' } },
    chart,
  );
  new kplus.Pod(chart, 'Pod', {
    containers: [
      {
        image: 'api',
        envVariables: {
          LOG_LEVEL: config.envValue('log-level'),
          OTHER: config.envValue('log-level', { optional: true }),
        },
      },
    ],
  });
  const pod = Testing.synth(chart).find(({ kind }: any) => kind === 'Pod');
  expect(pod.spec.containers[0].env).toEqual([
    { name: 'LOG_LEVEL', valueFrom: { configMapKeyRef: { name: config.name, key: 'log-level' } } },
    { name: 'OTHER', valueFrom: { configMapKeyRef: { name: config.name, key: 'log-level', optional: true } } },
  ]);
  expect(() => config.envValue('loglevel')).toThrow(
    `test/Config: ConfigMap "${config.name}" has no key "loglevel"; it has log-level, logo`,
  );
  expect(() => config.envValue('logo')).toThrow(
    `test/Config: ConfigMap "${config.name}" has bytes under the key "logo", and only text becomes an environment `
      + 'variable; mount it',
  );
});

describe('name', () => {
  test('follows every change of the content', () => {
    const aGzip = Buffer.from('a').toString('base64');
    const names = [
      nameOf({ data: { a: 'bc' } }),
      nameOf({ data: { ab: 'c' } }),
      nameOf({ data: { a: 'b', c: '' } }),
      nameOf({ data: { a: 'bc', b: '' } }),
      nameOf({ data: { a: 'bc\n' } }),
      nameOf({ data: { x: 'a' } }),
      nameOf({ binaryData: { x: aGzip } }),
      nameOf({ data: { x: 'a', y: 'a' } }),
      nameOf({ data: { x: 'a' }, binaryData: { y: aGzip } }),
      nameOf({ data: { y: 'a' }, binaryData: { x: aGzip } }),
    ];
    expect(new Set(names).size).toBe(names.length);
  });

  test('does not depend on the order of keys, the spelling of base64, labels or reasons', () => {
    expect(nameOf({ data: { a: '1', b: '2', A: '3' } })).toBe(nameOf({ data: { A: '3', b: '2', a: '1' } }));
    const bytes = Buffer.alloc(100, 7).toString('base64');
    expect(nameOf({ binaryData: { a: bytes } })).toBe(nameOf({ binaryData: { a: bytes.replace(/.{76}/g, '$&\n') } }));
    expect(nameOf({ data: { a: '1' }, metadata: { labels: { x: 'y' } } })).toBe(nameOf({ data: { a: '1' } }));
    const data = { url: `amqp://app:${password}@mq` };
    expect(nameOf({ data, allowCredentials: { url: 'one' } })).toBe(nameOf({ data, allowCredentials: { url: 'two' } }));
  });

  test('is the same on every machine and in every run', () => {
    expect(nameOf({ metadata: { name: 'app' }, data: { i: 'a', I: 'b', _: 'c', key: 'value' } })).toBe(
      'app-f9be4c7c3f',
    );
  });

  test('differs by content for any two contents, and is always valid', () => {
    const key = fc
      .string({ unit: fc.constantFrom(...'abAB01-_.'), minLength: 1, maxLength: 4 })
      .filter((text) => !text.startsWith('..') && text !== '.');
    const data = fc.dictionary(key, fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\u00e9'), maxLength: 4 }), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(data, data, (left, right) => {
        const [one, other] = [nameOf({ data: left }), nameOf({ data: right })];
        const sorted = (each: object) => JSON.stringify(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
        expect(one === other).toBe(sorted(left) === sorted(right));
        expect(one).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      }),
    );
  });

  test('keeps a given name whole, up to the limit', () => {
    const name = 'a'.repeat(242);
    expect(nameOf({ metadata: { name }, data: { a: '1' } })).toHaveLength(253);
    expect(() => nameOf({ metadata: { name: `${name}a` }, data: { a: '1' } })).toThrow(
      /a name has at most 253, so give a shorter one/,
    );
    expect(() => nameOf({ metadata: { name: 'Payments' }, data: { a: '1' } })).toThrow(/not a valid object name/);
    expect(() => nameOf({ metadata: { name: '' }, data: { a: '1' } })).toThrow(/not a valid object name/);
  });

  test('is generated the way the chart generates names', () => {
    class Named extends Chart {
      public generateObjectName(object: ApiObject): string {
        return `team-${object.kind.toLowerCase()}-${object.node.path.split('/')[1].toLowerCase()}`;
      }
    }
    const data = { a: '1' };
    expect(make({ data }, new Named(new App(), 'chart')).name).toMatch(/^team-configmap-config-[0-9a-f]{10}$/);
    expect(make({ data }, new Chart(new App(), 'chart', { disableResourceNameHashes: true })).name).toMatch(
      /^chart-config-[0-9a-f]{10}$/,
    );
    expect(make({ data }, new Chart(new App(), 'chart')).name).toMatch(/^chart-config-[0-9a-f]{8}-[0-9a-f]{10}$/);
  });
});

describe('several environments from one stack', () => {
  class Stack extends Chart {
    public readonly config = new VersionedConfigMap(this, 'Config', {
      data: { environment: this.namespace ?? 'none', region: 'eu' },
    });
  }

  test('each gets its own namespace and its own name', () => {
    const app = new App();
    const [staging, production] = ['staging', 'production'].map(
      (namespace) => new Stack(app, namespace, { namespace }).config,
    );
    expect([staging, production].map(namespaceOf)).toEqual(['staging', 'production']);
    expect(staging.name).not.toBe(production.name);
    expect(manifest(staging).metadata.namespace).toBe('staging');
  });

  test('a given namespace wins over that of the chart, and is checked', () => {
    const chart = new Chart(new App(), 'chart', { namespace: 'shop' });
    const config = make({ metadata: { namespace: 'bank' }, data: { a: '1' } }, chart);
    expect(namespaceOf(config)).toBe('bank');
    expect(manifest(config).metadata.namespace).toBe('bank');
    expect(() => new VersionedConfigMap(chart, 'Other', { metadata: { namespace: 'a.b' }, data: { a: '1' } })).toThrow(
      /"a.b" is not a valid namespace/,
    );
    expect(namespaceOf(make({ data: { a: '1' } }))).toBeUndefined();
  });

  test('labels and annotations are kept, with those of the chart', () => {
    const chart = new Chart(new App(), 'chart', { labels: { team: 'shop' } });
    const { metadata } = manifest(
      make({ metadata: { labels: { app: 'api' }, annotations: { note: 'x' } }, data: { a: '1' } }, chart),
    );
    expect(metadata).toMatchObject({ labels: { team: 'shop', app: 'api' }, annotations: { note: 'x' } });
  });
});

describe('size', () => {
  const full = 'a'.repeat(1_048_576);

  test('counts the bytes of the values as the API server does, and not keys or base64', () => {
    expect(nameOf({ data: { ['k'.repeat(253)]: full } })).toBeDefined();
    expect(
      nameOf({ binaryData: { a: Buffer.alloc(524_288).toString('base64') }, data: { b: '\u00e9'.repeat(262_144) } }),
    ).toBeDefined();
  });

  test('one byte too many is an error that names the biggest keys', () => {
    expect(() => nameOf({ data: { a: full, b: 'x' } })).toThrow(
      'test/Config: the values of this ConfigMap have 1048577 bytes, and the API server takes at most 1048576; the '
        + 'biggest are a (1048576 bytes), b (1 bytes); ' +
      'split it, or keep big content in an image (`MountSource.image`) or an object store',
    );
    expect(() =>
      nameOf({ binaryData: { a: Buffer.alloc(524_289).toString('base64') }, data: { b: '\u00e9'.repeat(262_144) } }),
    ).toThrow(/have 1048577 bytes/);
  });
});

describe('entries', () => {
  test.each<[string, VersionedConfigMapProps, string | RegExp]>([
    [
      'none',
      {},
      /^test\/Config: a ConfigMap that is empty and immutable is of no use; give `data`, `binaryData`, `files`, `folders` or `envFiles`$/,
    ],
    ['empty ones', { data: {}, binaryData: {}, files: {}, folders: [] }, /of no use/],
    ['a key with a slash', { data: { 'a/b': '1' } }, /"a\/b" is not a valid key/],
    ['an empty key', { data: { '': '1' } }, /"" is not a valid key/],
    ['a key that leads upwards', { data: { '..': '1' } }, /".." is not a valid key/],
    ['a key that is too long', { data: { ['k'.repeat(254)]: '1' } }, /a key has 254 characters/],
    [
      'a key in data and binaryData',
      { data: { a: '1' }, binaryData: { a: 'MQ==' } },
      'key "a" is given twice; leave one of them out, or give it another key',
    ],
    [
      'a number',
      { data: { port: 8080 as any } },
      'test/Config: the value of key "port" in `data` is a number, and a ConfigMap holds strings only; write it as '
        + 'a string, such as \'8080\'',
    ],
    [
      'a boolean',
      { data: { on: true as any } },
      "`data` is a boolean, and a ConfigMap holds strings only; write it as a string, such as 'true'",
    ],
    [
      'undefined',
      { data: { a: undefined as any } },
      /the value of key "a" in `data` is undefined, and a ConfigMap holds strings only$/,
    ],
    ['null', { data: { a: null as any } }, /`data` is null,/],
    ['an object', { data: { a: {} as any } }, /`data` is an object,/],
    ['an array', { data: { a: [] as any } }, /`data` is an array,/],
    ...['0o440', '-0O7', '0X1F', '+0B11'].map((value): [string, VersionedConfigMapProps, string] => [
      `${value}, which cdk8s would not quote`, { data: { umask: value } },
      'test/Config: the value of key "umask" is a number in a notation that cdk8s writes without quotes, so that '
        + 'kubectl reads a number where a ConfigMap holds strings; ' +
      "write it another way, such as '0440', '0x1f' or '0b11'",
    ]),
    [
      'half a surrogate pair',
      { data: { a: 'x\ud800y' } },
      /the value of key "a" in `data` has half of a surrogate pair in it, which UTF-8 cannot write/,
    ],
    [
      'no base64',
      { binaryData: { a: 'not base64!' } },
      /the value of key "a" in `binaryData` is not valid base64 \(the standard alphabet, with padding\)/,
    ],
    ['base64 without padding', { binaryData: { a: 'MQ' } }, /not valid base64/],
    ['base64 of the URL alphabet', { binaryData: { a: '_-__' } }, /not valid base64/],
    [
      'bytes',
      { binaryData: { a: Buffer.from('x') as any } },
      "`binaryData` is an object, and not a string of base64; write bytes as `buffer.toString('base64')`",
    ],
  ])('%s: an error', (_, props, message) => {
    expect(() => make(props)).toThrow(message);
  });

  test('nothing is left in the tree by one that is refused', () => {
    const chart = Testing.chart();
    expect(() => make({ data: { a: 1 as any } }, chart)).toThrow();
    expect(() => new VersionedConfigMap(chart, 'Other', { metadata: { name: 'A' }, data: { a: '1' } })).toThrow();
    expect(chart.node.findAll().filter((each) => ApiObject.isApiObject(each))).toEqual([]);
  });

  test('an empty value is a value', () => {
    const object = manifest(make({ data: { a: '' }, binaryData: { b: '' } }));
    expect(object).toMatchObject({ data: { a: '' }, binaryData: { b: '' } });
    validate(object);
  });

  test('keys are emitted in the order of their code units, whatever the order of the props', () => {
    const config = make({ data: { b: '1', B: '2', a: '3', _: '4' }, binaryData: { c: '', A: '' } });
    expect(config.keys).toEqual(['A', 'B', '_', 'a', 'b', 'c']);
    expect(Object.keys(manifest(config).data)).toEqual(['B', '_', 'a', 'b']);
    expect(Object.keys(manifest(config).binaryData)).toEqual(['A', 'c']);
  });

  test('a later change of the props changes nothing', () => {
    const props = { data: { a: '1' }, metadata: { annotations: { x: 'y' } } };
    const config = make(props);
    const before = JSON.stringify(manifest(config));
    props.data.a = '2';
    props.metadata.annotations.x = 'z';
    config.toMountSource()._objects[0].keys!.push('b');
    expect(JSON.stringify(manifest(config))).toBe(before);
    expect(config.keys).toEqual(['a']);
  });

  test('any text reaches a YAML 1.1 and a 1.2 parser unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { minLength: 1, maxLength: 5 }), (values) => {
        const data = Object.fromEntries(values.map((value, i) => [`k${i}`, value]));
        const object = manifest(make({ data, allowCredentials: {} }));
        validate(object);
        const yaml = Yaml.stringify(object);
        expect(parse(yaml, { version: '1.1' }).data).toEqual(data);
        expect(parse(yaml, { version: '1.2' }).data).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  test('any bytes come out as they went in', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
      const object = manifest(make({ binaryData: { a: Buffer.from(bytes).toString('base64') } }));
      validate(object);
      expect(Buffer.from(object.binaryData.a, 'base64').equals(bytes)).toBe(true);
    }));
  });
});

describe('credentials', () => {
  const url = `amqp://app:${password}@mq:5672`;

  test('are refused by value, in one error for all keys, without the value', () => {
    const data = { 'app.properties': `name=api\nbroker=${url}\n`, 'DB_PASSWORD': password, 'host': 'db' };
    const binaryData = { blob: Buffer.from(`\u0001\u0002${url}`).toString('base64') };
    const refused = () => make({ data, binaryData });
    expect(refused).toThrow(
      'test/Config: key "DB_PASSWORD" has a literal value under a name that says it is a password [password] (line '
        + '1) in it; ' +
        'key "app.properties" has a URL with a password [url-password] (line 2) in it; key "blob" has a URL with a '
          + 'password [url-password] (byte 9) in it; ' +
        'a ConfigMap is not encrypted at rest by most clusters and is read by many: keep it in a SecureSecret and '
          + 'refer to it, ' +
        'or give a reason in `allowCredentials` when it is not a credential or a public one',
    );
    expect(refused).not.toThrow(password);
  });

  test('are found in base64', () => {
    expect(() => make({ data: { a: Buffer.from(`broker: ${url}\n`).toString('base64') } })).toThrow(
      /a URL with a password in base64 \[url-password\] \(line 1\)/,
    );
  });

  test('references, placeholders and names are not credentials', () => {
    expect(
      nameOf({
        data: {
          DB_PASSWORD_FILE: '/etc/secrets/db/password',
          DB_URL: 'postgres://app:$(DB_PASSWORD)@db/app',
          SECRET_NAME: 'payments-db',
          password: 'changeme',
        },
      }),
    ).toBeDefined();
  });

  test('with a reason they stay, and the reason is recorded', () => {
    const object = manifest(make({
      metadata: { annotations: { note: 'x' } },
      data: { b: url, a: url },
      allowCredentials: { b: '  public demo broker ', a: 'the same' },
    }));
    expect(object.metadata.annotations).toEqual({
      'note': 'x', 'cdk8s-strongbox/allow-credentials': '{"a":"the same","b":"public demo broker"}',
    });
    validate(object);
  });

  test('without a reason there is no annotation', () => {
    expect(manifest(make({ data: { a: '1' } })).metadata.annotations).toBeUndefined();
  });

  test.each<[string, { [key: string]: string }, RegExp]>([
    ['blank', { url: ' ' }, /`allowCredentials` gives no reason for the key "url"; say why/],
    ['not a string', { url: true as any }, /gives no reason for the key "url"/],
    [
      'for a key that is not there',
      { url: 'x', uri: 'x' },
      /names the key "uri", which this ConfigMap does not have; it has host, logo, url$/,
    ],
    [
      'for a value without a credential',
      { url: 'x', host: 'x' },
      /names the key "host", but no credential is found in it; take the reason out$/,
    ],
    [
      'for bytes without a credential',
      { url: 'x', logo: 'x' },
      /names the key "logo", but no credential is found in it/,
    ],
    [
      'with the credential in it',
      { url: `the same as ${url}` },
      /the reason that `allowCredentials` gives for the key "url" has a credential in it/,
    ],
    [
      'with the password alone in it',
      {
        url: `it is ${password} ` + 'everywhere',
      },
      /the reason that `allowCredentials` gives for the key "url" has a credential in it/,
    ],
    ['with it in base64', { url: Buffer.from(url).toString('base64') }, /has a credential in it/],
    ['that names an inherited property', { url: 'x', toString: 'x' }, /names the key "toString", which/],
  ])('a reason %s: an error', (_, allowCredentials, message) => {
    expect(() => make({ data: { url, host: 'db' }, binaryData: { logo: 'AAEC' }, allowCredentials })).toThrow(message);
    expect(() => make({ data: { url, host: 'db' }, binaryData: { logo: 'AAEC' }, allowCredentials })).not.toThrow(
      password,
    );
  });
});

describe('in use', () => {
  test('goes wherever cdk8s-plus takes a ConfigMap', () => {
    const chart = Testing.chart();
    const config = make({ data: { LEVEL: 'info' } }, chart);
    const deployment = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'api' }] });
    const container = deployment.containers[0];
    container.mount('/etc/app', kplus.Volume.fromConfigMap(chart, 'Files', config));
    container.env.copyFrom(kplus.Env.fromConfigMap(config));
    container.env.addVariable('LEVEL', kplus.EnvValue.fromConfigMap(config, 'LEVEL'));
    const { spec } = ApiObject.of(deployment).toJson().spec.template;
    expect(spec.volumes[0].configMap.name).toBe(config.name);
    expect(spec.containers[0].envFrom[0].configMapRef.name).toBe(config.name);
    expect(spec.containers[0].env[0].valueFrom.configMapKeyRef).toMatchObject({ name: config.name, key: 'LEVEL' });
    const role = new kplus.Role(chart, 'Role');
    role.allowGet(config);
    expect(ApiObject.of(role).toJson().rules[0]).toMatchObject({
      apiGroups: [''],
      resources: ['configmaps'],
      resourceNames: [config.name],
      verbs: ['get'],
    });
  });

  test('tells what mounts it its keys, its namespace and that it cannot change', () => {
    const config = make({ metadata: { namespace: 'shop' }, data: { b: '1' }, binaryData: { a: '' } });
    expect(config.toMountSource()._objects).toEqual([
      { kind: 'ConfigMap', name: config.name, keys: ['a', 'b'], namespaceName: 'shop', immutable: true },
    ]);
  });
});

describe('a JSON patch', () => {
  function patched(...patches: JsonPatch[]): () => unknown {
    const chart = Testing.chart();
    const config = make({ data: { level: 'info' }, binaryData: { icon: 'AAEC' } }, chart);
    ApiObject.of(config).addJsonPatch(...patches);
    return () => Testing.synth(chart);
  }

  test.each<[string, JsonPatch]>([
    ['of the content', JsonPatch.replace('/data/level', 'debug')],
    ['of bytes', JsonPatch.add('/binaryData/logo', 'AAEC')],
    ['of the name', JsonPatch.replace('/metadata/name', 'config')],
    ['that makes it mutable', JsonPatch.remove('/immutable')],
  ])('%s is an error: the name says what is in it', (_name, patch) => {
    expect(patched(patch)).toThrow(
      /a JSON patch changed the content or the name of ConfigMap "test-config-\w+-[0-9a-f]{10}"/,
    );
  });

  test('of a label is fine', () => {
    expect(patched(JsonPatch.add('/metadata/labels', { team: 'shop' }))).not.toThrow();
  });
});

test('what stands before the hash of a name may end in a dash, as the whole name is checked', () => {
  const chart = Testing.chart();
  const config = new VersionedConfigMap(chart, 'Config', { metadata: { name: 'till-' }, data: { level: 'info' } });
  expect(config.name).toMatch(/^till--[0-9a-z]{10}$/);
});
