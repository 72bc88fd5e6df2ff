import { ALNUM, draw } from './corpus';
import { findCredential } from '../../src/credentials/detector';

/** Files, statements and commands in which a blank or a place tells what a credential is. */

const pw = 'kW3xQ9pZ';
const token = draw(ALNUM, 20, 'directive');

test.each<[title: string, found: string[], silent: string[]]>([
  ['Oracle, user and password with the address', [
    `heron/${pw}@//db:1521/shop`, `heron/${pw}@//db/shop`, `heron/${pw}@db.shop.svc:1521/SHOP`,
    `heron/${pw}@db:1526:SHOP`, `connect heron/${pw}@//db:1521/shop`,
  ], [
    'heron/${PW}@//db:1521/shop', 'heron/$(PW)@//db:1521/shop', '/@//db:1521/shop', `heron/${pw}@db:8080/shop`,
    `heron/${pw}@1.2.3`, `heron/${pw}@sha256:1521ab`, `a/heron/${pw}@//db:1521/x`,
  ]],
  ['Oracle, a statement', [
    `create user heron identified by ${pw};`, `ALTER USER heron IDENTIFIED BY "${pw}"`,
  ], [
    'create user heron identified externally', "create user heron identified by values 'S:4F1C'",
    `who is identified by ${pw}`, 'create user heron identified by changeme',
  ]],
  ['the function of MySQL', [`set password for heron = password('${pw}')`, `PASSWORD( '${pw}' )`],
    ['password(:p)', "password('changeme')"]],
  ['users of Redis', [
    `user heron on >${pw} ~* +@all`, `ACL SETUSER heron on '>${pw}'`, `user heron reset on ~shop:* >${pw}`,
  ], [
    'user heron on #4f1c9e ~* +@all', 'user heron on >${PW}', `echo user list >${pw}`, `user heron on ~* > ${pw}`,
  ]],
  ['users of PgBouncer', [`"heron" "${pw}"`, `; users\n\n"heron" "${pw}"\n"other" "x"\n`], [
    `"heron" "md5${'0123456789abcdef'.repeat(2)}"`, '"heron" "SCRAM-SHA-256$4096:a$b:c"', `x "heron" "${pw}"`,
    `"heron" "${pw}" x`, '"heron" ""',
  ]],
  ['the entry of pgpass in a command', [`echo "db:5432:shop:heron:${pw}" > ~/.pgpass`], [
    'echo "db:5432:shop:heron:$PW"', `xdb:5432:shop:heron:${pw} y`,
  ]],
  ['what a command writes to another one', [
    `echo ${pw} | kinit heron`, `echo '${pw}' | passwd --stdin heron`, `printf "${pw}" | sudo passwd --stdin heron`,
    `echo -n ${pw} | docker login -u heron --password-stdin registry.shop`,
  ], [
    'echo "$PW" | kinit heron', `echo ${pw} | tee /tmp/x`, `echo ${pw}; docker login --password-stdin`,
    `echo ${pw} | passwdx --stdin`, 'echo yes | passwd --stdin',
  ]],
  ['chpasswd', [
    `echo "heron:${pw}" | chpasswd`, `echo heron:${pw} | sudo chpasswd -e`,
    `chpasswd:\n  list: |\n    heron:${pw}\n`, `chpasswd:\n  expire: false\n  list:\n    - heron:${pw}\n`,
  ], ['echo "heron:$PW" | chpasswd', 'chpasswd:\n  list: |\n    heron:RANDOM\n', 'chpasswd: {expire: false}']],
  ['PowerShell', [
    `ConvertTo-SecureString '${pw}' -AsPlainText`, `ConvertTo-SecureString -String "${pw}" -Force`,
  ], ['ConvertTo-SecureString $env:PW -AsPlainText', 'ConvertTo-SecureString "$PW" -AsPlainText']],
  ['headers and variables with a blank', [
    `proxy_set_header X-Api-Key ${token};`, `  proxy_set_header X-Api-Key "${token}";`, `ENV DB_PASSWORD ${pw}`,
    'SetEnv DB_PASSWORD maple-anvil', `setenv DB_PASSWORD ${pw}\r\n`, `fastcgi_param DB_PASSWORD ${pw};`,
    `RequestHeader set X-Api-Key ${token}`, `http-request set-header X-Api-Key ${token}`,
  ], [
    'proxy_set_header X-Api-Key $key;', 'ENV TOKEN_TTL 3600', 'ENV DB_PASSWORD_FILE /run/kW3xQ9pZ',
    `proxy_set_header X-Request ${token};`, 'ENV DB_PASSWORD=${PW}', `the ENV DB_PASSWORD ${pw}`,
    `ENV PASSWORD ${pw} is what`,
  ]],
  ['the default of a variable of Terraform', [`variable "db_password" {\n  default = "${pw}"\n}`], [
    'variable "db_password" {\n  default = ""\n}', `variable "region" {\n  default = "${pw}"\n}`,
    `variable "db_password" {\n}\nvariable "region" {\n  default = "${pw}"\n}`,
    'variable "token_ttl" {\n  default = "3600s"\n}',
  ]],
  ['connections of PHP', [
    `new PDO('mysql:host=db', 'heron', '${pw}')`, `new mysqli("db", "heron", "${pw}")`,
    `mysqli_connect('db', 'heron', '${pw}')`,
  ], ['new PDO($dsn, $user, $password)', "mysqli_connect('db', 'heron', '')"]],
  ['an option with one hyphen', [
    'shop -password maple-anvil', `shop -dbPassword ${pw}`, `shop --db.password ${pw}`, `-password ${pw}`,
  ], [
    'shop -password $PW', 'shop -password -v', 'shop -token-ttl 3600', 'shop -key /etc/tls.key', 'shop -pass 1',
    'shop x-password maple-anvil',
  ]],
  ['an option with an equals sign, and words behind it', [
    `wget --password=${pw} http://shop`, `rabbitmqadmin -password=${pw} list queues`,
  ], ['wget --password=$PW http://shop', `the default password=${pw} or what`, `--password= ${pw} x`]],
  ['a variable before another command', [
    `DB_PASSWORD=${pw} && shop`, `DB_PASSWORD=${pw} ; shop`, `set DB_PASSWORD=${pw} & shop`,
    `DB_PASSWORD=${pw} || shop`,
  ], ['DB_PASSWORD=$(cat /run/p) && shop', 'set /p DB_PASSWORD=Password: ', 'set DB_PASSWORD=%PW% && shop']],
  ['an index of a variable', [`$db['password'] = '${pw}';`, `os.environ["DB_PASSWORD"] = "${pw}"`],
    ["$db['password'] = getenv('DB_PASSWORD');", 'x["password"] = secret.value']],
  ['other schemes of authorization', [
    `-H "Authorization: Token ${token}"`, `Authorization: ApiKey ${token}==`, `"Authorization": "SSWS ${token}"`,
    `Authorization: Token token=${token}`,
  ], ['Authorization: Token $TOKEN', 'Authorization: Token your-token-goes-here-please', `a Token ${token}`]],
])('%s', (_, found, silent) => {
  expect(found.filter((text) => findCredential(text) === undefined)).toEqual([]);
  expect(silent.filter((text) => findCredential(text) !== undefined)).toEqual([]);
});

