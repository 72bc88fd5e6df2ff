/**
 * Files that show how Kubernetes reads YAML and JSON. What `kubectl` makes of each is in `answers.json`, which
 * `tsx test/audit/reading/kubectl/write-answers.ts` writes; it takes Go.
 */
const ESCAPED = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n';

const TAGGED = [
  '!!binary aGk=', '!!binary "not base64!"', '!!binary aGk', '!!float 1', '!!float "1.5"', '!!float x', '!!int 1.5',
  '!!int "x"', '!!bool yes', '!!bool "yes"', '!!bool 1', '!!null x', '!!null ""', '!!str 1',
  '!!timestamp 2020-01-01', '!!timestamp x', '!!set {a}', '!!omap [a: 1]', '!!seq {a: 1}', '!!map [a]', '!!map x',
  '!!seq x', '!!merge x', '!local x', '!<tag:yaml.org,2002:int> 5', '!<tag:yaml.org,2002:int> x', '! 5', '!!str [a]',
  '!!int [a]', '!!pairs [a: 1]', '!e!x 1', '!!python/object x', '!!binary', '!!str', '!!int', '!!float .inf',
  '!!float 0x10', '!!int "0x10"', '!!int 1_000', '!!bool [a]', '!!null [a]', '!!foo [a]', '!!foo {a: 1}',
  '!foo {a: 1}', '!foo [1]', '!!value =', '!!int ""', '!!binary "////"', '!!binary |\n  aGVs\n  bG8=\n', '!!x',
];

const DIRECTIVES = [
  '%YAML 1.2', '%YAML 1.1', '%YAML 1.3', '%YAML 2.0', '%YAML 1', '%YAML 1.1\n%YAML 1.1', '%TAG ! tag:x,2000:',
  '%TAG !e! tag:x,2000:\n%TAG !e! tag:x,2000:', '%FOO bar', '%', '% YAML', '%YAML 1.2 x', '%TAG !e!',
  '%YAML 1.1 # c', '%TAG !! tag:x,2000:',
];

/** Control characters, line breaks that only YAML 1.1 knows, and non-characters. */
const CHARACTERS = [
  '\u0001', '\u007f', '\u0080', '\u0085', '\u009b', '\u00a0', '\u2028', '\u2029', '\ufeff', '\ufffe', '\uffff',
  '\u{10ffff}', '\u001b', '\u200b', '\r', '\x0b', '\x0c',
];

const LONG = 'k'.repeat(1025);

