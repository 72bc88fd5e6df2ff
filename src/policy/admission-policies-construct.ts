import { ApiObject, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { PolicyOptions } from './policy-options';
import { policyObjects } from './policy-set';

const POLICY_KINDS = ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy'];

/** Which rules become admission policies, and what these do. */
export interface AdmissionPoliciesProps extends PolicyOptions {}

/**
 * The rules of a preset as ValidatingAdmissionPolicy, each with its binding, for Kubernetes 1.30 and later: the API
 * server gives the verdict that the audit gives at synth, from the same expression. By default it warns; begin with
 * `PolicyAction.AUDIT` or `WARN`, and go on to `DENY` rule by rule.
 *
 * A policy sees one object, and only when it is created or updated. What breaks a rule already stays, and may be
 * updated as long as it gets no worse. Rules that CEL cannot express have no policy: `strongbox policy --explain` lists
 * them. Whoever may write policies or bindings can remove them.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 * @example
 * new AdmissionPolicies(chart, 'Policies', { errors: PolicyAction.DENY });
 */
export class AdmissionPolicies extends Construct {
  /** Names of the policies. The binding of a policy has its name. */
  public readonly policyNames: string[];

  /** @throws Error when an option names a rule that no policy checks, or is not valid */
  public constructor(scope: Construct, id: string, props: AdmissionPoliciesProps = {}) {
    const objects = policyObjects(props);
    super(scope, id);
    for (const object of objects) {
      const isPolicy = POLICY_KINDS.includes(object.kind);
      // A chart gives its namespace to every object, and these are of the cluster.
      new ApiObject(this, `${object.metadata.name}${isPolicy ? '' : '-binding'}`, { ...object })
        .addJsonPatch(JsonPatch.replace('/metadata', object.metadata));
    }
    this.policyNames = objects.filter(({ kind }) => POLICY_KINDS.includes(kind))
      .map(({ metadata }) => metadata.name);
  }
}
