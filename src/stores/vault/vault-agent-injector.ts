import { Construct } from 'constructs';
import { VaultAgentInjectorProps, VaultInjectedSecret } from './vault-agent-injector-options';
import { DEFAULT_TOKEN_SECONDS } from '../../facts/account-token';
import { goDuration } from '../../facts/durations';
import { hasControlCharacter, vaultPathFault } from '../../facts/vault';
import {
  agentFaults,
  agentNameFault,
  VAULT_AGENT_PREFIX,
  VAULT_SECRETS_PATH,
} from '../../facts/vault-agent-annotations';
import { FileMode } from '../../mounts/file-mode';
import { listed, quoted } from '../../redaction/quoted';
import { validateMountPath } from '../../workload/mount-path';
import { PodTemplate } from '../../workload/pod-template';
import { refuse } from '../refuse';
import { refuseDefaultAccount } from '../service-accounts';
import { validateVaultAddress, vaultFaults } from '../vault-checks';
import { VaultEngine } from '../vault-engine';

const TOKEN_VOLUME = 'vault-agent-token';

/**
 * Has the Vault Agent Injector add an agent to the pods of a workload, which writes secrets of Vault to files in
 * memory. No Secret, and nothing in etcd.
 *
 * In exchange, a pod starts only while the injector's webhook and Vault respond, and every pod has one container more.
 * Without a sidecar (`prePopulateOnly`) the files never change. The agent's token comes from a dedicated volume, so
 * that the workload's other containers need none.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
 * @example
 * const template = '{{ with secret "secret/data/payments/db" }}{{ .Data.data.password }}{{ end }}';
 * const injected = new VaultAgentInjector(chart, 'Injected', {
 *   workload: api,
 *   role: 'payments',
 *   serviceAccount,
 *   secrets: { password: { path: 'secret/data/payments/db', template } },
 * });
 * api.containers[0].env.addVariable('PASSWORD_FILE', kplus.EnvValue.fromValue(injected.pathOf('password')));
 */
export class VaultAgentInjector extends Construct {
  /** Directory in the containers. */
  public readonly mountPath: string;

  private readonly files: ReadonlyMap<string, string>;

  /**
   * @throws Error on file names or modes that would not work, on text that would change the agent's configuration or
   * template, and when the workload has no such container or runs under another service account
   */
  public constructor(scope: Construct, id: string, props: VaultAgentInjectorProps) {
    const constructPath = `${scope.node.path}/${id}`;
    const template = PodTemplate.of(constructPath, props.workload);
    if (props.containers !== undefined) {
      template.select(constructPath, props.containers);
    }
    const annotations = annotationsOf(constructPath, props, template.life === 'once');
    if (template.hasVolume(TOKEN_VOLUME)) {
      throw new Error(
        `${constructPath}: ${template.path} has an agent already, and a pod has only one; name all of its ` +
        'secrets in one VaultAgentInjector',
      );
    }
    const runAs = template.planServiceAccount(constructPath, props.serviceAccount.name);
    const inject = template.planAnnotations(constructPath, annotations, tokenVolume(props.audience));

    super(scope, id);
    this.mountPath = props.mountPath ?? VAULT_SECRETS_PATH;
    this.files = new Map(Object.entries(props.secrets).map(([name, secret]) => [name, secret.fileName ?? name]));
    runAs();
    inject();
  }

  /**
   * Returns the path of a file in the containers: the value of a `…_FILE` variable.
   *
   * @param secret name of the secret
   * @throws Error when there is no such secret
   */
  public pathOf(secret: string): string {
    const file = this.files.get(secret);
    if (file === undefined) {
      throw new Error(
        `${this.node.path}: no secret ${quoted(secret)} is injected; the secrets are ${listed(this.files.keys())}`,
      );
    }
    return `${this.mountPath}/${file}`;
  }
}

function tokenVolume(audience: string | undefined): { readonly name: string; readonly projected: object } {
  return {
    name: TOKEN_VOLUME,
    projected: {
      defaultMode: FileMode.ALL_READ.value,
      sources: [
        { serviceAccountToken: { path: 'token', audience, expirationSeconds: DEFAULT_TOKEN_SECONDS } },
      ],
    },
  };
}

