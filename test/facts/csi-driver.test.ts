import { tokensAreAttributes } from '../../src/facts/csi-driver';

test.each<[{ [field: string]: unknown }, boolean]>([
  [{}, false], [{ tokenRequests: [] }, false], [{ tokenRequests: 'x' }, false], [{ tokenRequests: [{}] }, true],
  [{ tokenRequests: [{}], serviceAccountTokenInSecrets: true }, false],
  [{ tokenRequests: [{}], serviceAccountTokenInSecrets: null }, true],
])('%j: tokens are attributes: %s', (spec, are) => {
  expect(tokensAreAttributes(spec)).toBe(are);
});
