import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { ArgumentTypes } from '../../src/guard/argument-types';
import { guarded } from '../../src/guard/guarded';

interface Props {
  readonly name: string;
}

class ThingBehindTheGuard extends Construct {
  public static readonly DEFAULT = 'x';

  public static of(scope: Construct, id: string, name: string): ThingBehindTheGuard {
    return new ThingBehindTheGuard(scope, id, { name });
  }

  public constructor(scope: Construct, id: string, public readonly props: Props) {
    super(scope, id);
    new Construct(this, 'Part');
    if (props.name.startsWith('bad')) {
      throw new Error(`${this.node.path}: the name ${props.name} is bad`);
    }
  }

  public child(id: string, name: string): ThingBehindTheGuard {
    return new ThingBehindTheGuard(this, id, { name });
  }

  public rename(name: string): string {
    return `${this.props.name}${name}`;
  }
}

const TYPES: ArgumentTypes = {
  classes: {
    Thing: {
      create: [['scope', 'constructs.Construct'], ['id', 'string'], ['props', 'Props']],
      functions: { of: [['scope', 'constructs.Construct'], ['id', 'string'], ['name', 'string']] },
      methods: { child: [['id', 'string'], ['name', 'string']], rename: [['name', 'string']] },
    },
  },
  structs: { Props: { name: 'string' } },
  enums: {},
  things: { 'constructs.Construct': { words: 'a construct', members: ['node'] } },
};

const Thing = guarded(ThingBehindTheGuard, 'Thing', () => TYPES);
const chartOf = () => new Chart(new App(), 'shop');

test('a class stays what it is', () => {
  const chart = chartOf();
  const thing = new Thing(chart, 'Db', { name: 'x' });
  expect(thing).toBeInstanceOf(Thing);
  expect(thing).toBeInstanceOf(ThingBehindTheGuard);
  expect([Thing.name, Thing.DEFAULT]).toEqual(['ThingBehindTheGuard', 'x']);
  expect([thing.rename('y'), thing.child('C', 'z').props.name]).toEqual(['xy', 'z']);
  expect(Thing.of(chart, 'Other', 'o')).toBeInstanceOf(Thing);
  expect(Thing.of).toBe(Thing.of);
});

test('a class that extends it is made as itself', () => {
  class Mine extends Thing {
    public rename(): string {
      return 'mine';
    }
  }
  const mine = new Mine(chartOf(), 'Db', { name: 'x' });
  expect(mine).toBeInstanceOf(Mine);
  expect(mine.rename()).toBe('mine');
});

test('a caller without types gets the path of the construct, or the class and the function', () => {
  const chart = chartOf();
  const untyped = Thing as any;
  expect(() => new untyped(chart, 'Db')).toThrow('shop/Db: the options are missing; it needs name');
  expect(() => new untyped(undefined, 'Db', { name: 'x' })).toThrow('Thing: scope is missing; it must be a construct');
  expect(() => new untyped(chart, 7, { name: 'x' })).toThrow('Thing: id must be a text, got a number');
  expect(() => untyped.of(chart, 'Db', 5)).toThrow('shop/Db: name must be a text, got a number');
  const thing = new untyped(chart, 'Db', { name: 'x' });
  expect(() => thing.rename()).toThrow('shop/Db: rename: name is missing; it must be a text');
});

test('whatever makes it throw, it leaves no child, and a second try works', () => {
  const chart = chartOf();
  expect(() => new Thing(chart, 'Db', { name: 'bad' })).toThrow('shop/Db: the name bad is bad');
  expect(() => Thing.of(chart, 'Db', 'bad')).toThrow('is bad');
  expect(chart.node.children).toEqual([]);
  const thing = new Thing(chart, 'Db', { name: 'x' });
  expect(() => thing.child('Child', 'bad')).toThrow('is bad');
  expect(thing.node.tryFindChild('Child')).toBeUndefined();
  expect(thing.child('Child', 'x').node.path).toBe('shop/Db/Child');
});

test('a child of the same id that is there already stays', () => {
  const chart = chartOf();
  const first = new Thing(chart, 'a/b', { name: 'x' });
  expect(() => new Thing(chart, 'a/b', { name: 'x' })).toThrow('already');
  expect(chart.node.children).toEqual([first]);
  expect(() => new Thing(chart, 'c/d', { name: 'bad' })).toThrow('is bad');
  expect(chart.node.children).toEqual([first]);
});

test('a message acts on nothing, nor does the stack that Node prints', () => {
  try {
    new Thing(chartOf(), 'Db', { name: 'bad\u001b[2J\n::error::x\u202e' });
    throw new Error('nothing was thrown');
  } catch (error) {
    expect((error as Error).message).toBe('shop/Db: the name bad\\u001b[2J\n\\u003a:error::x\\u202e is bad');
    expect((error as Error).stack).not.toMatch(/[\u001b\u202e]|^::/m);
    expect((error as Error).stack).toContain('guarded.test');
  }
});

test('a secret in place of the ID is in no message', () => {
  const secret = 'hV4nRx81k/QzT7Lp2+w0==';
  for (const props of [{ name: 'bad' }, { name: 5 }, undefined]) {
    try {
      new (Thing as any)(chartOf(), secret, props);
      throw new Error('nothing was thrown');
    } catch (error) {
      expect((error as Error).message).toMatch(/^shop\/a text of 22 characters \(not shown: it may be a secret\): /);
      expect((error as Error).stack).not.toMatch(/hV4nRx|QzT7Lp/);
    }
  }
});
