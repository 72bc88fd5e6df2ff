import { copiesInto, isInMemory } from '../../src/facts/file-copies';

const SOURCE = { paths: ['/key'], variables: ['TOKEN'] };

test.each([
  [['cp', '/key/token', '/out/token']],
  [['/bin/cp', '-r', '/key', '/out']],
  [['sh', '-c', 'set -e; cat /key/token | base64 > /out/token']],
  [['/bin/sh', '-ec', 'if true; then install -m 0400 /key/token /out/; fi']],
  [['bash', '-c', 'X=1 exec sed "s/@/$(cat /key/token)/" /in > /out/app.conf']],
  [['sh', '-c', 'echo "token=${TOKEN}" > /out/x']],
  [['sh', '-c', 'printf %s $TOKEN >/out/x']],
  [['sh', '-c', 'echo "${TOKEN:-none}" | tee /out/x']],
  [['sh', '-c', 'echo $(TOKEN) > /out/x']],
  [['sh', '-c', 'cat /in || cat /key > /out/x']],
  [['sh', '-xec', 'cat /keys /key > /out/x']],
  [['sh', '-c', 'sudo cp "/key" \'/out\'']],
  [['sh', '-c', '! cp /key/a /out:rw']],
  [['cat /key > /out']],
])('%j copies', (words) => {
  expect(copiesInto(words, SOURCE, '/out')).toBe(true);
});

test.each([
  [['git', 'clone', '-i', '/key/id', 'repo', '/out']],
  [['sh', '-c', 'cat /key/token; mkdir /out/x']],
  [['sh', '-c', 'test -f /key/token && cp /in/x /out/x']],
  [['cp', '/keys/token', '/out/x']],
  [['cp', '/key-of-others/token', '/out/x']],
  [['cp', '/in/key/token', '/out/x']],
  [['cp', '/key/token', '/output/x']],
  [['sh', '-c', 'echo $TOKEN_FILE > /out/x']],
  [['sh', '-c', 'echo $TOKENS > /out/x']],
  [['sh', '-c', 'echo TOKEN > /out/x']],
  [['sh', '-c', 'cat /key']],
  [['sh', '-c', 'cat /in > /out']],
  [['xcp', '/key', '/out']],
  [['cpx', '/key', '/out']],
  [['cp', 'x/key', '/out']],
  [['cp', '/key', '/out-2']],
  [['cp', '/key', '/out.d']],
  [['git', 'cp', '/key', '/out']],
  [['render']],
  [[]],
])('%j does not', (words) => {
  expect(copiesInto(words, SOURCE, '/out')).toBe(false);
});

describe('a command that prints variables', () => {
  test.each([
    'env > /out/x', '/usr/bin/env >/out/x', 'env | grep TOK > /out/x', 'printenv > /out/x', 'export -p > /out/x',
    'printenv TOKEN > /out/x', 'set > /out/x', 'env -0 > /out/x',
  ])('%s copies them', (command) => {
    expect(copiesInto(['sh', '-c', command], { ...SOURCE, fillsVariables: true }, '/out')).toBe(true);
  });

  test.each(['env X=1 render > /out/x', 'printenv HOME > /out/x', 'env', 'set -e', 'env > /other'])(
    '%s does not', (command) => {
      expect(copiesInto(['sh', '-c', command], { ...SOURCE, fillsVariables: true }, '/out')).toBe(false);
    });

  test('of a container without the Secret in its variables copies nothing', () => {
    expect(copiesInto(['sh', '-c', 'env > /out/x'], { ...SOURCE, variables: [] }, '/out')).toBe(false);
  });
});

test.each([['Memory', true], ['HugePages', true], ['HugePages-2Mi', true], ['', false], ['memory', false]])(
  'an emptyDir of medium %j is in memory: %s', (medium, expected) => {
    expect(isInMemory(medium)).toBe(expected);
  });

test('a mount of the whole root names no path', () => {
  expect(copiesInto(['cp', '/key/x', '/out'], { paths: ['/'], variables: [] }, '/out')).toBe(false);
});

test('a slash at the end of a mount path is left out', () => {
  expect(copiesInto(['cp', '/key/x', '/out'], { paths: ['/key//'], variables: [] }, '/out/')).toBe(true);
});
