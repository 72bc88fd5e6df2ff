import { closeSync, openSync, writeSync } from 'fs';
import { stringify } from 'yaml';
import { CATALOG } from '../../src/rules/catalog';
import { fixturesOf } from '../../test/rules/fixtures';

/** Examples above this size would leave room for little else. */
const LARGEST = 16 * 1024;

interface Document {
  metadata?: { namespace?: string };
}

/**
 * Writes a file of manifests: the examples of all rules, those that pass and those that do not, again and again, each
 * time in another namespace, as the manifests of many teams would be.
 */
export function writeManifests(path: string, megabytes: number): void {
  const examples = CATALOG.flatMap((rule) => fixturesOf(rule.id))
    .filter(({ text }) => text.length < LARGEST)
    .map(({ documents }) => documents as Document[]);
  const file = openSync(path, 'w');
  try {
    for (let left = megabytes * 2 ** 20, round = 0; left > 0; round++) {
      left -= writeSync(file, examples.flatMap((documents) =>
        documents.map((document) => `---\n${stringify(inNamespace(document, `team-${round}`))}`)).join(''));
    }
  } finally {
    closeSync(file);
  }
}

function inNamespace(document: Document, namespace: string): Document {
  return document.metadata === undefined ? document : { ...document, metadata: { ...document.metadata, namespace } };
}
