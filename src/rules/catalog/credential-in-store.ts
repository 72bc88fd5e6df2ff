import { storeTexts } from '../../credentials/store-texts';
import { STORE_KINDS } from '../../facts/written-texts';
import { Graph } from '../../manifest/graph';
import { pointerIn } from '../../manifest/pointer-in';
import { placeIn, templateCredential } from '../credential-text';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { externalSecrets, FIRST_VERSION } from '../sources';

export const credentialInStore: GraphRule = {
  id: 'credential-in-store',
  category: RuleCategory.VALUES,
  title: 'an object that describes a store holds a credential',
  rationale:
    'A header, a parameter or a URL of a store, a connection or a generator is readable in the repository and to ' +
    'everybody who may read the object, which is not a Secret. Often it opens the whole store.',
  remediation:
    'Let the controller log in with its service account, or name a Secret with the credential where the kind ' +
    'takes a reference. Rotate the credential: it has been readable.',
  level: RuleLevel.ERROR,
  since: FIRST_VERSION,
  references: [externalSecrets('Security best practices', 'guides/security-best-practices/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const kind of STORE_KINDS) {
      const [group, name] = kind.split('/');
      for (const resource of graph.ofKind(group, name)) {
        for (const { at, text, name: called } of storeTexts(resource.object.spec)) {
          const found = templateCredential(text, called);
          if (found !== undefined) {
            const pointer = pointerIn(resource, ['spec', ...at]);
            yield violation(resource, pointer, `${placeIn(resource, pointer)} contains ${found}`);
          }
        }
      }
    }
  },
};