function annotationsOf(
  constructPath: string, props: VaultAgentInjectorProps, runsOnce: boolean,
): { [name: string]: string } {
  const { address, containers, resources, mountPath = VAULT_SECRETS_PATH } = props;
  const prePopulateOnly = props.prePopulateOnly ?? runsOnce;
  validate(constructPath, props, { mountPath, prePopulateOnly, runsOnce });
  const given: { [name: string]: string | number | boolean | undefined } = {
    'agent-inject': true,
    'role': props.role,
    'agent-service-account-token-volume-name': TOKEN_VOLUME,
    'secret-volume-path': mountPath,
    // The name of a file would be in lower case otherwise, whatever is written here.
    'preserve-secret-case': true,
    'agent-inject-containers': containers?.join(','),
    'agent-pre-populate-only': prePopulateOnly || undefined,
    'agent-init-first': props.initFirst,
    'agent-revoke-on-shutdown': props.revokeOnShutdown ?? (prePopulateOnly ? undefined : true),
    'auth-path': props.authMountPath && `auth/${props.authMountPath}`,
    'auth-type': props.authType,
    'namespace': props.vaultNamespace,
    'service': address,
    'tls-secret': props.tlsSecret?.name,
    'ca-cert': props.caCertPath,
    'tls-server-name': props.tlsServerName,
    'tls-skip-verify': props.unsafeSkipTlsVerify || undefined,
    'template-static-secret-render-interval':
      props.staticSecretRenderInterval && goDuration(props.staticSecretRenderInterval.toMilliseconds()),
    'agent-run-as-same-user': props.runAsSameUser,
    'agent-run-as-user': props.runAsUser,
    'agent-run-as-group': props.runAsGroup,
    'agent-inject-token': props.unsafeInjectToken || undefined,
    'agent-cache-enable': props.cache,
    'agent-requests-cpu': resources?.cpuRequest,
    'agent-limits-cpu': resources?.cpuLimit,
    'agent-requests-mem': resources?.memoryRequest,
    'agent-limits-mem': resources?.memoryLimit,
    ...Object.assign({}, ...Object.entries(props.secrets).map(([name, secret]) => secretAnnotations(name, secret))),
  };
  const annotations = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)
    .map(([name, value]) => [`${VAULT_AGENT_PREFIX}${name}`, String(value)]));
  refuse(constructPath, agentFaults(annotations));
  return annotations;
}

function secretAnnotations(name: string, secret: VaultInjectedSecret): { [name: string]: string | undefined } {
  return {
    [`agent-inject-secret-${name}`]: secret.path,
    [`agent-inject-template-${name}`]: secret.template,
    [`agent-inject-template-file-${name}`]: secret.templateFile,
    [`agent-inject-file-${name}`]: secret.fileName,
    [`agent-inject-perms-${name}`]: (secret.mode ?? FileMode.ALL_READ).toString(),
    [`agent-inject-command-${name}`]: secret.command,
    [`error-on-missing-key-${name}`]: String(secret.errorOnMissingKey ?? true),
  };
}

interface Settings {
  readonly mountPath: string;
  readonly prePopulateOnly: boolean;
  readonly runsOnce: boolean;
}

/** Checks what the annotations do not show: options that contradict each other, and texts that are empty. */
function validate(constructPath: string, props: VaultAgentInjectorProps, settings: Settings): void {
  const { prePopulateOnly, runsOnce } = settings;
  validateMountPath(constructPath, settings.mountPath);
  refuse(constructPath, vaultFaults(props));
  refuseDefaultAccount(constructPath, props.serviceAccount);
  validateVaultAddress(constructPath, props);
  refuseEmpty(constructPath, props);
  if (runsOnce && !prePopulateOnly) {
    throw new Error(
      `${constructPath}: the pods of a Job would never end beside a sidecar; leave prePopulateOnly out`,
    );
  }
  if (prePopulateOnly && (props.revokeOnShutdown || props.staticSecretRenderInterval || props.cache)) {
    throw new Error(
      `${constructPath}: without a sidecar nothing revokes, renders again or caches; leave out revokeOnShutdown, ` +
      'staticSecretRenderInterval and cache',
    );
  }
  if (props.runAsSameUser && (props.runAsUser !== undefined || props.runAsGroup !== undefined)) {
    throw new Error(
      `${constructPath}: runAsSameUser and a user or group of the agent contradict each other; set one of them`,
    );
  }
  for (const [name, secret] of Object.entries(props.secrets)) {
    validateSecret(constructPath, name, secret);
  }
}

/** An annotation that is empty is one that is not there, to the injector. */
function refuseEmpty(constructPath: string, props: VaultAgentInjectorProps): void {
  const { authType, vaultNamespace, address, caCertPath, tlsServerName, audience, resources } = props;
  const texts = { authType, vaultNamespace, address, caCertPath, tlsServerName, audience, ...resources };
  for (const [name, text] of Object.entries(texts)) {
    if (text === '') {
      throw new Error(`${constructPath}: ${name} is empty; leave it out for the default`);
    }
    if (text !== undefined && hasControlCharacter(text)) {
      throw new Error(`${constructPath}: ${name} ${quoted(text)} has a line break or another control character`);
    }
  }
}

function validateSecret(constructPath: string, name: string, secret: VaultInjectedSecret): void {
  const { path, engine = VaultEngine.KV_V2, template, templateFile, fileName, command } = secret;
  refuse(constructPath, [agentNameFault(name, 'fileName')]);
  const empty = Object.entries({ template, templateFile, fileName, command }).find(([, text]) => text === '');
  if (empty !== undefined) {
    throw new Error(`${constructPath}: ${empty[0]} of ${quoted(name)} is empty; leave it out for the default`);
  }
  const readsByTemplate = template !== undefined || templateFile !== undefined;
  const isKv2 = engine === VaultEngine.KV_V2 && !readsByTemplate;
  refuse(constructPath, [vaultPathFault({ path, of: name, isKv2 })]);
}
