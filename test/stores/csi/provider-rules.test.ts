import { Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { parse } from 'yaml';
import {
  AwsCsiAddressType,
  AwsCsiIdentity,
  AwsCsiObjectType,
  AwsCsiSecretObject,
  AwsSecretProvider,
  AwsSecretProviderProps,
  AzureCsiIdentity,
  CsiObjectEncoding,
  AzureCsiObjectFormat,
  AzureCsiObjectType,
  AzureCsiSecretObject,
  AzureSecretProvider,
  AzureSecretProviderProps,
  FileMode,
  GcpCsiIdentity,
  GcpCsiSecretObject,
  GcpSecretProvider,
  GcpSecretProviderProps,
  VaultEngine,
  VaultCsiSecretObject,
  VaultSecretProvider,
  VaultSecretProviderProps,
} from '../../../src';

const read11 = (text: string) => parse(text, { version: '1.1' });

function make() {
  const chart = Testing.chart();
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'payments');
  return { chart, serviceAccount };
}

const parametersOf = (chart: any) => Testing.synth(chart)[0].spec.parameters;

describe('vault', () => {
  const object: VaultCsiSecretObject = { fileName: 'f', secretPath: 'secret/data/payments/db' };
  const emit = (props: Partial<VaultSecretProviderProps>, ...objects: Partial<VaultCsiSecretObject>[]) => {
    const { chart, serviceAccount } = make();
    new VaultSecretProvider(chart, 'P', { role: 'payments', serviceAccount, ...props })
      .addSecret('S', { objects: objects.length > 0 ? objects.map((each) => ({ ...object, ...each })) : [object] });
    return parametersOf(chart);
  };

  test('every option has its parameter, and each is a string', () => {
    expect(emit({
      address: 'https://vault',
      vaultNamespace: 'admin',
      authMountPath: 'kubernetes-prod',
      audience: 'vault',
      unsafeSkipTlsVerify: true,
      caCertPath: '/ca.crt',
      caDirectory: '/ca',
      tlsServerName: 'vault.acme',
      tlsClientCertPath: '/tls.crt',
      tlsClientKeyPath: '/tls.key',
    })).toEqual({
      roleName: 'payments',
      vaultAddress: 'https://vault',
      vaultNamespace: 'admin',
      vaultAuthMountPath: 'kubernetes-prod',
      audience: 'vault',
      vaultSkipTLSVerify: 'true',
      vaultCACertPath: '/ca.crt',
      vaultCADirectory: '/ca',
      vaultTLSServerName: 'vault.acme',
      vaultTLSClientCertPath: '/tls.crt',
      vaultTLSClientKeyPath: '/tls.key',
      objects: expect.any(String),
    });
  });

  test('the address is left to the installation of the provider by default', () => {
    expect(Object.keys(emit({})).sort()).toEqual(['objects', 'roleName']);
  });

  test('every option of an object is written', () => {
    const { objects } = emit({}, {
      secretPath: 'pki/issue/api',
      engine: VaultEngine.OTHER,
      secretKey: 'certificate',
      method: 'PUT',
      secretArgs: { common_name: 'api', ttl: '0400', count: 3 },
      mode: FileMode.GROUP_READ,
      encoding: CsiObjectEncoding.BASE64,
    });
    expect(read11(objects)).toEqual([{
      objectName: 'f',
      secretPath: 'pki/issue/api',
      secretKey: 'certificate',
      method: 'PUT',
      secretArgs: { common_name: 'api', ttl: '0400', count: 3 },
      filePermission: 288,
      encoding: 'base64',
    }]);
  });

  test.each([
    ['secret/data/a?version=3', VaultEngine.KV_V2],
    ['kv/a', VaultEngine.KV_V1],
    ['database/creds/payments', VaultEngine.OTHER],
  ])('path %s is fine for %s', (secretPath, engine) => {
    expect(() => emit({}, { secretPath, engine })).not.toThrow();
  });

  test.each<[Partial<VaultCsiSecretObject>, string]>([
    [
      { secretPath: 'secret/payments/db' },
      'test/P/S: path "secret/payments/db" of "f" has no \'/data/\', and a key-value engine of version 2 answers '
        + 'only below it',
    ],
    [{ secretPath: 'secret/metadata/payments?list=/data/' }, "has no '/data/'"],
    [{ secretPath: 'secret/data/' }, 'ends with a slash'],
    [{ secretPath: 'secret/data/?version=3' }, 'ends with a slash'],
    [{ secretPath: '/secret/data/x' }, 'does not begin with the mount of an engine'],
    [{ secretPath: 'v1/secret/data/x' }, 'does not begin with the mount of an engine'],
    [{ secretPath: 'secret/data/x#password' }, 'has a \'#\', which begins no key here; name the key in its own option'],
    [{ secretPath: '' }, 'does not begin with the mount of an engine'],
    [
      { secretPath: 'secret/data/a/' },
      'path "secret/data/a/" of "f" ends with a slash, which is a folder and not a secret',
    ],
    [{ secretKey: '' }, 'test/P/S: secretKey of "f" is empty; leave it out for the whole response of Vault'],
    [
      { encoding: CsiObjectEncoding.HEX },
      'test/P/S: "f" has an encoding but no secretKey, and the whole response of Vault is JSON; name a key',
    ],
    [{ secretArgs: { a: Number.NaN } }, 'test/P/S: secretArgs: NaN cannot be written as YAML'],
  ])('object %j is refused', (wrong, message) => {
    expect(() => emit({}, wrong)).toThrow(message);
  });

  test('two objects with one file name are refused: the provider would not mount', () => {
    expect(() => emit({}, {}, { secretKey: 'other' })).toThrow(
      'test/P/S: two objects are written to the file "f"; give each a different file name',
    );
  });

  test('one request with different arguments is refused: the provider asks once', () => {
    const issue = (name: string, common_name: string, method = 'PUT') => ({
      fileName: name,
      secretPath: 'pki/issue/api',
      engine: VaultEngine.OTHER,
      secretKey: 'certificate',
      method,
      secretArgs: { common_name },
    });
    expect(() => emit({}, issue('a', 'a'), issue('b', 'b'))).toThrow(
      'test/P/S: "a" and "b" have path "pki/issue/api" and different secretArgs, and the provider asks once for '
        + 'each path and method',
    );
    expect(() => emit({}, issue('a', 'a'), { ...issue('b', 'b'), secretArgs: undefined })).toThrow(
      'different secretArgs',
    );
    expect(() => emit({}, issue('a', 'a'), { ...issue('b', 'a'), secretKey: 'private_key' })).not.toThrow();
    expect(() => emit({}, issue('a', 'a'), issue('b', 'b', 'POST'))).not.toThrow();
  });

  test.each<[Partial<VaultSecretProviderProps>, string]>([
    [{ role: '' }, 'test/P: the Vault role is empty; name the role that the identity is bound to'],
    [{ role: ' ' }, 'test/P: the Vault role is empty'],
    [{ audience: '' }, 'test/P: audience is empty; leave it out for the default'],
    [{ address: 'vault:8200' }, 'test/P: Vault address "vault:8200" is not a URL that begins with https://'],
    [
      { address: 'http://vault:8200' },
      'test/P: Vault address "http://vault:8200" sends tokens and secrets in plain text; use https',
    ],
    [{ tlsClientCertPath: '/x' }, 'test/P: a client certificate needs both tlsClientCertPath and tlsClientKeyPath'],
    [
      { authMountPath: 'auth/kubernetes' },
      'test/P: authMountPath "auth/kubernetes" has \'auth/\' or a slash around it; give the mount alone',
    ],
  ])('provider %j is refused', (wrong, message) => {
    expect(() => emit(wrong)).toThrow(message);
  });
});

