import { judgeEntry } from './assignments';
import { CredentialFinding, findCredential } from './detector';

/** Fewest characters beside actions that are a credential: fewer are a prefix or a separator. */
const SHORTEST_BESIDE = 8;

/**
 * Looks for a credential in a template of Go: what stands in an action (`{{ … }}`) comes from elsewhere, and what
 * stands around it is a literal.
 *
 * @param name what the value is called, see `findCredential`
 */
export function findCredentialInTemplate(text: string, name?: string): CredentialFinding | undefined {
  const literal = withoutActions(text);
  const isLiteral = literal === text || (literal.length >= SHORTEST_BESIDE && /\d/.test(literal));
  const entry = name === undefined || !isLiteral ? undefined : judgeEntry(name, literal);
  return findCredential(text) ?? (entry && { ...entry, base64Layers: 0 });
}

function withoutActions(text: string): string {
  let literal = '';
  let end = 0;
  for (let start = text.indexOf('{{'); start >= 0; start = text.indexOf('{{', end)) {
    const close = text.indexOf('}}', start);
    if (close < 0) {
      break;
    }
    literal += text.slice(end, start);
    end = close + 2;
  }
  return literal + text.slice(end);
}
