import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { Exception, often, testAgreement } from './harness';
import { AwsStoreService, AwsStoreSessionTagsPolicy } from '../../src/stores/external-secrets/aws-store';
import { AwsStoreAuth } from '../../src/stores/external-secrets/aws-store-auth';
import { AzureStoreEnvironment } from '../../src/stores/external-secrets/azure-store';
import { AzureStoreAuth } from '../../src/stores/external-secrets/azure-store-auth';
import { ClusterExternalSecretStore } from '../../src/stores/external-secrets/cluster-external-secret-store';
import { ExternalSecretStore } from '../../src/stores/external-secrets/external-secret-store';
import { ExternalSecretStoreProvider } from '../../src/stores/external-secrets/external-secret-store-provider';
import { GcpStoreAuth } from '../../src/stores/external-secrets/gcp-store-auth';
import { KubernetesStoreAuth } from '../../src/stores/external-secrets/kubernetes-store-auth';
import {
  ExternalSecretStoreCertificateAuthority as Authority,
} from '../../src/stores/external-secrets/store-certificate-authority';
import { VaultStoreAuth } from '../../src/stores/external-secrets/vault-store-auth';
import { VaultEngine } from '../../src/stores/vault-engine';
import { certificatePem, privateKeyPem } from '../support/certificate';

/** What every store has beside its provider. */
interface Common {
  readonly isClusterWide: boolean;

  /** Namespace of the account and the Secrets that the store reads. */
  readonly namespace?: string;
  readonly account: string;
  readonly secret: string;

  /** Key of each Secret that it reads. */
  readonly key: string;
  readonly maxRetries?: number;
  readonly allowed: { readonly namespaces?: string[]; readonly namespaceRegexps?: string[] };
}

type Input<Options> = Common & { readonly options: Options };

const common: fc.Arbitrary<Common> = fc.boolean().chain((isClusterWide) => fc.record({
  isClusterWide: fc.constant(isClusterWide),
  namespace: isClusterWide ? fc.oneof(often(40, 'shop'), often(1, undefined))
    : fc.oneof(often(40, undefined), often(1, 'other')),
  account: fc.oneof(often(40, 'till'), often(1, 'default', 'Till')),
  secret: fc.oneof(often(40, 'login'), often(1, 'Login')),
  key: fc.oneof(often(40, 'token'), often(1, 'a token', '')),
  maxRetries: fc.oneof(often(40, undefined, 3), often(1, -1, 1.5)),
  allowed: fc.oneof(
    often<Common['allowed']>(40, { namespaces: ['shop'] }, { namespaceRegexps: ['^shop-[a-z]+$'] }),
    often<Common['allowed']>(1, {}, { namespaceRegexps: ['shop'] }, { namespaceRegexps: ['^.*$'] }),
  ),
}));

/** Makes the references of the construct to an account and to a Secret. */
interface References {
  readonly account: { readonly serviceAccount: kplus.IServiceAccount; readonly serviceAccountNamespaceName?: string };
  readonly secret: {
    readonly secret: kplus.ISecret;
    readonly key: string;
    readonly secretNamespaceName?: string;
  };
}

/** The same in the manifest. */
interface Written {
  readonly account: object;
  readonly secret: object;
}

const ANY_NAMESPACE: Exception<Common> = {
  why: 'a cluster-wide store may take accounts and Secrets from the namespace of each ExternalSecret, which the ' +
    'construct does not offer',
  holds: ({ isClusterWide, namespace }) => isClusterWide && namespace === undefined,
  refusals: /a cluster-wide store has no namespace itself.*$/g,
};

