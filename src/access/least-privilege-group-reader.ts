import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { RBAC, readerRole } from './reader-role';
import { crowdOf } from '../facts/subjects';
import { quoted } from '../redaction/quoted';
import { constructPathOf } from '../workload/construct-path';

const GIVE_GROUP = 'use the group name that the authenticator of the API server returns';

/** Which groups of people may read which Secrets and ConfigMaps through the API. */
export interface LeastPrivilegeGroupReaderProps {
  /** Names of groups, as the authenticator of the API server returns them, such as `oidc:payments`. */
  readonly groups: string[];

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
   * Name, labels and annotations of the role and the binding, which share them. The namespace, if given, is that of the
   * Secrets and ConfigMaps.
   *
   * @default - a generated name, in the namespace of the Secrets
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Also allows `list` and `watch` of each name, as `LeastPrivilegeSecretReaderProps.listAndWatchByName` does:
   * `kubectl get secret --watch --field-selector metadata.name=db`.
   *
   * @default false - `get` only
   */
  readonly listAndWatchByName?: boolean;
}

/**
 * Lets a team read some Secrets and ConfigMaps by name, with `kubectl get secret db`, and nothing else: a role with
 * `get` on these names, and the binding to groups of users. For a program, use `LeastPrivilegeSecretReader`.
 *
 * A group of every user, or of every service account, is refused. Who else may read a Secret is more than this role:
 * whoever may create pods in the namespace can mount it.
 *
 * @see https://kubernetes.io/docs/concepts/security/rbac-good-practices/
 * @example
 * new LeastPrivilegeGroupReader(chart, 'PaymentsTeam', { groups: ['oidc:payments'], secrets: [db] });
 */
export class LeastPrivilegeGroupReader extends Construct {
  /** Name of the role, which the binding shares. */
  public readonly roleName: string;

  /** Names of the Secrets, sorted. */
  public readonly secretNames: string[];

  /** Names of the ConfigMaps, sorted. */
  public readonly configMapNames: string[];

  /**
   * @throws Error when no group, or neither a Secret nor a ConfigMap is given, a group is of everybody, a name is
   * invalid, or the objects are in several namespaces
   */
  public constructor(scope: Construct, id: string, props: LeastPrivilegeGroupReaderProps) {
    const constructPath = constructPathOf(scope, id);
    const groups = groupsOf(constructPath, props.groups);
    const { secretNames, configMapNames, namespace, rules } = readerRole(scope, constructPath, props);
    super(scope, id);
    const metadata = { ...props.metadata, namespace };
    const role = new ApiObject(this, 'Resource', { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata, rules });
    new ApiObject(this, 'Binding', {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { ...metadata, name: role.name },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: role.name },
      subjects: groups.map((name) => ({ kind: 'Group', apiGroup: RBAC, name })),
    });
    this.roleName = role.name;
    this.secretNames = secretNames;
    this.configMapNames = configMapNames;
  }
}

function groupsOf(constructPath: string, groups: readonly string[]): string[] {
  const list: unknown = groups;
  if (!Array.isArray(list) || list.length === 0) {
    throw new Error(`${constructPath}: \`groups\` names no group; ${GIVE_GROUP}`);
  }
  for (const name of list) {
    if (typeof name !== 'string' || name.trim() === '') {
      throw new Error(`${constructPath}: a name in \`groups\` is empty; ${GIVE_GROUP}`);
    }
    const crowd = crowdOf({ kind: 'Group', name });
    if (crowd !== undefined) {
      throw new Error(`${constructPath}: group ${quoted(name)} is ${crowd.who}; give the group of one team`);
    }
  }
  return [...new Set(list as string[])].sort();
}
