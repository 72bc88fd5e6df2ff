import { escaped, wellFormed } from '../../redaction/printable';

/** A value of a document to write; numbers, dates and nulls are not needed. */
export type YamlValue = string | boolean | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** Words that every version of YAML reads as text, without quotes. */
const PLAIN = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[a-z][A-Za-z0-9]*(?:[-./][a-z0-9]+)*$/;

/** Characters that a terminal, an editor or a parser may interpret. */
const NOT_PRINTED = /[\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff]/g;

/** Writes a mapping as block YAML that parsers of YAML 1.1 and 1.2 read alike. */
export function yamlText(value: { readonly [key: string]: YamlValue }): string {
  return `${mappingLines(value).join('\n')}\n`;
}

function mappingLines(value: { readonly [key: string]: YamlValue }): string[] {
  return Object.entries(value).flatMap(([key, entry]) => {
    if (isScalar(entry)) {
      return [`${scalar(key)}: ${scalar(entry)}`];
    }
    return [`${scalar(key)}:`, ...(isList(entry) ? listLines(entry) : mappingLines(entry)).map((line) => `  ${line}`)];
  });
}

function listLines(list: readonly YamlValue[]): string[] {
  return list.flatMap((item) => {
    const lines = isScalar(item) ? [scalar(item)] : isList(item) ? listLines(item) : mappingLines(item);
    return lines.map((line, index) => `${index === 0 ? '- ' : '  '}${line}`);
  });
}

/**
 * A double-quoted text is written as in JSON. Unpaired surrogates are not valid in any file, and YAML does not accept
 * them.
 */
function scalar(text: string | boolean): string {
  return typeof text === 'boolean' ? String(text) : PLAIN.test(text)
    ? text
    : JSON.stringify(wellFormed(text)).replace(NOT_PRINTED, escaped);
}

function isScalar(value: YamlValue): value is string | boolean {
  return typeof value === 'string' || typeof value === 'boolean';
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}
