import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { ApiClient, Manifest } from './api-client';
import { goModule } from './binaries';

/** A project that publishes definitions of its kinds as files of a Go module. */
interface Publisher {
  readonly module: string;
  readonly version: string;
  readonly folder: string;
  readonly kinds: string[];
}

/** The newest releases whose files are to be had as Go modules, and the kinds that this library writes. */
export const PUBLISHERS = {
  secretsStoreCsi: {
    module: 'sigs.k8s.io/secrets-store-csi-driver',
    version: 'v1.6.0',
    folder: 'config/crd/bases',
    kinds: ['SecretProviderClass'],
  },
  // Releases 2.x have no separate module path, which Go requires for a second major version.
  externalSecrets: {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    folder: 'config/crds/bases',
    kinds: [
      'ExternalSecret', 'SecretStore', 'ClusterSecretStore', 'PushSecret', 'Password', 'SSHKey', 'UUID',
      'VaultDynamicSecret',
    ],
  },
  sealedSecrets: {
    module: 'github.com/bitnami-labs/sealed-secrets',
    version: 'v0.40.0',
    folder: 'helm/sealed-secrets/crds',
    kinds: ['SealedSecret'],
  },
  vaultSecretsOperator: {
    module: 'github.com/hashicorp/vault-secrets-operator',
    version: 'v0.10.0',
    folder: 'config/crd/bases',
    kinds: ['VaultAuth', 'VaultConnection', 'VaultDynamicSecret', 'VaultStaticSecret'],
  },
  certManager: {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.19.1',
    folder: 'deploy/crds',
    kinds: ['Certificate'],
  },
  kyverno: {
    module: 'github.com/kyverno/kyverno',
    version: 'v1.19.1',
    folder: 'config/crds/policies.kyverno.io',
    kinds: ['ValidatingPolicy', 'PolicyException'],
  },
  gatekeeper: {
    module: 'github.com/open-policy-agent/gatekeeper/v3',
    version: 'v3.23.1',
    folder: 'charts/gatekeeper/crds',
    kinds: ['ConstraintTemplate'],
  },
  cilium: {
    module: 'github.com/cilium/cilium',
    version: 'v1.18.4',
    folder: 'pkg/k8s/apis/cilium.io/client/crds/v2',
    kinds: ['CiliumNetworkPolicy'],
  },
  prometheus: {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    folder: 'example/prometheus-operator-crd',
    kinds: ['PrometheusRule'],
  },
} satisfies { [name: string]: Publisher };

/** The definitions of a publisher as it published them; undefined where there is no Go to download them with. */
export function publishedCrds({ module, version, folder, kinds }: Publisher): Manifest[] | undefined {
  const root = goModule(module, version);
  if (root === undefined) {
    return undefined;
  }
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith('.yaml')).sort();
  const found = files
    .flatMap((name) =>
      parseAllDocuments(readFileSync(join(root, folder, name), 'utf8')).map((document) => document.toJS()),
    )
    .filter((document) => document?.kind === 'CustomResourceDefinition' && kinds.includes(document.spec.names.kind));
  const missing = kinds.filter((kind) => !found.some((crd) => crd.spec.names.kind === kind));
  if (missing.length > 0) {
    throw new Error(`${module} ${version} has no definition of ${missing.join(', ')} in ${folder}`);
  }
  return found;
}

/** Installs definitions and waits until the API server serves them. */
export async function installCrds(admin: ApiClient, crds: Manifest[]): Promise<void> {
  await Promise.all(crds.map(async (crd) => {
    // A conversion webhook would be one more program; no kind has objects of more than one version here.
    const plain: Manifest = { ...crd, spec: { ...crd.spec, conversion: undefined } };
    // Older servers do not know all that definitions say of themselves, and leave it out.
    const { status, body } = await admin.create(plain, { fieldValidation: 'Ignore' });
    if (status >= 300) {
      throw new Error(`${crd.metadata.name}: ${status} ${body.message}`);
    }
  }));
  for (const crd of crds) {
    const established = async () => {
      const { body } = await admin.get(crd);
      return body.status?.conditions?.some(({ type, status }: any) => type === 'Established' && status === 'True');
    };
    while (!await established()) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