describe('aws', () => {
  const object: AwsCsiSecretObject = { objectName: 'payments/db', objectType: AwsCsiObjectType.SECRETS_MANAGER };
  const arn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:payments/db-AbCdEf';
  const emit = (props: Partial<AwsSecretProviderProps>, ...objects: Partial<AwsCsiSecretObject>[]) => {
    const { chart, serviceAccount } = make();
    const secret = new AwsSecretProvider(chart, 'P', { serviceAccount, ...props })
      .addSecret('S', { objects: objects.length > 0 ? objects.map((each) => ({ ...object, ...each })) : [object] });
    return { parameters: parametersOf(chart), files: secret.files };
  };

  test('every option has its parameter, and each is a string', () => {
    const { parameters } = emit({
      region: 'eu-central-1',
      failoverRegion: 'eu-west-1',
      pathTranslation: '-',
      identity: AwsCsiIdentity.podIdentity({ preferredAddressType: AwsCsiAddressType.IPV6 }),
    });
    expect(parameters).toEqual({
      region: 'eu-central-1',
      failoverRegion: 'eu-west-1',
      pathTranslation: '-',
      usePodIdentity: 'true',
      preferredAddressType: 'ipv6',
      objects: expect.any(String),
    });
  });

  test('every option of an object is written, and every file known', () => {
    const { parameters, files } = emit(
      { region: 'eu-central-1', failoverRegion: 'eu-west-1' },
      {
        objectName: arn,
        objectType: undefined,
        fileName: 'db.json',
        objectVersion: 'v',
        objectVersionLabel: 'AWSCURRENT',
        mode: FileMode.ALL_READ,
        jmesPath: [
          { path: '"user-name"', fileName: 'user/name' },
          { path: 'password', fileName: 'password', mode: FileMode.fromString('0644') },
        ],
        failoverObject: {
          objectName: arn.replace('central', 'west'),
          objectVersion: 'v',
          objectVersionLabel: 'AWSPREVIOUS',
        },
      },
    );
    expect(read11(parameters.objects)).toEqual([
      {
        objectName: arn,
        objectAlias: 'db.json',
        objectVersion: 'v',
        objectVersionLabel: 'AWSCURRENT',
        filePermission: '0444',
        jmesPath: [
          { path: '"user-name"', objectAlias: 'user/name' },
          { path: 'password', objectAlias: 'password', filePermission: '0644' },
        ],
        failoverObject: {
          objectName: arn.replace('central', 'west'),
          objectVersion: 'v',
          objectVersionLabel: 'AWSPREVIOUS',
        },
      },
    ]);
    expect(files).toEqual(['db.json', 'user_name', 'password']);
  });

  test('a slash in a name becomes what pathTranslation says', () => {
    expect(emit({}).files).toEqual(['payments_db']);
    expect(emit({ pathTranslation: '-' }).files).toEqual(['payments-db']);
    expect(emit({ pathTranslation: 'False' }).files).toEqual(['payments/db']);
    expect(
      emit({ pathTranslation: 'False' }, { objectName: '/payments/db', objectType: AwsCsiObjectType.SSM_PARAMETER })
        .files,
    ).toEqual(['payments/db']);
  });

  test.each<[Partial<AwsCsiSecretObject>, string, Partial<AwsSecretProviderProps>?]>([
    [{ objectName: '' }, 'test/P/S: an objectName is empty; name a secret or a parameter'],
    [
      { objectType: undefined },
      'test/P/S: "payments/db" needs an objectType, since it is not an ARN that names the service',
    ],
    [{ objectName: 'a b' }, 'test/P/S: "a b" is not a name that AWS allows'],
    [
      { objectName: 'a@b', objectType: AwsCsiObjectType.SSM_PARAMETER },
      "is not a name that AWS allows: letters, digits, '/', '_', '.' and '-'",
    ],
    [{ objectName: 'arn:nonsense' }, 'test/P/S: "arn:nonsense" is not a valid ARN'],
    [
      { objectName: 'arn:aws:s3:eu-central-1:1:bucket' },
      "is of service \"s3\"; the provider reads 'secretsmanager' and 'ssm'",
    ],
    [
      { objectName: arn, objectType: AwsCsiObjectType.SSM_PARAMETER },
      'is of another service than its objectType ssmparameter',
    ],
    [{ objectName: arn }, 'is of region "eu-central-1", and is read in us-east-1', { region: 'us-east-1' }],
    [
      { objectType: AwsCsiObjectType.SSM_PARAMETER, objectVersion: '1', objectVersionLabel: 'x' },
      'parameter "payments/db" has both objectVersion and objectVersionLabel',
    ],
    [{ fileName: '' }, 'a file name of "payments/db" is empty; name a file'],
    [{ jmesPath: [{ path: '', fileName: 'a' }] }, 'an entry of jmesPath of "payments/db" has an empty path'],
    [{ jmesPath: [{ path: 'a', fileName: '' }] }, 'a file name of "payments/db" is empty; name a file'],
    [{ jmesPath: [{ path: 'a', fileName: 'payments_db' }] }, 'two objects are written to the file "payments_db"'],
    [
      { objectName: '../x', objectType: AwsCsiObjectType.SSM_PARAMETER },
      'steps out of the mount path',
      { pathTranslation: 'False' },
    ],
    [{ failoverObject: { objectName: 'x' } }, '"payments/db" has a failoverObject and needs a file name'],
    [
      { failoverObject: { objectName: 'x' }, fileName: 'a' },
      '"payments/db" has a failoverObject, and there is no failoverRegion',
    ],
    [
      { failoverObject: { objectName: 'x', objectVersion: '2' }, fileName: 'a', objectVersion: '1' },
      'has another objectVersion than its failoverObject; a version is the same in both regions',
      { region: 'eu-central-1', failoverRegion: 'eu-west-1' },
    ],
    [
      { failoverObject: { objectName: arn }, fileName: 'a' },
      'and is read in eu-west-1',
      { region: 'eu-central-1', failoverRegion: 'eu-west-1' },
    ],
    [
      {
        failoverObject: { objectName: 'x', objectVersion: '2', objectVersionLabel: 'l' },
        fileName: 'a',
        objectVersion: '2',
        objectType: AwsCsiObjectType.SSM_PARAMETER,
      },
      'parameter "x" has both objectVersion and objectVersionLabel',
      { region: 'eu-central-1', failoverRegion: 'eu-west-1' },
    ],
  ])('object %j is refused', (wrong, message, props = {}) => {
    expect(() => emit(props, wrong)).toThrow(message);
  });

  test('the same object twice needs two file names', () => {
    expect(() => emit({}, {}, { objectVersionLabel: 'AWSPREVIOUS' })).toThrow(
      'two objects are written to the file "payments_db"',
    );
    expect(emit({}, {}, { objectVersionLabel: 'AWSPREVIOUS', fileName: 'previous' }).files).toEqual([
      'payments_db',
      'previous',
    ]);
  });

  test('a parameter is named once: the provider tells parameters apart by their names alone', () => {
    const parameter = { objectType: AwsCsiObjectType.SSM_PARAMETER, objectName: '/payments/db' };
    expect(() =>
      emit({}, { ...parameter, fileName: 'new' }, { ...parameter, fileName: 'old', objectVersion: '3' }),
    ).toThrow(
      'test/P/S: parameter "/payments/db" is named twice, and the provider would write one of the two files only',
    );
    expect(() =>
      emit({}, { ...parameter, fileName: 'a' }, { ...parameter, objectName: '/payments/user', fileName: 'b' }),
    ).not.toThrow();
  });

  test.each<[Partial<AwsSecretProviderProps>, string]>([
    [{ region: 'Frankfurt' }, 'test/P: "Frankfurt" is not the name of an AWS region'],
    [
      { region: 'eu-west-1', failoverRegion: 'eu-west-1' },
      'test/P: failoverRegion is the region itself, eu-west-1; name another one',
    ],
    [{ failoverRegion: 'eu-west-1' }, 'test/P: failoverRegion eu-west-1 needs region'],
    [
      { pathTranslation: '--' },
      'test/P: pathTranslation "--" is neither \'False\' nor one character that a file name can have',
    ],
    [{ pathTranslation: '/' }, 'test/P: pathTranslation "/" is neither'],
    [{ pathTranslation: '' }, 'test/P: pathTranslation is empty'],
  ])('provider %j is refused', (wrong, message) => {
    expect(() => emit(wrong)).toThrow(message);
  });

  test('an IAM role for the service account is required at synth, where the account is of this app', () => {
    const { chart } = make();
    const serviceAccount = new kplus.ServiceAccount(chart, 'Own');
    const provider = new AwsSecretProvider(chart, 'P', { serviceAccount });
    provider.addSecret('S', { objects: [object] });
    expect(() => Testing.synth(chart)).toThrow(
      'has no annotation eks.amazonaws.com/role-arn, which names the IAM role; give it one',
    );
    serviceAccount.metadata.addAnnotation('eks.amazonaws.com/role-arn', 'arn:aws:iam::123456789012:role/payments');
    expect(() => Testing.synth(chart)).not.toThrow();
  });

  test('pod identity needs no annotation', () => {
    const { chart } = make();
    new AwsSecretProvider(chart, 'P', {
      serviceAccount: new kplus.ServiceAccount(chart, 'Own'),
      identity: AwsCsiIdentity.podIdentity(),
    }).addSecret('S', { objects: [object] });
    expect(() => Testing.synth(chart)).not.toThrow();
  });
});

