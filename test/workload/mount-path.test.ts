import * as fc from 'fast-check';
import { TOKEN_PATH } from '../../src/facts/account-token';
import { pathsOverlap } from '../../src/facts/mount-paths';
import { refuseTokenPath, validateMountPath } from '../../src/workload/mount-path';

test.each(['/etc/secrets/db', '/secrets', '/var/run/app', '/home/app/.ssh', '/run/db', '/etc/ssl'])(
  '%s is a good mount path',
  (path) => {
    expect(() => validateMountPath('c/Mount', path)).not.toThrow();
  },
);

test.each([
  ['etc/db', "c/Mount: mountPath \"etc/db\" is not absolute; give a path such as '/etc/secrets/db'"],
  ['', 'is not absolute'],
  ['/', 'would hide the file system of the container'],
  ['/a:b', "has a ':' or a control character"],
  ['/a\nb', "has a ':' or a control character"],
  ['/a/', 'is not normalised'],
  ['//a', 'is not normalised'],
  ['/a/./b', 'is not normalised'],
  ['/a/../b', 'is not normalised'],
  [`/${'a'.repeat(4096)}`, 'has 4097 bytes; Linux allows 4096'],
  ['/proc/self', 'is part of /proc, which belongs to the kernel'],
  ['/sys', 'is part of /sys'],
  ['/dev/shm', 'is part of /dev'],
  ['/etc', "would hide what the image has in /etc; give a dedicated directory, such as '/etc/db'"],
  ['/usr/bin', 'would hide what the image has in /usr/bin'],
  ['/var/run', 'would hide what the image has in /var/run'],
])('%j is refused', (path, message) => {
  expect(() => validateMountPath('c/Mount', path)).toThrow(message);
});

test('the place of the service account token is kept free, above and below and by its other name', () => {
  for (const path of [TOKEN_PATH, '/var/run/secrets', `${TOKEN_PATH}/mine`, '/run/secrets/kubernetes.io']) {
    expect(() => refuseTokenPath('c/Mount', path)).toThrow(
      /overlaps \/var\/run\/secrets\/kubernetes.io\/serviceaccount, the place of the service account token/,
    );
  }
  expect(() => refuseTokenPath('c/Mount', '/var/run/secrets/db')).not.toThrow();
});

test('two paths overlap exactly when one is the other or an ancestor of it', () => {
  const path = fc.array(fc.constantFrom('a', 'ab', 'b'), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(path, path, (one, other) => {
    const shorter = Math.min(one.length, other.length);
    const expected = one.slice(0, shorter).join('/') === other.slice(0, shorter).join('/');
    expect(pathsOverlap(`/${one.join('/')}`, `/${other.join('/')}`)).toBe(expected);
  }));
});

test('paths that others wrote carelessly, or through the link /var/run, overlap all the same', () => {
  expect(pathsOverlap('/etc/db/', '/etc/db')).toBe(true);
  expect(pathsOverlap('/etc//db', '/etc/db/x')).toBe(true);
  expect(pathsOverlap('/etc/./db', '/etc/db')).toBe(true);
  expect(pathsOverlap('/etc/x/../db/', '/etc/db/y')).toBe(true);
  expect(pathsOverlap('etc/db', '/etc/db')).toBe(true);
  expect(pathsOverlap('/etc/..db', '/db')).toBe(false);
  expect(pathsOverlap('/etc/.db', '/etc/db')).toBe(false);
  expect(pathsOverlap('/var/run/db', '/run/db')).toBe(true);
  expect(pathsOverlap('/', '/etc/db')).toBe(true);
  expect(pathsOverlap('/var/runner', '/runner')).toBe(false);
});
