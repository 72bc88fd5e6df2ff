import { FILLED_IN_LATER } from '../cel';
import { allOf, anyOf, listOf, not, hasSome } from '../cel-terms';
import { RuleLevel } from '../finding';
import { ObjectRule, RuleCategory } from '../rule';
import { RuleScope } from '../rule-scope';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

/** Keys that hold nothing secret: certificates are sent to everybody who connects. */
const PUBLIC_KEYS = listOf(['ca.crt', 'tls.crt', 'ca-bundle.crt']);

function hasValues(field: string): string {
  const value = `string(self.${field}[k])`;
  return hasSome(`self.${field}`, 'k', allOf(
    not(`k in ${PUBLIC_KEYS}`), `${value} != ''`, not(`${value}.matches('${FILLED_IN_LATER}')`),
  ));
}

export const plaintextSecret: ObjectRule = {
  id: 'plaintext-secret',
  category: RuleCategory.VALUES,
  title: 'a Secret carries its value in the manifest',
  rationale: 'base64 is an encoding, not encryption. A value in a manifest is readable in the repository and its history, in the '
    + 'build and its logs, and in every tool that the manifest passes through, long after it has been rotated out of the cluster. '
    + 'Objects read back from a cluster, files that SOPS has encrypted and places that a tool fills in later are not meant.',
  remediation: 'Keep the value in a store and let the cluster fetch it (External Secrets, Secrets Store CSI driver), or commit a SealedSecret.',
  level: RuleLevel.ERROR,
  recommended: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [
    cis('5.4.2', 'Consider external secret storage'),
    nsa('Secrets'),
    kubernetes('Good practices for Kubernetes Secrets', 'concepts/security/secrets-good-practices/'),
  ],
  checks: [{
    scope: RuleScope.SECRET,
    violation: allOf(
      not('has(self.metadata.uid)'), not('has(self.sops)'), anyOf(hasValues('data'), hasValues('stringData')),
    ),
    message: 'the value is in the manifest',
  }],
};
