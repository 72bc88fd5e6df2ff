import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { parseAllDocuments } from 'yaml';
import { factsOf, renderTable, Row } from './safety';

/**
 * Says what `cdk8s synth` has written to a folder, and what is safe about it. The exit code is 1 when something is not.
 */
const folder = process.argv[2] ?? 'dist';
const rows: Row[] = readdirSync(folder).filter((file) => file.endsWith('.yaml')).sort().flatMap((file) =>
  parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((document) => document.toJS()).map((manifest) => ({
    file,
    kind: manifest.kind,
    name: manifest.metadata.name,
    facts: factsOf(manifest),
  })),
);
const broken = rows.filter((row) => row.facts.some((fact) => !fact.holds));

console.log(renderTable(rows, process.stdout.columns ?? 150));
console.log(
  `\n${rows.length} objects in ${folder}/, `
    + `${broken.length === 0 ? 'everything above holds' : `${broken.length} of them NOT safe`}`,
);
process.exitCode = broken.length === 0 ? 0 : 1;
