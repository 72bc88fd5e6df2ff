import { Answer } from './answer';
import { goSeconds } from './durations';
import { isNever } from './external-secrets';
import { PlainFields, plainFields, plainList, plainText } from './plain-fields';
import { LONGEST_SYNC_SECONDS } from './updates';
import { annotation, saysYes } from './vault-agent-annotations';
import { isYes } from './yes';

/**
 * When what a controller writes follows a change of what it reads. `at-once`: it watches. `within`: it looks again
 * after so many seconds. `on-change`: only when the object that asks for it changes. `once`: never again. `lifetime`:
 * when the credential that it fetched nears its end. `unknown`: the manifest does not tell.
 */
export type RefreshTime = 'at-once' | 'within' | 'on-change' | 'once' | 'lifetime' | 'unknown';

/**
 * How somebody has a controller look now. `annotate`: a changed annotation of the object. `delete-secret`: it makes a
 * Secret again that is gone. `create-again`: only an object that is deleted and created again is read again. `renew`:
 * by the command of the controller. `restart`: by a new pod. `none`: nothing is known that does.
 */
export type RefreshForce = 'annotate' | 'delete-secret' | 'create-again' | 'renew' | 'restart' | 'none';

/** When a copy follows its source, and how to hurry it. */
export interface Refresh {
  readonly when: RefreshTime;

  /** The longest that it takes, for `within`. */
  readonly seconds?: number;

  /** Why, in words that read on after a name. */
  readonly because: string;
  readonly force: RefreshForce;
}

/** Interval of an ExternalSecret and of a PushSecret that have none. */
const EXTERNAL_SECRETS_SECONDS = 3600;

/**
 * When the Secret of an ExternalSecret follows the store. Its operator does not watch stores. A changed annotation has
 * it look at once, also outside of its sync windows, but not where it looks once only: there it makes a Secret again
 * that somebody has deleted, if it owns it.
 *
 * @param spec `spec` of an ExternalSecret, or `spec.externalSecretSpec` of a ClusterExternalSecret
 * @see https://external-secrets.io/latest/guides/ownership-deletion-policy/
 * @see
 * https://github.com/external-secrets/external-secrets/blob/v2.9.0/pkg/controllers/externalsecret/externalsecret_controller.go
 */
export function externalSecretRefresh(spec: PlainFields): Refresh {
  const target = plainFields(spec.target);
  const policy = plainText(target.creationPolicy) || 'Owner';
  const again: RefreshForce = ['Owner', 'CreateOrMerge'].includes(policy) ? 'delete-secret' : 'create-again';
  const refreshPolicy = plainText(spec.refreshPolicy);
  if (target.immutable === true) {
    // One that is created again does not write to it either.
    return { when: 'once', because: 'makes an immutable Secret', force: again === 'delete-secret' ? again : 'none' };
  }
  if (refreshPolicy === 'CreatedOnce') {
    return { when: 'once', because: 'has refreshPolicy CreatedOnce', force: again };
  }
  if (refreshPolicy === 'OnChange') {
    return { when: 'on-change', because: 'has refreshPolicy OnChange', force: 'annotate' };
  }
  const given = spec.refreshInterval;
  const seconds = given === undefined ? EXTERNAL_SECRETS_SECONDS : isNever(given) ? 0 : goSeconds(given);
  if (seconds === undefined) {
    return { when: 'unknown', because: 'has a refreshInterval that cannot be read', force: 'annotate' };
  }
  if (seconds <= 0) {
    return { when: 'once', because: 'has refreshInterval 0', force: again };
  }
  if (plainList(plainFields(spec.syncWindows).windows).length > 0) {
    return { when: 'unknown', because: 'refreshes in its sync windows only', force: 'annotate' };
  }
  return { when: 'within', seconds, because: 'looks at the store once per refreshInterval', force: 'annotate' };
}

/**
 * When a PushSecret writes a changed Secret to its stores.
 *
 * @see https://external-secrets.io/latest/api/pushsecret/
 */
