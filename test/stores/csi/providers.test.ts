import { Chart, Testing, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import {
  AwsCsiObjectType, AwsSecretProvider, AzureCsiIdentity, AzureCsiObjectType, AzureSecretProvider, CsiSecret, FileMode,
  GcpSecretProvider, VaultSecretProvider,
} from '../../../src';
import { expectValidStoreManifests } from '../../support/store-schema';

const read11 = (text: string) => parse(text, { version: '1.1' });

function make() {
  const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
  const serviceAccount = new kplus.ServiceAccount(chart, 'Account', {
    metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/payments' } },
  });
  return { chart, serviceAccount };
}

function classOf(chart: Chart): any {
  const manifests = Testing.synth(chart).filter(({ kind }) => kind === 'SecretProviderClass');
  expectValidStoreManifests(manifests);
  expect(manifests).toHaveLength(1);
  // As it is written to disk and read by the API server.
  return parse(Yaml.stringify(manifests[0]));
}

const makers: { [store: string]: (name: string) => CsiSecret } = {
  vault: (objectName) => {
    const { chart, serviceAccount } = make();
    return new VaultSecretProvider(chart, 'Vault', { role: 'payments', serviceAccount }).addSecret('Db', {
      objects: [{ fileName: objectName, secretPath: 'secret/data/payments/db', secretKey: 'password' }],
    });
  },
  aws: (objectAlias) => {
    const { chart, serviceAccount } = make();
    return new AwsSecretProvider(chart, 'Aws', { serviceAccount, pathTranslation: 'False' }).addSecret('Db', {
      objects: [{ objectName: 'payments/db', objectType: AwsCsiObjectType.SECRETS_MANAGER, fileName: objectAlias }],
    });
  },
  gcp: (path) => {
    const { chart, serviceAccount } = make();
    return new GcpSecretProvider(chart, 'Gcp', { serviceAccount })
      .addSecret('Db', { objects: [{ resourceName: 'projects/acme/secrets/db/versions/latest', fileName: path }] });
  },
  azure: (objectAlias) => {
    const { chart, serviceAccount } = make();
    return new AzureSecretProvider(chart, 'Azure', {
      keyvaultName: 'payments',
      tenantId: '11111111-1111-1111-1111-111111111111',
      identity: AzureCsiIdentity.workloadIdentity('22222222'),
      serviceAccount,
    }).addSecret('Db', {
      objects: [{ objectName: 'db', objectType: AzureCsiObjectType.SECRET, fileName: objectAlias }],
    });
  },
};

describe.each(Object.keys(makers))('%s', (store) => {
  const chartOf = (secret: CsiSecret) => Chart.of(secret);
  const objectsOf = (secret: CsiSecret): any[] => {
    const { parameters } = classOf(chartOf(secret)).spec;
    const outer = read11(parameters.objects ?? parameters.secrets);
    return store === 'azure' ? outer.array.map(read11) : outer;
  };
  const nameField = { vault: 'objectName', aws: 'objectAlias', gcp: 'path', azure: 'objectAlias' }[store]!;

  test('snapshot: minimal props', () => {
    const { metadata, spec } = classOf(chartOf(makers[store]('password')));
    expect({ name: metadata.name, spec }).toMatchSnapshot();
  });

  test('knows its files, its class and its service account', () => {
    const secret = makers[store]('db/password');
    expect(secret.files).toEqual(['db/password']);
    expect(secret.serviceAccountName).toBe('payments-account');
    expect(secret.name).toBe(classOf(chartOf(secret)).metadata.name);
  });

  test('every parameter is a string', () => {
    expect(
      Object.values(classOf(chartOf(makers[store]('password'))).spec.parameters).map((value) => typeof value),
    ).not.toContain('object');
    expect(
      new Set(Object.values(classOf(chartOf(makers[store]('password'))).spec.parameters).map((value) => typeof value)),
    ).toEqual(new Set(['string']));
  });

  test('any file name that the driver takes comes back from a YAML 1.1 reader', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => !/\/|\0/.test(text) && !text.includes('..') && text !== '.' && text.trim() === text);
    const fileName = fc.oneof(
      fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      fc.constantFrom('yes', '0400', '~', 'a: b', '"', "'", '- x', 'y\u2028x', 'x\u0085y'),
    );
    fc.assert(
      fc.property(fileName, (name) => {
        const secret = makers[store](name);
        expect(objectsOf(secret)[0][nameField]).toBe(name);
        expect(secret.files).toEqual([name]);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ['', 'file name "" is empty|file name of "payments/db" is empty'],
    ['/etc/passwd', 'is absolute; it is relative to the mount path'],
    ['../x', "steps out of the mount path|has '..'"],
    ['..data', "the first does not begin with '..'|has '..'"],
    ['a//b', "has an empty part or a part '.'"],
    ['a/./b', "has an empty part or a part '.'"],
    ['x'.repeat(256), 'has a part of more than 255 bytes'],
    [Array(2100).fill('x').join('/'), 'is longer than 4096 bytes'],
    ['a\0b', 'has a NUL character'],
  ])('file name %j is refused', (name, message) => {
    if (store === 'aws' && name === '/etc/passwd') {
      return; // the provider strips it
    }
    expect(() => makers[store](name)).toThrow(new RegExp(message.replace(/[.(]/g, '\\$&')));
  });
});

test('file permissions: what each provider is told, in its own notation', () => {
  const { chart, serviceAccount } = make();
  const mode = FileMode.fromString('0440');
  const azure = {
    keyvaultName: 'payments',
    tenantId: 't',
    identity: AzureCsiIdentity.workloadIdentity('c'),
    serviceAccount,
  };
  const written = [FileMode.ALL_READ, mode].map((each) => {
    const id = each.toString();
    const explicit = each === mode ? { mode } : {};
    new VaultSecretProvider(chart, `Vault${id}`, { role: 'r', serviceAccount }).addSecret('S', {
      objects: [{ fileName: 'f', secretPath: 'secret/data/x', ...explicit }],
    });
    new AwsSecretProvider(chart, `Aws${id}`, { serviceAccount }).addSecret('S', {
      objects: [{ objectName: 'f', objectType: AwsCsiObjectType.SSM_PARAMETER, ...explicit }],
    });
    new GcpSecretProvider(chart, `Gcp${id}`, { serviceAccount }).addSecret('S', {
      objects: [{ resourceName: 'projects/p/secrets/s/versions/1', fileName: 'f', ...explicit }],
    });
    new AzureSecretProvider(chart, `Azure${id}`, azure).addSecret('S', {
      objects: [{ objectName: 'f', objectType: AzureCsiObjectType.SECRET, ...explicit }],
    });
    const manifests = Testing.synth(chart).filter(({ metadata }) => metadata.name.includes(`${id}-`));
    return Object.fromEntries(manifests.map(({ spec: { provider, parameters } }) => {
      const outer = read11(parameters.objects ?? parameters.secrets);
      const [object] = provider === 'azure' ? [read11(outer.array[0])] : outer;
      return [provider, object.filePermission ?? object.mode];
    }));
  });
  // Numbers for Go's file modes, octal strings where the provider parses one.
  expect(written).toEqual([
    { vault: 0o444, aws: '0444', gcp: 0o444, azure: '0444' },
    { vault: 0o440, aws: '0440', gcp: 0o440, azure: '0440' },
  ]);
});

test.each(Object.keys(makers))('%s refuses the default service account', (store) => {
  const chart = Testing.chart();
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Default', 'default');
  const make_ = {
    vault: () =>
      new VaultSecretProvider(chart, 'P', { role: 'r', serviceAccount }).addSecret('S', {
        objects: [{ fileName: 'f', secretPath: 'secret/data/x' }],
      }),
    aws: () =>
      new AwsSecretProvider(chart, 'P', { serviceAccount }).addSecret('S', {
        objects: [{ objectName: 'f', objectType: AwsCsiObjectType.SSM_PARAMETER }],
      }),
    gcp: () =>
      new GcpSecretProvider(chart, 'P', { serviceAccount }).addSecret('S', {
        objects: [{ resourceName: 'projects/p/secrets/s/versions/1', fileName: 'f' }],
      }),
    azure: () =>
      new AzureSecretProvider(chart, 'P', {
        keyvaultName: 'payments',
        tenantId: 't',
        identity: AzureCsiIdentity.identityBinding('c'),
        serviceAccount,
      }).addSecret('S', { objects: [{ objectName: 'f', objectType: AzureCsiObjectType.KEY }] }),
  }[store]!;
  expect(make_).toThrow(
    "test/P: the service account is the namespace's 'default', which every pod that names none runs under",
  );
});