function testStore<Options>(name: string, store: {
  readonly options: fc.Arbitrary<Options>;
  readonly provider: (options: Options, references: References) => ExternalSecretStoreProvider;
  readonly written: (options: Options, references: Written) => object;
  readonly exceptions?: readonly Exception<Input<Options>>[];
}): void {
  testAgreement<Input<Options>>(`ExternalSecretStore of ${name}`, {
    inputs: fc.tuple(common, store.options).map(([all, options]) => ({ ...all, options })),
    construct: ({ isClusterWide, namespace, account, secret, key, maxRetries, allowed, options }) => {
      const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
      const provider = store.provider(options, {
        account: {
          serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', account),
          serviceAccountNamespaceName: namespace,
        },
        secret: { secret: kplus.Secret.fromSecretName(chart, 'Login', secret), key, secretNamespaceName: namespace },
      });
      if (isClusterWide) {
        new ClusterExternalSecretStore(chart, 'Store', { provider, maxRetries, allow: allowed });
      } else {
        new ExternalSecretStore(chart, 'Store', { provider, maxRetries });
      }
    },
    manifest: ({ isClusterWide, namespace, account, secret, key, maxRetries, allowed, options }) => JSON.stringify({
      apiVersion: 'external-secrets.io/v1',
      kind: isClusterWide ? 'ClusterSecretStore' : 'SecretStore',
      metadata: { name: 'till', namespace: isClusterWide ? undefined : 'shop' },
      spec: {
        provider: store.written(options, {
          account: { name: account, namespace },
          secret: { name: secret, key, namespace },
        }),
        retrySettings: maxRetries === undefined ? undefined : { maxRetries },
        conditions: isClusterWide ? [
          ...allowed.namespaces === undefined ? [] : [{ namespaces: allowed.namespaces }],
          ...allowed.namespaceRegexps === undefined ? [] : [{ namespaceRegexes: allowed.namespaceRegexps }],
        ] : undefined,
      },
    }),
    places: (message) => {
      const [, place] = [
        ['maxRetries', '/spec/retrySettings/maxRetries'], ['namespace pattern', '/spec/conditions/0'],
        ['no namespace is allowed', '/spec'], ['namespaced store reads', '/spec/provider'],
      ].find(([words]) => message.includes(words)) ?? ['', '/spec/provider'];
      return [place];
    },
    exceptions: [ANY_NAMESPACE, ...store.exceptions ?? []],
  });
}

interface Vault {
  readonly address: string;
  readonly mount?: string;
  readonly vaultNamespace?: string;
  readonly version: 'v1' | 'v2';
  readonly checkAndSet?: boolean;
  readonly tls: readonly [certificate: boolean, key: boolean];
  readonly authority?: string;
  readonly method: 'kubernetes' | 'jwt' | 'iam' | 'appRole' | 'token' | 'userPass' | 'cert';
  readonly role: string;
  readonly region: string;
  readonly authMountPath?: string;
}

const privateKey = privateKeyPem('ec');
const certificate = certificatePem(privateKey);