export function pushSecretRefresh(spec: PlainFields): Refresh {
  if (plainText(spec.updatePolicy) === 'IfNotExists') {
    return { when: 'once', because: 'has updatePolicy IfNotExists', force: 'none' };
  }
  const seconds = spec.refreshInterval === undefined ? EXTERNAL_SECRETS_SECONDS : goSeconds(spec.refreshInterval);
  if (seconds === undefined) {
    return { when: 'unknown', because: 'has a refreshInterval that cannot be read', force: 'annotate' };
  }
  return seconds <= 0
    ? { when: 'once', because: 'has refreshInterval 0', force: 'annotate' }
    : { when: 'within', seconds, because: 'pushes once per refreshInterval', force: 'annotate' };
}

/** Seconds after which a VaultStaticSecret looks again that compares by HMAC and has no refreshAfter. */
const VAULT_DRIFT_SECONDS = 60;

/**
 * When the Secret of an object of the Vault Secrets Operator follows Vault.
 *
 * @param kind VaultStaticSecret, VaultDynamicSecret or VaultPKISecret
 * @see https://github.com/hashicorp/vault-secrets-operator/blob/v1.4.1/controllers/vaultstaticsecret_controller.go
 * @see https://github.com/hashicorp/vault-secrets-operator/blob/v1.4.1/controllers/vaultdynamicsecret_controller.go
 */
export function vaultSecretRefresh(kind: string, spec: PlainFields): Refresh {
  if (kind === 'VaultDynamicSecret') {
    return spec.allowStaticCreds === true
      ? { when: 'lifetime', because: 'fetches the password again after Vault has rotated it', force: 'annotate' }
      : { when: 'lifetime', because: 'fetches a new credential when the lease cannot be renewed', force: 'annotate' };
  }
  if (kind === 'VaultPKISecret') {
    return { when: 'lifetime', because: 'fetches a new certificate before the old one ends', force: 'annotate' };
  }
  if (plainFields(spec.syncConfig).instantUpdates === true) {
    return { when: 'at-once', because: 'is told by events of Vault Enterprise', force: 'annotate' };
  }
  const seconds = goSeconds(spec.refreshAfter);
  if (seconds !== undefined && seconds > 0) {
    return { when: 'within', seconds, because: 'looks at Vault once per refreshAfter', force: 'annotate' };
  }
  return spec.hmacSecretData === false
    ? { when: 'on-change', because: 'has no refreshAfter, and hmacSecretData is false', force: 'annotate' }
    : {
      when: 'within',
      seconds: VAULT_DRIFT_SECONDS,
      because: 'has no refreshAfter and looks every minute',
      force: 'annotate',
    };
}

/** Whether the operator restarts the workloads that an object of it names: not without the comparison by HMAC. */
export function honoursRestartTargets(kind: string, spec: PlainFields): boolean {
  return kind !== 'VaultStaticSecret' || spec.hmacSecretData !== false;
}

/** Seconds after which the agent of the injector renders a secret again that has no lease. */
const INJECTOR_SECONDS = 300;

/**
 * When the files of the Vault Agent Injector follow Vault. What has a lease is rendered again when the lease ends.
 *
 * @param annotations those of the pod
 * @see https://developer.hashicorp.com/vault/docs/platform/k8s/injector/annotations
 * @see https://developer.hashicorp.com/vault/docs/agent-and-proxy/agent/template
 */
export function injectorRefresh(annotations: PlainFields): Refresh {
  if (saysYes(annotations, 'agent-pre-populate-only')) {
    return { when: 'once', because: 'has its files from an init container alone', force: 'restart' };
  }
  const given = annotation(annotations, 'template-static-secret-render-interval');
  const seconds = given === '' ? INJECTOR_SECONDS : goSeconds(given);
  return seconds === undefined || seconds <= 0
    ? { when: 'unknown', because: 'has a render interval that cannot be read', force: 'restart' }
    : { when: 'within', seconds, because: 'renders a secret without a lease once per interval', force: 'restart' };
}

/** Poll interval of the Secrets Store CSI driver that has none. */
const CSI_POLL_SECONDS = 120;

/** How the Secrets Store CSI driver was started, as far as the arguments of its containers tell. */
export interface CsiRotation {
  readonly rotates: Answer;
  readonly pollSeconds?: number;
}

