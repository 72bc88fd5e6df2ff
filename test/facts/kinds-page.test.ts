import { readFileSync } from 'fs';
import { join } from 'path';
import { withKinds } from './kinds-page';

test('the kinds in docs/auditing.md are those of the table; `npx projen docs:rules` writes them', () => {
  const page = readFileSync(join(__dirname, '../../docs/auditing.md'), 'utf8');
  expect(page).toBe(withKinds(page));
});