testStore<Vault>('Vault', {
  options: fc.record({
    address: fc.oneof(often(40, 'https://vault:8200'), often(1, 'http://vault:8200', 'vault:8200', '', 'ftp://vault')),
    mount: fc.oneof(often(40, undefined, 'secret'), often(1, 'sec"ret', 'sec\nret')),
    vaultNamespace: fc.oneof(often(40, undefined, 'shop'), often(1, 'sh"op')),
    version: fc.oneof(often(3, 'v2' as const), often(1, 'v1' as const)),
    checkAndSet: fc.constantFrom(undefined, undefined, undefined, true, false),
    tls: fc.oneof(
      often<Vault['tls']>(40, [false, false], [true, true]), often<Vault['tls']>(1, [true, false], [false, true]),
    ),
    authority: fc.oneof(
      often(40, undefined, certificate), often(1, privateKey, certificate + privateKey, 'no certificate'),
    ),
    method: fc.constantFrom<Vault['method']>('kubernetes', 'jwt', 'iam', 'appRole', 'token', 'userPass', 'cert'),
    role: fc.oneof(often(40, 'till', 'till_2.b'), often(1, '', 'a/b', 'till role')),
    region: fc.oneof(often(20, 'eu-central-1'), often(1, 'Frankfurt')),
    authMountPath: fc.oneof(often(40, undefined, 'kubernetes-eu'), often(1, 'auth/kubernetes', '/kubernetes', 'a"b')),
  }),
  provider: ({ version, tls: [hasCertificate, hasKey], authority, ...options }, { account, secret }) => {
    const { method, role, region, authMountPath } = options;
    const auth = {
      kubernetes: () => VaultStoreAuth.kubernetes({ ...account, role, authMountPath }),
      jwt: () => VaultStoreAuth.jwt({ ...account, role, authMountPath }),
      iam: () => VaultStoreAuth.iam({ ...account, role, region, authMountPath }),
      appRole: () => VaultStoreAuth.unsafeAppRole({ roleId: 'till', secretId: secret, authMountPath }),
      token: () => VaultStoreAuth.unsafeToken(secret),
      userPass: () => VaultStoreAuth.unsafeUserPassword({ username: 'till', password: secret, authMountPath }),
      cert: () => VaultStoreAuth.unsafeClientCertificate({ certificate: secret, privateKey: secret, authMountPath }),
    }[method]();
    return ExternalSecretStoreProvider.vault({
      address: options.address,
      auth,
      mount: options.mount,
      vaultNamespace: options.vaultNamespace,
      engine: version === 'v1' ? VaultEngine.KV_V1 : VaultEngine.KV_V2,
      checkAndSet: options.checkAndSet,
      clientCertificate: hasCertificate ? secret : undefined,
      clientKey: hasKey ? secret : undefined,
      certificateAuthority: authority === undefined ? undefined : Authority.fromPem(authority),
    });
  },
  written: ({ tls: [hasCertificate, hasKey], authority, ...options }, { account, secret }) => {
    const { method, role, region, authMountPath } = options;
    const auth = {
      kubernetes: { kubernetes: { mountPath: authMountPath ?? 'kubernetes', role, serviceAccountRef: account } },
      jwt: {
        jwt: { path: authMountPath ?? 'jwt', role, kubernetesServiceAccountToken: { serviceAccountRef: account } },
      },
      iam: {
        iam: { path: authMountPath ?? 'aws', vaultRole: role, region, jwt: { serviceAccountRef: account } },
      },
      appRole: { appRole: { path: authMountPath ?? 'approle', roleId: 'till', secretRef: secret } },
      token: { tokenSecretRef: secret },
      userPass: { userPass: { path: authMountPath ?? 'userpass', username: 'till', secretRef: secret } },
      cert: { cert: { path: authMountPath ?? 'cert', clientCert: secret, secretRef: secret } },
    }[method];
    return {
      vault: {
        server: options.address,
        path: options.mount,
        version: options.version,
        namespace: options.vaultNamespace,
        caBundle: authority && Buffer.from(authority).toString('base64'),
        tls: hasCertificate || hasKey ? {
          certSecretRef: hasCertificate ? secret : undefined, keySecretRef: hasKey ? secret : undefined,
        } : undefined,
        checkAndSet: options.checkAndSet === undefined ? undefined : { required: options.checkAndSet },
        auth,
      },
    };
  },
});

interface Aws {
  readonly service: AwsStoreService;
  readonly region: string;
  readonly login: 'account' | 'controller' | 'secret';
  readonly role?: string;
  readonly externalId?: string;
  readonly tag?: string;
  readonly isSimple?: boolean;
  readonly days?: number;
  readonly isForced?: boolean;
}

