import { argumentTypes, Assembly } from '../../projenrc/argument-types';

const other: Assembly = {
  name: 'other',
  types: {
    'other.Thing': {
      name: 'Thing',
      fqn: 'other.Thing',
      kind: 'class',
      base: 'other.Base',
      methods: [
        { name: 'run' },
        { name: 'make', static: true, returns: { type: { fqn: 'other.Thing' } } },
      ],
    },
    'other.Base': {
      name: 'Base',
      fqn: 'other.Base',
      kind: 'class',
      properties: [{ name: 'node' }, { name: 'note', optional: true }],
    },
  },
} as unknown as Assembly;

const ours: Assembly = {
  name: 'ours',
  types: {
    'ours.Maker': {
      name: 'Maker',
      fqn: 'ours.Maker',
      kind: 'class',
      initializer: {
        parameters: [
          { name: 'thing', type: { fqn: 'other.Thing' } },
          { name: 'props', type: { fqn: 'ours.Props' }, optional: true },
        ],
      },
      methods: [
        { name: 'add', parameters: [{ name: 'names', type: { primitive: 'string' }, variadic: true }] },
        {
          name: 'of',
          static: true,
          parameters: [{ name: 'mode', type: { fqn: 'ours.Mode' } }],
          returns: { type: { fqn: 'ours.Maker' } },
        },
        { name: 'hidden', protected: true, parameters: [{ name: 'x' }] },
      ],
    },
    'ours.Props': {
      name: 'Props',
      fqn: 'ours.Props',
      kind: 'interface',
      datatype: true,
      interfaces: ['ours.More'],
      properties: [
        { name: 'tags', type: { collection: { kind: 'array', elementtype: { primitive: 'string' } } } },
        { name: 'inner', type: { fqn: 'ours.Props' }, optional: true },
        { name: 'maker', type: { fqn: 'ours.Maker' }, optional: true },
      ],
    },
    'ours.More': {
      name: 'More',
      fqn: 'ours.More',
      kind: 'interface',
      datatype: true,
      properties: [{ name: 'any', type: { primitive: 'any' }, optional: true }],
    },
    'ours.Mode': { name: 'Mode', fqn: 'ours.Mode', kind: 'enum' },
  },
} as unknown as Assembly;

const read = () => argumentTypes(ours, new Map([['other', other]]), () => ['a', 'b']);

test('parameters, options, values and things are those of the assemblies', () => {
  expect(read()).toEqual({
    classes: {
      Maker: {
        create: [['thing', 'other.Thing'], ['props', 'Props?']],
        functions: { of: [['mode', 'Mode']] },
        methods: { add: [['names', '...string']] },
      },
    },
    structs: { Props: { tags: 'list:string', inner: 'Props?', maker: 'Maker?', any: 'any?' } },
    enums: { Mode: ['a', 'b'] },
    things: {
      'other.Thing': { words: 'a Thing', members: ['run', 'node'], makers: ['Thing.make'] },
      'Maker': { words: 'a Maker', fqn: 'ours.Maker', makers: ['new Maker', 'Maker.of'] },
    },
  });
});

test('a type of a package that is not read is told', () => {
  expect(() => argumentTypes(ours, new Map(), () => []))
    .toThrow('the public API has the type other.Thing, which is in no assembly that is read');
});
