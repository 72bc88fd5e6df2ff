import { ApiObject, ApiObjectMetadata, JsonPatch } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { readerRole } from './reader-role';
import { TokenlessServiceAccount } from './service-account';
import { NODE_LEASE_NAMESPACE } from '../facts/node-state';
import { AccessRule, LEASE_RULES, METRICS_RULES, NODE_RULES, waitRules } from '../facts/rotation-access';
import { constructPathOf } from '../workload/construct-path';

const RBAC = 'rbac.authorization.k8s.io';

/** Who may wait for the rotation of which Secrets. */
export interface RotationWaitAccessProps {
  /** The Secrets that are waited for, and those that get a copy of their values, all in one namespace. */
  readonly secrets: kplus.ISecret[];

  /**
   * Lets the account read metrics of pods through the API server, for `strongbox rotate wait --metrics`: `get` of
   * `pods/proxy`, which is GET on **every** port and path of every pod of the namespace, health and debug endpoints
   * included. RBAC has nothing narrower.
   *
   * @default false - it cannot, and a declaration is what shows that a process reads its files again
   * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rotating.md#waiting
   */
  readonly metrics?: boolean;

  /**
   * Name, labels and annotations of the service account, the roles and the bindings, which share them. The namespace,
   * if given, is that of the Secrets.
   *
   * @default - a generated name, in the namespace of the Secrets
   */
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Lets one service account run `strongbox rotate wait` for some Secrets of a namespace, and nothing else: `get` of
 * these Secrets, and `list` of pods, of the workloads that keep them, of what makes Secrets, of Roles, of nodes, and
 * of the Leases of nodes. It changes nothing, and lists no Secrets.
 *
 * A Secret has to be read for the times in its managed fields, and no right gives these alone: **whoever has a token of
 * the account can read the values of these Secrets**. Give a pipeline a short one (`kubectl create token`), or run the
 * wait in a pod.
 *
 * Kinds of other operators that make or read Secrets are not listed: where the cluster has them, the wait ends with
 * exit code 3 and names them.
 *
 * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rotating.md#waiting
 * @example
 * new RotationWaitAccess(chart, 'RotationWait', { secrets: [db] });
 */
export class RotationWaitAccess extends Construct {
  /** The service account. */
  public readonly serviceAccount: kplus.IServiceAccount;

  /** Name of the roles and the bindings. */
  public readonly roleName: string;

  /**
   * @throws Error when no Secret is given, a name or a namespace is none, the Secrets are in several namespaces, or
   * their namespace is not known, which the bindings have to name
   */
  public constructor(scope: Construct, id: string, props: RotationWaitAccessProps) {
    const constructPath = constructPathOf(scope, id);
    const { secretNames: names, namespace } = readerRole(scope, constructPath, props);
    if (namespace === undefined) {
      throw new Error(
        `${constructPath}: the namespace of the Secrets is not known, and a ClusterRoleBinding has to name it; give `
          + 'the chart or metadata a namespace',
      );
    }
    super(scope, id);
    const metadata = { ...props.metadata, namespace };
    const role = new ApiObject(this, 'Resource', {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata,
      rules: [...waitRules(names), ...(props.metrics === true ? METRICS_RULES : [])],
    });
    this.roleName = role.name;
    const named = { ...metadata, name: role.name };
    const account = new TokenlessServiceAccount(this, 'ServiceAccount', named);
    this.serviceAccount = account;
    const subjects = [{ kind: account.kind, name: account.name, namespace }];
    this.bind('Binding', 'Role', named, subjects);
    this.grant('Leases', 'Role', { ...named, namespace: NODE_LEASE_NAMESPACE }, LEASE_RULES, subjects);
    this.grant('Nodes', 'ClusterRole', { ...named, name: `${namespace}-${role.name}` }, NODE_RULES, subjects);
  }

  private grant(
    id: string, kind: string, metadata: ApiObjectMetadata, rules: readonly AccessRule[], subjects: object[],
  ): void {
    const role = new ApiObject(this, `${id}Role`, { apiVersion: `${RBAC}/v1`, kind, metadata, rules });
    withoutNamespace(role);
    this.bind(`${id}Binding`, kind, metadata, subjects);
  }

  private bind(id: string, kind: string, metadata: ApiObjectMetadata, subjects: object[]): void {
    withoutNamespace(new ApiObject(this, id, {
      apiVersion: `${RBAC}/v1`,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: RBAC, kind, name: metadata.name },
      subjects,
    }));
  }
}

/** An object of the whole cluster is in no namespace, and cdk8s gives it that of the chart. */
function withoutNamespace(object: ApiObject): void {
  if (object.kind.startsWith('Cluster')) {
    object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  }
}
