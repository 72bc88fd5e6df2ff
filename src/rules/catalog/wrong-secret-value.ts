import { isFilledInLater, isPlaceholder } from '../../credentials/placeholders';
import { decodeBase64 } from '../../facts/base64';
import { Graph } from '../../manifest/graph';
import { fieldsOf, pointerTo } from '../../manifest/read';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION, kubernetes } from '../sources';

export const wrongSecretValue: GraphRule = {
  id: 'wrong-secret-value',
  category: RuleCategory.VALUES,
  title: 'a value of a Secret has a line break or blanks around it, is empty, or is encoded twice',
  rationale:
    'The application gets the value to the last byte. `echo` adds a line break and an editor another one, a value ' +
    'that is already base64 is encoded again, a variable of a pipeline is empty: the Secret looks right, and the '
      + 'login ' +
    'fails. Texts of several lines, files and values with blanks in them are not reported.',
  remediation:
    'Encode with `printf %s` or `echo -n`, or write the plain value to stringData. Leave out a key that has no ' +
    'value.',
  level: RuleLevel.WARNING,
  since: FIRST_VERSION,
  references: [kubernetes('Managing Secrets using kubectl', 'tasks/configmap-secret/managing-secret-using-kubectl/')],
  * check(graph: Graph): Iterable<Violation> {
    for (const resource of graph.ofKind('', 'Secret')) {
      for (const field of ['data', 'stringData']) {
        for (const [key, value] of Object.entries(fieldsOf(resource.object[field]))) {
          const text = typeof value === 'string' ? textOf(field, value) : undefined;
          const fault = text === undefined ? undefined : faultOf(key, text);
          if (fault !== undefined) {
            const found = violation(
              resource,
              pointerTo(resource.pointer, field, key),
              `key "${key}": the value ${fault}`,
            );
            yield text === '' ? { ...found, atMost: RuleLevel.NOTE } : found;
          }
        }
      }
    }
  },
};

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The value as the application gets it; undefined for what is not text, or not the value yet. */
function textOf(field: string, value: string): string | undefined {
  if (field === 'stringData') {
    return isFilledInLater(value) ? undefined : value;
  }
  const bytes = isFilledInLater(value) || isPlaceholder(value) && value !== '' ? undefined : decodeBase64(value);
  try {
    return bytes === undefined ? undefined : UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Names of files, which end in a line break. */
const FILE =
  /^\.|\.[A-Za-z][A-Za-z0-9]{0,9}$|(?:^|[-_.])(?:config|conf|kubeconfig|htpasswd|netrc|pgpass|hosts|file|pem|key|crt|cert|id_\w+)$/i;

/** Fewest characters of base64 without padding that are not a word by chance. */
const SHORTEST_ENCODED = 12;

function faultOf(key: string, text: string): string | undefined {
  const value = text.trim();
  if (text === '') {
    return 'is empty';
  }
  // A line of a file has blanks, colons or braces in it.
  if (value === '' || /[\r\n]/.test(value) || isFilledInLater(value)) {
    return undefined;
  }
  if (isEncodedTwice(value)) {
    return 'is base64 of text in itself: it is encoded twice';
  }
  if (FILE.test(key) || /[\s{}]|^[\w.-]+:\$|:\s|^ssh-/.test(value) || text === value) {
    return undefined;
  }
  return /[\r\n]$/.test(text) ? 'ends in a line break' : 'has blanks around it';
}

/** Whether a value is base64 of text: of printable characters alone. */
function isEncodedTwice(value: string): boolean {
  if (!value.endsWith('=') && value.length < SHORTEST_ENCODED) {
    return false;
  }
  const bytes = decodeBase64(value);
  return (
    bytes !== undefined &&
    bytes.length > 2 &&
    bytes.toString('base64') === value &&
    /^[\x20-\x7e\r\n\t]+$/.test(bytes.toString('latin1'))
  );
}
