import { resourcesOf } from '../../src/manifest/resource';
import { faultIn, isOfTemplate } from '../../src/rules/fault-in';

const TOKEN = 'Kx9vQ2gTz81LwRb4oBh2Yc6nE3sD5fG7';
const [resource] = resourcesOf([{
  apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', nmae: 'db', [TOKEN]: 'db' }, type: '${TYPE}',
}]);

test.each<[string, object, string]>([
  ['the place of a fault', { at: ['metadata', 'name'] }, '/metadata/name'],
  ['an unknown field, where it is a word', { at: ['metadata'], unknownField: 'nmae' }, '/metadata/nmae'],
  ['not an unknown field that may be a secret', { at: ['metadata'], unknownField: TOKEN }, '/metadata'],
])('names %s', (_, fault, pointer) => {
  const found = faultIn(resource, { at: [], text: 'is wrong', ...fault });
  expect(found).toMatchObject({ pointer, message: 'is wrong' });
  expect(JSON.stringify(found.pointer)).not.toContain(TOKEN);
});

test('a place that a tool fills in is one of a template, and no other', () => {
  const at = (...path: string[]) => isOfTemplate(resource, { at: path, text: '' });
  expect([at('type'), at('kind'), at('metadata'), at('data', 'password'), at()])
    .toEqual([true, false, false, false, false]);
});