describe('gcp', () => {
  const object: GcpCsiSecretObject = { resourceName: 'projects/acme/secrets/db/versions/latest', fileName: 'f' };
  const emit = (props: Partial<GcpSecretProviderProps>, wrong: Partial<GcpCsiSecretObject> = {}) => {
    const { chart, serviceAccount } = make();
    new GcpSecretProvider(chart, 'P', { serviceAccount, ...props }).addSecret('S', {
      objects: [{ ...object, ...wrong }],
    });
    return parametersOf(chart);
  };

  test('the list is called secrets, and the pod is who asks', () => {
    expect(emit({})).toEqual({ auth: 'pod-adc', secrets: expect.any(String) });
    expect(emit({ identity: GcpCsiIdentity.unsafeProvider() }).auth).toBe('provider-adc');
  });

  test.each([
    'projects/acme/secrets/db/versions/3',
    'projects/acme/locations/europe-west3/secrets/db/versions/latest',
    'projects/acme/locations/global/parameters/db/versions/v1',
  ])('%s is a version', (resourceName) => {
    expect(read11(emit({}, { resourceName, extractJsonKey: 'password' }).secrets)).toEqual([
      { resourceName, path: 'f', mode: 292, extractJSONKey: 'password' },
    ]);
  });

  test.each([
    'db',
    'projects/acme/secrets/db',
    'projects/acme/parameters/db/versions/1',
    'projects//secrets/db/versions/1',
    'projects/acme/secrets/db/versions/1/x',
    'projects/acme/secrets/d b/versions/1',
  ])('%s is not', (resourceName) => {
    expect(() => emit({}, { resourceName })).toThrow(
      `test/P/S: ${JSON.stringify(resourceName)} is not the name of a version`,
    );
  });

  test('a value is taken out of JSON or YAML, not both', () => {
    expect(read11(emit({}, { extractYamlKey: 'k' }).secrets)[0].extractYAMLKey).toBe('k');
    expect(() => emit({}, { extractJsonKey: '' })).toThrow(
      'the key to extract from "projects/acme/secrets/db/versions/latest" is empty',
    );
    expect(() => emit({}, { extractJsonKey: 'k', extractYamlKey: 'k' })).toThrow(
      'has both extractJsonKey and extractYamlKey; its value is one or the other',
    );
  });

  test('the pod needs a service account where its identity counts', () => {
    expect(() => emit({ serviceAccount: undefined })).toThrow(
      "test/P: the provider uses the pod's own identity, and no serviceAccount is given",
    );
    expect(() => emit({ serviceAccount: undefined, identity: GcpCsiIdentity.unsafeProvider() })).not.toThrow();
  });
});

