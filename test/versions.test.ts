import { readFileSync } from 'fs';
import { join, resolve } from 'path';

const root = resolve(__dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');

const { devDependencies, engines, peerDependencies } = JSON.parse(read('package.json')) as {
  readonly devDependencies: { readonly [name: string]: string };
  readonly engines: { readonly node: string };
  readonly peerDependencies: { readonly [name: string]: string };
};

/** The rows of docs/versions.md, by their first cell. */
const rows = new Map(read('docs/versions.md').split('\n').filter((line) => line.startsWith('| ')).map((line) => {
  const [, part, worksWith, tried] = line.split('|').map((cell) => cell.trim());
  return [part, { worksWith, tried }];
}));

test.each([['constructs', 'constructs'], ['cdk8s', 'cdk8s'], ['cdk8s-plus', 'cdk8s-plus-28']])(
  'the versions of %s are those of package.json', (part, dependency) => {
    const [oldest] = /\d+\.\d+/.exec(peerDependencies[dependency])!;
    expect(rows.get(part)!.worksWith).toContain(oldest);
    expect(rows.get(part)!.tried).toBe(devDependencies[dependency]);
  },
);

test('the oldest Node is that of package.json', () => {
  expect(engines.node).toContain(/\d+\.\d+/.exec(rows.get('Node')!.worksWith)![0]);
});

test('what is said to be tried on real servers is in docs/verified.md', () => {
  const verified = read('docs/verified.md');
  const others = ['part', '---', 'Node', 'constructs', 'cdk8s', 'cdk8s-plus'];
  const servers = [...rows].filter(([part]) => !others.includes(part));
  const versions = servers.flatMap(([, { tried }]) => tried.split(', ').filter((version) => version !== ''));
  expect(versions.length).toBeGreaterThan(5);
  expect(versions.filter((version) => !verified.includes(version))).toEqual([]);
});
