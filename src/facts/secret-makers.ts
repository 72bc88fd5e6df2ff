import { ApiKind } from './api-kinds';

/** How a controller names an object that it makes. */
export interface MadeObject {
  readonly makes: 'Secret' | 'ConfigMap';

  /** Way to the name, or to what it begins with: fields with dots between them, `*` for each item of a list. */
  readonly name: string;

  /** Whether `name` leads to a mapping, and each of its keys is a name; names of Secrets have `-` for `_`. */
  readonly ofKeys?: boolean;

  /** What stands before and after it in the name, with `…` for it. */
  readonly form?: string;

  /** Field beside the last one of `name` with its namespace, where that may be another one. */
  readonly namespace?: string;

  /** Fields beside the last one of `name` whose keys are its keys, where they are all of them. */
  readonly keys?: readonly string[];
}

/** A kind of object from which a controller makes Secrets that it names in a plain way. */
export interface SecretMaker extends Pick<ApiKind, 'group' | 'kind' | 'resource' | 'clusterWide'> {
  readonly made: readonly MadeObject[];

  /** Where that is written. */
  readonly source: string;
}

const GITHUB = 'https://github.com/';
/** How the names of Secrets end that the operator of Zalando makes. */
const ZALANDO = 'credentials.postgresql.acid.zalan.do';
const OF_ITS_NAME: MadeObject = { makes: 'Secret', name: 'metadata.name' };

function maker(group: string, kind: string, resource: string, source: string, ...made: MadeObject[]): SecretMaker {
  return { group, kind, resource, clusterWide: false, source, made: made.length > 0 ? made : [OF_ITS_NAME] };
}

function secret(name: string, more: Partial<MadeObject> = {}): MadeObject {
  return { makes: 'Secret', name, ...more };
}

function named(...forms: string[]): MadeObject[] {
  return forms.map((form) => secret('metadata.name', { form }));
}

/** Controllers that copy what a store has, which their objects name. */
export const STORE_MAKERS: readonly SecretMaker[] = storeMakers();

/**
 * Controllers that make Secrets whose names stand in the object, or follow from its name: copies of other stores,
 * generators, databases and brokers with their users. What External Secrets, Sealed Secrets, the Secrets Store CSI
 * driver, the Vault Secrets Operator and cert-manager make takes more than a name to tell.
 */
export const SECRET_MAKERS: readonly SecretMaker[] = [...STORE_MAKERS, ...generatorMakers(), ...serverMakers()];

function storeMakers(): SecretMaker[] {
  return [
    maker(
      'isindir.github.com', 'SopsSecret', 'sopssecrets', `${GITHUB}isindir/sops-secrets-operator`,
      secret('spec.secretTemplates.*.name', { keys: ['data', 'stringData'] }),
    ),
    maker('craftypath.github.io', 'SopsSecret', 'sopssecrets', `${GITHUB}craftypath/sops-operator`),
    maker('onepassword.com', 'OnePasswordItem', 'onepassworditems', `${GITHUB}1Password/onepassword-operator`),
    maker(
      'secrets.doppler.com', 'DopplerSecret', 'dopplersecrets', 'https://docs.doppler.com/docs/kubernetes-operator',
      secret('spec.managedSecret.name', { namespace: 'namespace' }),
    ),
    maker(
      'secrets.infisical.com', 'InfisicalSecret', 'infisicalsecrets',
      'https://infisical.com/docs/integrations/platforms/kubernetes/infisical-secret-crd',
      secret('spec.managedSecretReference.secretName', { namespace: 'secretNamespace' }),
      secret('spec.managedKubeSecretReferences.*.secretName', { namespace: 'secretNamespace' }),
      {
        makes: 'ConfigMap',
        name: 'spec.managedKubeConfigMapReferences.*.configMapName',
        namespace: 'configMapNamespace',
      },
    ),
    maker(
      'secrets.infisical.com', 'InfisicalDynamicSecret', 'infisicaldynamicsecrets',
      'https://infisical.com/docs/integrations/platforms/kubernetes/infisical-dynamic-secret-crd',
      secret('spec.managedSecretReference.secretName', { namespace: 'secretNamespace' }),
    ),
    maker(
      'k8s.bitwarden.com', 'BitwardenSecret', 'bitwardensecrets',
      'https://bitwarden.com/help/secrets-manager-kubernetes-operator/', secret('spec.secretName'),
    ),
    maker(
      'spv.no', 'AzureKeyVaultSecret', 'azurekeyvaultsecrets',
      'https://akv2k8s.io/reference/azure-key-vault-secret/',
      secret('spec.output.secret.name'), { makes: 'ConfigMap', name: 'spec.output.configMap.name' },
    ),
    maker('ricoberger.de', 'VaultSecret', 'vaultsecrets', `${GITHUB}ricoberger/vault-secrets-operator`),
    maker(
      'redhatcop.redhat.io', 'VaultSecret', 'vaultsecrets', `${GITHUB}redhat-cop/vault-config-operator`,
      secret('spec.output.name'),
    ),
    maker(
      'kubernetes-client.io', 'ExternalSecret', 'externalsecrets',
      `${GITHUB}external-secrets/kubernetes-external-secrets`,
    ),
    maker(
      'secret-sync.x-k8s.io', 'SecretSync', 'secretsyncs', `${GITHUB}kubernetes-sigs/secrets-store-sync-controller`,
    ),
  ];
}

