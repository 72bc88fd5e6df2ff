import { Answer } from '../../src/facts/answer';
import {
  asWritten, fileModeFault, fsGroupFor, isReadableByAll, isReadableByGroup, octal, ProcessIdentity, readsFile, sharedId,
  WantedFile,
} from '../../src/facts/file-access';

const NOBODY_SET: ProcessIdentity = { groups: [] };

test.each<[string, WantedFile, Partial<ProcessIdentity>, Answer]>([
  ['root reads whatever the bits are', { mode: 0 }, { user: 0 }, 'yes'],
  ['whoever the image says may be root', { mode: 0o400 }, {}, 'unknown'],
  ['whoever the image says is not root', { mode: 0o400 }, { nonRoot: true }, 'no'],
  ['everybody reads 0444', { mode: 0o444 }, {}, 'yes'],
  ['root owns the file, whoever runs', { mode: 0o440 }, { user: 1000 }, 'no'],
  ['the group of root reads 0440', { mode: 0o440 }, { user: 1000, group: 0 }, 'yes'],
  ['a supplemental group 0 is the group of root', { mode: 0o440 }, { user: 1000, groups: [0] }, 'yes'],
  ['the group of root does not read 0400', { mode: 0o400 }, { user: 1000, group: 0 }, 'no'],
  [
    'members of fsGroup read what root alone was to read',
    { mode: 0o400, fsGroup: 2000 },
    { user: 1, groups: [2000] },
    'yes',
  ],
  ['others do not', { mode: 0o400, fsGroup: 2000 }, { user: 1, group: 0 }, 'no'],
  ['a user who owns the file reads it', { mode: 0o400, user: 1000 }, { user: 1000 }, 'yes'],
  ['another one does not', { mode: 0o400, user: 1000 }, { user: 1001 }, 'no'],
  ['the user of the image may own the file', { mode: 0o400, user: 1000 }, { nonRoot: true }, 'unknown'],
  [
    'an owner without the bit is refused even if the group has it',
    { mode: 0o040, user: 7 },
    { user: 7, group: 0 },
    'no',
  ],
])('%s', (_name, file, process, expected) => {
  expect(readsFile(asWritten(file), { ...NOBODY_SET, ...process })).toBe(expected);
});

test('the kubelet adds reading by the group to every mode of a pod with fsGroup', () => {
  expect([0o400, 0o600, 0o644, 0].map((mode) => octal(asWritten({ mode, fsGroup: 5 }).mode)))
    .toEqual(['0440', '0640', '0644', '0440']);
});

test.each<[number, string | undefined]>([
  [0o440, undefined], [0o400, undefined], [0o640, undefined], [0o550, undefined], [0o644, undefined],
  [0o040, 'does not let the owner read'], [0o460, 'lets group write'], [0o446, 'lets others write'],
  [0o450, 'lets group do what the owner may not'], [0o404, 'lets others do what the group may not'],
  [440, 'lets group write'], [512, 'is not between 0o000 and 0o777'], [-1, 'is not between 0o000 and 0o777'],
  [0.5, 'is not between 0o000 and 0o777'],
])('mode %d has the fault: %s', (mode, fault) => {
  expect(fileModeFault(mode)).toBe(fault);
});

test('who may read is told by class', () => {
  expect([0o440, 0o404].map(isReadableByAll)).toEqual([false, true]);
  expect([0o440, 0o404].map(isReadableByGroup)).toEqual([true, false]);
});

test.each<[string, (number | undefined)[], number | undefined, number]>([
  ['one group', [26000, 26000], 26000, 26000],
  ['two groups', [26000, 3000], undefined, 65532],
  ['a group that the image decides', [26000, undefined], undefined, 65532],
  ['no groups at all', [undefined, undefined], undefined, 65532],
  ['no containers', [], undefined, 65532],
  ['the group of root, which reads files of root without an fsGroup', [0, 0], 0, 65532],
])('files of a pod with %s', (_name, groups, shared, group) => {
  expect([sharedId(groups), fsGroupFor(groups)]).toEqual([shared, group]);
});
