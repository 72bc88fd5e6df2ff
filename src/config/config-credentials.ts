import { ConfigContent } from './config-content';
import { CredentialFinding, findCredential, findCredentialInBytes } from '../credentials/detector';
import { holdsValue } from '../redaction/holds-value';
import { listed, quoted } from '../redaction/quoted';

/**
 * Refuses content that has a credential in it, unless a reason was given for its key. A reason that nothing needs is
 * refused too: it would let the next credential through.
 *
 * @param constructPath construct path, named in the error
 * @param content the content
 * @param reasons why the credential in it may stay, by key
 */
export function refuseCredentials(
  constructPath: string,
  content: ConfigContent,
  reasons: { readonly [key: string]: string },
): void {
  for (const [key, reason] of Object.entries(reasons)) {
    if (!content.data.has(key) && !content.binaryData.has(key)) {
      throw new Error(
        `${constructPath}: \`allowCredentials\` names the key ${quoted(key)}, which this ConfigMap does not ` +
          'have; ' +
          `it has ${listed([...content.data.keys(), ...content.binaryData.keys()].sort())}`,
      );
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new Error(
        `${constructPath}: \`allowCredentials\` gives no reason for the key ${quoted(key)}; say why the ` +
          'credential may be read by all who can read ConfigMaps',
      );
    }
    const value = content.data.get(key) ?? Buffer.from(content.binaryData.get(key) ?? []);
    if (findCredential(reason) !== undefined || holdsValue(reason, key, value)) {
      throw new Error(`${constructPath}: the reason that \`allowCredentials\` gives for the key ${quoted(key)} has a ` +
        'credential in it; ' +
        'it becomes an annotation, so say why without the value');
    }
  }

  const refused: string[] = [];
  for (const [key, place] of findings(content)) {
    if (place !== undefined && !Object.hasOwn(reasons, key)) {
      refused.push(`key ${quoted(key)} has ${place} in it`);
    }
    if (place === undefined && Object.hasOwn(reasons, key)) {
      throw new Error(
        `${constructPath}: \`allowCredentials\` names the key ${quoted(key)}, but no credential is found in it; ` +
          'take the reason out',
      );
    }
  }
  if (refused.length > 0) {
    throw new Error(
      `${constructPath}: ${refused.join('; ')}; a ConfigMap is not encrypted at rest by most clusters and is read `
        + 'by many: ' +
        'keep it in a SecureSecret and refer to it, or give a reason in `allowCredentials` when it is not a credential '
          + 'or a public one',
    );
  }
}

/** What was found, in words, or undefined, by key. */
function* findings({ data, binaryData, places }: ConfigContent): Generator<[key: string, place: string | undefined]> {
  for (const [key, text] of data) {
    const found = findCredential(text, key);
    yield [key, found && `${findingInWords(found)} (${places.get(key) ?? `line ${lineOf(text, found.offset)}`})`];
  }
  for (const [key, bytes] of binaryData) {
    const found = findCredentialInBytes(bytes, key);
    yield [key, found && `${findingInWords(found)} (byte ${found.offset})`];
  }
}

function findingInWords({ description, kind, base64Layers }: CredentialFinding): string {
  return `${description}${base64Layers > 0 ? ' in base64' : ''} [${kind}]`;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
