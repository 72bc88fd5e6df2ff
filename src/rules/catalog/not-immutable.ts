import { TYPES_OF_CONTROLLERS } from '../../facts/secret-types';
import { allOf, anyOf, hasEntries, isOneOf, isTrue, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { FIRST_VERSION, kubernetes } from '../sources';

const MUTABLE = not(isTrue('self.immutable'));

/** Types whose content a controller writes. */
const CONTROLLED = isOneOf('self.type', TYPES_OF_CONTROLLERS);

export const notImmutable: ObjectRule = {
  id: 'not-immutable',
  category: RuleCategory.VALUES,
  title: 'content in a manifest can be changed under its name',
  rationale: 'A ConfigMap or Secret whose content is in the manifest changes with a release. If it is immutable and '
    + 'named by its content, a change rolls the pods that use it, can be rolled back with them, and the API server '
    + 'needs no watch for it.',
  remediation: 'Set immutable to true, and end the name in a hash of the content.',
  level: RuleLevel.NOTE,
  recommended: 'off',
  levelReason: 'Names that change with content are a way of working that only a whole team can choose.',
  since: FIRST_VERSION,
  references: [kubernetes('Immutable ConfigMaps', 'concepts/configuration/configmap/#configmap-immutable')],
  checks: [
    {
      scope: RuleScope.CONFIG_MAP,
      violation: allOf(MUTABLE, anyOf(hasEntries('self.data'), hasEntries('self.binaryData'))),
      message: 'is not immutable',
    },
    {
      scope: RuleScope.SECRET,
      violation: allOf(MUTABLE, anyOf(hasEntries('self.data'), hasEntries('self.stringData')), not(CONTROLLED)),
      message: 'is not immutable',
    },
  ],
};
