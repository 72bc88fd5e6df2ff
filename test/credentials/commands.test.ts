import { credentialsOfCommand, findCommandCredential } from '../../src/credentials/commands';

/** Commands of which one word has a password; it is the longest that has these letters. */
const PASSWORD = 'maple-anvil';
const COMMANDS: string[][] = [
  ['redis-cli', '-h', 'cache', '-a', PASSWORD, 'ping'],
  ['/usr/bin/redis-cli', '-a', PASSWORD],
  ['timeout', '5', 'redis-cli', '-a', PASSWORD],
  ['valkey-cli', '-a', PASSWORD],
  ['mysql', '-uroot', `-p${PASSWORD}`, '-e', 'select 1'],
  ['mysqladmin', '-u', 'root', `-p${PASSWORD}`, 'ping'],
  ['mariadb-dump', `-p${PASSWORD}`, 'shop'],
  ['mongo', '-u', 'app', '-p', PASSWORD],
  ['mongosh', `-p${PASSWORD}`],
  ['mongodump', '-p', PASSWORD],
  ['curl', '-u', `app:${PASSWORD}`, 'https://shop.example'],
  ['curl', `-uapp:${PASSWORD}`],
  ['curl', '-u', `:${PASSWORD}`],
  ['curl', '-u', `app:X7@${PASSWORD}`],
  ['curl', '-u', `.:${PASSWORD}`],
  ['curl', '-fsSu', `app:${PASSWORD}`],
  ['curl', '--user', `app:${PASSWORD}`],
  ['curl', `--user=app:${PASSWORD}`],
  ['curl', '--proxy-user', `app:${PASSWORD}`],
  ['curl', '-E', `client.pem:${PASSWORD}`],
  ['curl', '--oauth2-bearer', PASSWORD],
  ['http', '-a', `app:${PASSWORD}`, ':8080'],
  ['ldapsearch', '-D', 'cn=app', '-w', PASSWORD],
  ['ldapadd', '-x', `-w${PASSWORD}`],
  ['ldappasswd', '-s', PASSWORD],
  ['sshpass', '-p', PASSWORD, 'ssh', 'app@shop'],
  ['sshpass', `-p${PASSWORD}`, 'ssh', 'app@shop'],
  ['rabbitmqctl', 'add_user', 'app', PASSWORD],
  ['rabbitmqctl', '-q', 'change_password', 'app', PASSWORD],
  ['rabbitmqadmin', '-u', 'app', '-p', PASSWORD, 'list'],
  ['influx', 'setup', '-u', 'app', '-p', PASSWORD],
  ['influx', 'query', '-t', PASSWORD],
  ['vault', 'login', PASSWORD],
  ['vault', 'login', '-no-print', PASSWORD],
  ['vault', 'operator', 'unseal', PASSWORD],
  ['aws', 'configure', 'set', 'aws_secret_access_key', 'w61kq0p3r8ZtLx2m'],
  ['npm', 'config', 'set', '//npm.shop.example/:_authToken', 'w61kq0p3r8ZtLx2m'],
  ['az', 'login', '--service-principal', '-u', 'app', '-p', PASSWORD],
  ['az', 'acr', 'login', '-n', 'shop', '-p', PASSWORD],
  ['docker', 'login', '-u', 'app', '-p', PASSWORD, 'registry.example'],
  ['podman', 'login', `-p=${PASSWORD}`],
  ['helm', 'registry', 'login', '-u', 'app', '-p', PASSWORD, 'registry.example'],
  ['oc', 'login', '-u', 'app', '-p', PASSWORD],
  ['skopeo', 'copy', '--src-creds', `app:${PASSWORD}`, 'docker://a', 'docker://b'],
  ['etcdctl', '--user', `root:${PASSWORD}`, 'get', 'a'],
  ['cqlsh', '-u', 'app', '-p', PASSWORD],
  ['nodetool', '-u', 'app', '-pw', PASSWORD, 'status'],
  ['cypher-shell', '-u', 'neo4j', '-p', PASSWORD],
  ['neo4j-admin', 'dbms', 'set-initial-password', PASSWORD],
  ['sqlcmd', '-S', 'db', '-U', 'sa', '-P', PASSWORD],
  ['mosquitto_sub', '-t', 'a', '-u', 'app', '-P', PASSWORD],
  ['smbclient', '//files/a', '-U', `app%${PASSWORD}`],
  ['lftp', '-u', `app,${PASSWORD}`, 'ftp.shop.example'],
  ['sqlplus', '-s', `app/${PASSWORD}@db:1521/x`],
  ['htpasswd', '-nbB', 'app', PASSWORD],
  ['htpasswd', '-b', '/etc/users', 'app', PASSWORD],
  ['mc', 'alias', 'set', 'store', 'http://minio:9000', 'app', PASSWORD],
  ['openssl', 'pkcs12', '-in', 'a.p12', '-passin', `pass:${PASSWORD}`],
  ['openssl', 'enc', '-aes-256-cbc', '-k', PASSWORD],
  ['zip', '-P', PASSWORD, 'a.zip', 'a'],
  ['7z', 'a', `-p${PASSWORD}`, 'a.7z'],
  ['ssh-keygen', '-t', 'ed25519', '-N', PASSWORD],
  ['ipmitool', '-U', 'app', '-P', PASSWORD, 'power'],
];

