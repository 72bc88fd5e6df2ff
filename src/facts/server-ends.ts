/**
 * When a server takes the credential that it checks from where it reads it. `first-start`: only while its data is
 * empty, so that a new value changes nothing in it. `start`: at each start.
 */
export type ServerReads = 'first-start' | 'start';

/** A server that checks the value of a variable which it reads. */
export interface ServerEnd {
  readonly product: string;
  readonly reads: ServerReads;

  /** How somebody has it take another value, as a sentence. */
  readonly change: string;
}

/** How a product is known, and the variables by which its image takes what it checks. */
interface Product extends ServerEnd {
  /** Variables that its clients have no use for. */
  readonly own: readonly string[];

  /** Variables that programs use as clients, too. */
  readonly shared?: readonly string[];

  /** Name of its image, without registry and tag. */
  readonly image: RegExp;
  readonly port: number;

  /** Folder of its data. */
  readonly folder: RegExp;
}

/**
 * Servers by their images, whose pages say of each variable when it is read.
 *
 * @see https://hub.docker.com/_/postgres
 * @see https://hub.docker.com/_/mysql
 * @see https://hub.docker.com/_/mariadb
 * @see https://hub.docker.com/_/mongo
 * @see https://hub.docker.com/_/rabbitmq
 * @see https://min.io/docs/minio/linux/reference/minio-server/settings/root-credentials.html
 * @see https://redis.io/docs/latest/operate/oss_and_stack/management/security/
 */
const PRODUCTS: readonly Product[] = [
  {
    product: 'PostgreSQL',
    reads: 'first-start',
    port: 5432,
    folder: /\/var\/lib\/(?:postgresql|pgsql)|\/bitnami\/postgresql/,
    image: /^(?:postgres(?:ql)?|postgis|timescaledb.*|pgvector)$/,
    own: ['POSTGRES_PASSWORD', 'POSTGRESQL_PASSWORD', 'POSTGRESQL_POSTGRES_PASSWORD', 'POSTGRESQL_ADMIN_PASSWORD'],
    change: 'ALTER ROLE … PASSWORD',
  },
  {
    product: 'MySQL',
    reads: 'first-start',
    port: 3306,
    folder: /\/var\/lib\/mysql|\/bitnami\/(?:mysql|mariadb)/,
    image: /^(?:mysql(?:-server)?|mariadb|percona(?:-server)?)$/,
    own: ['MYSQL_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD', 'MARIADB_PASSWORD'],
    shared: ['MYSQL_PASSWORD'],
    change: 'ALTER USER … IDENTIFIED BY … RETAIN CURRENT PASSWORD',
  },
  {
    product: 'MongoDB',
    reads: 'first-start',
    port: 27017,
    folder: /\/data\/db|\/bitnami\/mongodb/,
    image: /^(?:mongo|mongodb.*)$/,
    own: ['MONGO_INITDB_ROOT_PASSWORD', 'MONGODB_ROOT_PASSWORD'],
    shared: ['MONGODB_PASSWORD'],
    change: 'db.changeUserPassword(…)',
  },
  {
    product: 'Redis',
    reads: 'start',
    port: 6379,
    folder: /\/bitnami\/(?:redis|valkey)/,
    image: /^(?:redis(?:-stack.*)?|valkey|keydb)$/,
    own: [],
    shared: ['REDIS_PASSWORD', 'VALKEY_PASSWORD'],
    change: 'ACL SETUSER default >…, which adds a password beside the old one',
  },
  {
    product: 'RabbitMQ',
    reads: 'first-start',
    port: 5672,
    folder: /\/var\/lib\/rabbitmq|\/bitnami\/rabbitmq/,
    image: /^rabbitmq$/,
    own: ['RABBITMQ_DEFAULT_PASS'],
    shared: ['RABBITMQ_PASSWORD'],
    change: 'rabbitmqctl change_password',
  },
  {
    product: 'MinIO',
    reads: 'start',
    port: 9000,
    folder: /\/bitnami\/minio/,
    image: /^minio$/,
    own: ['MINIO_ROOT_PASSWORD'],
    shared: ['MINIO_SECRET_KEY'],
    change: 'a restart with the new value',
  },
  {
    product: 'Elasticsearch',
    reads: 'first-start',
    port: 9200,
    folder: /\/usr\/share\/elasticsearch\/data/,
    image: /^elasticsearch(?:-oss)?$/,
    own: [],
    shared: ['ELASTIC_PASSWORD'],
    change: 'elasticsearch-reset-password',
  },
  {
    product: 'SQL Server',
    reads: 'first-start',
    port: 1433,
    folder: /\/var\/opt\/mssql/,
    image: /^(?:mssql.*|server)$/,
    own: ['MSSQL_SA_PASSWORD'],
    shared: ['SA_PASSWORD'],
    change: 'ALTER LOGIN … WITH PASSWORD',
  },
  {
    product: 'ClickHouse',
    reads: 'start',
    port: 9000,
    folder: /\/var\/lib\/clickhouse/,
    image: /^clickhouse.*$/,
    own: [],
    shared: ['CLICKHOUSE_PASSWORD', 'CLICKHOUSE_ADMIN_PASSWORD'],
    change: 'ALTER USER … IDENTIFIED BY',
  },
  {
    product: 'InfluxDB',
    reads: 'first-start',
    port: 8086,
    folder: /\/var\/lib\/influxdb2?/,
    image: /^influxdb$/,
    own: ['DOCKER_INFLUXDB_INIT_PASSWORD', 'DOCKER_INFLUXDB_INIT_ADMIN_TOKEN'],
    change: 'influx user password',
  },
  {
    product: 'Neo4j',
    reads: 'first-start',
    port: 7687,
    folder: /^\/data$/,
    image: /^neo4j$/,
    own: [],
    shared: ['NEO4J_AUTH'],
    change: 'ALTER USER … SET PASSWORD',
  },
];

/** What shows of a container. */
export interface ServerContainer {
  readonly image: string;
  readonly ports: readonly number[];
  readonly mountPaths: readonly string[];

  /** Command and arguments. */
  readonly words: readonly string[];

  /** Whether each of its pods has storage, as those of a StatefulSet. */
  readonly isStateful: boolean;
}

/**
 * The server that checks the value of a variable which a container has; undefined where it shows none. A variable by
 * which clients log in, too, is that of a server only where image, port or folder of the container are those of one.
 *
 * @param variable its name; one that ends in `_FILE` names a file with the value
 */
export function serverEndOf(variable: string, container: ServerContainer): ServerEnd | undefined {
  const name = variable.replace(/_FILE$/, '');
  const found = PRODUCTS.find((product) => {
    const isOwn = product.own.includes(name);
    return (isOwn && container.isStateful)
      || ((isOwn || product.shared?.includes(name) === true) && looksLike(product, container));
  }) ?? byArgument(variable, container);
  return found && { product: found.product, reads: found.reads, change: found.change };
}

function looksLike({ image, port, folder }: Product, container: ServerContainer): boolean {
  const name = container.image.replace(/@.*$/, '').replace(/:[^/:]*$/, '').split('/').at(-1)!;
  return image.test(name) || container.ports.includes(port) || container.mountPaths.some((path) => folder.test(path));
}

/** `redis-server --requirepass $(PASSWORD)`. */
function byArgument(variable: string, { words }: ServerContainer): ServerEnd | undefined {
  const text = words.join(' ');
  const gives = new RegExp(`--requirepass[= ]+"?\\$[({]?${variable.replace(/\W/g, '\\$&')}\\b`).test(text);
  return gives ? PRODUCTS.find(({ product }) => product === 'Redis') : undefined;
}
