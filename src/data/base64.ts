/**
 * The bytes of a padded base64 text on one line, or undefined where it is not one. Node's own decoder takes anything and
 * leaves out what it does not know.
 *
 * @param text the text
 */
export function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}
