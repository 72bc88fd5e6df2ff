import { allOf } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

export const secretInEnv: ObjectRule = {
  id: 'secret-in-env',
  category: RuleCategory.USE,
  title: 'a Secret is read into an environment variable',
  rationale: 'An environment variable is fixed when the container starts: after a rotation the process keeps the old '
    + 'value until it is restarted, and replicas that restart at different times hold different values. Child '
    + 'processes inherit the environment, /proc shows it, and crash dumps and debug pages print it.',
  remediation: 'Mount the Secret as a volume, as a whole directory, and let the process read the file again when it '
    + 'changes.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  levelReason: 'The variable works; it widens who sees the value and delays rotation.',
  since: FIRST_VERSION,
  references: [
    cis('5.4.1', 'Prefer using Secrets as files over Secrets as environment variables'),
    nsa('Secrets'),
    kubernetes('Good practices for Kubernetes Secrets', 'concepts/security/secrets-good-practices/'),
  ],
  checks: [
    {
      scope: RuleScope.ENV,
      violation: allOf('has(self.valueFrom)', 'has(self.valueFrom.secretKeyRef)'),
      message: 'takes its value from a Secret',
    },
    {
      scope: RuleScope.ENV_FROM,
      violation: 'has(self.secretRef)',
      message: 'reads every key of a Secret into the environment',
    },
  ],
};