test.each<[name: string, value: string, found: boolean]>([
  ['Authorization', `Token ${token}`, true], ['Proxy-Authorization', `ApiKey ${token}`, true],
  ['Authorization', 'Bearer kw3xq9pz', true], ['Authorization', 'Bearer $(TOKEN)', false],
  ['Authorization', 'Negotiate', false], ['X-Shop', 'Token kw3xq9pz', false],
  // A PIN is a number of four to twelve digits, as the whole of an entry.
  ['PIN', '4821', true], ['HSM_PIN', '482133', true], ['so-pin', '482148214821', true], ['PIN', '482', false],
  ['PIN', '4821482148214', false], ['PIN', 'heron7', false], ['GPIO_PIN', '4821', false], ['PINS', '4821', false],
  ['PIN_LENGTH', '4821', false],
  ['PASSWORD_PEPPER', 'heron7anvil', true], ['ENABLE_PEPPER', 'true', false],
  ['RABBITMQ_ERLANG_COOKIE', 'heron7anvil', true], ['COOKIE', 'heron7anvil', false],
  ['WORDPRESS_NONCE_SALT', token, true], ['LOGGED_IN_SALT', token, true], ['SALT', token, false],
  ['REDISCLI_AUTH', 'maple-anvil', true], ['REDIS_AUTH', 'enabled', false], ['SHOP_AUTH', 'maple-anvil', false],
  ['VAULT_DEV_ROOT_TOKEN_ID', 'heron7anvil', true], ['SHOP_TOKEN_ID', 'heron7anvil', false],
  ['KAFKA_CLIENT_PASSWORDS', 'maple-anvil,grey-heron', true], ['PASSWORDS', 'true', false],
  ['PASSWORD_DB', pw, true], ['TOKEN_DB', 'heron7anvil', false],
])('%s=%s is a credential: %s', (name, value, found) => {
  expect(findCredential(value, name) !== undefined).toBe(found);
});

