import { rootCertificates } from 'tls';
import { ALNUM, base64, CERTIFICATE, draw, HEX, PUBLIC_PEM } from './corpus';

/** A value that is no credential, and the name that it has, where that could mislead. */
export interface Harmless {
  readonly title: string;
  readonly value: string;
  readonly name?: string;
}

const dashes = '-'.repeat(5);
const begin = `${dashes}BEGIN PRIVATE KEY${dashes}`;
const end = `${dashes}END PRIVATE KEY${dashes}`;

const LINES: { [title: string]: string[] } = {
  'a name': [
    'password', 'db-password', 'DB_PASSWORD', 'api_key', 'client-secret', 'token', 'payments-db-credentials', 'aws_secret_access_key', 'AKIA', 'ghp_', 'sk-', 'PRIVATE KEY',
  ],
  'a reference': [
    'password: ${DB_PASSWORD}', 'password: $(DB_PASSWORD)', 'password=$DB_PASSWORD', 'password: {{ .Values.db.password }}', 'password=%DB_PASSWORD%', 'password: "<%= ENV[\'PW\'] %>"',
    'password: #{db.password}', 'password=@db.password@', 'password: vault:secret/data/payments#password', 'password: ref+vault://secret/payments#password',
    'password: op://vault/item/field', 'password: arn:aws:secretsmanager:eu-west-1:123456789012:secret:payments/db-AbCdEf', 'token: projects/payments/secrets/db/versions/3',
    'password: !vault |', 'password: ENC[AES256_GCM,data:q1w2e3,iv:a1,tag:b2,type:str]', 'password={cipher}9af3b2c1d4e5f6a7', 'password=ENC(q1w2e3r4t5y6)',
    'passwordSecretRef:\n  name: payments-db\n  key: password', 'secretKeyRef: {name: payments-db, key: password}', 'secretName: payments-db-k2tm8h9f2c', 'existingSecret: payments-db-7f8c9d6b5f',
    'password = os.environ["DB_PASSWORD"]', 'password: process.env.DB_PASSWORD', 'const password = config.db.password;', 'password=getpass()', 'connect(user=user, password=password)',
    'password = db_password', 'password: userPassword', 'password="$1"', 'token=$(cat /var/run/secrets/token)', 'auth: --password "$PW"', 'mysql --password $PW --host db', 'mysql --password=$PW',
    `sealed:\n  password: AgB${draw(`${ALNUM}+/`, 700)}`, 'token: ${env:TOKEN}', 'p=${DB_PASSWORD:?is required}', 'p=${DB_PASSWORD:+set1}', 'p=${DB_PASSWORD:-}', 'p=${DB_PASSWORD:-changeme}', 'p=${DB_PASSWORD:=$(cat /run/p)}',
    'password: |-\n  {{ .Values.password }}\n', 'password: |\n  two words\n', 'curl -u "$USER:$PASSWORD" https://a', 'curl -u app:${PW} https://a', 'mysqladmin -uroot -p$MYSQL_ROOT_PASSWORD ping', 'mysqladmin -p"${MYSQL_ROOT_PASSWORD}" ping', 'mysql -p -u root', 'mysql -port 3306',
    'mysql:8.4 -p 3306:3306', 'mysqldump --help | less -p 100Mb', 'redis-cli -a "$REDIS_PASSWORD" ping', 'redis-cli -a $(cat /run/pw) ping', 'PGPASSWORD=$PW psql -h db', 'PGPASSWORD="$(cat /run/pw)" psql', 'sshpass -p "$PW" ssh a', 'sshpass -f /run/pw ssh a', 'curl x; docker run -u 1000:1000 -u www-data:www-data a', 'api-key: secret/data/payments', '@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/db/)',
    'password: file:/etc/secrets/db/password', 'password: /etc/secrets/db/password', 'password: ./password.txt', 'token = "C:\\secrets\\token"',
  ],
  'a placeholder': [
    'password: changeme', 'password=change-me', 'password: <password>', 'password: xxxx', 'password: "***"', 'password: REPLACE_ME', 'password: example', 'password: your-password',
    'password: YOUR_PASSWORD_HERE', 'password: ""', "password: ''", 'password:', 'password: null', 'password: [redacted]', 'password: {password}', 'password: TODO', 'api_key=your_api_key_1234567890abcdef',
    'password: changeit', 'password: __DB_PASSWORD__', 'token: ${TOKEN:-none}', `AKIA${'IOSFODNN7'}EXAMPLE`, `ghp_${'x'.repeat(36)}`, `sk_live_${'X'.repeat(24)}`,
    'aws_secret_access_key = <your secret access key goes here ok>', `aws_secret_access_key=${'wJalrXUtnFEMI/K7MDENG/'}bPxRfiCYEXAMPLEKEY`,
    `${begin}\n...\n${end}`, `${begin}\n<base64>\n${end}`, `${begin}\n\${KEY}\n${end}`, `${begin}\nREDACTED\n${end}`, `${begin}${end}`, `grep -q "${begin}" "$1"`, `${begin}\n${end}`, `${begin}\n{{ .key }}`,
    'Authorization: Bearer <token>', 'Authorization: Bearer ${TOKEN}', 'Authorization: Bearer $TOKEN', 'Authorization: Basic <base64>', 'Authorization: Bearer your-access-token-goes-here',
    'WWW-Authenticate: Basic realm="registry"', 'Basic authentication is required', 'Bearer authentication-is-required-here', `Basic ${base64('app:changeme')}`,
  ],
  'a setting about secrets': [
    'password.min-length=12', 'PASSWORD_FILE=/etc/secrets/db/password', 'DB_PASSWORD_PATH=secrets/db1', 'tokenUrl: https://login.local/oauth2/token', 'password_encryption = scram-sha-256',
    'token_ttl: 3600', 'password: true', 'requirePassword: true', 'password: required', 'password: Must have 12 characters', 'password: string', 'password: String!', 'password VARCHAR(255)',
    '"password": {"type": "string", "minLength": 12}', 'label.password=Password', 'label.password=Passwort', 'label.password=Mot de passe', 'label.password=Contrase\u00f1a', 'password: \u5bc6\u7801',
    'passwordPolicy: strict1', 'tokenIssuer: k8s-cluster-01', 'secretId: payments/db/main2', 'keyId: 7f8c9d6b5f7f8c9d6b5f', 'auth: ldap', 'auth_type: scram-sha-256', 'token: bearer', 'api-version: v1beta1',
    '"pass": "var(--color-pass)"', 'routing_key: orders.created.v1', 'secret_key_base: <%= ENV["SECRET_KEY_BASE"] %>', 'bindpw: ${LDAP_PASSWORD}', 'bindpwfile: /etc/secrets/ldap', 'psk: ${WIFI_PSK}', 'password: &default changeme',
    'PGPASSWORD=$DB_PASSWORD psql -h db', 'PGPASSWORD="$(cat /run/secrets/db)" psql -h db', 'Give the option password=something like this', 'sshpass -f /run/secrets/ssh ssh app@host', 'sshpass -p "$SSH_PASSWORD" ssh app@host',
    'mysql -u root -p"$MYSQL_ROOT_PASSWORD" -e "select 1"', 'mysql -u root -p < schema.sql', 'mysql -h db -P 3306 --port=3306 -p app', 'mysqladmin ping -h db -p${MYSQL_ROOT_PASSWORD}', "define('DB_PASSWORD', getenv('DB_PASSWORD'));",
    "define('DB_PASSWORD', getenv_docker('WORDPRESS_DB_PASSWORD', ''));", "define( 'AUTH_KEY', 'put your unique phrase here' );", 'stats auth admin:"$STATS_PASSWORD"', 'user admin insecure-password ${OPS_PASSWORD}',
    'password: BinaryLike,', 'operatorToken: BinaryOperatorTokenOfKind;', 'matchToToken = jsTokens.matchToToken', 'token = ServiceAccountTokenSecret$1', 'DEPTH_PASS: 0x0B96', 'password = value', 'The default password=hunter2 or what you gave', 'key: value', 'monkey=banana1234567890abcdef', 'tokenizer: cl100k_base_2023_v1_0_0', 'max_tokens=4096', 'bypass=true1',
    'proxy_pass http://backend:8080;', 'password-policy: min8chars', 'auth.token.name: x-auth-token-2', 'secret: payments-database-credentials-v2', 'secret: payments-db-k2tm8h9f2c', 'csrf_token_header=X-CSRF-TOKEN',
    '--token-ttl 3600', '--secret payments-db', '--secret-name payments-db1', 'ENABLE_AUTH=1', 'token: 2024-01-01T00:00:00.000Z', 'partition_key=a1b2c3d4e5f6a7b8c9d0', 'public_key=a1b2c3d4e5f6a7b8c9d0',
  ],
  'a hash or an id': [
    draw(HEX, 32), draw(HEX, 40), draw(HEX, 64), draw(HEX, 128), `sha256:${draw(HEX, 64)}`, `sha512-${base64(draw(ALNUM, 64))}`, 'registry.local/app@sha256:' + draw(HEX, 64),
    '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', `commit: ${draw(HEX, 40)}`, `password_hash: ${draw(HEX, 64)}`, 'password: $2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW',
    'admin:$apr1$lZL6V/ci$eIMz/iKDkbtys/uU7LEK00', 'userPassword: {SSHA}DkMTwBl+a/3DQTxCYEApdUtNXGgdUac3', 'root:x:0:0:root:/root:/bin/bash', 'serviceaccount: 123456789012',
    'arn:aws:iam::123456789012:role/payments', 'docker://alpine:3.12@sha256:' + draw(HEX, 64), 'SHA256:' + draw(ALNUM, 43), 'integrity sha384-' + draw(`${ALNUM}+/`, 64),
    'AC' + draw(HEX, 32), 'pk_live_' + draw(ALNUM, 24),
  ],
  'a URL': [
    'https://registry.local/v2', 'postgres://app@db:5432/app', 'postgres://app:@db:5432/app', 'postgres://app:$(DB_PASSWORD)@db/app', 'postgres://app:${DB_PASSWORD}@db/app', 'postgres://app:$DB_PASSWORD@db/app',
    'postgres://app:<password>@db/app', 'postgres://app:{{ .Values.password }}@db/app', 'postgres://app:changeme@db/app', 'postgres://USER:PASSWORD@HOST/db', 'postgres://app:***@db/app',
    'postgres://app:%3Cpassword%3E@db/app', 'postgres://app:%s@db/app', 'postgres://app:{password}@db/app', 'postgres://app:xxxxx@db/app', 'https://db:8080/path@v1', 'http://[::1]:8080/', 'git@github.com:team/app.git',
    'ssh://git@github.com:22/team/app.git', 'redis://cache:6379/0', 'http://a:80,http://b:80', 'mailto:a@b.c', 'https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.local/1', 'jdbc:postgresql://db:5432/app?user=app',
    'jdbc:oracle:thin:@//db:1521/x', 'jdbc:mysql://db/app?user=app&password=${PW}', 'app:${PW}@tcp(db:3306)/app', 'https://a.blob.core.windows.net/c?sig=<signature>', 'x://y', '://', 'https://user:',
    'Server=db;User Id=sa;Password=$(PW);Encrypt=true', 'host=db user=app password=$PW dbname=app', 'https://example.com/reset?token={token}', 'postgres://app:${PW:-a/b}@db/app',
  ],
  'a file of another kind': [
    CERTIFICATE, base64(CERTIFICATE), PUBLIC_PEM, base64(PUBLIC_PEM), rootCertificates[0], `ssh-ed25519 ${draw(ALNUM, 68)} me@host`, `ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ${draw(ALNUM, 340)} me@host`,
    `${dashes}BEGIN PGP PUBLIC KEY BLOCK${dashes}\n\n${draw(ALNUM, 300)}\n`, `${dashes}BEGIN PGP MESSAGE${dashes}\n\n${draw(ALNUM, 300)}\n`, `age1${draw('qpzry9x8gf2tvdw0s3jn54khce6mua7l', 58)}`,
    '{"kty":"EC","crv":"P-256","x":"' + draw(ALNUM, 43) + '","y":"' + draw(ALNUM, 43) + '"}', 'eyJhbGciOiJIUzI1NiJ9', 'eyJhIjoxfQ.eyJhIjoxfQ.eyJhIjoxfQ', 'eyJ.eyJ.eyJ', 'eyJoZWxsbyI6IndvcmxkIn0.eyJhIjoxfQ.abc', 'eyJub3RKc29uQXRBbGxub3RKc29u.eyJhIjoxfQ.abc', 'keyJoined.to.words',
    'server {\n  listen 8080;\n  location / { proxy_pass http://api; auth_basic_user_file /etc/nginx/htpasswd; }\n}', 'log4j.rootLogger=INFO, stdout\nlog4j.appender.stdout=org.apache.log4j.ConsoleAppender',
    '#!/bin/sh\nset -eu\nPASSWORD="$(cat "$PASSWORD_FILE")"\nexport PGPASSWORD="$PASSWORD"\npsql -h db -U app -c "select 1"\n', '{"a":1,"b":[true,null],"c":"\\u00e9"}', 'disk-0123456789abcdef-0123456789abcdef',
    'task-this-is-a-long-name-of-a-task-2024', 'sk-this-is-a-long-name-of-a-thing-2024', base64('just some text that nobody needs to hide at all'), `data:image/png;base64,iVBORw0KGgo${draw(ALNUM, 300)}`,
    'machine learning login page password reset', 'key: api-key-header', 'SG.foo.bar', 'sha256~short', '8080:80\n5432:5432', 'a:8080:b', 'Users may sign in with a PASSWORD \'as usual\'', 'requirepass ${REDIS_PASSWORD}',
  ],
};

