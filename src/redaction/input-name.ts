import { quoted } from './quoted';

const MAX_REPEATED = 4096;

/**
 * How an error names a variable or file: never by what may be a value that was given in its place, as in
 * `fromEnvironment(process.env.PASSWORD)`.
 */
export function nameInWords(text: string): string {
  if (text === '') {
    return '""';
  }
  const variable = Object.keys(process.env).find((name) => process.env[name] === text);
  if (variable !== undefined) {
    return `that is the content of environment variable ${quoted(variable)}`;
  }
  if (text.length > MAX_REPEATED || /[\r\n\0]/.test(text)) {
    return `given as a text of ${text.length} characters, which cannot be one`;
  }
  return quoted(text);
}
