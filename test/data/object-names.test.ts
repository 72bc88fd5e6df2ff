import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  generatedName,
  namespaceOf,
  validateName,
  validateNamespace,
  versionedName,
} from '../../src/data/object-names';

class TeamChart extends Chart {
  public generateObjectName(apiObject: ApiObject): string {
    return `team-${apiObject.kind}-${apiObject.apiVersion}-${apiObject.node.path.split('/').length}`.toLowerCase();
  }
}

describe('names', () => {
  test.each(['a', 'a.b', 'a-b.c0', '0', 'a'.repeat(253)])('%s is taken', (name) => {
    expect(() => validateName('app/db', name)).not.toThrow();
  });

  test.each(['', 'A', 'a_b', '-a', 'a-', 'a..b', '.a', 'a.', 'a.-b', 'a\n', 'a'.repeat(254)])(
    '%j is refused',
    (name) => {
      expect(() => validateName('app/db', name)).toThrow(
        `app/db: ${JSON.stringify(name)} (${name.length} characters) is not a valid object name`,
      );
    },
  );

  test.each(['a', 'a-0', 'a'.repeat(63)])('namespace %s is taken', (namespace) => {
    expect(() => validateNamespace('app/db', namespace)).not.toThrow();
  });

  test.each(['', 'A', 'a.b', '-a', 'a-', 'a\n', 'a'.repeat(64)])('namespace %j is refused', (namespace) => {
    expect(() => validateNamespace('app/db', namespace)).toThrow(
      `app/db: ${JSON.stringify(namespace)} is not a valid namespace`,
    );
  });
});

describe('generated names', () => {
  test('are what cdk8s gives to the child Resource, and the tree stays empty', () => {
    const chart = new Chart(Testing.app(), 'chart');
    const name = generatedName({ scope: chart, id: 'Db' }, 'v1', 'Secret');
    expect(chart.node.children).toEqual([]);
    expect(new ApiObject(new Construct(chart, 'Db'), 'Resource', { apiVersion: 'v1', kind: 'Secret' }).name).toBe(name);
    expect(name).toMatch(/^chart-db-[0-9a-f]{8}$/);
  });

  test('honour a chart without hashes', () => {
    const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
    expect(generatedName({ scope: chart, id: 'Db' }, 'v1', 'Secret')).toBe('chart-db');
  });

  test('honour a chart that names its objects itself, and reads any of their fields', () => {
    const chart = new TeamChart(new App(), 'chart');
    expect(generatedName({ scope: chart, id: 'Db' }, 'v1', 'Secret')).toBe('team-secret-v1-3');
  });
});

describe('versioned names', () => {
  test('end in the hash', () => {
    expect(versionedName('app/db', 'db', '0123456789')).toBe('db-0123456789');
  });

  test('are never cut', () => {
    expect(versionedName('app/db', 'a'.repeat(242), '0123456789')).toHaveLength(253);
    expect(() => versionedName('app/db', 'a'.repeat(243), '0123456789')).toThrow(
      'has 243 characters, and with the content hash it would have 254; a name has at most 253, so give a shorter one',
    );
  });

  test('are valid names', () => {
    expect(() => versionedName('app/db', 'my_db', '0123456789')).toThrow(
      'app/db: "my_db-0123456789" (16 characters) is not a valid object name',
    );
  });
});

test('the namespace is that of the metadata, else that of the nearest chart, as cdk8s has it', () => {
  const chart = new Chart(new App(), 'chart', { namespace: 'outer' });
  const nested = new Chart(chart, 'nested');
  const scope = new Construct(chart, 'scope');
  expect(namespaceOf(scope, { namespace: 'own' })).toBe('own');
  expect(namespaceOf(scope, {})).toBe('outer');
  expect(namespaceOf(scope)).toBe('outer');
  expect(namespaceOf(nested)).toBeUndefined();
});
