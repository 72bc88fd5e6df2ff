import { spawnSync } from 'child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'fs';
import { tmpdir } from 'os';
import { join, resolve } from 'path';
import { createRule, newRuleOf } from '../../projenrc/create-rule';
import { RuleCategory } from '../../src/rules/rule';

jest.setTimeout(120_000);

const root = resolve(__dirname, '../..');
let copy: string;

/** Runs the command as `npm run create-rule` does, in the copy. */
function createRuleCommand(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath, ['--import', 'tsx', 'projenrc/create-rule.ts', ...args], { cwd: copy, encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

const read = (file: string) => readFileSync(join(copy, file), 'utf8');

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'strongbox-create-rule-'));
  for (const path of ['package.json', 'tsconfig.json', 'projenrc', 'src', 'test', 'docs']) {
    cpSync(join(root, path), join(copy, path), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

test.each([
  ['in CEL', ['config-in-haste', '--category', 'control plane'], 'ObjectRule', 'CONTROL_PLANE'],
  ['over the graph', ['config-of-nobody', '--graph'], 'GraphRule', 'USE'],
])('a new rule %s has its files, is in the catalog, and finds its example', (_kind, args, type, category) => {
  const [id] = args;
  expect(createRuleCommand(...args)).toMatchObject({ status: 0, stderr: '' });

  const rule = read(`src/rules/catalog/${id}.ts`);
  expect(rule).toContain(`: ${type} = {\n  id: '${id}',\n  category: RuleCategory.${category},`);
  expect(read('src/rules/catalog.ts')).toContain(`from './catalog/${id}';`);
  expect(read('test/rules/peers.ts')).toContain(`\n  '${id}': [],\n};\n`);

  // The page is written from what the rule finds in its examples.
  const page = read(`docs/rules/${id}.md`);
  expect(page).toMatch(/## Found\n[^]*- the object: replace this message, which says what is wrong\n\n## Not found\n/);
  expect(page).not.toContain('## Elsewhere');
  expect(read('docs/rules/README.md')).toContain(`[${id}](${id}.md)`);
  expect(read('docs/schemas/strongbox-1.json')).toContain(`"${id}"`);
});

test('a rule that is there stays as it is', () => {
  const peers = read('test/rules/peers.ts');
  expect(() => createRule(copy, { id: 'token-create', category: RuleCategory.USE, graph: false }))
    .toThrow('there is a rule token-create: src/rules/catalog/token-create.ts; give another id, or delete these files');
  expect(read('test/rules/peers.ts')).toBe(peers);
});

test('what the command cannot do is an error with exit code 2', () => {
  expect(createRuleCommand('Secret_In_Env')).toEqual({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^create-rule: the id of the rule is "Secret_In_Env"; give two or more lower-case /),
  });
});

test.each([
  [[], 'the id of the rule is ""'],
  [['one'], 'the id of the rule is "one"'],
  [['../a-b'], 'the id of the rule is "../a-b"'],
  [['a-b', 'c-d'], 'the id of the rule is "a-b c-d"'],
  [
    ['a-b', '--category', 'none'],
    '--category "none": use one of use, values, identity, access, references, stores, control plane',
  ],
  [['a-b', '--category', 'custom'], '--category "custom": use one of'],
  [['a-b', '--nothing'], "Unknown option '--nothing'"],
])('%j is refused', (args, message) => {
  expect(() => newRuleOf(args)).toThrow(message);
});
