import { Graph } from '../../manifest/graph';
import { ObjectOrigin } from '../../manifest/origin';
import { pointerTo } from '../../manifest/read';
import { ClearValue, clearValues } from '../clear-values';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { cis, FIRST_VERSION, kubernetes, nsa } from '../sources';

/** Keys that a message lists. */
const LISTED = 5;

export const plaintextSecret: GraphRule = {
  id: 'plaintext-secret',
  category: RuleCategory.VALUES,
  title: 'a Secret carries its value in the manifest',
  rationale:
    'base64 is an encoding, not encryption. A value in a manifest is readable in the repository and its ' +
    'history, in the build and its logs, and in every tool that the manifest passes through, long after it has been ' +
    'rotated out of the cluster. In manifests from standard input it is a warning, since the program that renders ' +
    'them may keep its values elsewhere. Not reported are objects of a cluster, values that SOPS has encrypted, ' +
    'places that a tool fills in later, values that are not credentials (certificates, settings, names), and a ' +
    'Secret of `SecretSource.unsafeInline`, whose reason suppresses the finding.',
  remediation:
    'Keep the value in a store and let the cluster fetch it (External Secrets, Secrets Store CSI driver), or commit '
      + 'a SealedSecret.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [
    cis('5.4.2', 'Consider external secret storage'),
    nsa('Secrets'),
    kubernetes('Good practices for Kubernetes Secrets', 'concepts/security/secrets-good-practices/'),
  ],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('', 'Secret')) {
      const [first, ...others] = resource.origin === ObjectOrigin.CLUSTER ? [] : clearValues(resource.object);
      if (first !== undefined) {
        const place = pointerTo(resource.pointer, first.field, first.key);
        const found = violation(resource, place, `${listed([first, ...others])} in the manifest, in the clear`);
        yield resource.origin === ObjectOrigin.STANDARD_INPUT ? { ...found, atMost: RuleLevel.WARNING } : found;
      }
    }
  },
};

function listed(keys: readonly ClearValue[]): string {
  const shown = keys.slice(0, LISTED).map(({ key }) => `"${key}"`).join(', ');
  const more = keys.length > LISTED ? ` and ${keys.length - LISTED} more` : '';
  return keys.length === 1 ? `the value of key ${shown} is` : `the values of keys ${shown}${more} are`;
}
