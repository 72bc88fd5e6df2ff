import { accountOrSubject, crowdOf, groupsOfAccounts } from '../../src/facts/subjects';

test.each([
  ['User', 'system:anonymous', true],
  ['Group', 'system:unauthenticated', true],
  ['Group', 'system:authenticated', true],
  ['Group', 'system:serviceaccounts', false],
  ['Group', 'system:serviceaccounts:shop', false],
])('%s %s is a crowd, open: %s', (kind, name, open) => {
  expect(crowdOf({ kind, name })?.open).toBe(open);
});

test.each([
  ['Group', 'system:masters'],
  ['Group', 'system:anonymous'],
  ['User', 'system:authenticated'],
  ['ServiceAccount', 'system:anonymous'],
  ['User', 'system:serviceaccounts'],
  ['Group', 'system:serviceaccountsx'],
  ['Group', 'system:serviceaccounts:'],
])('%s %s is not', (kind, name) => {
  expect(crowdOf({ kind, name })).toBeUndefined();
});

test('a user of the name of an account is the account', () => {
  expect(accountOrSubject({ kind: 'User', name: 'system:serviceaccount:shop:orders', namespace: '' })).toEqual({
    kind: 'ServiceAccount',
    name: 'orders',
    namespace: 'shop',
  });
  const jane = { kind: 'User', name: 'jane', namespace: '' };
  expect(accountOrSubject(jane)).toBe(jane);
  const group = { kind: 'Group', name: 'system:serviceaccount:shop:orders', namespace: '' };
  expect(accountOrSubject(group)).toBe(group);
});

test('an account is in the group of all and in that of its namespace', () => {
  expect(groupsOfAccounts('shop')).toEqual(['system:serviceaccounts', 'system:serviceaccounts:shop']);
  expect(groupsOfAccounts('')).toEqual(['system:serviceaccounts']);
});
