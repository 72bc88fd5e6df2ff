import { isNamedByContent } from '../../src/facts/content-names';

test.each<[string, boolean]>([
  ['shop-settings-412fc3cdf9', true], ['db-6bft2m8c5g', true], ['db', false], ['db-1234567890', false],
  ['db-backtdfght', false], ['db-412fc3cdf', false], ['db-412fc3cdf9-x', false], ['db-1a1a1a1a1z', false],
])('%s is named by its content: %s', (name, expected) => {
  expect(isNamedByContent(name)).toBe(expected);
});