testStore<Aws>('AWS', {
  options: fc.record({
    service: fc.oneof(often(3, AwsStoreService.SECRETS_MANAGER), often(1, AwsStoreService.PARAMETER_STORE)),
    region: fc.oneof(often(40, 'eu-central-1', 'us-gov-west-1'), often(1, '', 'Frankfurt', 'eu-central')),
    login: fc.constantFrom<Aws['login']>('account', 'controller', 'secret'),
    role: fc.constantFrom(undefined, 'arn:aws:iam::123456789012:role/till'),
    externalId: fc.oneof(often(9, undefined), often(1, 'till')),
    tag: fc.oneof(often(9, undefined), often(1, 'team', 'esoNamespace')),
    isSimple: fc.oneof(often(5, undefined), often(1, true, false)),
    days: fc.oneof(often(20, undefined), often(2, 7, 30), often(1, 6, 31)),
    isForced: fc.oneof(often(20, undefined), often(1, true)),
  }),
  provider: ({ service, region, login, role, externalId, tag, isSimple, days, isForced }, { account, secret }) => {
    const auth = {
      account: () => AwsStoreAuth.serviceAccount(account),
      controller: () => AwsStoreAuth.unsafeController(),
      secret: () => AwsStoreAuth.unsafeStaticCredentials({ accessKeyId: secret, secretAccessKey: secret }),
    }[login]();
    return ExternalSecretStoreProvider.aws({
      service,
      region,
      auth,
      role,
      externalId,
      sessionTags: tag === undefined ? undefined : { [tag]: 'till' },
      sessionTagsPolicy: isSimple === undefined ? undefined
        : isSimple ? AwsStoreSessionTagsPolicy.SIMPLE : AwsStoreSessionTagsPolicy.NONE,
      recoveryWindow: days === undefined ? undefined : Duration.days(days),
      unsafeDeleteWithoutRecovery: isForced,
    });
  },
  written: ({ service, region, login, role, externalId, tag, isSimple, days, isForced }, { account, secret }) => ({
    aws: {
      service,
      region,
      role,
      externalID: externalId,
      auth: {
        account: { jwt: { serviceAccountRef: account } },
        controller: undefined,
        secret: { secretRef: { accessKeyIDSecretRef: secret, secretAccessKeySecretRef: secret } },
      }[login],
      sessionTagsPolicy: isSimple === undefined ? undefined
        : !isSimple ? 'None' : tag === undefined ? 'Simple' : 'Custom',
      customSessionTags: isSimple && tag !== undefined ? { [tag]: 'till' } : undefined,
      sessionTags: !isSimple && tag !== undefined ? [{ key: tag, value: 'till' }] : undefined,
      secretsManager: days === undefined && isForced === undefined ? undefined
        : { recoveryWindowInDays: days, forceDeleteWithoutRecovery: isForced },
    },
  }),
});

interface Google {
  readonly projectId: string;
  readonly login: 'account' | 'federation' | 'controller' | 'secret';
  readonly audience: string;
}

testStore<Google>('Google Cloud', {
  options: fc.record({
    projectId: fc.oneof(often(20, 'shop-till', 'example.com:shop-till', '123456'), often(1, '', 'Shop', 'till', 'a b')),
    login: fc.constantFrom<Google['login']>('account', 'federation', 'controller', 'secret'),
    audience: fc.oneof(
      often(20, '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/p'),
      often(1, 'projects/1/locations/global/workloadIdentityPools/p/providers/p', ''),
    ),
  }),
  provider: ({ projectId, login, audience }, { account, secret }) => ExternalSecretStoreProvider.gcp({
    projectId,
    auth: {
      account: () => GcpStoreAuth.workloadIdentity(account),
      federation: () => GcpStoreAuth.workloadIdentityFederation({ ...account, providerResourceName: audience }),
      controller: () => GcpStoreAuth.unsafeController(),
      secret: () => GcpStoreAuth.unsafeStaticCredentials(secret),
    }[login](),
  }),
  written: ({ projectId, login, audience }, { account, secret }) => ({
    gcpsm: {
      projectID: projectId,
      auth: {
        account: { workloadIdentity: { serviceAccountRef: account } },
        federation: { workloadIdentityFederation: { audience, serviceAccountRef: account } },
        controller: undefined,
        secret: { secretRef: { secretAccessKeySecretRef: secret } },
      }[login],
    },
  }),
  exceptions: [{
    why: 'a store without a project uses that of the cluster, and the construct wants it named',
    holds: ({ options }) => options.projectId === '',
    refusals: /the projectId is empty.*$/g,
  }],
});

interface Azure {
  readonly address: string;
  readonly login: 'account' | 'nodes' | 'secret';
  readonly has: readonly [secret: boolean, certificate: boolean];
  readonly tenantId?: string;
  readonly environment?: AzureStoreEnvironment;
  readonly hasCustomCloud: boolean;
  readonly useAzureSdk?: boolean;
}

const CLOUD = 'https://login.example.com';