function generatorMakers(): SecretMaker[] {
  const mittwald = `${GITHUB}mittwald/kubernetes-secret-generator`;
  const secretgen = `${GITHUB}carvel-dev/secretgen-controller`;
  return [
    ...[['StringSecret', 'stringsecrets'], ['BasicAuth', 'basicauths'], ['SSHKeyPair', 'sshkeypairs']]
      .map(([kind, resource]) => maker('secretgenerator.mittwald.de', kind, resource, mittwald)),
    ...[['Password', 'passwords'], ['Certificate', 'certificates'], ['RSAKey', 'rsakeys'], ['SSHKey', 'sshkeys']]
      .map(([kind, resource]) => maker('secretgen.k14s.io', kind, resource, secretgen)),
    ...[['SecretImport', 'secretimports'], ['SecretTemplate', 'secrettemplates']]
      .map(([kind, resource]) => maker('secretgen.carvel.dev', kind, resource, secretgen)),
  ];
}

function serverMakers(): SecretMaker[] {
  return [
    maker(
      'objectbucket.io', 'ObjectBucketClaim', 'objectbucketclaims',
      'https://rook.io/docs/rook/latest/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/',
      OF_ITS_NAME, { makes: 'ConfigMap', name: 'metadata.name' },
    ),
    maker(
      'postgresql.cnpg.io', 'Cluster', 'clusters', 'https://cloudnative-pg.io/documentation/current/applications/',
      ...named('…-app', '…-superuser', '…-ca', '…-server', '…-replication'),
    ),
    maker(
      'kafka.strimzi.io', 'KafkaUser', 'kafkausers', 'https://strimzi.io/docs/operators/latest/deploying',
    ),
    maker(
      'kafka.strimzi.io', 'Kafka', 'kafkas', 'https://strimzi.io/docs/operators/latest/deploying',
      ...named('…-cluster-ca-cert', '…-clients-ca-cert', '…-cluster-ca', '…-clients-ca'),
    ),
    maker(
      'rabbitmq.com', 'RabbitmqCluster', 'rabbitmqclusters',
      'https://www.rabbitmq.com/kubernetes/operator/using-operator', ...named('…-default-user', '…-erlang-cookie'),
    ),
    maker(
      'elasticsearch.k8s.elastic.co', 'Elasticsearch', 'elasticsearches',
      'https://www.elastic.co/docs/deploy-manage/security/k8s-network-security',
      ...named(
        '…-es-elastic-user', '…-es-http-certs-public', '…-es-http-ca-internal', '…-es-http-certs-internal',
      ),
    ),
    maker(
      'postgres-operator.crunchydata.com', 'PostgresCluster', 'postgresclusters',
      'https://access.crunchydata.com/documentation/postgres-operator/latest/architecture/user-management',
      ...named('…-cluster-cert', '…-pguser-…'),
      secret('spec.users.*.name', { form: '{name}-pguser-…' }),
    ),
    maker(
      'pgv2.percona.com', 'PerconaPGCluster', 'perconapgclusters',
      'https://docs.percona.com/percona-operator-for-postgresql/2.0/users.html',
      ...named('…-cluster-cert', '…-pguser-…'),
      secret('spec.users.*.name', { form: '{name}-pguser-…' }),
    ),
    maker(
      'acid.zalan.do', 'postgresql', 'postgresqls',
      'https://postgres-operator.readthedocs.io/en/latest/user/#manifest-roles',
      ...['postgres', 'standby'].map((user) => secret('metadata.name', { form: `${user}.….${ZALANDO}` })),
      secret('spec.users', { ofKeys: true, form: `….{name}.${ZALANDO}` }),
    ),
    {
      ...maker(
        'trust.cert-manager.io', 'Bundle', 'bundles', 'https://cert-manager.io/docs/trust/trust-manager/',
        { makes: 'ConfigMap', name: 'metadata.name' }, OF_ITS_NAME,
      ),
      clusterWide: true,
    },
    maker(
      'grafana.integreatly.org', 'Grafana', 'grafanas', 'https://grafana.github.io/grafana-operator/docs/grafana/',
      ...named('…-admin-credentials'),
    ),
    maker(
      'k8s.keycloak.org', 'Keycloak', 'keycloaks', 'https://www.keycloak.org/operator/basic-deployment',
      ...named('…-initial-admin'),
    ),
  ];
}

/** The name of an object that a controller makes. */
export function madeName(made: MadeObject, part: string, ofTheMaker: string): string {
  return (made.form ?? '…').replaceAll('{name}', ofTheMaker).replaceAll('…', part);
}

/**
 * Annotations of a Service for which OpenShift makes a Secret with a certificate, named by their values.
 *
 * @see
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/security_and_compliance/configuring-certificates
 */
export const SERVING_CERTIFICATE_ANNOTATIONS: readonly string[] = [
  'service.beta.openshift.io/serving-cert-secret-name',
  'service.alpha.openshift.io/serving-cert-secret-name',
];

/**
 * Annotations of an Ingress or a Gateway for which cert-manager makes the Secrets that its TLS settings name.
 *
 * @see https://cert-manager.io/docs/usage/ingress/
 * @see https://cert-manager.io/docs/usage/gateway/
 */
export const ISSUER_ANNOTATIONS: readonly string[] = [
  'cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme',
];
