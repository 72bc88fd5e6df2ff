/** Parts of CEL text that policies are built from. */

/** Evaluates a body with a name for a value. Kubernetes has no `cel.bind`. */
export function bind(name: string, value: string, body: string): string {
  return `[${value}].map(${name}, ${body})[0]`;
}

/** The same for a body of type bool. */
export function holdsFor(name: string, value: string, body: string): string {
  return `[${value}].exists(${name}, ${body})`;
}

/** An expression of a rule, as an operand. A comment may end it. */
export function operand(expression: string): string {
  return expression.includes('//') ? `(${expression}\n)` : `(${expression})`;
}

/** The list in a field, empty where it is missing or null. */
export function listIn(field: string): string {
  return `(has(${field}) && dyn(${field}) != null ? ${field} : [])`;
}

/** A literal of type string. Half of a surrogate pair is not a character of CEL. */
export function celText(text: string): string {
  return JSON.stringify(text.replace(/\p{Cs}/gu, '\ufffd'));
}

/** A list of literals of type string. */
export function listOfTexts(texts: readonly string[]): string {
  return `[${texts.map(celText).join(', ')}]`;
}

/** A noun, and a name in quotes where there is one that can be printed. Only on one line, as messages have to be. */
export function named(noun: string, name: string): string {
  const quoted = `${name}.replace('\\\\', '\\\\\\\\').replace('"', '\\\\"')`;
  return `(${name}.matches('^[^\\\\x00-\\\\x1f\\\\x7f]+$') ? ${noun} + ' "' + ${quoted} + '"' : ${noun})`;
}

/** Text on one line, which a message has to be. */
export function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
