import { readFileSync } from 'fs';
import { join, resolve } from 'path';

interface Step {
  readonly exec?: string;
  readonly execArgs?: readonly string[];
  readonly spawn?: string;
  readonly args?: readonly string[];
  readonly builtin?: string;
  readonly say?: string;
}

const { tasks } = JSON.parse(readFileSync(resolve(__dirname, '../.projen/tasks.json'), 'utf8')) as {
  tasks: { [name: string]: { steps?: Step[] } };
};

/** The commands that a task runs, those of the tasks that it spawns among them, with the arguments that reach each. */
function commandsOf(name: string, args: readonly string[] = []): string[] {
  return (tasks[name].steps ?? []).flatMap((step) => {
    if (step.spawn) {
      return commandsOf(step.spawn, [...args, ...step.args ?? []]);
    }
    const command = step.exec ?? step.execArgs?.join(' ') ?? `builtin ${step.builtin}`;
    return [[command.replace(' $@', ''), ...args, ...step.args ?? []].join(' ')];
  });
}

/** What `npm test` may run: the compiler, whose files git does not see, and what only reads. */
const READS = [
  // Only what is compiled, which git ignores.
  /^node -e "fs\.rmSync\('lib', \{ recursive: true, force: true \}\)"$/,
  /^jsii$/,
  /^tsx projenrc\/(?:vendor|lazy-index)\.ts$/,
  // With --ci jest writes no snapshot, not even a new one.
  /^jest (?!.*(?:-u\b|--updateSnapshot)).*--ci\b/,
  /^eslint (?!.*--fix)/,
];

const writers = (name: string) => commandsOf(name).filter((command) => !READS.some((pattern) => pattern.test(command)));

test('npm test runs nothing that rewrites a file of the project', () => {
  const { scripts } = JSON.parse(readFileSync(resolve(__dirname, '../package.json'), 'utf8'));
  expect(scripts.test).toBe('projen test');
  expect(commandsOf('test').map((command) => command.split(' ')[0])).toEqual([
    'node',
    'jsii',
    'tsx',
    'tsx',
    'jest',
    'eslint',
  ]);
  expect(writers('test')).toEqual([]);
});

test('nor do the tests with coverage, nor the linter on its own', () => {
  expect(writers('test:coverage')).toEqual([]);
  expect(writers('eslint')).toEqual([]);
});

test('tasks that do are seen as such', () => {
  for (const name of ['eslint:fix', 'test:update', 'build', 'docgen', 'docs:rules', 'default']) {
    expect(writers(name)).not.toEqual([]);
  }
});

test('what git sees of what the compiler writes is nothing', () => {
  const ignored = readFileSync(join(__dirname, '../.gitignore'), 'utf8').split('\n');
  expect(ignored).toEqual(
    expect.arrayContaining(['/lib', '.jsii', '*.tsbuildinfo', '/coverage/', '/THIRD-PARTY-NOTICES.md']),
  );
});
