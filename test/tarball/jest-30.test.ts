import { onEachNode } from './support/nodes';
import { templateApp } from './support/template-app';

let app: string;

beforeAll(async () => {
  app = await templateApp('jest-30', {
    without: ['cdk8s-cli', 'ts-node'],
    devDependencies: { 'jest': '^30', '@types/jest': '^30', 'ts-jest': '^29' },
  });
});

onEachNode("the template's transform in jest 30 loads the library", async (node) => {
  expect(await node(app, ['node_modules/jest/bin/jest.js', '-u'])).toMatch(/Tests: +\d+ passed/);
});
