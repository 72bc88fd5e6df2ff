import { Construct, IConstruct } from 'constructs';
import { FileMode } from '../../mounts/file-mode';
import { validateMountPath } from '../../workload/mount-path';
import { PodTemplate } from '../../workload/pod-template';
import { podLife, workloadOf } from '../../workload/workload-like';
import { validateFilePaths } from '../csi/mounted-files';
import { goDuration } from '../go-duration';
import { validateAuthMountPath, validateVaultPath, VaultEngine } from '../vault-path';
import { VaultInjectedSecret, VaultAgentInjectorProps } from './vault-agent-injector-options';
import { listed, named, quoted } from '../../redaction/quoted';

const PREFIX = 'vault.hashicorp.com/';
const TOKEN_VOLUME = 'vault-agent-token';

/** What is asked of the workload beyond what mounts ask. */
interface Injectable extends IConstruct {
  readonly podMetadata?: { addAnnotation(name: string, value: string): void };
  readonly metadata: { addAnnotation(name: string, value: string): void };
  addVolume(volume: object): void;
}

/**
 * Has the Vault Agent Injector add an agent to the pods of a workload, which writes secrets of Vault to files in memory. No Secret, and
 * nothing in etcd.
 *
 * In exchange, a pod starts only while the injector's webhook and Vault answer, and every pod has one container more. Without a sidecar
 * (`prePopulateOnly`) the files never change. The agent's token comes from a volume of its own, so that the workload's other containers
 * need none.
 *
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
 * @example
 * const injected = new VaultAgentInjector(chart, 'Injected', {
 *   workload: api,
 *   role: 'payments',
 *   serviceAccount,
 *   secrets: { password: { path: 'secret/data/payments/db', template: '{{ with secret "secret/data/payments/db" }}{{ .Data.data.password }}{{ end }}' } },
 * });
 * api.containers[0].env.addVariable('PASSWORD_FILE', kplus.EnvValue.fromValue(injected.pathOf('password')));
 */
export class VaultAgentInjector extends Construct {
  /** Directory in the containers. */
  public readonly mountPath: string;

  private readonly files: Map<string, string>;

  /**
   * @throws Error on file names or modes that would not work, and when the workload has no such container or runs under another service account
   */
  public constructor(scope: Construct, id: string, props: VaultAgentInjectorProps) {
    super(scope, id);
    const owner = this.node.path;
    this.mountPath = props.mountPath ?? '/vault/secrets';
    this.files = new Map(Object.entries(props.secrets).map(([name, secret]) => [name, secret.fileName ?? name]));
    const template = PodTemplate.of(owner, props.workload);
    const { workload, kind } = workloadOf(owner, props.workload);
    if (props.containers !== undefined) {
      template.select(owner, props.containers);
    }
    const annotations = annotationsOf(owner, props, this.mountPath, podLife(kind) === 'once');
    if (workload.volumes.some(({ name }) => name === TOKEN_VOLUME)) {
      throw new Error(`${owner}: ${workload.node.path} has an agent already, and a pod has only one; name all of its secrets in one VaultAgentInjector`);
    }
    const runAs = template.planServiceAccount(owner, props.serviceAccount.name);

    runAs();
    const injectable = workload as unknown as Injectable;
    const metadata = injectable.podMetadata ?? injectable.metadata;
    Object.entries(annotations).forEach(([name, value]) => metadata.addAnnotation(`${PREFIX}${name}`, value));
    injectable.addVolume(tokenVolume(props.audience));
  }

  /**
   * The path of a file in the containers: what to put into a `…_FILE` variable.
   *
   * @param secret name of the secret
   * @throws Error when there is no such secret
   */
  public pathOf(secret: string): string {
    const file = this.files.get(secret);
    if (file === undefined) {
      throw new Error(`${this.node.path}: no secret ${quoted(secret)} is injected; there are ` +
        `${listed(this.files.keys())}`);
    }
    return `${this.mountPath}/${file}`;
  }
}

function tokenVolume(audience: string | undefined): object {
  const kube = {
    name: TOKEN_VOLUME,
    projected: {
      defaultMode: FileMode.ALL_READ.value,
      sources: [
        { serviceAccountToken: { path: 'token', audience, expirationSeconds: 3600 } },
      ],
    },
  };
  return { name: TOKEN_VOLUME, _toKube: () => kube };
}