describe('azure', () => {
  const object: AzureCsiSecretObject = { objectName: 'db', objectType: AzureCsiObjectType.SECRET };
  const base = { keyvaultName: 'payments', tenantId: 'tenant', identity: AzureCsiIdentity.workloadIdentity('client') };
  const emit = (props: Partial<AzureSecretProviderProps>, wrong: Partial<AzureCsiSecretObject> = {}) => {
    const { chart, serviceAccount } = make();
    const secret = new AzureSecretProvider(chart, 'P', { ...base, serviceAccount, ...props }).addSecret('S', {
      objects: [{ ...object, ...wrong }],
    });
    return { parameters: parametersOf(chart), files: secret.files };
  };

  test('every option has its parameter, and each is a string', () => {
    expect(emit({ cloudName: 'AzureStackCloud', cloudEnvFileName: '/cloud.json' }).parameters).toEqual({
      keyvaultName: 'payments',
      tenantID: 'tenant',
      clientID: 'client',
      cloudName: 'AzureStackCloud',
      cloudEnvFileName: '/cloud.json',
      objects: expect.any(String),
    });
  });

  test('each identity has its parameters', () => {
    const secret = kplus.Secret.fromSecretName(Testing.chart(), 'Principal', 'principal');
    const identities = [
      AzureCsiIdentity.identityBinding('client'),
      AzureCsiIdentity.unsafeNodeIdentity(),
      AzureCsiIdentity.unsafeNodeIdentity({ userAssignedIdentityId: 'id' }),
      AzureCsiIdentity.unsafeArchivedPodIdentity(),
      AzureCsiIdentity.unsafeStaticCredentials(secret),
    ];
    expect(
      identities.map((identity) => {
        const { keyvaultName, tenantID, objects, ...rest } = emit({ identity }).parameters;
        return rest;
      }),
    ).toEqual([
      { useAzureTokenProxy: 'true', clientID: 'client' },
      { useVMManagedIdentity: 'true' },
      { useVMManagedIdentity: 'true', userAssignedIdentityID: 'id' },
      { usePodIdentity: 'true' },
      {},
    ]);
  });

  test('every option of an object is written, as a string of YAML within the list', () => {
    const { parameters } = emit({}, {
      fileName: 'tls/key',
      objectVersion: 'v',
      objectVersionHistory: 1,
      objectFormat: AzureCsiObjectFormat.PFX,
      encoding: CsiObjectEncoding.BASE64,
      mode: FileMode.GROUP_READ,
    });
    const { array } = read11(parameters.objects);
    expect(array.map(read11)).toEqual([{
      objectName: 'db',
      objectType: 'secret',
      objectAlias: 'tls/key',
      objectVersion: 'v',
      objectVersionHistory: 1,
      objectFormat: 'pfx',
      objectEncoding: 'base64',
      filePermission: '0440',
    }]);
  });

  test('a history is a folder of numbered files', () => {
    expect(emit({}, { objectVersionHistory: 3 }).files).toEqual(['db/0', 'db/1', 'db/2']);
    expect(emit({}, { objectVersionHistory: 0 }).files).toEqual(['db']);
  });

  test.each<[Partial<AzureCsiSecretObject>, string]>([
    [
      { objectName: 'db_password' },
      'test/P/S: "db_password" is not a name that Key Vault allows: 1 to 127 letters, digits and \'-\'',
    ],
    [{ objectName: '' }, 'test/P/S: "" is not a name that Key Vault allows'],
    [{ fileName: 'a..b' }, 'test/P/S: file name "a..b" of "db" has \'..\', which the provider refuses'],
    [{ fileName: ' a' }, 'which the provider strips'],
    [
      { objectType: AzureCsiObjectType.CERT, objectFormat: AzureCsiObjectFormat.PFX },
      '"db" is to be PFX, and only the type secret can be',
    ],
    [
      { objectType: AzureCsiObjectType.KEY, encoding: CsiObjectEncoding.HEX },
      '"db" has encoding hex, and only the type secret has encodings',
    ],
    [{ objectVersionHistory: -1 }, 'objectVersionHistory -1 of "db" is not a number of versions'],
    [{ objectVersion: ' ' }, 'objectVersion of "db" is empty; leave it out for the latest'],
  ])('object %j is refused', (wrong, message) => {
    expect(() => emit({}, wrong)).toThrow(message);
  });

  test.each<[Partial<AzureSecretProviderProps>, string]>([
    [
      { keyvaultName: 'https://payments.vault.azure.net' },
      "is not 3 to 24 letters, digits and '-'; it is the name, not the URL",
    ],
    [{ keyvaultName: 'kv' }, 'test/P: key vault name "kv" is not 3 to 24 letters'],
    [{ tenantId: '' }, 'test/P: the tenantId is empty; name the Entra tenant of the key vault'],
    [{ identity: AzureCsiIdentity.workloadIdentity('') }, 'test/P: the client id of the identity is empty'],
    [{ serviceAccount: undefined }, "test/P: the provider uses the pod's own identity, and no serviceAccount is given"],
    [
      { cloudEnvFileName: '/x' },
      "test/P: cloudEnvFileName describes the cloud 'AzureStackCloud', and cloudName is not given",
    ],
  ])('provider %j is refused', (wrong, message) => {
    expect(() => emit(wrong)).toThrow(message);
  });
});
