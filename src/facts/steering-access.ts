import {
  ApiKind, CLUSTER_EXTERNAL_SECRET, CLUSTER_ISSUER, CLUSTER_PUSH_SECRET, CLUSTER_SECRET_STORE, EXTERNAL_SECRET,
  HCP_VAULT_SECRETS_APP, ISSUER, PUSH_SECRET, SEALED_SECRET, SECRET_PROVIDER_CLASS, SECRET_STORE, VAULT_AUTH,
  VAULT_AUTH_GLOBAL, VAULT_CONNECTION, VAULT_DYNAMIC_SECRET, VAULT_PKI_SECRET, VAULT_STATIC_SECRET,
} from './api-kinds';
import { Requests } from './rbac';
import { STORE_MAKERS } from './secret-makers';

/**
 * Which permissions on custom resources reach Secrets: whoever writes the objects decides what their controllers do
 * with their own rights.
 */

const WRITE = ['create', 'update', 'patch'];

type Written = Pick<ApiKind, 'group' | 'resource' | 'clusterWide'>;

/** Writing of objects of some kinds: one set of requests for each group, and one for what is of no namespace. */
function writing(kinds: readonly Written[]): Requests[] {
  const sets = new Map<string, Written[]>();
  for (const kind of kinds) {
    const key = `${kind.group} ${kind.clusterWide}`;
    sets.set(key, [...sets.get(key) ?? [], kind]);
  }
  return [...sets.values()].map((set) => ({
    groups: [set[0].group],
    resources: [...new Set(set.map(({ resource }) => resource))],
    verbs: WRITE,
    ...set[0].clusterWide ? { clusterWide: true } : {},
  }));
}

function ofGroup(group: string, resources: string, clusterWide = false): Written[] {
  return resources.split(' ').map((resource) => ({ group, resource, clusterWide }));
}

const GENERATORS = 'generators.external-secrets.io';
const VAULT_OPERATOR = 'secrets.hashicorp.com';

/**
 * Writing of objects that tell an operator what to fetch from a store, or from where: a store, a connection or a login
 * that is changed sends the credential of the operator to another server. Generators that only draw random values are
 * left out.
 *
 * @see https://external-secrets.io/latest/guides/security-best-practices/
 * @see https://external-secrets.io/latest/api/generator/
 * @see https://github.com/hashicorp/vault-secrets-operator/tree/v1.4.1/config/crd/bases
 */
export const STEER_OPERATORS: readonly Requests[] = writing([
  EXTERNAL_SECRET, SECRET_STORE, PUSH_SECRET, CLUSTER_EXTERNAL_SECRET, CLUSTER_SECRET_STORE, CLUSTER_PUSH_SECRET,
  ...ofGroup(
    GENERATORS,
    'acraccesstokens beyondtrustworkloadcredentialsdynamicsecrets cloudsmithaccesstokens ecrauthorizationtokens '
      + 'gcraccesstokens githubaccesstokens gitlabdeploytokens grafanas mfas quayaccesstokens stssessiontokens '
      + 'vaultdynamicsecrets webhooks',
  ),
  ...ofGroup(GENERATORS, 'clustergenerators', true),
  SECRET_PROVIDER_CLASS,
  VAULT_STATIC_SECRET, VAULT_DYNAMIC_SECRET, VAULT_PKI_SECRET, HCP_VAULT_SECRETS_APP, VAULT_AUTH, VAULT_CONNECTION,
  VAULT_AUTH_GLOBAL,
  ...ofGroup(VAULT_OPERATOR, 'csisecrets hcpauths'),
  ...STORE_MAKERS,
]);

/**
 * Writing of issuers. One of Vault or Venafi names a Secret with a token, and the server that gets it; a solver for
 * DNS likewise.
 *
 * @see https://cert-manager.io/docs/configuration/vault/
 */
export const WRITE_ISSUERS: readonly Requests[] = writing([ISSUER, CLUSTER_ISSUER]);

/**
 * Writing of objects that tell a deployer what to apply, or from where. It applies anything that it may itself, which
 * is often everything: pods, roles, Secrets.
 *
 * @see https://fluxcd.io/flux/security/
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/
 * @see https://docs.k3s.io/add-ons/helm
 */
export const STEER_DEPLOYERS: readonly Requests[] = writing([
  ...ofGroup('kustomize.toolkit.fluxcd.io', 'kustomizations'),
  ...ofGroup('helm.toolkit.fluxcd.io', 'helmreleases'),
  ...ofGroup('source.toolkit.fluxcd.io', 'gitrepositories ocirepositories helmrepositories helmcharts buckets'),
  ...ofGroup('argoproj.io', 'applications applicationsets appprojects'),
  ...ofGroup('helm.cattle.io', 'helmcharts helmchartconfigs'),
]);

/**
 * Writing of policies by which an engine changes objects at admission, or makes others of them: pods that mount a
 * Secret, copies of Secrets. Policies that only refuse are left out.
 *
 * @see https://kyverno.io/docs/policy-types/mutating-policy/
 * @see https://kyverno.io/docs/policy-types/generating-policy/
 * @see https://open-policy-agent.github.io/gatekeeper/website/docs/mutation/
 */
export const WRITE_ENGINE_POLICIES: readonly Requests[] = writing([
  ...ofGroup('kyverno.io', 'policies'),
  ...ofGroup('kyverno.io', 'clusterpolicies', true),
  ...ofGroup('policies.kyverno.io', 'namespacedmutatingpolicies namespacedgeneratingpolicies'),
  ...ofGroup('policies.kyverno.io', 'mutatingpolicies generatingpolicies', true),
  ...ofGroup('mutations.gatekeeper.sh', 'assign assignimage modifyset', true),
]);

/**
 * Writing of objects from which a controller makes Secrets with the content that the writer chose: anyone can seal one
 * for the controller.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets#scopes
 */
export const WRITE_SEALED_SECRETS: Requests = {
  groups: [SEALED_SECRET.group], resources: [SEALED_SECRET.resource], verbs: WRITE,
};
