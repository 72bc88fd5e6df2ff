import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { apiTokenVolume, TOKEN_MODE } from './api-token';
import { ApiTokenOptions } from './api-token-options';
import { RBAC, readerRole } from './reader-role';
import { TokenlessServiceAccount } from './service-account';
import { API_ACCESS_LABEL } from '../data/data-rules';
import { TOKEN_PATH } from '../facts/account-token';
import { quoted } from '../redaction/quoted';
import { constructPathOf } from '../workload/construct-path';
import { PodFiles } from '../workload/pod-files';
import { PodTemplate } from '../workload/pod-template';

/** Who may read which Secrets and ConfigMaps through the API. */
export interface LeastPrivilegeSecretReaderProps {
  /**
   * The Secrets, by name, all in one namespace, which is also that of the ConfigMaps.
   *
   * @default - none; at least one Secret or ConfigMap is required
   */
  readonly secrets?: kplus.ISecret[];

  /**
   * The ConfigMaps, by name.
   *
   * @default - none; at least one Secret or ConfigMap is required
   */
  readonly configMaps?: kplus.IConfigMap[];

  /**
   * Name, labels and annotations of the service account, the role and the binding, which share them. The namespace, if
   * given, is that of the Secrets and ConfigMaps.
   *
   * @default - a generated name, in the namespace of the Secrets
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Also allows `list` and `watch` of each name, for a program that follows its own Secret or ConfigMap through an
   * informer. Both send what `get` sends, the full content of the object, and of no other.
   *
   * The API server grants them only to requests with the field selector `metadata.name=…` of one of the names, so the
   * informer has to be made for one name: `fields.OneTermEqualSelector("metadata.name", "db")` in client-go,
   * `withField("metadata.name", "db")` in the client of fabric8. Without the selector it is refused.
   *
   * @default false - `get` only
   * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
   */
  readonly listAndWatchByName?: boolean;
}

/** How a workload gets to use a reader's access. */
export interface SecretReaderAttachOptions extends ApiTokenOptions {
  /**
   * Names of the containers that get the token, init containers included.
   *
   * @default - every container and init container that the workload has; adding one later fails at synth
   */
  readonly containers?: string[];

  /**
   * The group of the pod, which the token files are given to; see `RotatingVolumeMountProps.fsGroup`.
   *
   * @default - the fsGroup of the workload; where the files would not be readable otherwise, the one group that all
   * containers run as, or 65532 where they do not all run as one
   */
  readonly fsGroup?: number;
}

/**
 * Lets one service account read some Secrets and ConfigMaps through the API, and nothing else: a service account
 * without automatic tokens, a role with `get` on these names, and the binding, all in the namespace of the objects. For
 * people, use `LeastPrivilegeGroupReader`.
 *
 * **A pod that only mounts Secrets needs none of this**: the kubelet reads them for it, with no RBAC and no token in
 * the pod. This is for programs that call the API themselves.
 *
 * A `list` or `watch` of all Secrets cannot be had: it sends the full content of every one. Of one name it can, with
 * `listAndWatchByName`, and then sends that one.
 *
 * RBAC is not the only way to a Secret: whoever may create pods in the namespace can mount it. The namespace is the
 * boundary.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 * @example
 * const reader = new LeastPrivilegeSecretReader(chart, 'Reader', { secrets: [db] });
 * reader.attachTo(worker);
 */
export class LeastPrivilegeSecretReader extends Construct {
  /**
   * The service account. A workload that reads and also mounts secrets of a store has it for both: give it to the
   * store.
   */
  public readonly serviceAccount: kplus.IServiceAccount;

  /** Name of the role, which the binding and the service account share. */
  public readonly roleName: string;

  /** Names of the Secrets, sorted. */
  public readonly secretNames: string[];

  /** Names of the ConfigMaps, sorted. */
  public readonly configMapNames: string[];

  private readonly secretsNamespace?: string;

  /**
   * @throws Error when neither a Secret nor a ConfigMap is given, a name is invalid, or they are in several namespaces.
   * RBAC would take any name for the role and the binding; the service account, which shares it, has to have one of an
   * object.
   */
  public constructor(scope: Construct, id: string, props: LeastPrivilegeSecretReaderProps) {
    const constructPath = constructPathOf(scope, id);
    const { secretNames, configMapNames, namespace, rules } = readerRole(scope, constructPath, props);
    super(scope, id);
    this.secretNames = secretNames;
    this.configMapNames = configMapNames;
    this.secretsNamespace = namespace;

    const metadata = { ...props.metadata, namespace: this.secretsNamespace };
    const role = new ApiObject(this, 'Resource', {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata,
      rules,
    });
    const named = { ...metadata, name: role.name };
    const account = new TokenlessServiceAccount(this, 'ServiceAccount', named);
    new ApiObject(this, 'Binding', {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: named,
      roleRef: { apiGroup: RBAC, kind: 'Role', name: role.name },
      subjects: [{ kind: account.kind, name: account.name, namespace: this.secretsNamespace }],
    });
    this.serviceAccount = account;
    this.roleName = role.name;
  }

  /**
   * Runs the pods of a workload under this service account, and gives containers an expiring token for the API server,
   * with its CA and the namespace, at the path where client libraries look
   * (`/var/run/secrets/kubernetes.io/serviceaccount`). Automatic tokens stay off. The pods get the label
   * `cdk8s-strongbox/api-access`, by which an `ApiServerNetworkPolicy` lets them through.
   *
   * @param workload a workload of cdk8s-plus, or any object with a pod template; see
   * `RotatingVolumeMountProps.workload`
   * @throws Error when the workload has another service account or namespace, mounts its token automatically, or has
   * something else mounted there
   */
  public attachTo(workload: IConstruct, options: SecretReaderAttachOptions = {}): void {
    const constructPath = this.node.path;
    const template = PodTemplate.of(constructPath, workload);
    const { namespace } = template;
    if (namespace !== undefined && this.secretsNamespace !== undefined && namespace !== this.secretsNamespace) {
      throw new Error(
        `${constructPath}: ${template.path} is in namespace ${quoted(namespace)} and this service account in ` +
          `${quoted(this.secretsNamespace)}, ` +
        'but pods run under service accounts of the same namespace; create the Secrets in the namespace of the '
          + 'workload',
      );
    }
    const runUnder = template.planServiceAccount(constructPath, this.serviceAccount.name);
    const mount = template.planMount({
      id: this.node.id,
      constructPath,
      volume: apiTokenVolume(constructPath, options),
      mountPath: TOKEN_PATH,
      containers: options.containers,
      access: { mode: TOKEN_MODE, fsGroup: options.fsGroup, fsGroupApplies: true },
    });
    template.addPodLabel(API_ACCESS_LABEL, 'true');
    runUnder();
    template.applyAfter(this);
    mount.apply();
  }

  /**
   * The token as plain values, for an object that is written by hand: run its pods under `serviceAccountName`, with
   * `automountServiceAccountToken: false`. Where `attachTo` takes the object, use that.
   *
   * @throws Error when the audience or the expiration is not one
   */
  public toPodFiles(options: ApiTokenOptions = {}): PodFiles {
    return PodFiles._of(this.node.path, {
      volumeName: 'api-token',
      mountPath: TOKEN_PATH,
      volume: apiTokenVolume(this.node.path, options),
      mode: TOKEN_MODE,
      fsGroupApplies: true,
      serviceAccountName: this.serviceAccount.name,
      pathOf: (key) => `${TOKEN_PATH}/${key}`,
    });
  }
}
