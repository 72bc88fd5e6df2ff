import * as kplus from 'cdk8s-plus-28';
import { IMountable, MountSource, RotatingVolumeMount } from '../../src';
import { testChart } from '../support/workloads';

function mounting(source: IMountable): () => RotatingVolumeMount {
  const chart = testChart();
  const workload = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'a' }] });
  return () => new RotatingVolumeMount(chart, 'Files', { workload, source, mountPath: '/etc/files' });
}

const one = (path: string) => MountSource.secret('db').withPaths({ key: path });

test.each(['a', 'a/b/c', '.hidden', 'a..b', 'a/..b', 'x'.repeat(255), `${'d/'.repeat(2047)}f`])(
  'file path %s is good',
  (path) => {
    expect(mounting(one(path))).not.toThrow();
  },
);

test.each([
  ['/a', 'payments/Files: file path "/a" is absolute; it is relative to the mount path'],
  ['', 'file path "" is empty'],
  ['a/', 'has an empty part'],
  ['a//b', 'has an empty part'],
  ['./a', "or a part '.'"],
  ['a/../b', "steps out of the mount path: no part is '..'"],
  ['..', 'steps out of the mount path'],
  ['a\0b', 'has a NUL character'],
  ['..data', "the first does not begin with '..'"],
  ['..2026/x', 'steps out of the mount path'],
  ['ü'.repeat(128), 'has a part of more than 255 bytes'],
  ['d/'.repeat(2048) + 'f', 'is longer than 4096 bytes'],
])('file path %j is refused', (path, message) => {
  expect(mounting(one(path))).toThrow(message);
});

test('an empty selection and an empty source are refused', () => {
  expect(mounting(MountSource.secret('db').withPaths({}))).toThrow(
    'payments/Files: no key of Secret "db" is mounted; name at least one',
  );
  expect(mounting(MountSource.secret('db', { keys: [] }))).toThrow('no key of Secret "db" is mounted');
  expect(mounting(MountSource.projected())).toThrow(
    'payments/Files: the source has no objects, so nothing would be mounted',
  );
});

test('a key that the object does not have, or cannot have, is refused', () => {
  expect(mounting(MountSource.secret('db', { keys: ['user', 'password'] })._withPaths({ pasword: 'p' })))
    .toThrow('payments/Files: Secret "db" has no key "pasword"; its keys are "user", "password"');
  expect(mounting(MountSource.secret('db').withPaths({ 'a b': 'p' }))).toThrow('"a b" is not a valid key');
});

test('a name that no object can have is refused', () => {
  expect(mounting(MountSource.configMap('App'))).toThrow(
    'payments/Files: "App" (3 characters) is not a valid object name',
  );
});

test('two keys for one file are refused, in one object and across objects', () => {
  expect(mounting(MountSource.secret('db').withPaths({ a: 'f', b: 'f' }))).toThrow(
    'payments/Files: key "a" of Secret "db" and key "b" of Secret "db" both become file "f"; give one another path '
      + 'with withPaths',
  );
  expect(
    mounting(
      MountSource.projected(
        MountSource.secret('db', { keys: ['f'] }),
        MountSource.configMap('app').withPaths({ x: 'f' }),
      ),
    ),
  ).toThrow('key "f" of Secret "db" and key "x" of ConfigMap "app" both become file "f"');
});

test('a file that would have to be a directory as well is refused', () => {
  expect(mounting(MountSource.secret('db').withPaths({ a: 'x/y/z', b: 'x' }))).toThrow(
    'payments/Files: key "b" of Secret "db" becomes file "x", which would have to be a directory for "x/y/z" of key '
      + '"a" of Secret "db"',
  );
  expect(mounting(MountSource.secret('db').withPaths({ a: 'xy/z', b: 'x' }))).not.toThrow();
});

test('unknown keys are fine alone, and refused beside another object', () => {
  expect(mounting(MountSource.secret('db'))).not.toThrow();
  expect(
    mounting(MountSource.projected(MountSource.secret('db'), MountSource.configMap('app', { keys: ['a'] }))),
  ).toThrow(
    'payments/Files: the keys of Secret "db" are not known, so its files could hide those of another object in the '
      + 'volume; give its keys',
  );
});
