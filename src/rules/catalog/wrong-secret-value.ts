import { isPlaceholder } from '../../credentials/placeholders';
import { decodeBase64 } from '../../facts/base64';
import { isFilledInLater } from '../../facts/filled-in-later';
import { textOfBytes, valueFault, ValueFaultKind } from '../../facts/secret-values';
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
          const fault = text === undefined ? undefined : valueFault(key, text);
          if (fault !== undefined) {
            const found = violation(
              resource,
              pointerTo(resource.pointer, field, key),
              `key "${key}": the value ${fault.text}`,
            );
            yield HARMLESS.includes(fault.kind) ? { ...found, atMost: RuleLevel.NOTE } : found;
          }
        }
      }
    }
  },
};

/** A key that is there and has no value is often meant. */
const HARMLESS = [ValueFaultKind.EMPTY, ValueFaultKind.BLANK];

/** The value as the application gets it; undefined for what is not text, or not the value yet. */
function textOf(field: string, value: string): string | undefined {
  if (field === 'stringData') {
    return isFilledInLater(value) ? undefined : value;
  }
  const bytes = isFilledInLater(value) || isPlaceholder(value) && value !== '' ? undefined : decodeBase64(value);
  const text = bytes && textOfBytes(bytes);
  return text === undefined || isFilledInLater(text) ? undefined : text;
}
