import { existsSync } from 'fs';
import { join, resolve } from 'path';
import { LONG } from './long-first';
import { suitesOfTheNewest } from '../cluster/run';

test('suites that are the same in every release are found by what they say themselves', () => {
  const suites = suitesOfTheNewest();
  expect(suites).toContain('test/cluster/access.test.ts');
  // What an API server makes of an encryption file, and of objects with newer fields, differs from release to release.
  expect(suites.filter((name) => /encryption|acceptance|verdicts/.test(name))).toEqual([]);
});

test('each file that is said to take long is there', () => {
  expect(LONG.filter((name) => !existsSync(join(resolve(__dirname, '..'), `${name}.test.ts`)))).toEqual([]);
});