test.each(['contrase\u00f1a', 'contrasena', 'mot_de_passe', 'motDePasse', 'DB_MDP', 'senha', 'kennwort', 'has\u0142o'])(
  'a value under %s is a password, in a text too', (name) => {
    expect([findCredential(pw, name), findCredential(`port=1\n${name} = ${pw}\n`)])
      .toEqual([expect.objectContaining({ kind: 'password' }), expect.objectContaining({ kind: 'password' })]);
    expect(findCredential('$(PW)', name)).toBeUndefined();
  },
);

test.each<[value: string, names: string[], silentUnder: string[]]>([
  ['supersecret', ['JWT_SECRET', 'SESSION_SECRET', 'SECRET_KEY'], ['DB_SECRET', 'JWT_SECRET_NAME', 'JWT_SECRET_FILE']],
  ['my-super-secret-key', ['JWT_SECRET', 'API_KEY'], ['EXISTING_SECRET']],
  ['my-secret', ['JWT_SECRET'], ['DB_SECRET', 'API_TOKEN']], ['secret', ['COOKIE_SECRET'], ['API_TOKEN', 'AUTH']],
  ['secret123', ['JWT_SECRET', 'API_TOKEN'], ['TLS_SECRET']], ['jwt-secret', [], ['JWT_SECRET', 'API_TOKEN']],
  ['shop-jwt', [], ['JWT_SECRET']], ['HS256', [], ['JWT_SECRET']], ['your-secret-key', [], ['JWT_SECRET']],
  ['root', ['VAULT_TOKEN', 'VAULT_DEV_ROOT_TOKEN_ID'], ['DB_SECRET', 'JWT_SECRET', 'TOKEN_ID']],
  ['minioadmin', ['MINIO_SECRET_KEY', 'MINIO_ACCESS_KEY'], ['MINIO_SECRET']],
  ['minio123', ['MINIO_SECRET_KEY'], ['MINIO_SECRET']], ['minio12', [], ['MINIO_SECRET_KEY']],
  ['redis', [], ['API_TOKEN', 'JWT_SECRET']],
])('the weak value %s is a secret under %j, not under %j', (value, names, silentUnder) => {
  expect(names.filter((name) => findCredential(value, name) === undefined)).toEqual([]);
  expect(silentUnder.filter((name) => findCredential(value, name) !== undefined)).toEqual([]);
});

test.each([['JWT_SECRET=supersecret', true], ['jwtSecret: thisisasecret', true], ['jwtSecret: my-secret', false],
  ['secretKey: supersecret', false], ['JWT_SECRET=secret', false]])('%s in a file is found: %s', (text, found) => {
  expect(findCredential(`port: 80\n${text}\n`) !== undefined).toBe(found);
});
