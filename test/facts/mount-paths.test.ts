import { hiddenBy, mountPathFault, untidyMountPathFault } from '../../src/facts/mount-paths';

test.each<[string, string | undefined]>([
  ['/etc/secrets/db', undefined], ['etc/db', 'is not absolute'], ['/etc:db', "has a ':'"], ['/etc/\u0007', "has a ':'"],
  [`/${'a'.repeat(4095)}`, undefined], [`/${'a'.repeat(4096)}`, 'has 4097 bytes; Linux allows 4096'],
  [`/${'ä'.repeat(2048)}`, 'has 4097 bytes; Linux allows 4096'],
])('%#: a mount path has a fault: %s', (path, expected) => {
  const fault = mountPathFault(path);
  expect(expected === undefined ? fault : fault?.slice(0, expected.length)).toBe(expected);
});

test.each([
  ['/etc/db', false], ['/etc//db', true], ['/etc/./db', true], ['/etc/../db', true], ['/etc/db/', true],
  ['/etc/..db', false], ['/etc/.db', false],
])('%s is not normalised: %s', (path, expected) => {
  expect(untidyMountPathFault(path) !== undefined).toBe(expected);
});

test.each<[string, string | undefined]>([
  ['/', 'would hide the file system of the container'], ['/..', 'would hide the file system of the container'],
  ['/proc', 'is part of /proc'], ['/sys/fs/acme', 'is part of /sys'], ['/processes', undefined],
  ['/etc', 'would hide what the image has in /etc'], ['/etc/acme', undefined],
  ['/var/run', 'would hide what the image has in /var/run; give a dedicated directory, such as \'/run/db\''],
  ['/var/runs', undefined],
])('a directory of files at %s: %s', (path, expected) => {
  const fault = hiddenBy(path);
  expect(expected === undefined ? fault : fault?.slice(0, expected.length)).toBe(expected);
});
