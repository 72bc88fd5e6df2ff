import { CATALOG } from '../../src/rules/catalog';
import { nearest } from '../../src/rules/nearest';

const ids = CATALOG.map((rule) => rule.id);

test.each([
  ['secret-in-en', ['secret-in-env']],
  ['SECRETS-LIST', ['secrets-list']],
  ['token-creat', ['token-create']],
  ['secret-env', ['secret-in-env']],
])('%s is %j misspelt', (word, expected) => {
  expect(nearest(word, ids)).toEqual(expected);
});

test('a word of an id leads to the ids that have it', () => {
  expect(nearest('automount', ids)).toEqual(['service-account-token-automount']);
  expect(nearest('subpath', ids)).toEqual(['secret-subpath-mount', 'config-subpath-mount']);
});

test('what is like nothing leads nowhere', () => {
  expect(nearest('xyzzy', ids)).toEqual([]);
});
