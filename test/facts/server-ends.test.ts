import { ServerContainer, serverEndOf } from '../../src/facts/server-ends';

const PLAIN: ServerContainer = {
  image: 'registry.example/app:1',
  ports: [],
  mountPaths: [],
  words: [],
  isStateful: false,
};

test.each<[string, Partial<ServerContainer>, string | undefined]>([
  ['POSTGRES_PASSWORD', { image: 'registry.example/library/postgres:16@sha256:1' }, 'PostgreSQL'],
  ['POSTGRES_PASSWORD', { ports: [5432] }, 'PostgreSQL'],
  ['POSTGRES_PASSWORD_FILE', { mountPaths: ['/var/lib/postgresql/data'] }, 'PostgreSQL'],
  ['POSTGRES_PASSWORD', { isStateful: true }, 'PostgreSQL'],
  ['POSTGRES_PASSWORD', {}, undefined],
  ['MYSQL_PASSWORD', { isStateful: true }, undefined],
  ['MYSQL_PASSWORD', { image: 'mysql:8' }, 'MySQL'],
  ['REDIS_PASSWORD', { image: 'registry.example:5000/redis' }, 'Redis'],
  ['SECRET', { words: ['redis-server', '--requirepass', '$(SECRET)'] }, 'Redis'],
  ['SECRET', { words: ['redis-server', '--requirepass', '$(SECRETS)'] }, undefined],
  ['PGPASSWORD', { image: 'postgres:16' }, undefined],
])('%s in %j is of %s', (variable, container, product) => {
  expect(serverEndOf(variable, { ...PLAIN, ...container })?.product).toBe(product);
});
