import { mayReadProcess } from '../../src/facts/process-isolation';

test.each<[number | undefined, string[], number | undefined, boolean]>([
  [undefined, [], 1, true],
  [1, [], undefined, true],
  [0, [], 1, true],
  [1, [], 1, true],
  [2, [], 1, false],
  [2, [], 0, false],
  [2, ['CAP_SYS_PTRACE'], 1, true],
  [2, ['all'], 1, true],
  [2, ['NET_ADMIN'], 1, false],
])('user %s with %j reads a process of user %s: %s', (user, capabilities, other, may) => {
  expect(mayReadProcess({ user, capabilities }, { user: other, capabilities: [] })).toBe(may);
});
