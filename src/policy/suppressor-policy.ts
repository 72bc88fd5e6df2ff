import { AdmissionPolicyOptions, admissionPolicies, PolicyObject } from './admission-policies';
import { celText } from './cel-text';
import { ADMISSION_NAMES, RulePolicy } from './model';
import { PolicyAction } from './policy-action';
import { PolicySubjects } from './policy-subjects';
import { isOneOf, paramsOf } from './subject-terms';
import { SUPPRESS_ANNOTATION } from '../data/data-rules';
import { RuleLevel } from '../rules/finding';

const ID = 'suppressors';

/** A policy that lets only some users add, change or remove the annotations that suppress a rule. */
export function suppressorPolicy(
  policies: readonly RulePolicy[], suppressors: PolicySubjects,
  options: Pick<AdmissionPolicyOptions, 'prefix' | 'exemptions'>,
): PolicyObject[] {
  const annotations = '(has(object.metadata.annotations) && dyn(object.metadata.annotations) != null'
    + ' ? object.metadata.annotations : {})';
  const own = `[${annotations}].map(all, all.map(key, key.startsWith(${celText(SUPPRESS_ANNOTATION)}),`
    + " key + '=' + all[key]))[0]";
  const message = 'only some users may suppress rules of cdk8s-strongbox by annotation; leave '
    + `${SUPPRESS_ANNOTATION}… as it is, or let one of them apply the object`;
  const policy: RulePolicy = {
    rule: {
      id: ID,
      level: RuleLevel.ERROR,
      title: 'an annotation that suppresses a rule is set by somebody who may not',
      remediation: message,
    },
    targets: [...new Set(policies.flatMap(({ targets }) => targets))],
    ...paramsOf(suppressors),
    variables: [
      { name: 'objects', expression: ADMISSION_NAMES.objects },
      { name: 'suppressions', expression: `variables.objects.map(object, ${own})` },
    ],
    validations: [{
      expression: `${isOneOf(suppressors)} || (size(variables.suppressions) == 1 ? size(variables.suppressions[0]) == 0`
        + ' : variables.suppressions[0].all(each, each in variables.suppressions[1])'
        + ' && variables.suppressions[1].all(each, each in variables.suppressions[0]))',
      message: `${ID}: ${message}`,
      messageExpression: celText(`${ID}: ${message}`),
    }],
  };
  return admissionPolicies([policy], { ...options, actionOf: () => PolicyAction.DENY });
}
