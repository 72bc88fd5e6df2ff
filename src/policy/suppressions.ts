import { bind, celText } from './cel-text';
import { PolicyVariable } from './model';
import { SUPPRESS_ANNOTATION } from '../data/data-rules';

/**
 * The suppressions of a rule in the annotations of an object, as the audit reads them: each line is a place in
 * brackets, a reason, and the last day on which it applies. Kept back is what CEL cannot do: a place that is a JSON
 * pointer suppresses nothing here, and a reason that contains a value of the object does.
 */

/** A day that exists, by the lengths of months. */
const DAY = [
  String.raw`^\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])`,
  String.raw`(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)`,
  String.raw`02-(?:0[1-9]|[12]\\d))$`,
].join('|');

/** The end of a line with the last day. */
const UNTIL = String.raw`\\([uU][nN][tT][iI][lL]\\s[^()]*\\)$`;

/** A day within the reason, where it has no effect: the audit reports it. */
const DAY_IN_REASON = [
  String.raw`\\(\\s*until\\b`,
  String.raw`\\buntil\\b\\W*(?:\\d{4}[-/.]|20\\d{2}(?:\\d{4})?\\b|\\d{1,2}[-/.]\\d{1,2}[-/.]\\d{4}\\b)`,
].join('|');

/** A letter; every character beyond ASCII is taken for one. */
const LETTER = '[A-Za-z]|[^\\\\x00-\\\\x7f]';

/**
 * The day on which suppressions are judged, as `YYYY-MM-DD`. The API server gives an object its time when it is
 * created; CEL has no clock for an update.
 *
 * @param generated the day on which the policy is generated
 */
export function today(isCreated: string, generated: string): PolicyVariable {
  const time = 'judged.metadata.creationTimestamp';
  const isKnown = `${isCreated} && has(${time}) && dyn(${time}) != null`;
  const day = `${isKnown} ? string(${time}).substring(0, 10) : ${celText(generated)}`;
  return { name: 'today', expression: bind('judged', 'variables.objects[0]', day) };
}

/** The places at which an object suppresses a rule, as CEL of type list that is built of `object`. */
export function suppressedPlaces(ruleId: string): string {
  const key = celText(SUPPRESS_ANNOTATION + ruleId);
  const annotations = 'object.metadata.annotations';
  const isSet = `has(${annotations}) && dyn(${annotations}) != null && ${key} in ${annotations}`;
  const lines = `${annotations}[${key}].split('\\n').map(line, line.trim()).filter(line, line != '')`;
  return `(${isSet} ? ${lines}.map(line, ${parsed()}).filter(part, ${isValid()}).map(part, part.place) : [])`;
}

/** Place of a line whose bracket is not closed or empty: no item has it. */
const MALFORMED = "'\\n'";

const FOREVER = '9999-12-31';

/** The parts of a line: `place`, empty for the whole object; `reason`; `until`, the last day. */
function parsed(): string {
  const hasUntil = `line.matches('${UNTIL}')`;
  const start = "line.lastIndexOf('(')";
  const until = `(${hasUntil} ? line.substring(${start} + 7, size(line) - 1).trim() : ${celText(FOREVER)})`;
  const rest = `(${hasUntil} ? line.substring(0, ${start}).trim() : line)`;
  const isClosed = "rest.matches('^\\\\[[^\\\\]]*[^\\\\]\\\\s][^\\\\]]*\\\\]')";
  const inBrackets = "rest.substring(1, rest.indexOf(']')).trim()";
  const place = `(!rest.startsWith('[') ? '' : ${isClosed} ? ${inBrackets} : ${MALFORMED})`;
  const reason = `(${isClosed} ? rest.substring(rest.indexOf(']') + 1) : rest)`;
  return bind('rest', rest, `{'place': ${place}, 'reason': ${reason}, 'until': ${until}}`);
}

/** The audit takes the line as well, and it has not expired. */
function isValid(): string {
  return [
    `part.place != ${MALFORMED}`,
    `part.reason.matches('${LETTER}')`,
    `!part.reason.lowerAscii().matches('${DAY_IN_REASON}')`,
    `part.until.matches('${DAY}')`,
    'part.until >= variables.today',
  ].join(' && ');
}