export const HARMLESS: Harmless[] = [
  ...Object.entries(LINES).flatMap(([title, values]) => values.map((value) => ({ title: `${title}: ${value.slice(0, 60)}`, value }))),
  ...([
    ['PASSWORD_FILE', 'hunter2'], ['DB_PASSWORD_PATH', 'secrets/hunter2'], ['password', 'changeme'], ['password', ''], ['password', '$(DB_PASSWORD)'], ['password', '/etc/secrets/password'], ['password', 'db-password'],
    ['passwordKey', 'password'], ['password', 'PASSWORD'], ['token', 'token'],
    ['token', 'payments-db-k2tm8h9f2c'], ['secret', 'payments-db'], ['secretName', draw(ALNUM, 32)], ['PASSWORD_MIN_LENGTH', '123456'], ['password.policy', 'a1!b2?c3'], ['TOKEN_URL', 'https://login.local/token1'],
    ['app.yaml', 'password: changeme'], ['password', 'Mot de passe'], ['token', 'true'], ['commit', draw(HEX, 40)], ['checksum', draw(HEX, 64)], ['session-id', '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'],
    ['password', 'a'.repeat(1000)], ['a'.repeat(300) + 'password', 'hunter2'], ['', 'hunter2'],
    ...['not-set', 'read-from-file', 'user-input', 'auto-generated', 'replace-default-auth', 'db-password', 'payments-db-credentials', 'prod/payments/db', 'no-auth', 'x', 'foo', 'on', '\u5bc6\u7801'].map((value) => ['ADMIN_PASSWORD', value]),
    ['label.password', 'Parole'], ['placeholder.password', 'Geheimwort'], ['PASSWORD_HINT', 'flint'], ['PASSWORD_OF_LENGTH', ''],
    ...['payments-db1', 'app1', 'db2', 'payments-db-v2', 's3-bucket', 'k8s', 'shop'].map((value) => ['APP_SECRET', value]),
    ...['RS256', 'v2', 'my-token-1', 'bearer', '2024-01-01', 'orders.v1', 'header', 'a1'].map((value) => ['API_TOKEN', value]),
    ...['PUBLIC_KEY', 'pubKey', 'RECAPTCHA_SITE_KEY', 'STRIPE_PUBLISHABLE_KEY', 'CACHE_KEY', 'keyId', 'KEY_FINGERPRINT', 'secretName', 'TOKEN_HASH', 'HOSTS_OF_KEYS', 'monkey_business'].map((name) => [name, `${draw(`${ALNUM}+/`, 43)}=`]),
    ['QUEUE_KEY', draw(HEX, 40)], ['QUEUE_KEY', 'orders-queue-partition-7'], ['QUEUE_KEY', base64('just some text that nobody needs to hide')], ['VERIFY_KEY', PUBLIC_PEM.split('\n')[1]], ['HOST_KEY', `AAAAB3NzaC1yc2EAAAADAQABAAABAQ${draw(ALNUM, 60)}`],
  ] as const).map(([name, value]) => ({ title: `entry ${name.slice(0, 40)}`, name, value })),
];