/**
 * Whether the Secrets Store CSI driver fetches again what is mounted, by the arguments of its container. Undefined for
 * the container of something else.
 *
 * @see https://secrets-store-csi-driver.sigs.k8s.io/topics/secret-auto-rotation
 */
export function csiRotationIn(args: readonly string[]): CsiRotation | undefined {
  const option = (name: string) =>
    args.map((arg) => new RegExp(`^--?${name}(?:=(.*))?$`).exec(arg)).find((found) => found !== null);
  if (option('provider-volume') === undefined && option('enable-secret-rotation') === undefined) {
    return undefined;
  }
  const enabled = option('enable-secret-rotation');
  const rotates = enabled !== undefined && (enabled[1] === undefined || isYes(enabled[1])) ? 'yes' : 'no';
  const poll = option('rotation-poll-interval')?.[1];
  return { rotates, pollSeconds: poll === undefined ? CSI_POLL_SECONDS : goSeconds(poll) };
}

/**
 * When files of the Secrets Store CSI driver, and the Secret that it copies them to, follow the store: only with its
 * rotation on, which is off by default. The kubelet then mounts again at each sync of the pod, and the driver fetches
 * again what is older than its poll interval.
 *
 * @see https://secrets-store-csi-driver.sigs.k8s.io/topics/secret-auto-rotation
 */
export function csiRefresh({ rotates, pollSeconds }: CsiRotation): Refresh {
  if (rotates === 'no') {
    return { when: 'once', because: 'is mounted by a driver whose rotation is off', force: 'restart' };
  }
  if (rotates === 'unknown' || pollSeconds === undefined) {
    return {
      when: 'unknown',
      because: 'depends on how the driver was started (enable-secret-rotation is off by default)',
      force: 'restart',
    };
  }
  return {
    when: 'within',
    seconds: pollSeconds + LONGEST_SYNC_SECONDS,
    force: 'restart',
    because: 'is fetched again by the driver once per poll interval',
  };
}

/** Lifetime of a certificate that says none, and the part of it before whose end it is renewed. */
const CERTIFICATE_SECONDS = 2160 * 3600;

/**
 * When cert-manager makes a new certificate: at `renewBefore` before the end, else when a third of its life is left.
 *
 * @see https://cert-manager.io/docs/usage/certificate/
 */
export function certificateRefresh(spec: PlainFields): Refresh & { readonly overlapSeconds?: number } {
  const life = spec.duration === undefined ? CERTIFICATE_SECONDS : goSeconds(spec.duration);
  const percentage = typeof spec.renewBeforePercentage === 'number' ? spec.renewBeforePercentage : undefined;
  const before = spec.renewBefore === undefined ? undefined : goSeconds(spec.renewBefore);
  const overlap = before
    ?? (life === undefined ? undefined : life * (percentage === undefined ? 1 / 3 : percentage / 100));
  return {
    when: 'lifetime', because: 'renews the certificate before it ends', force: 'renew', overlapSeconds: overlap,
  };
}

/** Lifetime of the session of AWS STS that gives none. */
const STS_SESSION_SECONDS = 12 * 3600;

/** Lifetimes of the tokens of generators, which nothing in their objects changes. */
const GENERATOR_LIFETIMES: ReadonlyMap<string, number> = new Map([
  ['ECRAuthorizationToken', 12 * 3600],
  ['GCRAccessToken', 3600],
  ['GithubAccessToken', 3600],
  ['QuayAccessToken', 3600],
]);

/**
 * How many seconds the credential of a generator of External Secrets lives. Undefined for a generator that makes what
 * does not end, or of whose lifetime its object says nothing, as a lease of Vault.
 *
 * @param spec of the generator; empty where it is not known
 * @see https://external-secrets.io/latest/api/generator/ecr/
 * @see https://external-secrets.io/latest/api/generator/gcr/
 * @see https://external-secrets.io/latest/api/generator/github/
 * @see https://external-secrets.io/latest/api/generator/quay/
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export function generatorLifetime(kind: string, spec: PlainFields): number | undefined {
  if (kind !== 'STSSessionToken') {
    return GENERATOR_LIFETIMES.get(kind);
  }
  const given = plainFields(spec.requestParameters).sessionDuration;
  return typeof given === 'number' ? given : STS_SESSION_SECONDS;
}
