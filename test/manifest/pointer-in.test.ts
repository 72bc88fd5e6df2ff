import { FieldPath } from '../../src/facts/document-fault';
import { pointerIn } from '../../src/manifest/pointer-in';
import { Resource } from '../../src/manifest/resource';

const object = { spec: { length: 8, tags: ['a', 'b'], text: 'four', nothing: null } };
const resource = { object, pointer: '/items/0' } as unknown as Resource;

test.each<[path: FieldPath, pointer: string]>([
  [['spec', 'length'], '/items/0/spec/length'],
  [['spec', 'tags', 1], '/items/0/spec/tags/1'],
  [['spec', 'tags', 2], '/items/0/spec/tags'],
  [['spec', 'other', 'name'], '/items/0/spec'],
  [['spec', 'text', 'length'], '/items/0/spec/text'],
  [['spec', 'text', 0], '/items/0/spec/text'],
  [['spec', 'nothing', 'name'], '/items/0/spec/nothing'],
  [['spec', 'toString'], '/items/0/spec'],
])('%j is at %s', (path, pointer) => {
  expect(pointerIn(resource, path)).toBe(pointer);
});