test.each(COMMANDS.map((words) => [words.join(' '), words] as const))('found: %s', (line, words) => {
  const holds = words.findIndex((word) => word.includes(PASSWORD) || word.includes('w61kq0p3r8ZtLx2m'));
  expect(credentialsOfCommand(words).map(({ index }) => index)).toEqual([holds]);
  expect(findCommandCredential(`set -e\n${line} > /dev/null\n`)).toMatchObject({ kind: 'password' });
});

test.each<[string, string]>([
  ['quotes', `redis-cli -a "${PASSWORD}" ping`],
  ['single quotes', `mysql -p'${PASSWORD}' -e "select 1"`],
  ['escaped quotes', `sh -c \\"redis-cli -a \\"${PASSWORD}\\" ping\\"`],
  ['a line that goes on', `ldapsearch -x \\\n  -w ${PASSWORD}`],
  ['a line that goes on before the value', `redis-cli -a \\\n  ${PASSWORD}`],
  ['a line that goes on before the value, with a carriage return', `redis-cli -a \\\r\n  ${PASSWORD}`],
  ['a command after another', `sleep 1; sshpass -p ${PASSWORD} ssh a`],
  ['a substitution', `x=$(mongosh -p ${PASSWORD} --eval 1)`],
  ['a list in JSON', `command: ["redis-cli", "-a", "${PASSWORD}", "ping"]`],
  ['a list in YAML', `command: ['curl', '-u', 'app:${PASSWORD}']`],
])('found in a text, with %s', (_, text) => {
  expect(findCommandCredential(text)).toMatchObject({ kind: 'password' });
});

test.each(
  [
    ['redis-cli', '-a', '$(REDIS_PASSWORD)', 'ping'],
    ['redis-cli', '-a', '$REDIS_PASSWORD'],
    ['redis-cli', '-p', '6379'],
    ['mysql', '-p'],
    ['mysql', '-h', 'db', '-P', '3306', 'shop'],
    ['mysql', '-p$PASSWORD'],
    ['mongo', '-p'],
    ['curl', '-u', 'app'],
    ['curl', '-u', 'app:'],
    ['curl', '-u', ':'],
    ['curl', '-u', '$USER:$PASSWORD'],
    ['curl', '-o', 'a:b'],
    ['docker', 'run', '-p', '8080:80', 'a'],
    ['docker', 'login', '--password-stdin'],
    ['az', 'webapp', 'create', '-p', 'plan-b'],
    ['helm', 'install', 'login-page', 'a'],
    ['vault', 'login', '-method=kubernetes', 'role=app'],
    ['vault', 'login', '-method=oidc'],
    ['rabbitmqctl', 'status'],
    ['htpasswd', '/etc/users', 'app'],
    ['openssl', 'rsa', '-passin', 'file:/run/pw'],
    ['openssl', 'rsa', '-passin', 'env:PW'],
    ['sqlplus', '/', 'as', 'sysdba'],
    ['sqlplus', '/nolog'],
    ['curl', 'x-fsSu', `app:${PASSWORD}`],
    ['sqlplus', 'app/ab@db7:1521'],
    ['redis-cli', '-xa', PASSWORD],
    ['sqlplus', './shop7x'],
    ['sqlplus', '~/shop7x'],
    ['sqlplus', 'shop app/x7y@db'],
    ['smbclient', '-U', 'app'],
    ['htpasswd', 'x-b', 'app', PASSWORD],
    ['htpasswd', '-b7', 'app', PASSWORD],
    ['htpasswd', '-n', 'app', PASSWORD],
    ['git', 'config', 'user.name', 'maple-anvil'],
    ['npm', 'config', 'set', 'registry', 'https://npm.shop.example'],
    ['aws', 'configure', 'set', 'region', 'eu-west-1'],
    ['ssh-keygen', '-N', ''],
    ['mc', 'alias', 'list'],
    // The words end where those of an action have only begun.
    ['mc', 'alias'],
    ['aws', 'configure'],
    ['git', 'config'],
    ['sh', '-c', 'git config\necho kW3x'],
    ['nodetool', 'status'],
    ['myredis-cli', '-a', PASSWORD],
    ['redis-cli.sh', '-a', PASSWORD],
    [],
    [''],
    ['curl'],
  ].map((words) => [words.join(' '), words] as const),
)('let through: %s', (line, words) => {
  expect(credentialsOfCommand(words)).toEqual([]);
  expect(findCommandCredential(line)).toBeUndefined();
});

test('without a program the words are arguments of the one that the image is called', () => {
  expect(credentialsOfCommand(['-u', `app:${PASSWORD}`], 'curl').map(({ index }) => index)).toEqual([1]);
  expect(credentialsOfCommand(['-u', `app:${PASSWORD}`], 'api')).toEqual([]);
});

test.each<[words: string[], inList: boolean, inText: boolean]>([
  [['mysql', '-pkW3[x7'], true, false], [['redis-cli', '-a', 'kW3[x7'], true, true],
  [['redis-cli', '-a', 'kW$3x7'], true, true], [['redis-cli', '-a', 'kW$x7Q'], false, false],
])('%j has a password as a list: %s, in a text: %s', (words, inList, inText) => {
  expect(credentialsOfCommand(words).length > 0).toBe(inList);
  expect(findCommandCredential(words.join(' ')) !== undefined).toBe(inText);
});
