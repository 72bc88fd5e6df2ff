import { readKeys } from '../../facts/encryption-document';
import { isKeyInBase64, isKeyName, mayBeKey } from '../../facts/encryption-keys';
import { isFilledInLater } from '../../facts/filled-in-later';
import { encryptionDocuments } from '../../manifest/encryption-files';
import { Graph } from '../../manifest/graph';
import { mayBeShown } from '../../redaction/quoted';
import { faultIn } from '../fault-in';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const encryptionKeyName: GraphRule = {
  id: 'encryption-key-name',
  category: RuleCategory.CONTROL_PLANE,
  title: 'the name of an encryption key has a colon, or other characters that names do not have',
  rationale: 'The name stands in front of every object in etcd, and a colon ends it there: what a key named a:b '
    + 'encrypted is given to a key named a as well. Other characters make the prefix hard to read where somebody '
    + 'looks into etcd, and a name that looks like base64 may be the key itself.',
  remediation: "Name keys with letters, digits, '-', '_' and '.', such as the month in which the key came into use.",
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  since: FIRST_VERSION,
  references: [kubernetes('Encrypting confidential data at rest', 'tasks/administer-cluster/encrypt-data/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const { resource, entries } of encryptionDocuments(graph)) {
      for (const { name, at } of entries.flatMap((entry) => entry.providers).flatMap(readKeys)) {
        const place = [...at, 'name'];
        if (name === '' || isFilledInLater(name)) {
          continue;
        }
        if (!isKeyName(name)) {
          const text = "%q is not a name for an encryption key; use letters, digits, '-', '_' and '.'";
          yield faultIn(resource, { at: place, text, given: [name] });
        } else if (isKeyInBase64(name) || (mayBeKey(name) && !mayBeShown(name))) {
          yield faultIn(resource, { at: place, text: 'the name looks like a key; anyone who reads etcd reads it' });
        }
      }
    }
  },
};
