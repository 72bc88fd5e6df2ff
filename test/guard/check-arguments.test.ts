import { ArgumentTypes, Parameter } from '../../src/guard/argument-types';
import { ArgumentCheck } from '../../src/guard/check-arguments';

const TYPES: ArgumentTypes = {
  classes: {},
  structs: {
    Props: {
      name: 'string',
      mode: 'Mode?',
      replicas: 'number?',
      quiet: 'boolean?',
      tags: 'list:string?',
      data: 'map:x.Source?',
      nested: 'Nested?',
      any: 'any?',
    },
    Nested: { path: 'string', deeper: 'Nested?' },
    Loose: { value: 'string?' },
  },
  enums: { Mode: ['auto', 'never'] },
  things: {
    'x.Source': { words: 'a Source', fqn: 'x.Source', makers: ['Source.unsafeA', 'Source.a', 'Source.b', 'Source.c'] },
    'cdk8s.Duration': { words: 'a Duration', members: ['toSeconds'], makers: ['Duration.hours'] },
  },
};

const PARAMETERS: Parameter[] = [['id', 'string'], ['props', 'Props']];
const check = (given: unknown[], parameters = PARAMETERS) =>
  new ArgumentCheck(TYPES).check(() => 'app/Db', parameters, given);

class Source {}
Object.defineProperty(Source, Symbol.for('jsii.rtti'), { value: { fqn: 'x.Source' } });
class Derived extends Source {}

test.each([
  ['all that is needed', { name: 'x' }],
  ['all that there is', {
    name: 'x',
    mode: 'auto',
    replicas: 2,
    quiet: false,
    tags: ['a'],
    data: { a: new Source(), b: new Derived() },
    nested: { path: 'p' },
    any: Symbol('x'),
  }],
  ['undefined for what is not given', { name: 'x', mode: undefined, nested: undefined }],
  ['more than is known', { name: 'x', owner: 'me', names: 1 }],
  ['an object with getters', new class { public get name() { return 'x'; } }()],
])('%s is taken', (_name, props) => {
  expect(() => check(['Db', props])).not.toThrow();
});

test.each<[string, unknown[], string]>([
  ['no id', [], 'id is missing; it must be a text'],
  ['another id', [5, { name: 'x' }], 'id must be a text, got a number'],
  ['no options', ['Db'], 'the options are missing; it needs name'],
  ['options that are a list', ['Db', ['x']], 'the options must be an object, got a list'],
  ['options that are null', ['Db', null], 'the options must be an object, got null'],
  ['an option that is missing', ['Db', {}], 'name is missing; it must be a text'],
  [
    'a value of no enum',
    ['Db', { name: 'x', mode: 'Auto' }],
    'mode must be one of auto, never, got Auto; did you mean auto',
  ],
  ['another text', ['Db', { name: 'x', mode: 'hunter2' }], 'mode must be one of auto, never, got a text'],
  ['null', ['Db', { name: 'x', replicas: null }], 'replicas must be a number, got null; omit it to use the default'],
  ['a text for true', ['Db', { name: 'x', quiet: 'true' }], 'quiet must be true or false, got a text'],
  ['a text for a list', ['Db', { name: 'x', tags: 'a' }], 'tags must be a list of texts, got a text'],
  ['an item of a list', ['Db', { name: 'x', tags: ['a', 1] }], 'tags[1] must be a text, got a number'],
  ['a hole in a list', ['Db', { name: 'x', tags: ['a', , 'b'] }], 'tags[1] is missing; it must be a text'],
  [
    'an item of a map',
    ['Db', { name: 'x', data: { password: 'hunter2' } }],
    'data[password] must be a Source, got a text; make it with Source.a, Source.b, Source.c and others',
  ],
  ['another class', ['Db', { name: 'x', data: { a: new Date() } }], 'data[a] must be a Source, got a Date; make'],
  [
    'an option of an option',
    ['Db', { name: 'x', nested: { path: 'p', deeper: { path: true } } }],
    'nested.deeper.path must be a text, got true',
  ],
  ['a slip', ['Db', { name: 'x', replica: 2 }], 'there is no option replica; did you mean replicas'],
  ['capitals', ['Db', { Name: 'x' }], 'there is no option Name; did you mean name'],
  ['no number', ['Db', { name: 'x', replicas: NaN }], 'replicas must be a number, got NaN'],
  ['no number that can be written', ['Db', { name: 'x', replicas: -Infinity }], 'replicas must be a number, got -Inf'],
  ['half of a character', ['Db', { name: '\udc00x' }], 'name must be a text, got a text that contains half of a surr'],
  ['half of one in a list', ['Db', { name: 'x', tags: ['a', '\ud83d'] }], 'tags[1] must be a text, got a text that c'],
  ['half of one in a name', ['Db', { name: 'x', data: { '\ud83d': new Source() } }], 'data has a name that contains h'],
  ['a Map', ['Db', { name: 'x', data: new Map() }], 'data must be an object with Sources by name, got a Map'],
  ['options that are not awaited', ['Db', Promise.resolve({ name: 'x' })], 'the options must be an object, got a Prom'],
])('%s is refused with the place, what was got and what is allowed', (_name, given, message) => {
  expect(() => check(given)).toThrow(`app/Db: ${message}`);
});

test('a thing of another package has what is needed of it', () => {
  const parameters: Parameter[] = [['every', 'cdk8s.Duration?'], ['rest', '...cdk8s.Duration']];
  const duration = { toSeconds: () => 1 };
  expect(() => check([duration, duration, duration], parameters)).not.toThrow();
  expect(() => check([undefined], parameters)).not.toThrow();
  expect(() => check([{}], parameters)).toThrow('every must be a Duration, got an object; make it with Duration.hours');
  expect(() => check([duration, duration, '1h'], parameters)).toThrow('rest[1] must be a Duration, got a text');
});

test('options of which none is needed may be left out where the call takes none', () => {
  expect(() => check([], [['props', 'Loose']])).toThrow(
    'the options are missing; pass an object with the options to set',
  );
  expect(() => check([], [['props', 'Loose?']])).not.toThrow();
});

test('what throws when it is read is refused with its place, and not with the error of the caller', () => {
  const fault = () => {
    throw new TypeError('hunter2');
  };
  const proxy = new Proxy({}, { get: fault, ownKeys: fault, getPrototypeOf: fault });
  const options: [unknown, string][] = [
    [{ get name() { return fault(); } }, 'name cannot be read: a getter or proxy in it throws an error'],
    [{ name: 'x', nested: { get path() { return fault(); } } }, 'nested.path cannot be read'],
    [{ name: 'x', tags: new Proxy([], { get: fault }) }, 'tags cannot be read'],
    [{ name: 'x', data: { get a() { return fault(); } } }, 'data cannot be read'],
    [{ name: 'x', mode: proxy }, 'mode cannot be read'],
    [proxy, 'the options object cannot be read'],
  ];
  for (const [props, message] of options) {
    expect(() => check(['Db', props])).toThrow(`app/Db: ${message}`);
  }
});

test('no value comes back', () => {
  for (const value of ['hunter2', 4711, ['hunter2'], { hunter2: 'hunter2' }, () => 'hunter2', Symbol('hunter2')]) {
    for (const option of ['mode', 'replicas', 'quiet', 'tags', 'data', 'nested']) {
      try {
        check(['Db', { name: 'x', [option]: value }]);
      } catch (error) {
        expect((error as Error).message.replace('data[hunter2]', '')).not.toMatch(/hunter2|4711/);
      }
    }
  }
});
