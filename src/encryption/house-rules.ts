import { canonical } from './ciphers';
import { ConfigDocument, localKeysOf } from './document';
import { listed, quoted } from '../redaction/quoted';

/** What makes a file ambiguous, though the API server takes it: two keys under one mark. */
export function ambiguities(document: ConfigDocument): string[] {
  const secrets = new Map<string, string>();
  return localKeysOf(document).flatMap(({ kind, key }) => {
    const known = secrets.get(`${kind}/${key.name}`);
    secrets.set(`${kind}/${key.name}`, key.secret);
    return known === undefined || known === key.secret ? [] : [
      `provider ${kind}: two different keys have the name ${quoted(key.name)}, and what one encrypted is given to ` +
        'the other to read; name every key once',
    ];
  });
}

/** What this library asks of a file beyond the API server. */
export function houseProblems(document: ConfigDocument): string[] {
  const problems = [...ambiguities(document), ...repeatedKeys(document)];
  const seen = new Map<string, number>();
  document.resources.forEach((entry, index) => {
    for (const name of new Set(entry.resources.map(canonical))) {
      if (seen.has(name)) {
        problems.push(`resource ${quoted(name)} is in entry ${seen.get(name)} and in entry ${index}; the API server ` +
          'joins their providers, and which one writes is easily overlooked: list it once');
      }
      seen.set(name, index);
    }
  });
  return problems;
}

function repeatedKeys(document: ConfigDocument): string[] {
  const problems: string[] = [];
  const owners = new Map<string, string>();
  for (const { kind, key } of localKeysOf(document)) {
    const owner = owners.get(key.secret);
    const self = `${quoted(key.name)} of ${kind}`;
    if (owner !== undefined && owner !== self) {
      problems.push(`key ${self} has the same bytes as key ${owner}; a key is one name and one algorithm, and a rotation to the same bytes is none`);
    }
    owners.set(key.secret, self);
  }
  for (const entry of document.resources) {
    const marks = entry.providers.flatMap((provider) => localKeysOf({ ...document, resources: [{ resources: [], providers: [provider] }] }))
      .map(({ kind, key }) => `${quoted(key.name)} of ${kind}`);
    marks.filter((mark, index) => marks.indexOf(mark) !== index)
      .forEach((mark) => problems.push(`key ${mark} is given twice for ${listed(entry.resources)}`));
  }
  return problems;
}
