import { CREATED_ONCE } from '../cel';
import { allOf, isOneOf, not, hasSome } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { externalSecrets, FIRST_VERSION } from '../sources';

const GENERATES = hasSome(
  'self.spec.dataFrom',
  'd',
  allOf(
    'has(d.sourceRef)',
    'has(d.sourceRef.generatorRef)',
    "d.sourceRef.generatorRef.kind in ['Password', 'SSHKey', 'UUID']",
  ),
);

export const generatorWithoutCreatedOnce: ObjectRule = {
  id: 'generator-without-created-once',
  category: RuleCategory.STORES,
  title: 'a generated value is replaced at every refresh',
  rationale:
    'A generator of passwords, SSH keys or UUIDs makes a new value at each refresh. With a periodic refresh, '
      + 'the default, ' +
    'the Secret changes every hour, but the system that checks the value still has the old one.',
  remediation: 'Set refreshPolicy to CreatedOnce.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [externalSecrets('Generators', 'guides/generator/')],
  checks: [{
    scope: RuleScope.EXTERNAL_SECRET,
    violation: allOf(
      'has(self.spec)', GENERATES, not(isOneOf('self.spec.refreshPolicy', ['OnChange'])), not(CREATED_ONCE),
    ),
    message: 'generates a new value at every refresh',
  }],
};