testStore<Azure>('Azure', {
  options: fc.record({
    address: fc.oneof(
      often(40, 'https://till.vault.azure.net'), often(1, 'http://till.vault.azure.net', 'till', '', 'ftp://till'),
    ),
    login: fc.constantFrom<Azure['login']>('account', 'nodes', 'secret'),
    has: fc.oneof(
      often<Azure['has']>(9, [true, false], [false, true]), often<Azure['has']>(1, [true, true], [false, false]),
    ),
    tenantId: fc.oneof(often(9, '11111111-2222-3333-4444-555555555555'), often(1, undefined)),
    environment: fc.oneof(
      often(9, undefined, AzureStoreEnvironment.PUBLIC_CLOUD), often(2, AzureStoreEnvironment.AZURE_STACK_CLOUD),
    ),
    hasCustomCloud: fc.oneof(often(3, false), often(1, true)),
    useAzureSdk: fc.constantFrom(undefined, true, true, true),
  }),
  provider: ({ address, login, has: [hasSecret, hasCertificate], hasCustomCloud, ...rest }, { account, secret }) =>
    ExternalSecretStoreProvider.azure({
      ...rest,
      address,
      auth: {
        account: () => AzureStoreAuth.workloadIdentity(account),
        nodes: () => AzureStoreAuth.unsafeNodeIdentity(),
        secret: () => AzureStoreAuth.unsafeStaticCredentials({
          clientId: secret,
          clientSecret: hasSecret ? secret : undefined,
          clientCertificate: hasCertificate ? secret : undefined,
        }),
      }[login](),
      customCloud: hasCustomCloud ? { activeDirectoryEndpoint: CLOUD } : undefined,
    }),
  written: ({ address, login, has: [hasSecret, hasCertificate], hasCustomCloud, ...rest }, { account, secret }) => ({
    azurekv: {
      vaultUrl: address,
      tenantId: rest.tenantId,
      environmentType: rest.environment,
      useAzureSDK: rest.useAzureSdk,
      customCloudConfig: hasCustomCloud ? { activeDirectoryEndpoint: CLOUD } : undefined,
      ...{
        account: { authType: 'WorkloadIdentity', serviceAccountRef: account },
        nodes: { authType: 'ManagedIdentity' },
        secret: {
          authType: 'ServicePrincipal',
          authSecretRef: {
            clientId: secret,
            clientSecret: hasSecret ? secret : undefined,
            clientCertificate: hasCertificate ? secret : undefined,
          },
        },
      }[login],
    },
  }),
});

interface Cluster {
  readonly address?: string;
  readonly remoteNamespaceName: string;
  readonly login: 'account' | 'token' | 'certificate';
  readonly authority: string;
}

testStore<Cluster>('Kubernetes', {
  options: fc.record({
    address: fc.oneof(
      often(40, undefined, 'https://api.example.com:6443'),
      often(1, 'http://api.example.com', 'api.example.com:6443', '', 'ftp://api'),
    ),
    remoteNamespaceName: fc.oneof(often(40, 'till'), often(1, '', 'Till', 'till.eu', 'a'.repeat(64))),
    login: fc.constantFrom<Cluster['login']>('account', 'token', 'certificate'),
    authority: fc.oneof(often(40, certificate), often(1, privateKey, 'no certificate')),
  }),
  provider: ({ address, remoteNamespaceName, login, authority }, { account, secret }) =>
    ExternalSecretStoreProvider.kubernetes({
      address,
      remoteNamespaceName,
      certificateAuthority: Authority.fromPem(authority),
      auth: {
        account: () => KubernetesStoreAuth.serviceAccount(account),
        token: () => KubernetesStoreAuth.unsafeToken(secret),
        certificate: () => KubernetesStoreAuth.unsafeClientCertificate(secret, secret),
      }[login](),
    }),
  written: ({ address, remoteNamespaceName, login, authority }, { account, secret }) => ({
    kubernetes: {
      remoteNamespace: remoteNamespaceName,
      server: { url: address, caBundle: Buffer.from(authority).toString('base64') },
      auth: {
        account: { serviceAccount: account },
        token: { token: { bearerToken: secret } },
        certificate: { cert: { clientCert: secret, clientKey: secret } },
      }[login],
    },
  }),
  exceptions: [{
    why: 'a client of Kubernetes takes an address without https:// too, and the construct wants it written',
    holds: ({ options: { address } }) => address === 'api.example.com:6443',
    refusals: /address of the API server .* does not begin with https:.*$/g,
  }],
});
