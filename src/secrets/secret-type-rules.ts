import { bootstrapTokenName, checkBootstrapToken, checkBootstrapTokenPlace } from './content/bootstrap-token';
import { checkDockerCfg, checkDockerConfigJson } from './content/docker-config';
import { checkSshKey } from './content/ssh-key';
import { checkTls } from './content/tls';

/** What a type of Secret asks for. */
export interface SecretTypeRules {
  /** Of each group, at least one key must be there. */
  readonly requiredKeys: readonly (readonly string[])[];

  /** Throws where values that are known cannot work. The required keys are among them. */
  readonly checkContent?: (path: string, values: ReadonlyMap<string, Buffer>) => void;

  /** Throws where the object would not be found under this name. */
  readonly checkPlace?: (path: string, name: string, namespace: string | undefined) => void;

  /** The one name that the values allow. */
  readonly ownName?: (values: ReadonlyMap<string, Buffer>) => string;
}

/**
 * What the API server checks (`ValidateSecret`), and beyond it what the reader of each type needs: the server takes any bytes
 * for a certificate.
 */
const RULES: ReadonlyMap<string, SecretTypeRules> = new Map<string, SecretTypeRules>([
  ['kubernetes.io/tls', { requiredKeys: [['tls.crt'], ['tls.key']], checkContent: checkTls }],
  ['kubernetes.io/basic-auth', { requiredKeys: [['username', 'password']] }],
  ['kubernetes.io/ssh-auth', { requiredKeys: [['ssh-privatekey']], checkContent: checkSshKey }],
  ['kubernetes.io/dockerconfigjson', { requiredKeys: [['.dockerconfigjson']], checkContent: checkDockerConfigJson }],
  ['kubernetes.io/dockercfg', { requiredKeys: [['.dockercfg']], checkContent: checkDockerCfg }],
  ['bootstrap.kubernetes.io/token', {
    requiredKeys: [['token-id'], ['token-secret']],
    checkContent: checkBootstrapToken,
    checkPlace: checkBootstrapTokenPlace,
    ownName: bootstrapTokenName,
  }],
]);

const NO_RULES: SecretTypeRules = { requiredKeys: [] };

/** The rules of a type; one that Kubernetes does not know has none. */
export function rulesOf(type: string): SecretTypeRules {
  return RULES.get(type) ?? NO_RULES;
}
