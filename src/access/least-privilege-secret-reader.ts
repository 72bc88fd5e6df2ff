import { ApiObject, ApiObjectMetadata, Chart } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { apiTokenVolume, TOKEN_MODE } from './api-token';
import { ApiTokenOptions } from './api-token-options';
import { namespaceOfSecrets, secretNames } from './named-secrets';
import { TokenlessServiceAccount } from './service-account';
import { API_ACCESS_LABEL } from '../data/data-rules';
import { validateMetadata } from '../data/object-names';
import { TOKEN_PATH } from '../facts/account-token';
import { quoted } from '../redaction/quoted';
import { constructPathOf } from '../workload/construct-path';
import { PodTemplate } from '../workload/pod-template';

const RBAC = 'rbac.authorization.k8s.io';

/** Who may read which Secrets through the API. */
export interface LeastPrivilegeSecretReaderProps {
  /** The Secrets, by name, all in one namespace. */
  readonly secrets: kplus.ISecret[];

  /**
   * Name, labels and annotations of the service account, the role and the binding, which share them. The namespace, if
   * given, is that of the Secrets.
   *
   * @default - a generated name, in the namespace of the Secrets
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Also allows `watch`, which sends the full contents of each Secret at the start and at every change, for a program
   * that follows its own Secret through an informer.
   *
   * The API server grants it only to requests with the field selector `metadata.name=…` of one of the names; an
   * informer without it is refused, as is one that lists first: `list` is never granted.
   *
   * @default false - `get` only
   */
  readonly unsafeWatchFullContents?: boolean;
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
   * @default - the fsGroup of the workload, or 65532 where the files would not be readable otherwise
   */
  readonly fsGroup?: number;
}

/**
 * Lets one service account read some Secrets through the API, and nothing else: a service account without automatic
 * tokens, a role with `get` on these names, and the binding, all in the namespace of the Secrets.
 *
 * **A pod that only mounts Secrets needs none of this**: the kubelet reads them for it, with no RBAC and no token in
 * the pod. This is for programs that call the API themselves.
 *
 * `list` cannot be had: it answers with the full contents of all Secrets, and names do not restrict it in a useful way.
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

  private readonly secretsNamespace?: string;

  /**
   * @throws Error when no Secret is given, a name or a namespace is none, or the Secrets are in several namespaces.
   * RBAC would take any name for the role and the binding; the service account, which shares it, has to have one of an
   * object.
   */
  public constructor(scope: Construct, id: string, props: LeastPrivilegeSecretReaderProps) {
    const constructPath = constructPathOf(scope, id);
    validateMetadata(constructPath, props.metadata);
    const names = secretNames(constructPath, props.secrets);
    const namespace = namespaceOfSecrets(constructPath, props) ?? Chart.of(scope).namespace;
    super(scope, id);
    this.secretNames = names;
    this.secretsNamespace = namespace;

    const metadata = { ...props.metadata, namespace: this.secretsNamespace };
    const role = new ApiObject(this, 'Resource', {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata,
      rules: [{
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: this.secretNames,
        verbs: props.unsafeWatchFullContents ? ['get', 'watch'] : ['get'],
      }],
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
        'but pods run under service accounts of the same namespace; have the Secrets in the namespace of the workload',
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
    runUnder();
    template.addPodLabel(API_ACCESS_LABEL, 'true');
    template.applyAfter(this);
    mount.apply();
  }
}
