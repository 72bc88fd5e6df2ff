import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { rulePages } from './docs';
import { configSchema, SCHEMA_FILE } from '../audit/configuration/schema';
import { withKinds } from '../facts/kinds-page';

const FOLDER = join(__dirname, '../../docs/rules');

mkdirSync(FOLDER, { recursive: true });
for (const file of readdirSync(FOLDER)) {
  rmSync(join(FOLDER, file));
}
for (const [file, text] of rulePages()) {
  writeFileSync(join(FOLDER, file), text);
}

writeFileSync(join(__dirname, '../..', SCHEMA_FILE), `${JSON.stringify(configSchema(), undefined, 2)}\n`);
const AUDITING = join(__dirname, '../../docs/auditing.md');
writeFileSync(AUDITING, withKinds(readFileSync(AUDITING, 'utf8')));
