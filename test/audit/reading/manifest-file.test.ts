import { ManifestFile } from '../../../src/audit/reading/manifest-file';
import { RuleLevel } from '../../../src/rules/finding';

const read = (text: string) => new ManifestFile('a.yaml', text).documents;

/** Problems as `line:column id: message`. */
const problems = (text: string) => new ManifestFile('a.yaml', text).problems
  .map(({ id, message, location }) => `${location!.line}:${location!.column} ${id}: ${message}`);

/** What a pointer leads to, as `line:column` and the text that is there. */
function place(text: string, pointer: string, document = 0): string {
  const location = new ManifestFile('a.yaml', text).locate(document, [pointer]).get(pointer)!;
  expect(location.file).toBe('a.yaml');
  expect(location.endLine).toBe(location.line);
  const line = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)[location.line - 1];
  return `${location.line}:${location.column} ${line.slice(location.column - 1, location.endColumn - 1)}`;
}

describe('values', () => {
  test('are what Kubernetes reads: numbers of YAML 1.1, text where it is quoted or tagged', () => {
    expect(read('a: 0400\nb: "0400"\nc: !!str 0400\nd: !!int "5"\ne: yes\nf: !local yes\ng: !!binary aGk=\nh: 0o17\n'))
      .toEqual([{ a: 256, b: '0400', c: '0400', d: 5, e: true, f: 'yes', g: 'hi', h: 15 }]);
  });

  test('keys are text, whatever they look like', () => {
    expect(read('0400: a\non: b\n1.5: c\n')).toEqual([{ 256: 'a', true: 'b', 1.5: 'c' }]);
  });

  test('names of JavaScript are keys like others', () => {
    const [document] = read('__proto__: {polluted: 1}\nconstructor: 2\ntoString: 3\n') as [object];
    expect(Object.keys(document)).toEqual(['__proto__', 'constructor', 'toString']);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test('a merge key takes in a mapping or several, of which the first wins; what is written later goes before', () => {
    expect(
      read(
        'x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], c: 3}\nlast: {a: 0, <<: *x}\nquoted: {"<<": 1}\n',
      ),
    ).toMatchObject([{ z: { a: 1, b: 1, c: 3 }, last: { a: 1, b: 1 }, quoted: { '<<': 1 } }]);
  });

  test('a stream has its documents, and none for what is empty', () => {
    expect(read('# first\n---\na: 1\n--- # comment\nb: 2\n...\n# no more\n---\nc: 3\n---\n---   \n')).toEqual([
      { a: 1 },
      { b: 2 },
      { c: 3 },
    ]);
  });

  test('a document may begin behind an empty line, whatever the line break', () => {
    expect(read('\n---\na: 1\n')).toEqual([{ a: 1 }]);
    expect(read('\n\n---\na: 1\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(read('\r\n---\r\na: 1\r\n')).toEqual([{ a: 1 }]);
  });

  test('--- in text is text', () => {
    expect(read('a: |\n  x\n  ---\n  y\nb: ----\n ---c\n')).toEqual([{ a: 'x\n---\ny\n', b: '---- ---c' }]);
  });

  test.each([
    ['the closing bracket', 'a:\n  b: [\n    "x", "y",\n  ]\n  c: 1\n', [{ a: { b: ['x', 'y'], c: 1 } }]],
    [
      'an entry',
      'a:\n  b: [ # one\n  x, # it\'s "two\n\n  # three\n"y # z",\nw#v]\nc: {\nd: 1}\n',
      [{ a: { b: ['x', 'y # z', 'w#v'] }, c: { d: 1 } }],
    ],
    ['with CRLF', 'a: [\r\n1, # one\r\n2\r\n]\r\n', [{ a: [1, 2] }]],
    ['quoted text over two lines', 'a:\n  b: ["x\n  y",\n  z]\n', [{ a: { b: ['x y', 'z'] } }]],
  ])('a flow collection goes on wherever the next line stands, as in Kubernetes: %s', (_name, text, documents) => {
    const file = new ManifestFile('a.yaml', text);
    expect(file.problems).toEqual([]);
    expect(file.documents).toEqual(documents);
  });

  test('places in such a collection are those of the file', () => {
    const text = 'a:\n  b: [ # one\n  x, # two\n  "y",\n  ]\nc: z\n';
    expect(place(text, '/a/b/1')).toBe('4:3 "y"');
    expect(place(text, '/c')).toBe('6:1 c: z');
  });

  test.each([
    ['CRLF', 'a: 1\r\nb: |\r\n  x\r\n---\r\nc: 3\r\n', [{ a: 1, b: 'x\n' }, { c: 3 }]],
    ['a byte order mark', '\ufeffa: 1\n', [{ a: 1 }]],
    ['JSON', '{"a": [1, "\\u00e9\\/", null, 1e3],\t"b":{}}', [{ a: [1, 'é/', null, 1000], b: {} }]],
    ['JSON after JSON', '{"a": "}{"}\n{"b": "\\""}[1]', [{ a: '}{' }, { b: '"' }, [1]]],
    ['nothing', '', []],
    ['comments alone', '# a\n# b', []],
  ])('%s', (_name, text, documents) => {
    const file = new ManifestFile('a.yaml', text);
    expect(file.problems).toEqual([]);
    expect(file.documents).toEqual(documents);
  });
});

describe('what cannot be read', () => {
  test.each([
    [
      'a tab as indentation',
      'a:\n\tb: 1\n',
      '2:1 unreadable-input: this document cannot be read: a tab is used for indentation; YAML allows '
        + 'only spaces there',
    ],
    [
      'a tab below a list',
      'a:\n  - b: 1\n\t  c: 2\n',
      '3:1 unreadable-input: this document cannot be read: a tab is used for indentation; YAML allows '
        + 'only spaces there',
    ],
    [
      'a mapping that a list ends',
      'a: 1\n- b\n',
      '2:1 unreadable-input: this document cannot be read: a key is expected here; is it indented like those before '
        + 'it, and followed by a colon?',
    ],
    [
      'a key that is a list',
      'a: 1\n? [b]\n: 2\n',
      '2:3 unreadable-input: this document cannot be read: a key is null, a list, a mapping or too large a number; '
        + 'Kubernetes accepts only text',
    ],
    [
      'a key that is nothing',
      'a: 1\n~: 2\n',
      '2:1 unreadable-input: this document cannot be read: a key is null, a list, a mapping or too large a number; '
        + 'Kubernetes accepts only text',
    ],
    [
      'a key that is not written',
      'a: 1\nb:\n  : 2\n',
      '3:3 unreadable-input: this document cannot be read: a key is expected here; is it indented like those before '
        + 'it, and followed by a colon?',
    ],
    [
      'an alias without an anchor',
      'a: &x 1\nb: *y\n',
      '2:4 unreadable-input: this document cannot be read: an alias has no anchor',
    ],
    [
      'an alias to another document',
      'a: &x 1\n---\nb: *x\n',
      '3:4 unreadable-input: this document cannot be read: an alias has no anchor',
    ],
    [
      'an alias in what it repeats',
      'a: &x\n  - b: *x\n',
      '2:8 unreadable-input: this document cannot be read: an alias is inside the node that it repeats',
    ],
    [
      'text that is merged',
      'a:\n  <<: b\n',
      '2:3 unreadable-input: this document cannot be read: a merge key takes a mapping or a list of mappings',
    ],
    [
      'a null byte',
      'a: 1\nb: \u00002\n',
      '2:4 unreadable-input: this document cannot be read: it contains a control character, which YAML does not '
        + 'allow, even in a comment',
    ],
    [
      'a tag that nobody declared',
      'a: !x!y 1\n',
      '1:4 unreadable-input: this document cannot be read: a tag uses a handle that is not declared',
    ],
    [
      'JSON that breaks off',
      '{"a": 1}\n{"b": [',
      '2:8 unreadable-input: this document cannot be read: a value is expected here',
    ],
  ])('%s is said with line and column', (_name, text, problem) => {
    expect(problems(text)).toEqual([problem]);
    expect(new ManifestFile('a.yaml', text).problems[0].level).toBe(RuleLevel.ERROR);
  });

  test('a document costs none of its siblings', () => {
    const file = new ManifestFile('a.yaml', 'a: 1\n---\nb: [\n---\nc: 3\n---\nd: *e\n---\nf: 6\n');
    expect(file.documents).toEqual([{ a: 1 }, { c: 3 }, { f: 6 }]);
    expect(file.problems.map(({ location }) => location!.line)).toEqual([4, 7]);
    expect(place('a: 1\n---\nb: [\n---\nc: 3\n', '/c', 1)).toBe('5:1 c: 3');
  });

  test.each([
    'password: *hunter2',
    'password: !hunter2! x',
    'password: !<hunter2 x',
    'password: !hun%ter2 x',
    'password: "hunter2',
    'password: hunter2: x',
    'password: [hunter2',
    '%TAG !h! hunter2\n%TAG !h! hunter2\n---\nx: !h!y 1',
    'hunter2: 1\n\thunter2',
    '- hunter2\nhunter2: "\\q"',
    'a: @hunter2',
    '? {hunter2: 1}\n: 1',
    'hunter2: 1\nhunter2: 2',
  ])('no word of the text is in a problem: %j', (text) => {
    const found = JSON.stringify(new ManifestFile('a.yaml', text).problems);
    expect(found).toContain('"id"');
    expect(found).not.toMatch(/hunter|ter2/);
  });

  test('a key that is there twice is a warning, and counts as Kubernetes reads it: the last one', () => {
    const text = 'a: 1\nb: {c: 1, "c": 2}\na: 3\nm: &m {x: 1}\no: {<<: *m, x: 2}\n';
    expect(read(text)).toEqual([{ a: 3, b: { c: 2 }, m: { x: 1 }, o: { x: 2 } }]);
    expect(problems(text)).toEqual([
      expect.stringMatching(/^2:11 duplicate-key: /), expect.stringMatching(/^3:1 duplicate-key: /),
    ]);
    expect(place(text, '/a')).toBe('3:1 a: 3');
  });

  test('aliases that repeat aliases without end are refused, as Kubernetes does, and quickly', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 30; level++) {
      lines.push(`a${level}: &a${level} [${Array(9).fill(`*a${level - 1}`).join(', ')}]`);
    }
    expect(problems(lines.join('\n'))).toEqual([
      '4:25 unreadable-input: this document cannot be read: aliases repeat too many nodes, and Kubernetes refuses '
        + 'such a document',
    ]);
    const merges = Array.from({ length: 5000 }, (_, index) => `m${index}: {<<: *base}`);
    expect(
      problems(
        `base: &base {${Array.from({ length: 200 }, (_, index) => `k${index}: 1`).join(', ')}}\n${merges.join('\n')}`,
      ),
    ).toEqual([expect.stringContaining('aliases repeat too many nodes')]);
  });

  test('nesting without end is refused', () => {
    expect(problems('['.repeat(100_000))).toEqual([expect.stringContaining('nested deeper than 256 levels')]);
    expect(problems(`${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`)).toEqual([
      expect.stringContaining('nested deeper than 256 levels'),
    ]);
  });
});

describe('places', () => {
  const text = [
    '# a comment before all', // 1
    'apiVersion: v1  # and one behind', // 2
    'metadata:', // 3
    '  "name": \'the "name"\'', // 4
    '  labels: &labels', // 5
    '    # between', // 6
    '    app: x', // 7
    '    a/b~c: y', // 8
    'spec:', // 9
    '  text: |', // 10
    '    line', // 11
    '  folded: one', // 12
    '    two', // 13
    '  list:', // 14
    '  - name: first', // 15
    '    value: 1', // 16
    '  -', // 17
    '    name: second', // 18
    '  - {name: third, flow: [1, 22, "3"]}', // 19
    '  - *labels', // 20
    '  - - inner', // 21
    '  - &anchored !!str tagged', // 22
    '  - "a', // 23
    '    b"', // 24
    '  same: *labels', // 25
    '  merged:', // 26
    '    app: mine', // 27
    '    <<: *labels', // 28
    '    own: 1', // 29
    '  empty:', // 30
    'é😀: wide', // 31
  ].join('\n');

  test.each([
    ['', '2:1 apiVersion: v1'],
    ['/apiVersion', '2:1 apiVersion: v1'],
    ['/metadata', '3:1 metadata'],
    ['/metadata/name', '4:3 "name": \'the "name"\''],
    ['/metadata/labels', '5:3 labels'],
    ['/metadata/labels/app', '7:5 app: x'],
    ['/metadata/labels/a~1b~0c', '8:5 a/b~c: y'],
    ['/spec/text', '10:3 text'],
    ['/spec/folded', '12:3 folded'],
    ['/spec/list/0', '15:5 name: first'],
    ['/spec/list/0/value', '16:5 value: 1'],
    ['/spec/list/1', '18:5 name: second'],
    ['/spec/list/2', '19:5 {name: third'],
    ['/spec/list/2/flow', '19:19 flow'],
    ['/spec/list/2/flow/1', '19:29 22'],
    ['/spec/list/2/flow/2', '19:33 "3"'],
    ['/spec/list/3', '20:5 *labels'],
    ['/spec/list/3/app', '7:5 app: x'],
    ['/spec/list/4/0', '21:7 inner'],
    ['/spec/list/5', '22:5 &anchored !!str tagged'],
    ['/spec/list/6', '23:5 "'],
    ['/spec/same', '25:3 same: *labels'],
    ['/spec/same/app', '7:5 app: x'],
    ['/spec/merged', '26:3 merged'],
    ['/spec/merged/app', '7:5 app: x'],
    ['/spec/merged/own', '29:5 own: 1'],
    ['/spec/empty', '30:3 empty'],
    ['/é😀', '31:1 é😀: wide'],
    // What is not there is where it should be.
    ['/spec/list/0/volumeMounts/3', '15:5 name: first'],
    ['/spec/list/9', '14:3 list'],
    ['/spec/list/x', '14:3 list'],
    ['/spec/empty/x', '30:3 empty'],
    ['/nothing', '2:1 apiVersion: v1'],
    ['/apiVersion/x', '2:1 apiVersion: v1'],
  ])('%j is at %j', (pointer, expected) => {
    expect(place(text, pointer)).toBe(expected);
  });

  test.each([['CRLF', '\r\n'], ['CR', '\r']])('are the same with %s', (_name, lineBreak) => {
    for (const pointer of ['/metadata/name', '/spec/list/1', '/spec/text', '/spec/merged/own']) {
      expect(place(text.replaceAll('\n', lineBreak), pointer)).toBe(place(text, pointer));
    }
  });

  test('a byte order mark takes no column', () => {
    expect(place('\ufeffa: 1\n', '/a')).toBe('1:1 a: 1');
  });

  test('are counted through the whole stream', () => {
    const stream = 'a: 1\n---\n# c\n---\nb:\n  - c: 2\n...\n---\nd: 4\n';
    expect([place(stream, '/b/0/c', 1), place(stream, '/d', 2)]).toEqual(['6:5 c: 2', '9:1 d: 4']);
  });

  test('are found in JSON, also behind other JSON', () => {
    const json = '{\n\t"items": [\n\t\t{"kind": "Pod",\n\t\t "x": {"y":"z"}}\n\t]\n}\n{"kind":\n  "B"}';
    expect(place(json, '/items/0')).toBe('3:3 {"kind": "Pod"');
    expect(place(json, '/items/0/x/y')).toBe('4:10 "y":"z"');
    expect(place(json, '/kind', 1)).toBe('7:2 "kind"');
  });

  test('of the first source that has it, among several that are merged', () => {
    const merges = 'a: &a {x: 1}\nb: &b {x: 2, w: 2}\nc: {<<: [*a, *b]}\nd:\n  <<: {z: 1}\n';
    expect([place(merges, '/c/x'), place(merges, '/c/w'), place(merges, '/d/z')]).toEqual([
      '1:8 x: 1',
      '2:14 w: 2',
      '5:8 z: 1',
    ]);
  });

  test('many pointers are found in one walk', () => {
    const list = Array.from({ length: 20_000 }, (_, index) => `- name: item-${index}`).join('\n');
    const pointers = Array.from({ length: 20_000 }, (_, index) => `/items/${index}/name`);
    const found = new ManifestFile('a.yaml', `items:\n${list}\n`).locate(0, pointers);
    expect(pointers.map((pointer) => found.get(pointer)!.line)).toEqual(pointers.map((_, index) => index + 2));
  });
});
