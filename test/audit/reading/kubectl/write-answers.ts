/** `tsx test/audit/reading/kubectl/write-answers.ts`: asks the decoder of `kubectl` how it reads the texts. */
import { execFileSync } from 'child_process';
import { writeFileSync } from 'fs';
import { join } from 'path';
import { TEXTS } from './texts';

const input = TEXTS.map((text) => `${Buffer.from(text).toString('base64')}\n`).join('');
const output = execFileSync('go', ['run', '.'], { cwd: __dirname, input, encoding: 'utf8', maxBuffer: 2 ** 26 });
const lines = output.trimEnd().split('\n');
const answers = lines.map((line, index) => ({ text: TEXTS[index], ...JSON.parse(line) }));
const list = answers.map((answer) => JSON.stringify(answer)).join(',\n');
writeFileSync(join(__dirname, 'answers.json'), `[\n${list}\n]\n`);
