import { necessaryWithout, variablesUsed } from '../../src/policy/necessary';
import { RuleScope } from '../../src/rules/rule-scope';

const MOUNT = RuleScope.VOLUME_MOUNT;

test.each([
  ['has(volume.secret) && has(self.subPath)', '((has(volume.secret)))', '((has(self.subPath)))'],
  ['has(volume.secret) || has(self.subPath)', undefined, undefined],
  ['!(has(volume.secret) || has(self.subPath))', '!((has(volume.secret)))', '!((has(self.subPath)))'],
  ['!(has(volume.secret) && has(self.subPath))', undefined, undefined],
  ['volume.a.exists(x, x.b && x.c == self.name)', '(volume.a).exists(x, ((x.b)))', undefined],
  ['self.name == volume.name', undefined, undefined],
  ["container.name == 'a'", undefined, "(container.name == 'a')"],
  ['pod.hostIPC == true', '(pod.hostIPC == true)', '(pod.hostIPC == true)'],
  ['has(volume.secret) // why\n && has(self.subPath)', '((has(volume.secret)))', '((has(self.subPath)))'],
  ['(has(volume.a) || has(volume.b)) && has(self.c)', '((has(volume.a) || has(volume.b)))', '((has(self.c)))'],
])('%s needs of the volume %s, and of the mount %s', (expression, ofVolume, ofMount) => {
  expect(necessaryWithout(MOUNT, expression, ['self', 'container'])).toBe(ofVolume);
  expect(necessaryWithout(MOUNT, expression, ['volume'])).toBe(ofMount);
});

test('a variable of a macro is not one of the scope', () => {
  const expression = 'self.a.exists(volume, volume == 1) && [pod].all(x, x == x)';
  expect([...variablesUsed(MOUNT, expression)]).toEqual(['self', 'pod']);
});
