import { Construct } from 'constructs';
import { listed, quoted } from '../../redaction/quoted';
import { ControlPlaneDocument } from '../control-plane-document';

/** How much of a request is logged. */
export enum ApiServerAuditLevel {
  /** Nothing. */
  NONE = 'None',
  /** Who did what to which object, and when. */
  METADATA = 'Metadata',
  /** That and the body of the request. */
  REQUEST = 'Request',
  /** That and the body of the response. */
  REQUEST_RESPONSE = 'RequestResponse',
}

/** Resources of one API group. */
export interface ApiServerAuditResources {
  /**
   * API group.
   *
   * @default '' - the core group
   */
  readonly group?: string;

  /**
   * Resources and subresources, such as `secrets`, `serviceaccounts/token`, `pods/*`.
   *
   * @default - all of the group
   */
  readonly resources?: string[];

  /**
   * Names of objects. They need `resources`.
   *
   * @default - every object
   */
  readonly resourceNames?: string[];
}

/** A rule of an audit policy. The first rule that matches a request decides. */
export interface ApiServerAuditRule {
  /** How much is logged. */
  readonly level: ApiServerAuditLevel;

  /**
   * Users.
   *
   * @default - every user
   */
  readonly users?: string[];

  /**
   * Groups of users.
   *
   * @default - every group
   */
  readonly userGroups?: string[];

  /**
   * Verbs.
   *
   * @default - every verb
   */
  readonly verbs?: string[];

  /**
   * Resources. Not together with `nonResourceUrls`.
   *
   * @default - every resource
   */
  readonly resources?: ApiServerAuditResources[];

  /**
   * Namespaces of the objects; '' for objects without one.
   *
   * @default - every namespace
   */
  readonly namespaces?: string[];

  /**
   * Paths that are no resources, such as `/healthz*`. Not together with `resources` or `namespaces`.
   *
   * @default - none
   */
  readonly nonResourceUrls?: string[];
}

/** Props of `ApiServerAuditPolicy`. */
export interface ApiServerAuditPolicyProps {
  /**
   * Further resources whose bodies hold secrets, such as those of your own operators.
   *
   * @default - only the known ones
   */
  readonly secretResources?: ApiServerAuditResources[];

  /**
   * Rules for everything else, in order. They come after the rule that keeps secrets out of the log, so none of them can put
   * them in.
   *
   * @default - none
   */
  readonly rules?: ApiServerAuditRule[];

  /**
   * How much is logged of what no rule matches.
   *
   * @default ApiServerAuditLevel.METADATA
   */
  readonly otherwise?: ApiServerAuditLevel;
}

/** Requests and responses of these carry secrets or tokens, or templates of them. */
const SECRET_RESOURCES: readonly ApiServerAuditResources[] = [
  { resources: ['secrets', 'configmaps', 'serviceaccounts/token'] },
  { group: 'authentication.k8s.io', resources: ['tokenreviews'] },
  { group: 'bitnami.com', resources: ['sealedsecrets'] },
  { group: 'external-secrets.io', resources: ['*'] },
  { group: 'generators.external-secrets.io', resources: ['*'] },
  { group: 'secrets-store.csi.x-k8s.io', resources: ['*'] },
  { group: 'secrets.hashicorp.com', resources: ['*'] },
];

/**
 * An audit policy that never logs the body of a request for a Secret or of its response: who read or wrote it is logged, and no
 * content. One gap is the API server's own: when it refuses a server-side apply because a value is a map or a number and no
 * string, its message quotes the value, and messages are logged at every level but None. Manifests of this library have strings there.
 *
 * It is a file of the API server (`--audit-policy-file`) and no object to apply, so it needs an App of its own, where an `EncryptionConfig` may
 * be beside it in another chart.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
export class ApiServerAuditPolicy extends Construct {
  /** @throws when a rule is one that the API server refuses */
  public constructor(scope: Construct, id: string, props: ApiServerAuditPolicyProps = {}) {
    const rules: ApiServerAuditRule[] = [
      { level: ApiServerAuditLevel.METADATA, resources: [...SECRET_RESOURCES, ...props.secretResources ?? []] },
      ...props.rules ?? [],
      { level: props.otherwise ?? ApiServerAuditLevel.METADATA },
    ];
    rules.forEach((rule, index) => {
      const problem = ruleProblem(rule);
      if (problem !== undefined) throw new Error(`${scope.node.path}/${id}: audit rule ${index}: ${problem}`);
    });
    super(scope, id);
    new ControlPlaneDocument(this, 'Resource', {
      apiVersion: 'audit.k8s.io/v1',
      kind: 'Policy',
      ...{ omitStages: ['RequestReceived'], rules: rules.map(ruleDocument) },
    });
  }
}

/** What the API server refuses in a rule (`ValidatePolicy` of kubernetes/apiserver). */
function ruleProblem(rule: ApiServerAuditRule): string | undefined {
  const paths = rule.nonResourceUrls ?? [];
  if (paths.length > 0 && ((rule.resources ?? []).length > 0 || (rule.namespaces ?? []).length > 0)) {
    return 'rules cannot apply to both regular resources and non-resource URLs; make two rules of it';
  }
  const path = paths.find((one) => one !== '*' && (!one.startsWith('/') || one.slice(0, -1).includes('*')));
  if (path !== undefined) return `got ${quoted(path)}; a non-resource URL begins with '/', and has '*' only at its end`;
  for (const { group = '', resources = [], resourceNames = [] } of rule.resources ?? []) {
    if (resourceNames.length > 0 && resources.length === 0) {
      return `resource names ${listed(resourceNames)} of group ` +
      `${quoted(group)} need resources`;
    }
    if (group !== '' && !/^[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(group)) {
      return `got ${quoted(group)}; an API group ` +
      'is a DNS name without a version';
    }
  }
  return undefined;
}

function ruleDocument(rule: ApiServerAuditRule): object {
  const { nonResourceUrls, resources, ...others } = rule;
  return Object.fromEntries(Object.entries({
    ...others,
    resources: resources?.map(({ group = '', ...names }) => ({ group, ...names })),
    nonResourceURLs: nonResourceUrls,
  }).filter(([, value]) => value !== undefined));
}
