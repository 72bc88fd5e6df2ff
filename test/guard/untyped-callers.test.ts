import { createRequire } from 'module';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as source from '../../src';
import { ArgumentTypes, Parameter } from '../../src/guard/argument-types';
import { acts, commandsIn } from '../support/hostile-text';
import { compileLibrary, projectRoot } from '../support/package-under-test';
import { leakOf, NOTATIONS } from '../support/secrets';

type Library = { readonly [name: string]: any };

/** What a message of the engine looks like. */
const RAW = /Cannot (?:read|destructure|convert)|is not (?:a function|iterable|a constructor)|undefined|\[object/;

const BROKEN = 'hunter2-Zq7: thrown by the caller';

/** An object whose properties all throw. */
const throwing = (target: object) => new Proxy(target, {
  get: () => {
    throw new TypeError(BROKEN);
  },
  has: () => {
    throw new TypeError(BROKEN);
  },
  ownKeys: () => {
    throw new TypeError(BROKEN);
  },
  getPrototypeOf: () => {
    throw new TypeError(BROKEN);
  },
});

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Objects without properties, whatever they contain: taken as options, they would be none. */
const OPAQUE: readonly unknown[] = [
  new Map([['name', 'hunter2-Zq7']]), new Set(['hunter2-Zq7']), Promise.resolve('hunter2-Zq7'), new Date(0),
  Buffer.from('hunter2-Zq7'), new String('hunter2-Zq7'), new Error('hunter2-Zq7'),
];

/** What nothing can be read from. */
const UNREADABLE: readonly unknown[] = [throwing({}), throwing([]), revoked({}), revoked([]), revoked(() => 1)];

/** Given in the wrong place. None of it may come back. */
const WRONG: readonly unknown[] = [
  'hunter2-Zq7', 4711, true, ['hunter2-Zq7'], { secret: 'hunter2-Zq7' }, null, () => 'hunter2-Zq7', Symbol('x'),
  4711n, class {}, NaN, Infinity, '\ud800', ...OPAQUE, ...UNREADABLE,
];

let library: Library;
let types: ArgumentTypes;

beforeAll(() => {
  compileLibrary();
  const load = createRequire(join(projectRoot, 'package.json'));
  library = load('./lib/index.js') as Library;
  types = load('./lib/guard/argument-types.json') as ArgumentTypes;
}, 600_000);

type Arguments = readonly unknown[];

/** One call of the public API, with the arguments of the case. */
interface Call {
  readonly title: string;
  readonly parameters: readonly Parameter[];
  run(given: Arguments): unknown;
}

function calls(): Call[] {
  return Object.entries(types.classes).flatMap(([owner, { create, functions, methods }]) => [
    ...(create === undefined ? [] : [{
      title: `new ${owner}`, parameters: create, run: (given: Arguments) => new library[owner](...given),
    }]),
    ...Object.entries(functions).map(([member, parameters]) => ({
      title: `${owner}.${member}`, parameters, run: (given: Arguments) => library[owner][member](...given),
    })),
    ...Object.entries(methods).map(([member, parameters]) => ({
      title: `${owner}#${member}`, parameters, run: (given: Arguments) => fake(owner)[member](...given),
    })),
  ]).filter(({ parameters }) => parameters.length > 0);
}

/** An object that is of a class, and empty. */
function fake(name: string): any {
  return Object.create(library[name].prototype as object);
}

/** A value that has the type, as far as the guard looks. */
function valid(type: string, scope: Chart, depth = 0): unknown {
  const required = type.replace(/^\.\.\./, '').replace(/\?$/, '');
  if (required.startsWith('list:')) {
    return [valid(required.slice('list:'.length), scope, depth + 1)];
  }
  if (required.startsWith('map:')) {
    return { name: valid(required.slice('map:'.length), scope, depth + 1) };
  }
  if (required in types.structs) {
    return validStruct(required, scope, depth + 1);
  }
  if (required in types.enums) {
    return types.enums[required][0];
  }
  const thing = types.things[required];
  if (thing !== undefined) {
    const made = thing.fqn === undefined ? likeness(thing.members, scope) : fake(required);
    return thing.words === 'a construct' ? scope : made;
  }
  return { string: 'name', number: 1, boolean: false }[required] ?? 'any';
}

/** An object with the members of another. */
function likeness(members: readonly string[] = [], { node }: Chart): object {
  return Object.fromEntries(members.map((member) => [member, member === 'node' ? node : () => 1]));
}

function validStruct(struct: string, scope: Chart, depth: number): Record<string, unknown> {
  const options = Object.entries(types.structs[struct]).filter(([, type]) => !type.endsWith('?'));
  return Object.fromEntries(options.map(([option, type]) => [option, valid(type, scope, depth)]));
}

/** Whether a value may be of a type. */
function mayBe(type: string, value: unknown): boolean {
  const required = type.replace(/^\.\.\./, '').replace(/\?$/, '');
  if (required === 'any') {
    return true;
  }
  if ([...UNREADABLE, ...OPAQUE, '\ud800'].includes(value) || (typeof value === 'number' && !Number.isFinite(value))) {
    return required in types.things && types.things[required].members?.length === 0;
  }
  if (required.startsWith('list:')) {
    return Array.isArray(value) && value.every((item) => mayBe(required.slice('list:'.length), item));
  }
  if (required.startsWith('map:')) {
    return isObject(value) && Object.values(value).every((item) => mayBe(required.slice('map:'.length), item));
  }
  return required in types.structs ? isObject(value)
    : required in types.things ? isObject(value) && types.things[required].members?.length === 0
      : typeof value === required;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A place in the arguments of a call that a wrong value may be put at. */
interface Place {
  /** What the error has to name. */
  readonly name: string;
  readonly type: string;
  put(scope: Chart, value: unknown): unknown[];
}

function* places(call: Call): Generator<Place> {
  const all = (scope: Chart) => call.parameters.map(([, type]) => valid(type, scope));
  for (const [index, [name, type]] of call.parameters.entries()) {
    const last = index === call.parameters.length - 1 && type.replace('?', '') in types.structs;
    const changed = (scope: Chart, change: (argument: unknown) => unknown) =>
      all(scope).map((argument, at) => (at === index ? change(argument) : argument));
    yield { name: last ? 'options' : name, type, put: (scope, value) => changed(scope, () => value) };
    for (const [path, optionType] of optionsOf(type)) {
      yield {
        name: path.at(-1)!,
        type: optionType,
        put: (scope, value) => changed(scope, (argument) => withValue(argument, path, value, type, scope)),
      };
    }
  }
}

function* optionsOf(type: string, path: readonly string[] = []): Generator<[path: string[], type: string]> {
  const struct = type.replace(/^\.\.\./, '').replace(/\?$/, '');
  if (!(struct in types.structs) || path.length > 2) {
    return;
  }
  for (const [option, optionType] of Object.entries(types.structs[struct])) {
    yield [[...path, option], optionType];
    yield* optionsOf(optionType, [...path, option]);
  }
}

function withValue(
  object: unknown, [first, ...rest]: readonly string[], value: unknown, type: string, scope: Chart,
): unknown {
  const struct = type.replace(/\?$/, '');
  const fields = (object ?? validStruct(struct, scope, 0)) as Record<string, unknown>;
  const option = types.structs[struct][first];
  const inner = () => withValue(fields[first] ?? valid(option, scope), rest, value, option, scope);
  return { ...fields, [first]: rest.length === 0 ? value : inner() };
}

function errorOf(run: () => unknown): Error | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Whether an error is one that a reader can act on. */
function isAnswer(error: Error | undefined): boolean {
  return error?.name === 'Error' && !RAW.test(error.message) && /must be|missing|cannot be read/.test(error.message);
}

test('there are calls of every kind, and the types of all classes', () => {
  expect(calls().length).toBeGreaterThan(100);
  expect(Object.keys(types.classes).filter((name) => typeof library[name] !== 'function')).toEqual([]);
});

test('a call without arguments, or with undefined and null, is answered with what is missing', () => {
  const wrong: string[] = [];
  for (const call of calls().filter(({ parameters }) => parameters.some(([, type]) => !/^\.\.\.|\?$/.test(type)))) {
    for (const given of [[], call.parameters.map(() => undefined), call.parameters.map(() => null)]) {
      const error = errorOf(() => call.run(given));
      if (error !== undefined && !isAnswer(error)) {
        wrong.push(`${call.title}(${given.map(String).join()}): ${error.name}: ${error.message}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

test('a value of a wrong type, in any option, is answered with the option, what was got and what is allowed', () => {
  const wrong: string[] = [];
  let count = 0;
  for (const call of calls()) {
    for (const { name, type, put } of places(call)) {
      for (const value of WRONG.filter((each) => !mayBe(type, each))) {
        const chart = new Chart(new App(), 'chart');
        const error = errorOf(() => call.run(put(chart, value)));
        const said = error?.message ?? 'nothing was thrown';
        count++;
        if (!isAnswer(error) || /hunter2|4711/.test(said) || !said.includes(name)) {
          wrong.push(`${call.title}: ${name} (${type}) ${typeof value}: ${error?.name}: ${said}`);
        }
        if (chart.node.children.length > 0) {
          wrong.push(`${call.title}: ${name}: left ${chart.node.children[0].node.id}`);
        }
      }
    }
  }
  expect(wrong.slice(0, 20)).toEqual([]);
  expect(count).toBeGreaterThan(3000);
});

test('whatever makes a construct throw, it leaves no child, and says nothing that acts', () => {
  const wrong: string[] = [];
  const texts = ['', 'name', 'Not a name!', '\u001b[2J\n::error::x\u202e', 'a'.repeat(300)];
  let thrown = 0;
  for (const call of calls().filter(({ parameters }) => parameters.some(([name]) => name === 'id'))) {
    for (const text of texts) {
      const chart = new Chart(new App(), 'chart');
      const given = call.parameters.map(([name, type]) =>
        (name === 'id' ? 'Child' : withText(valid(type, chart), text)));
      const error = errorOf(() => call.run(given));
      thrown += error === undefined ? 0 : 1;
      const left = chart.node.tryFindChild('Child');
      if (error !== undefined && left !== undefined) {
        wrong.push(`${call.title}: left its child behind: ${error.message}`);
      }
      if (error !== undefined && (acts(error.message) || commandsIn(error.message).length > 0)) {
        wrong.push(`${call.title}: ${JSON.stringify(error.message)}`);
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(thrown).toBeGreaterThan(30);
});

test('a construct leaves no child when it throws, also where nothing checks its arguments', () => {
  const built = library;
  library = source;
  try {
    const texts = ['', 'name', 'Not a name!', 'a'.repeat(300)];
    const left: string[] = [];
    for (const call of calls().filter(({ parameters }) => parameters.some(([name]) => name === 'id'))) {
      for (const text of texts) {
        const chart = new Chart(new App(), 'chart');
        const given = call.parameters.map(([name, type]) =>
          (name === 'id' ? 'Child' : withText(valid(type, chart), text)));
        const error = errorOf(() => call.run(given));
        if (error !== undefined && chart.node.tryFindChild('Child') !== undefined) {
          left.push(`${call.title}: ${error.message}`);
        }
      }
    }
    expect(left).toEqual([]);
  } finally {
    library = built;
  }
});

/** The same with another text in every place that has one. */
function withText(value: unknown, text: string): unknown {
  if (typeof value === 'string') {
    return text;
  }
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype && !('node' in value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withText(each, text)]))
    : value;
}

test('a secret in place of an ID is in no message, in whatever notation', () => {
  const printed: string[] = [];
  for (const call of calls().filter(({ parameters }) => parameters.some(([name]) => name === 'id'))) {
    for (const [notation, secret] of NOTATIONS) {
      for (const other of [undefined, 5, 'name']) {
        const given = call.parameters.map(([name, type]) =>
          (name === 'id' ? secret : other === 'name' ? valid(type, new Chart(new App(), 'chart')) : other));
        given[0] = call.parameters[0][0] === 'scope' ? new Chart(new App(), 'chart') : given[0];
        const error = errorOf(() => call.run(given));
        const leak = error === undefined ? undefined : leakOf(secret, `${error.message}\n${error.stack}`);
        if (leak !== undefined) {
          printed.push(`${call.title}: ${notation}: ${leak}`);
        }
      }
    }
  }
  expect(printed).toEqual([]);
});

test('nor is one in any option that takes a text', () => {
  const printed: string[] = [];
  let thrown = 0;
  for (const call of calls()) {
    for (const { name, put } of [...places(call)].filter(({ type }) => /(?:^|:)string\??$/.test(type))) {
      for (const [notation, secret] of NOTATIONS) {
        for (const given of [secret, [secret], { name: secret }, { [secret]: 'name' }]) {
          const error = errorOf(() => call.run(put(new Chart(new App(), 'chart'), given)));
          thrown += error === undefined ? 0 : 1;
          const leak = error === undefined ? undefined : leakOf(secret, `${error.message}\n${error.stack}`);
          if (leak !== undefined) {
            printed.push(`${call.title}: ${name}: ${notation}: ${leak}`);
          }
        }
      }
    }
  }
  expect(printed.slice(0, 20)).toEqual([]);
  expect(thrown).toBeGreaterThan(1000);
});
