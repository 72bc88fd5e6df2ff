import { onEachNode } from './support/nodes';
import { templateApp } from './support/template-app';

/** The newest release that runs on Node 20, and the newest of all. */
const RELEASES = [{ release: 4, node: 20 }, { release: 5, node: 22 }];

describe.each(RELEASES)('vitest $release', ({ release, node: least }) => {
  let app: string;

  beforeAll(async () => {
    app = await templateApp(`vitest-${release}`, {
      without: ['cdk8s-cli', 'jest', '@types/jest', 'ts-jest', 'ts-node'],
      // vitest does not take the old types of Node that the template has.
      devDependencies: { 'vitest': `^${release}`, '@types/node': `^${least}` },
      files: { 'vitest.config.mts': 'export default { test: { globals: true } };\n' },
    });
  });

  onEachNode('loads the library', async (node) => {
    expect(await node(app, ['node_modules/vitest/vitest.mjs', 'run', '-u'])).toMatch(/Tests +\d+ passed/);
  }, least);
});
