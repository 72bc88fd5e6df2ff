import { Construct } from 'constructs';
import { AUDIT_API_VERSION, AUDIT_KIND, auditPolicyFaults, SENSITIVE_RESOURCES } from '../../facts/audit-policies';
import { dotted, DocumentFault, FieldPath } from '../../facts/document-fault';
import { told } from '../../redaction/told';
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
  /** How much to log. */
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
   * Paths that are not resources, such as `/healthz*`. Not together with `resources` or `namespaces`.
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
   * Rules for everything else, in order. They come after the rule that keeps secrets out of the log, so none of them
   * can log them.
   *
   * @default - none
   */
  readonly rules?: ApiServerAuditRule[];

  /**
   * How much to log of requests that no rule matches.
   *
   * @default ApiServerAuditLevel.METADATA
   */
  readonly otherwise?: ApiServerAuditLevel;
}

/**
 * An audit policy that never logs the body of a request for a Secret or of its response: it logs who read or wrote it,
 * and no content. One gap is in the API server itself: when it refuses a server-side apply because a value is a map or
 * a number and not a string, its message quotes the value, and messages are logged at every level but None. Manifests
 * of this library have strings there.
 *
 * It is a file of the API server (`--audit-policy-file`) and not an object to apply, so it needs a dedicated App, where
 * an `EncryptionConfig` may be beside it in another chart.
 *
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
export class ApiServerAuditPolicy extends Construct {
  /** @throws Error when the API server would refuse the policy */
  public constructor(scope: Construct, id: string, props: ApiServerAuditPolicyProps = {}) {
    const constructPath = `${scope.node.path}/${id}`;
    const known = SENSITIVE_RESOURCES.map(({ group, resources }) => ({ group, resources: [...resources] }));
    const rules: ApiServerAuditRule[] = [
      { level: ApiServerAuditLevel.METADATA, resources: [...known, ...props.secretResources ?? []] },
      ...props.rules ?? [],
      { level: props.otherwise ?? ApiServerAuditLevel.METADATA },
    ];
    const document = {
      apiVersion: AUDIT_API_VERSION,
      kind: AUDIT_KIND,
      omitStages: ['RequestReceived'],
      rules: rules.map(ruleDocument),
    };
    const problems = [...auditPolicyFaults(document), ...everyGroupFaults(rules)]
      .map(({ at, text, given }) => `${placeIn(props, at)}: ${told(text, given)}`);
    if (problems.length > 0) {
      throw new Error(`${constructPath}: ${problems.join('; ')}`);
    }
    super(scope, id);
    new ControlPlaneDocument(this, 'Resource', document);
  }
}

/** The group `*`, which API servers of the oldest version that we support refuse. The audit cannot know the version. */
function everyGroupFaults(rules: readonly ApiServerAuditRule[]): DocumentFault[] {
  return rules.flatMap((rule, index) => (rule.resources ?? []).flatMap(({ group }, position): DocumentFault[] =>
    group !== '*' ? [] : [{
      at: ['rules', index, 'resources', position, 'group'],
      text: "Kubernetes 1.28 does not start with the group '*'; leave resources out to match every group",
    }]));
}

/** A place in the document as the props have it. The first rule ends in `secretResources`, the last is `otherwise`. */
function placeIn({ rules = [] }: ApiServerAuditPolicyProps, [, number, ...path]: FieldPath): string {
  const index = Number(number) - 1;
  if (index < 0) {
    return dotted(['secretResources', Number(path[1]) - SENSITIVE_RESOURCES.length, ...path.slice(2)]);
  }
  return index < rules.length
    ? dotted(['rules', index, ...path]).replace('nonResourceURLs', 'nonResourceUrls') : 'otherwise';
}

function ruleDocument(rule: ApiServerAuditRule): object {
  const { nonResourceUrls, resources, ...others } = rule;
  return Object.fromEntries(Object.entries({
    ...others,
    resources: resources?.map(({ group = '', ...names }) => ({ group, ...names })),
    nonResourceURLs: nonResourceUrls,
  }).filter(([, value]) => value !== undefined));
}