function annotationsOf(owner: string, props: VaultAgentInjectorProps, mountPath: string, runs: boolean): { [name: string]: string } {
  const { address, containers, resources } = props;
  const prePopulateOnly = props.prePopulateOnly ?? runs;
  validate(owner, props, mountPath, prePopulateOnly, runs);
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
    'template-static-secret-render-interval': props.staticSecretRenderInterval && goDuration(props.staticSecretRenderInterval),
    'agent-run-as-same-user': props.runAsSameUser,
    'agent-run-as-user': props.runAsUser,
    'agent-run-as-group': props.runAsGroup,
    'agent-inject-token': props.unsafeInjectToken || undefined,
    'agent-cache-enable': props.cache,
    'agent-requests-cpu': resources?.cpuRequest,
    'agent-limits-cpu': resources?.cpuLimit,
    'agent-requests-mem': resources?.memoryRequest,
    'agent-limits-mem': resources?.memoryLimit,
  };
  for (const [name, secret] of Object.entries(props.secrets)) {
    Object.assign(given, secretAnnotations(name, secret));
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
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

function validate(owner: string, props: VaultAgentInjectorProps, mountPath: string, prePopulateOnly: boolean, runs: boolean): void {
  const { role, address, serviceAccount, secrets, unsafeInjectToken } = props;
  const names = Object.keys(secrets);
  validateMountPath(owner, mountPath);
  validateAuthMountPath(owner, props.authMountPath);
  if (role === '') {
    throw new Error(`${owner}: the Vault role is empty; name the role that the service account is bound to`);
  }
  if (serviceAccount.name === 'default') {
    throw new Error(`${owner}: the service account is the namespace's 'default', which every pod that names none runs under; make one for this workload`);
  }
  if (address !== undefined && (!/^https?:\/\/[^/]/.test(address) || (address.startsWith('http://') && !props.unsafeSkipTlsVerify))) {
    throw new Error(`${owner}: Vault address ${quoted(address)} is not a URL that begins with https://`);
  }
  if (names.length === 0) {
    throw new Error(`${owner}: no secrets are named, so the agent would write nothing`);
  }
  if (runs && !prePopulateOnly) {
    throw new Error(`${owner}: the pods of a Job would never end beside a sidecar; leave prePopulateOnly out`);
  }
  if (prePopulateOnly && (props.revokeOnShutdown || props.staticSecretRenderInterval || props.cache)) {
    throw new Error(`${owner}: without a sidecar nothing revokes, renders again or caches; leave out revokeOnShutdown, staticSecretRenderInterval and cache`);
  }
  if (props.runAsSameUser && (props.runAsUser !== undefined || props.runAsGroup !== undefined)) {
    throw new Error(`${owner}: runAsSameUser and a user or group of the agent's own contradict each other; give one of them`);
  }
  for (const name of names) {
    validateSecret(owner, name, secrets[name], props.runAsSameUser ?? false);
  }
  validateFilePaths(owner, [...names.map((name) => secrets[name].fileName ?? name), ...unsafeInjectToken ? ['token'] : []]);
}

/** The longest part before the name is `agent-inject-template-file-`, and the name of an annotation has 63 characters at most. */
const MAX_NAME_LENGTH = 63 - 'agent-inject-template-file-'.length;

function validateSecret(owner: string, name: string, { path, engine, template, templateFile, mode }: VaultInjectedSecret, sameUser: boolean): void {
  // `agent-inject-template-file-x` is the template of `file-x`, and the file with the template of `x`: the injector takes the latter.
  if (name.startsWith('file-')) {
    throw new Error(`${owner}: the injector would take the name ${quoted(name)} for the template file of ${quoted(name.slice('file-'.length))}; give another name, and \`fileName\` for the file`);
  }
  if (name.length > MAX_NAME_LENGTH || !/^([-\w.]*[a-zA-Z0-9])$/.test(name)) {
    throw new Error(
      `${owner}: ${quoted(name)} cannot end the name of an annotation: 1 to ${MAX_NAME_LENGTH} letters, digits, '-', ` +
        '\'_\' and \'.\', ' +
      'last a letter or digit; for another file name give `file`',
    );
  }
  const readsByTemplate = template !== undefined || templateFile !== undefined;
  validateVaultPath(owner, name, path, readsByTemplate ? VaultEngine.OTHER : engine);
  if (template !== undefined && templateFile !== undefined) {
    throw new Error(`${owner}: ${named(name)} has both template and templateFile; give one of them`);
  }
  if (mode && !/[4-7]$/.test(mode.toString()) && !sameUser) {
    throw new Error(
      `${owner}: file ${named(name)} of mode ${mode} could not be read: the agent writes it as a user of its own; ` +
        'use mode 0444, or runAsSameUser',
    );
  }
}