const OTHERS = [
  'a: 1\n...\nb: 2\n', '...\na: 1\n', 'a: 1\n... # x\nb: 2\n', 'a: 1\n---\n...\n---\nb: 1\n', '--- {a: 1}\n',
  '--- a: 1\n', '---a: 1\n', '--- # c\na: 1\n', '---\t# c\na: 1\n', '--- !x\na: 1\n', '--- |\n x\n', 'a: |\n---x\n',
  'a: "x\n---y"\n', 'a: "x\n--- y"\n', '----\n', '---\n---\n', '--- --- \n', 'a: 1\n----\n',
  '{"a":1}\n---\n{"b":"\\/"}\n', '{"a":"\\/"}', '{"a":"\\ud83d\\ude00"}', '{"a":1}{"b":2}',
  '{"a":1}\n{"b":2}\n---\n{"c":3}\n', '{"a":1}\n{"b":2}\n---\nc: 3\n', '{"a":1}\n---\nc: 3\n', '{a: 1}\n',
  '{"a": 1,}\n', ' {"a":1}\n', '\ufeff{"a":"\\/"}', '\ufeffa: 1\n', '[{"a":"\\/"}]', '{"a":1,"a":2}',
  'a: &x 1\nb: &x 2\nc: *x\n', 'a: *x\n', 'a: &x [*x]\n', 'a: &x 1\n---\nb: *x\n', '*x : 1\n', '&x a: 1\nb: *x\n',
  'a: &x\nb: *x\n', '? [a]\n: 1\n', '? {a: 1}\n: 1\n', '[a]: 1\n', '{a: 1}: 1\n', '~: 1\n', 'null: 1\n', ': 1\n',
  '? \n: 1\n', '1.0: 1\n', '1e3: 1\n', '.inf: 1\n', '.nan: 1\n', '0x10: 1\n', 'true: 1\n', 'yes: 1\n',
  '2020-01-01: 1\n', '!!binary aGk=: 1\n', '-0: 1\n', '1_000: 1\n', '99999999999999999999: 1\n',
  '9223372036854775808: 1\n', '1.5e300: 1\n', '0.1: 1\n', 'a: .inf\n', 'a: .nan\n', 'a: -.inf\n', 'a: 1e400\n',
  'a: 99999999999999999999\n', 'a: 9007199254740993\n', 'a: 0x1p3\n', 'a: 0b12\n', 'a: 0o8\n', 'a: 08\n',
  'a: 1__0\n', 'a: _1\n', 'a: 1_\n', 'a: +1\n', 'a: -0x1\n', 'a: - 1\n', 'a: 1.\n', 'a: .5\n', 'a: +.5\n',
  'a: -.5\n', 'a: 1e\n', 'a: 1:30\n', 'a: 2020-01-01\n', 'a: =\n', 'a: <<\n', 'a: 0x\n', 'a: 0b\n', 'a: -0b1\n',
  'a: +0b1\n', 'a: 0x_1\n', 'a: 0_1\n', 'a:\tb\n', 'a: \tb\n', '-\ta\n', '- \ta: b\n', '-\ta: b\n', 'a:\n\tb: 1\n',
  'a:\n \tb: 1\n', 'a:\n\t- b\n', 'a: b\t# c\n', 'a: b #c\n', 'a: b#c\n', '\ta: 1\n', 'a: 1\n\t\nb: 2\n',
  'a: 1\n\t# c\nb: 2\n', 'a: |\n\tx\n', 'a: |\n \tx\n', 'a: [\n\t1,\n\t2\n\t]\n', 'a: [1,\t2]\n',
  'x: 1\na: [1,\t2]\n', 'a: {\tb: 1}\n', 'a:\t\n  b: 1\n', '? a\n:\tb\n', '?\ta\n: b\n', 'a: "x\n\ty"\n',
  'a: "x\ny"\n', "a: 'x\ny'\n", 'a: x\ny\n', 'a: x\n y\n', 'a: x\n y: z\n', 'a: "x\n\n\ny"\n', 'a: "x \\\n  y"\n',
  'a: "x\\\r\n  y"\n', `${'k'.repeat(1023)}: 1\n`, `${'k'.repeat(1024)}: 1\n`, `${LONG}: 1\n`,
  `"${'k'.repeat(1022)}": 1\n`, `"${'k'.repeat(1023)}": 1\n`, `{${LONG}: 1}\n`,
  `{"${LONG}": 1}\n`, `x: {"${LONG}": 1}\n`, `? ${'k'.repeat(2000)}\n: 1\n`,
  `a:\n  ${'é'.repeat(1025)}: 1\n`, `a:\n  ${'é'.repeat(1000)}: 1\n`, `&${'a'.repeat(1020)} key: 1\n`,
  `a:\n  - ${LONG}: 1\n`, `x: [${LONG}: 1]\n`, `a:  ${' '.repeat(1100)}1\n`,
  `a${' '.repeat(1100)}: 1\n`, `"${'😀'.repeat(600)}": 1\n`, 'a: @x\n', 'a: `x\n', 'a: %x\n', '%x: 1\n', 'a: !\n',
  'a: &\n', 'a: *\n', 'a: x: y\n', 'a: "x" y\n', "a: 'x'y\n", 'a: [x] y\n', 'a: {x} y\n', 'a: [x\n', 'a: {x: 1\n',
  'a: "x\n', 'a: ]\n', 'a: }\n', 'a: ,\n', 'a: [,]\n', 'a: [a,,b]\n', 'a: {,}\n', 'a: {a,b}\n', 'a: {a: 1 b: 2}\n',
  'a: [a: 1, b]\n', 'a: [? a : 1]\n', 'a: [? a]\n', 'a: {? a}\n', 'a: [: 1]\n', 'a: {: 1}\n', 'a: [a:1]\n',
  'a: {a:1}\n', 'a: {"a":1}\n', "a: {'a':1}\n", 'a: ["a":1]\n', 'a: [a:]\n', 'a: {a:}\n', 'a: {a:,b:}\n',
  'a: [a#b]\n', 'a: [a #b\n]\n', 'a: [a,#b\nc]\n', 'a: [#b\nc]\n', 'a: {x: y#z}\n', 'a: [-]\n', 'a: [-a]\n',
  'a: [- a]\n', 'a: [?]\n', 'a: {?}\n', 'a: [a?b]\n', 'a: [::b]\n', 'a: [a::b]\n', 'a: http://x:80/\n',
  'a: {u: http://x:80/}\n', 'a: [http://x:80/]\n', 'a: {x: {}}\n', 'a: [[], {}]\n', 'a: "x"#c\n', 'a: [ "x"#c\n]\n',
  "a: it's\n", 'a: x "y"\n', 'a: ?x\n', 'a: ? x\n', 'a: -x\n', 'a: -\n', 'a: :x\n', 'a: ::\n', 'a::\n', 'a::b\n',
  'a: b:\n', 'a: b: \n', 'a:b\n', 'a : b\n', '"a" : b\n', '"a":b\n', '- - a\n- b\n', '- - a\n  - b\n - c\n',
  'a:\n- b\n- c\nd: 1\n', 'a:\n - b\n- c\n', 'a:\n  b: 1\n c: 2\n', 'a: 1\n b: 2\n', ' a: 1\nb: 2\n',
  ' a: 1\n b: 2\n', '- a\nb: 1\n', 'a: 1\n- b\n', 'a:\n  - b\n  c: 1\n', '? a\n? b\n', '? a\nb: 1\n',
  '- ? a\n  : b\n', '? - a\n: b\n', 'a: ? b\n', 'x\n', '"x"\n', '5\n', 'x\ny\n', 'x: |2\n   a\n  b\n',
  'x: |\n  a\n b\n', 'x: |\n\n   \n  a\n', 'x: |0\n a\n', 'x: |10\n a\n', 'x: |+-\n a\n', 'x: |+\n a\n\n\ny: 1\n',
  'x: |-\n a\n\n', 'x: >\n a\n b\n\n c\n   d\n e\n', 'x: | # c\n a\n', 'x: |# c\n a\n', 'x: | a\n', 'x: |\na: 1\n',
  'x: |\n', 'x: |', 'x: >', '- |\n a\n', '- |\na\n', 'x: |1\n a\n', 'x: |1\n  a\n', '|\n a\n', '|\na\n', '>\na\nb\n',
  'x: !!str &a y\n', 'x: &a !!str y\n', 'x: &a &b y\n', 'x: !!str !!str y\n', 'x: &a *b\n', 'x: &a\n  b: 1\n',
  'x: !t\n  b: 1\n', '&a x: 1\n', '&a\nx: 1\n', '!!map\nx: 1\n', 'x: &a:b y\n', 'x: &a,b y\n',
  'x: &a.b y\nz: *a.b\n', 'x: &é y\n', 'x: [&a b, *a]\n', 'x: [*a]\n', 'x: &a [b]\ny: {*a : 1}\n',
  'x: &a b\n*a : 1\n', 'x: &a b\n*a: 1\n', 'x: &1 b\ny: *1\n', 'x: &a- b\ny: *a-\n', 'x: &a} b\n', '<<: {a: 1}\n',
  '<<: [{a: 1}, {b: 2}]\n', '<<: x\n', '<<:\n', '<<: [x]\n', '"<<": {a: 1}\n', '!!merge <<: {a: 1}\n',
  '<<: &a {b: 1}\nc: *a\n', 'x: &a {b: 1}\ny: {<<: *a, b: 2}\nz: {b: 2, <<: *a}\n', 'x: &a [1]\ny: {<<: *a}\n',
  '<<: {a: 1}\n<<: {b: 1}\n', '<<: {a: {b: 1}}\na: {c: 1}\n', '<<: [[{a: 1}]]\n',
  'x: &a {b: 1}\ny: {<<: [*a, {c: 1}]}\n', 'a: 1\na: 2\n', 'a: 1\n"a": 2\n', '1: a\n"1": b\n', 'a: [\nb\n]\n',
  'a: {\nb: 1\n}\n', 'a:\n  b: [\n1,\n2\n]\n  c: 3\n', 'a: [1, # c\n2]\n', 'a: ["x\ny"]\n', 'a: {b\n: 1}\n',
  'a: {"b"\n: 1}\n', 'a: [b\n: 1]\n', 'a: [b\nc]\n', 'a: [b\n\nc]\n', '[\n]\n', '{\n}\n', 'a: [\n---\n]\n',
  'a: [\n...\n]\n', 'a: [b,\n- c]\n', 'a: [b,\nc: d]\n', 'a: {b: c,\nd: e}\nf: g\n', 'a: [\n"b" # c\n,d]\n',
  "a: ['b\n  # c',\nd]\n", 'a: [b\n# c\n]\n', 'a: [b # c\nd]\n', 'a: [b,\n\td]\n',
];

export const TEXTS: readonly string[] = [
  ...[...ESCAPED].map((letter) => `a: "x\\${letter}41414141y"\n`),
  ...TAGGED.flatMap((text) => [`a: ${text}\n`, `- ${text}\n`, `? ${text}\n: 1\n`]),
  ...DIRECTIVES.flatMap((text) => [
    `${text}\n---\na: 1\n`, `a: 1\n...\n${text}\n---\nb: 2\n`, `a: 1\n---\n${text}\n---\nb: 2\n`,
  ]),
  ...CHARACTERS.flatMap((c) => [
    `a: x${c}y\n`, `a: "x${c}y"\n`, `a: 'x${c}y'\n`, `a: |\n  x${c}y\n`, `# x${c}y\na: 1\n`,
    `a${c}: 1\n`, `a: 1${c}\nb: 2\n`,
    `a: ${c}x\n`, `${c}a: 1\n`, `a: >\n  x${c}  y\n  z\n`, `a: 1\n${c}b: 2\n`, `[a,${c}b]`,
  ]),
  ...OTHERS,
];
