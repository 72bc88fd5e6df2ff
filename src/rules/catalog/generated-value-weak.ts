import { weakPassword, weakSshKey } from '../../facts/generators';
import { Graph } from '../../manifest/graph';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';
import { storeViolations } from '../store-objects';

export const generatedValueWeak: GraphRule = {
  id: 'generated-value-weak',
  category: RuleCategory.STORES,
  title: 'a generated password or SSH key is weak',
  rationale:
    'A password of a few characters can be guessed by trying, and a short RSA key can be broken. Nobody has to ' +
    'remember or type what a generator makes.',
  remediation: 'Use at least 16 characters for a password, and an RSA key of 2048 bits or more, or Ed25519.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [externalSecrets('Password generator', 'api/generator/password/')],
  check(graph: Graph): Iterable<Violation> {
    return storeViolations(graph, {
      password: (spec) => [weakPassword(spec)],
      sshKey: (spec) => [weakSshKey(spec)],
    });
  },
};
