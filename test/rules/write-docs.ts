import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { rulePages } from './docs';

const FOLDER = join(__dirname, '../../docs/rules');

mkdirSync(FOLDER, { recursive: true });
for (const file of readdirSync(FOLDER)) {
  rmSync(join(FOLDER, file));
}
for (const [file, text] of rulePages()) {
  writeFileSync(join(FOLDER, file), text);
}
