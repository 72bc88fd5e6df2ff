import { CREATED_ONCE } from '../cel';
import { allOf, isTrue, not } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { externalSecrets, FIRST_VERSION } from '../sources';

export const externalSecretImmutableRefresh: ObjectRule = {
  id: 'external-secret-immutable-refresh',
  category: RuleCategory.STORES,
  title: 'an ExternalSecret would refresh an immutable Secret',
  rationale:
    'The target is immutable, so that no refresh can ever be written to it: a value that is rotated in the store '
      + 'never arrives, ' +
    'while the refresh interval says that it does.',
  remediation: 'Set refreshPolicy to CreatedOnce, or leave immutable out.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [externalSecrets('ExternalSecret', 'api/externalsecret/')],
  checks: [{
    scope: RuleScope.EXTERNAL_SECRET,
    violation: allOf(
      'has(self.spec)', 'has(self.spec.target)', isTrue('self.spec.target.immutable'), not(CREATED_ONCE),
    ),
    message: 'refreshes a Secret that it makes immutable',
  }],
};
