import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { volumeName } from '../../src/workload/volume-name';

const chart = new Chart(new App(), 'chart');

function of(construct: Construct): [id: string, path: string] {
  return [construct.node.id, construct.node.path];
}

function named(id: string, taken: string[] = []): string {
  const mount = new Construct(new Construct(chart, `n${chart.node.children.length}`), id);
  return volumeName(...of(mount), (name) => taken.includes(name));
}

test.each([
  ['DbFiles', 'db-files'],
  ['db', 'db'],
  ['TLS cert.v2', 'tls-cert-v2'],
  ['--x--', 'x'],
])('the id %s becomes %s', (id, name) => {
  expect(named(id)).toBe(name);
});

test('a taken name, one that is too long, and one without letters get a hash of the path', () => {
  expect(named('Db', ['db'])).toMatch(/^db-[0-9a-f]{8}$/);
  expect(named('x'.repeat(80))).toMatch(/^x{54}-[0-9a-f]{8}$/);
  expect(named('…')).toMatch(/^volume-[0-9a-f]{8}$/);
});

test('a hashed name that is taken as well gives way to another', () => {
  const mount = new Construct(new Construct(chart, 'scope'), 'Db');
  const first = volumeName(...of(mount), (name) => name === 'db');
  const second = volumeName(...of(mount), (name) => ['db', first].includes(name));
  expect(second).toMatch(/^db-[0-9a-f]{8}$/);
  expect(second).not.toBe(first);
});

test('every id becomes a DNS label that is not taken', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, unit: 'binary' }).filter((id) => !id.includes('/') && !(id in {})),
      fc.boolean(),
      (id, taken) => {
        const free = named(id);
        const name = taken ? named(id, [free]) : free;
        expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
        expect(taken && name === free).toBe(false);
      },
    ),
  );
});
