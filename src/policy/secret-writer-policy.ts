import { bind, celText, named } from './cel-text';
import { EngineNames, PolicyVariable, RulePolicy } from './model';
import { PolicySubjects } from './policy-subjects';
import { CarriedSuppressions, judgedVariables, listed } from './rule-policies';
import { isOneOf, paramsOf } from './subject-terms';
import { admissionKind } from '../facts/admission-kinds';
import { SECRET } from '../facts/api-kinds';
import { HELM_RELEASE_TYPE } from '../facts/secret-types';
import { Rule } from '../rules/rule';

/** The rule of which the policy checks a part. */
export const SECRET_WRITER_RULE = 'plaintext-secret';

const PART = 'who sets values of Secrets: a user who is not one of `secretWriters`. No value is judged, so this '
  + 'includes values that are not credentials';
const FOUND = 'the value is set by a user who may not write values of Secrets';
const ADVICE = 'Keep the value in a store and let a controller write the Secret, or let one of the users that the '
  + 'policy names apply it.';

/** A release as Helm keeps it: the manifests, in a Secret that whoever runs Helm writes. No pod reads it. */
const IS_RELEASE = `has(object.type) && object.type == ${celText(HELM_RELEASE_TYPE)}`
  + " && has(object.data) && dyn(object.data) != null && size(object.data) == 1 && 'release' in object.data";

/** The Secret before an update. */
const BEFORE: PolicyVariable = {
  name: 'before', expression: 'size(variables.judged) == 2 ? variables.judged[1].object : dyn({})',
};

/**
 * Keys that are compared one by one. The API server takes time by the square of their number to filter them: 2 to 6
 * seconds for 20,000.
 */
const MAX_COMPARED = 1000;

/** The keys of a field whose values are not as before; one without a name where there are many. */
function keysOf(field: string): string {
  const valuesOf = (secret: string) => `(has(${secret}.${field}) && dyn(${secret}.${field}) != null`
    + ` ? ${secret}.${field} : {})`;
  const isWritten = 'dyn(values[key]) != null && size(values[key]) > 0 && !(key in each.places)'
    + ' && !(key in before && before[key] == values[key])';
  const written = `(before == values ? [] : size(values) > ${MAX_COMPARED} ? [''] : values.filter(key, ${isWritten}))`;
  return bind('before', valuesOf(`variables.${BEFORE.name}`), bind('values', valuesOf('object'), written));
}

/** The keys whose values the request sets. The API server has made `data` of `stringData`. */
const WRITTEN: PolicyVariable = {
  name: 'written',
  expression: 'size(variables.judged) == 0 ? [] : ' + bind('each', 'variables.judged[0]', bind('object', 'each.object',
    `'' in each.places || (${IS_RELEASE}) ? [] : ${keysOf('data')} + ${keysOf('stringData')}`)),
};

const NAME = (index: number) => named("'key'", `items[${index}]`);

/**
 * A policy that lets only some users set values in Secrets. At admission every Secret has its values in the clear: what
 * tells a value that a controller has fetched from one that was in a manifest is who writes it.
 */
export function secretWriterPolicy(
  { id, level, title, references }: Rule, writers: PolicySubjects, names: EngineNames,
  suppressions?: CarriedSuppressions,
): RulePolicy {
  return {
    rule: { id, level, title, remediation: ADVICE, url: references[0]?.url, part: PART },
    targets: [admissionKind(SECRET)],
    ...paramsOf(writers),
    // What a scan judges, nobody has sent.
    conditions: [{
      name: 'is-not-of-a-secret-writer',
      expression: `has(request.userInfo) && has(request.userInfo.username) && !(${isOneOf(writers)})`,
    }],
    variables: [
      { name: 'objects', expression: names.objects },
      ...judgedVariables({ id }, names, suppressions),
      BEFORE,
      WRITTEN,
    ],
    validations: [{
      expression: 'size(variables.written) == 0',
      message: `${id}: ${FOUND}. ${ADVICE}`,
      messageExpression: [
        celText(`${id}: `), bind('items', 'variables.written', listed(NAME)), celText(`: ${FOUND}. ${ADVICE}`),
      ].join(' + '),
    }],
  };
}
