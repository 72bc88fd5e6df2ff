import { createHash, generateKeyPairSync } from 'crypto';

/**
 * Samples of every kind of credential. They are put together here, at run time, from parts that mean nothing: no file
 * of this repository holds a string that a scanner of secrets would stop at.
 */
export interface Sample {
  readonly title: string;
  readonly kind: string;
  readonly value: string;
  /** What the value is called, where the name matters. */
  readonly name?: string;
  /** Layers of base64 that the sample brings with it. */
  readonly base64Layers?: number;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
export const HEX = '0123456789abcdef';
export const ALNUM = UPPER + LOWER + DIGITS;
const URL_SAFE = `${ALNUM}-_`;
const BASE64 = `${ALNUM}+/`;

/** Characters that look drawn at random and are the same in every run. */
export function draw(alphabet: string, length: number, seed = 'a'): string {
  let text = '';
  for (let block = 0; text.length < length; block++) {
    for (const byte of createHash('sha512').update(`${seed}/${block}`).digest()) {
      text += alphabet[byte % alphabet.length];
    }
  }
  return text.slice(0, length);
}

export const base64 = (text: string): string => Buffer.from(text, 'latin1').toString('base64');
const base64url = (text: string): string => Buffer.from(text).toString('base64url');
const join = (...parts: string[]): string => parts.join('');

const dashes = '-'.repeat(5);
const armour = (what: string, body: string, lineBreak = '\n') =>
  [`${dashes}BEGIN ${what}${dashes}`, ...(body.match(/.{1,64}/g) ?? []), `${dashes}END ${what}${dashes}`, ''].join(
    lineBreak,
  );

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

export const RSA_PEM = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
export const PUBLIC_PEM = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string;

/** Binary forms of private keys. */
export const DER_KEYS: { [title: string]: Buffer } = {
  'PKCS #8, RSA': rsa.privateKey.export({ type: 'pkcs8', format: 'der' }),
  'PKCS #1': rsa.privateKey.export({ type: 'pkcs1', format: 'der' }),
  'PKCS #8, EC': ec.privateKey.export({ type: 'pkcs8', format: 'der' }),
  'SEC 1': ec.privateKey.export({ type: 'sec1', format: 'der' }),
  'PKCS #8, Ed25519': ed.privateKey.export({ type: 'pkcs8', format: 'der' }),
  'PKCS #12': Buffer.concat([
    Buffer.from('308204d0020103308204', 'hex'),
    Buffer.alloc(80, 7),
    Buffer.from('2a864886f70d010c0a0102', 'hex'),
    Buffer.alloc(400, 9),
  ]),
  'Java key store': Buffer.concat([Buffer.from('feedfeed000000020000000100000001', 'hex'), Buffer.alloc(400, 5)]),
};

export const DER_PUBLIC: { [title: string]: Buffer } = {
  'a public key': rsa.publicKey.export({ type: 'spki', format: 'der' }),
  'a PKCS #1 public key': rsa.publicKey.export({ type: 'pkcs1', format: 'der' }),
  'a PKCS #12 trust store': Buffer.concat([Buffer.from('308204d0020103308204', 'hex'), Buffer.alloc(480, 7)]),
  'a Java trust store': Buffer.concat([Buffer.from('feedfeed000000020000000100000002', 'hex'), Buffer.alloc(400, 5)]),
  'nothing': Buffer.alloc(0),
  'one byte': Buffer.from([0x30]),
  'zeros': Buffer.alloc(4096),
};

/** A self-signed certificate, of which nothing but the text matters. */
export const CERTIFICATE = armour('CERTIFICATE', base64(Buffer.concat([
  Buffer.from('308202a4308201', 'hex'), Buffer.from(draw(ALNUM, 600)),
]).toString('latin1')));

const jwt = [
  base64url('{"alg":"HS256","typ":"JWT"}'),
  base64url('{"sub":"payments","iat":1516239022}'),
  draw(URL_SAFE, 43),
].join('.');
const serviceAccount = JSON.stringify({
  type: 'service_account',
  project_id: 'payments',
  private_key_id: draw(HEX, 40),
  private_key: RSA_PEM,
  client_email: 'a@payments.iam.gserviceaccount.com',
});

/** Vendor tokens, one for every expression. */
const TOKENS: [kind: string, value: string][] = [
  ['aws-access-key', join('AK', 'IA', draw(UPPER, 16))],
  ['aws-access-key', join('AS', 'IA', draw(UPPER, 16))],
  ['aws-secret-key', join('aws_secret', '_access_key = ', draw(BASE64, 40))],
  ['aws-secret-key', join('{"Secret', 'AccessKey":"', draw(BASE64, 40), '"}')],
  ['aws-bedrock-key', join('AB', 'SK', draw(BASE64, 128))],
  ['gcp-api-key', join('AI', 'za', draw(URL_SAFE, 34), 'Q')],
  ['gcp-oauth-secret', join('GOC', 'SPX-', draw(URL_SAFE, 28))],
  ['gcp-access-token', join('ya', '29.', draw(URL_SAFE, 80))],
  ['gcp-refresh-token', join('1/', '/0', draw(URL_SAFE, 50))],
  [
    'azure-storage-key',
    join(
      'DefaultEndpointsProtocol=https;AccountName=a;Account',
      'Key=',
      draw(BASE64, 86),
      '==;EndpointSuffix=core.windows.net',
    ),
  ],
  ['azure-storage-key', join(draw(BASE64, 76), '+A', 'St', draw(BASE64, 6), '==')],
  [
    'azure-shared-access-key',
    join('Endpoint=sb://a.servicebus.windows.net/;SharedAccessKeyName=x;SharedAccess', 'Key=', draw(BASE64, 43), '='),
  ],
  [
    'azure-sas',
    join('https://a.blob.core.windows.net/c?sv=2022-11-02&se=2030-01-01&sp=r&si', 'g=', draw(ALNUM, 43), '%3D'),
  ],
  ['azure-client-secret', join(draw(ALNUM, 3), '8', 'Q', '~', draw(ALNUM, 34))],
  ['azure-devops-token', join(draw(ALNUM, 76), 'AZ', 'DO', draw(ALNUM, 4))],
  ['alibaba-access-key', join('LT', 'AI', draw(ALNUM, 20))],
  ['tencent-secret-id', join('AK', 'ID', draw(ALNUM, 32))],
  ['digitalocean-token', join('dop', '_v1_', draw(HEX, 64))],
  ['heroku-token', join('HR', 'KU-', draw(URL_SAFE, 60))],
  ['cloudflare-origin-key', join('v1', '.0-', draw(HEX, 24), '-', draw(HEX, 146))],
  ['github-token', join('gh', 'p_', draw(ALNUM, 36))],
  ['github-token', join('gh', 'o_', draw(ALNUM, 36))],
  ['github-token', join('gh', 's_', draw(ALNUM, 36))],
  ['github-token', join('github', '_pat_', draw(ALNUM, 22), '_', draw(ALNUM, 59))],
  ['gitlab-token', join('gl', 'pat-', draw(URL_SAFE, 20))],
  ['gitlab-token', join('gl', 'rt-', draw(URL_SAFE, 20))],
  ['bitbucket-token', join('AT', 'BB', draw(ALNUM, 32))],
  ['atlassian-token', join('AT', 'ATT3', draw(URL_SAFE, 180))],
  ['npm-token', join('np', 'm_', draw(ALNUM, 36))],
  ['pypi-token', join('py', 'pi-AgEIcHlwaS5vcmc', draw(URL_SAFE, 80))],
  ['rubygems-token', join('ruby', 'gems_', draw(HEX, 48))],
  ['nuget-key', join('oy', '2', draw(LOWER + DIGITS, 43))],
  ['crates-token', join('ci', 'o', draw(ALNUM, 32))],
  ['docker-hub-token', join('dckr', '_pat_', draw(URL_SAFE, 27))],
  ['artifactory-token', join('AK', 'Cp', draw(ALNUM, 69))],
  ['sonar-token', join('sq', 'p_', draw(HEX, 40))],
  ['terraform-token', join(draw(ALNUM, 14), '.atlas', 'v1.', draw(ALNUM, 67))],
  ['pulumi-token', join('pu', 'l-', draw(HEX, 40))],
  ['vault-token', join('hv', 's.', draw(URL_SAFE, 90))],
  ['vault-token', join('hv', 's.', draw(ALNUM, 24))],
  ['doppler-token', join('dp', '.pt.', draw(ALNUM, 43))],
  ['doppler-token', join('dp', '.st.prod.', draw(ALNUM, 43))],
  ['onepassword-token', join('ops', '_ey', 'J', draw(ALNUM, 200))],
  ['age-secret-key', join('AGE-SECRET', '-KEY-1', draw(UPPER + DIGITS, 58))],
  ['tailscale-key', join('ts', 'key-auth-', draw(ALNUM, 12), '-', draw(ALNUM, 32))],
  ['openshift-token', join('sha', '256~', draw(URL_SAFE, 43))],
  ['slack-token', join('xo', 'xb-', draw(DIGITS, 12), '-', draw(DIGITS, 12), '-', draw(ALNUM, 24))],
  ['slack-token', join('xa', 'pp-1-', draw(UPPER, 11), '-', draw(DIGITS, 13), '-', draw(HEX, 64))],
  [
    'slack-webhook',
    join('https://hooks.slack', '.com/services/T', draw(UPPER, 8), '/B', draw(UPPER, 8), '/', draw(ALNUM, 24)),
  ],
  ['discord-webhook', join('https://discord', '.com/api/webhooks/', draw(DIGITS, 18), '/', draw(URL_SAFE, 68))],
  [
    'teams-webhook',
    join(
      'https://x.webhook.office',
      '.com/webhookb2/',
      draw(HEX, 36),
      '/IncomingWebhook/',
      draw(HEX, 32),
      '/',
      draw(HEX, 36),
    ),
  ],
  ['telegram-bot-token', join(draw('123456789', 10), ':', 'AA', draw(URL_SAFE, 33))],
  ['sendgrid-key', join('S', 'G.', draw(ALNUM, 22), '.', draw(ALNUM, 43))],
  ['mailgun-key', join('ke', 'y-', draw(HEX, 32))],
  ['mailchimp-key', join(draw(HEX, 32), '-u', 's14')],
  ['twilio-key', join('S', 'K', draw(HEX, 32))],
  ['stripe-key', join('sk', '_live_', draw(ALNUM, 24))],
  ['stripe-key', join('rk', '_live_', draw(ALNUM, 24))],
  ['stripe-key', join('sk', '_test_', draw(ALNUM, 99))],
  ['stripe-webhook-secret', join('wh', 'sec_', draw(ALNUM, 32))],
  ['square-token', join('sq0', 'csp-', draw(URL_SAFE, 43))],
  ['square-token', join('EA', 'AA', draw(URL_SAFE, 59), 'q')],
  ['shopify-token', join('shp', 'at_', draw(HEX, 32))],
  ['paypal-token', join('access_', 'token$production$', draw(LOWER, 16), '$', draw(HEX, 32))],
  ['anthropic-key', join('sk', '-ant-api03-', draw(URL_SAFE, 93), 'AA')],
  ['openai-key', join('sk', '-', draw(ALNUM, 48))],
  ['openai-key', join('sk', '-proj-', draw(URL_SAFE, 156))],
  ['openai-key', join('sk', '-or-v1-', draw(HEX, 64))],
  ['huggingface-token', join('h', 'f_', draw(ALNUM, 34))],
  ['groq-key', join('gs', 'k_', draw(ALNUM, 52))],
  ['xai-key', join('xa', 'i-', draw(ALNUM, 80))],
  ['replicate-token', join('r', '8_', draw(ALNUM, 37))],
  ['perplexity-key', join('ppl', 'x-', draw(ALNUM, 48))],
  ['databricks-token', join('da', 'pi', draw(HEX, 32))],
  ['grafana-token', join('gl', 'sa_', draw(ALNUM, 32), '_', draw(HEX, 8))],
  ['grafana-token', join('gl', 'c_', draw(ALNUM, 120))],
  ['grafana-token', base64(join('{"k":"', draw(ALNUM, 32), '","n":"ci","id":1}'))],
  ['newrelic-key', join('NR', 'AK-', draw(UPPER + DIGITS, 27))],
  ['newrelic-key', join(draw(HEX, 36), 'NR', 'AL')],
  ['dynatrace-token', join('dt0', 'c01.', draw(UPPER + DIGITS, 24), '.', draw(UPPER + DIGITS, 64))],
  ['sentry-token', join('sntr', 'ys_', draw(ALNUM, 120))],
  ['planetscale-token', join('psc', 'ale_tkn_', draw(ALNUM, 43))],
  ['supabase-token', join('sb', 'p_', draw(HEX, 40))],
  ['airtable-token', join('pa', 't', draw(ALNUM, 14), '.', draw(HEX, 64))],
  ['postman-key', join('PM', 'AK-', draw(HEX, 24), '-', draw(HEX, 34))],
  ['linear-key', join('lin', '_api_', draw(ALNUM, 40))],
  ['notion-token', join('nt', 'n_', draw(ALNUM, 46))],
  ['figma-token', join('fi', 'gd_', draw(URL_SAFE, 43))],
  [
    'launchdarkly-key',
    join('sd', 'k-', draw(HEX, 8), '-', draw(HEX, 4), '-4', draw(HEX, 3), '-', draw(HEX, 4), '-', draw(HEX, 12)),
  ],
  ['buildkite-token', join('bk', 'ua_', draw(HEX, 40))],
  ['circleci-token', join('CCI', 'PAT_', draw(ALNUM, 22), '_', draw(HEX, 40))],
  ['netlify-token', join('nf', 'p_', draw(ALNUM, 36))],
];

/** Vendor tokens in the open: any text may stand around one. */
export const VENDOR_SAMPLES: Sample[] = TOKENS.map(([kind, value], index) => ({
  title: `${kind}, sample ${index}`,
  kind,
  value,
}));

const pw = join('hun', 'ter2');

const OTHER: [title: string, kind: string, value: string, name?: string][] = [
  ['PKCS #8 in PEM', 'private-key', RSA_PEM],
  ['PKCS #8 in PEM with CRLF', 'private-key', RSA_PEM.replace(/\n/g, '\r\n')],
  ['PKCS #8 in PEM, escaped line breaks', 'private-key', JSON.stringify({ key: RSA_PEM })],
  ['PKCS #8 in PEM, escaped twice', 'private-key', JSON.stringify(JSON.stringify({ key: RSA_PEM }))],
  ['PKCS #8 in PEM on one line', 'private-key', RSA_PEM.replace(/\n/g, ' ')],
  ['PKCS #8 in PEM, indented', 'private-key', RSA_PEM.replace(/^/gm, '      ')],
  ['PKCS #1 in PEM', 'private-key', rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string],
  ['SEC 1 in PEM', 'private-key', ec.privateKey.export({ type: 'sec1', format: 'pem' }) as string],
  ['an encrypted key', 'private-key', armour('ENCRYPTED PRIVATE KEY', draw(BASE64, 300))],
  [
    'an old encrypted key',
    'private-key',
    armour('RSA PRIVATE KEY', draw(BASE64, 300)).replace('\n', '\nProc-Type: 4,ENCRYPTED\n\n'),
  ],
  ['an OpenSSH key', 'private-key', armour('OPENSSH PRIVATE KEY', `b3BlbnNzaC1rZXktdjEA${draw(BASE64, 300)}`)],
  ['a PGP key', 'private-key', armour('PGP PRIVATE KEY BLOCK', draw(BASE64, 300)).replace('\n', '\n\n')],
  ['a key after its certificate', 'private-key', CERTIFICATE + RSA_PEM],
  [
    'a PuTTY key',
    'private-key',
    ['PuTTY-User-Key-File-3: ssh-ed25519', 'Encryption: none', 'Private-Lines: 1', draw(BASE64, 44)].join('\n'),
  ],
  ['a private JSON Web Key', 'private-key', JSON.stringify(ec.privateKey.export({ format: 'jwk' }))],
  ['a symmetric JSON Web Key', 'private-key', JSON.stringify({ kty: 'oct', k: draw(URL_SAFE, 43) })],
  ['PKCS #8 in base64 without armour', 'private-key', DER_KEYS['PKCS #8, EC'].toString('base64')],
  [
    'PKCS #8 in broken base64 without armour',
    'private-key',
    DER_KEYS['PKCS #8, RSA'].toString('base64').replace(/.{64}/g, '$&\n'),
  ],
  ['a Google service account', 'gcp-service-account-key', serviceAccount],
  ['a JSON Web Token', 'jwt', jwt],
  ['a JSON Web Token in a text', 'jwt', `token is ${jwt}, use it`],
  ['a bearer token', 'bearer-token', `Authorization: Bearer ${draw(ALNUM, 40)}`],
  ['basic authentication', 'basic-auth', `Authorization: Basic ${base64(`app:${pw}`)}`],
  ['a PostgreSQL URL', 'url-password', `postgres://app:${pw}@db:5432/app`],
  ['a URL in the middle of a line', 'url-password', `url = "mysql://root:${pw}@db/app" # main`],
  ['a URL with a common word for a password', 'url-password', 'postgres://app:postgres@db/app'],
  ['an AMQP URL', 'url-password', `amqp://guest:${pw}@mq:5672/%2f`],
  ['a Redis URL without a user', 'url-password', `redis://:${pw}@cache:6379/0`],
  ['a MongoDB URL with many hosts', 'url-password', `mongodb+srv://app:${pw}@a.b.c,d.e.f:27017/?w=majority`],
  ['a URL with an at sign in the password', 'url-password', `https://app:${pw}@2@registry.local/v2`],
  ['a URL with a percent-encoded password', 'url-password', `https://app:p%40ss${pw}@registry.local/v2`],
  ['a JDBC URL with a user', 'url-password', `jdbc:postgresql://app:${pw}@db/app`],
  ['a git URL', 'url-password', `https://ci:${pw}@git.local/team/app.git`],
  ['a URL with slashes escaped', 'url-password', `{"url":"https:\\/\\/app:${pw}@db\\/x"}`],
  ['a URL after one with a placeholder', 'url-password', `a: https://u:$(PW)@h/\nb: https://u:${pw}@h/`],
  ['a Go data source name', 'url-password', `dsn: app:${pw}@tcp(db:3306)/app?parseTime=true`],
  ['an Oracle URL', 'url-password', `jdbc:oracle:thin:app/${pw}@//db:1521/x`],
  ['a JDBC query', 'password', `jdbc:mysql://db/app?user=app&password=${pw}&useSSL=true`],
  ['an ADO.NET connection string', 'password', `Server=db;User Id=sa;Password=${pw};Encrypt=true`],
  ['a libpq connection string', 'password', `host=db user=app password=${pw} dbname=app`],
  ['properties', 'password', `db.user=app\ndb.password=${pw}\n`],
  ['properties with blanks', 'password', `db.user = app\ndb.password = ${pw}  \n`],
  ['properties with a factory setting', 'password', 'spring.datasource.password=postgres\n'],
  ['an environment file', 'password', `export DB_PASSWORD=${pw}\n`],
  ['an environment file with quotes', 'password', `PGPASSWORD='${pw}'\n`],
  ['YAML', 'password', `db:\n  user: app\n  password: ${pw}\n`],
  ['YAML with quotes', 'password', `db:\n  password: "${pw}" # main\n`],
  ['YAML with a passphrase', 'password', 'db:\n  password: correct-horse-battery-staple\n'],
  ['YAML in a flow', 'password', `db: {user: app, password: ${pw}}\n`],
  ['JSON', 'password', JSON.stringify({ db: { user: 'app', password: pw } })],
  ['JSON with blanks', 'password', JSON.stringify({ db: { user: 'app', password: pw } }, undefined, 2)],
  ['JSON with a bare word', 'password', JSON.stringify({ password: 'sesame' })],
  ['JSON in JSON', 'password', JSON.stringify(JSON.stringify({ password: pw }))],
  ['escaped line breaks', 'password', `user=app\\npassword=${pw}\\nx=y`],
  ['TOML', 'password', `[db]\npassword = "${pw}"\n`],
  ['XML', 'password', `<server><password>${pw}</password></server>`],
  ['an XML attribute', 'password', `<resource username="app" password="${pw}"/>`],
  ['an XML pair', 'password', `<add key="DbPassword" value="${pw}" />`],
  ['a container environment', 'password', `env:\n- name: DB_PASSWORD\n  value: ${pw}\n`],
  ['a container environment in JSON', 'password', JSON.stringify([{ name: 'DB_PASSWORD', value: pw }])],
  ['a manifest of a Secret', 'password', `kind: Secret\ndata:\n  password: ${base64(pw)}\n`],
  ['a six-digit password', 'password', 'password=482913\n'],
  ['an argument', 'password', `args: --user app --password ${pw} --verbose`],
  ['an argument with an equals sign', 'password', `exec app --db-password=${pw} --verbose`],
  ['curl', 'password', `curl -fsS -u ci:${pw} https://registry.local`],
  ['mysqladmin', 'password', `mysqladmin -uroot -p${pw} ping`],
  ['mysql in quotes', 'password', `mysql -h db -p'${pw}' -e 'select 1'`],
  ['mariadb-dump', 'password', `mariadb-dump -p${pw} shop > /backup`],
  ['redis-cli', 'password', `redis-cli -h 127.0.0.1 -a ${pw} ping`],
  ['redis-server', 'password', `redis-server --requirepass ${pw}`],
  ['sshpass', 'password', `sshpass -p ${pw} ssh ci@host`],
  ['psql', 'password', `PGPASSWORD=${pw} psql -h db`],
  ['a YAML block', 'password', `db:\n  password: |-\n    ${pw}\n  user: app\n`],
  ['Ruby', 'password', `config = { :user => 'app', :password => '${pw}' }`],
  ['a literal default of a substitution', 'password', `db.password=\${DB_PASSWORD:${pw}}\n`],
  ['a literal default of a shell substitution', 'password', `DB_PASSWORD="\${DB_PASSWORD:-${pw}}"\n`],
  ['YAML with an anchor', 'password', `db:\n  password: &main ${pw}\n`],
  ['LDAP', 'password', `ldap:\n  binddn: cn=app\n  bindpw: ${pw}\n`],
  ['a key of a wireless network', 'password', `network={\n  ssid="x"\n  psk="${pw}!"\n}\n`],
  ['a variable of one command', 'password', `#!/bin/sh\nset -e\nPGPASSWORD=${pw} psql -h db -c 'select 1'\n`],
  ['sshpass', 'password', `sshpass -p ${pw} ssh app@host`],
  ['the option of a MySQL client', 'password', `mysqldump -h db -uroot -p${pw} app > /backup/app.sql`],
  ['PHP', 'password', `<?php\ndefine( 'DB_USER', 'app' );\ndefine( 'DB_PASSWORD', '${pw}' );\n`],
  ['a user of a load balancer', 'password', `userlist ops\n  user admin insecure-password ${pw}\n`],
  ['the statistics of a load balancer', 'password', `listen stats\n  stats auth admin:${pw}\n`],
  ['Rails', 'secret-value', `production:\n  secret_key_base: ${draw(HEX, 128)}\n`],
  ['a routing key', 'secret-value', `pagerduty_configs:\n- routing_key: ${draw(HEX, 32)}\n`],
  ['a machine key', 'secret-value', `<machineKey decryptionKey="${draw(HEX, 48).toUpperCase()}" decryption="AES" />`],
  ['a preshared key', 'secret-value', `[Peer]\nPresharedKey = ${draw(BASE64, 43)}=\n`],
  ['redis.conf', 'password', `port 6379\nrequirepass ${pw}\n`],
  ['SQL', 'sql-password', `CREATE USER app WITH PASSWORD '${pw}';`],
  ['MySQL', 'sql-password', `CREATE USER 'app'@'%' IDENTIFIED BY '${pw}';`],
  ['netrc', 'netrc-password', `machine git.local\nlogin ci\npassword ${pw}\n`],
  ['pgpass', 'pgpass-password', `db.local:5432:*:app:${pw}\n`],
  ['an API key', 'secret-value', `datadog.api_key=${draw(HEX, 32)}\n`],
  ['a client secret that is a UUID', 'secret-value', 'client_secret: 6f9619ff-8b86-4d01-b42d-00cf4fc964ff\n'],
  ['a token in YAML', 'secret-value', `auth:\n  token: ${draw(ALNUM, 32)}\n`],
  ['a Django key', 'secret-value', `SECRET_KEY = '${draw(`${ALNUM}!@#%^&*-_=+`, 50)}'\n`],
  ['an npm configuration', 'secret-value', `//npm.local/:_authToken=${draw(HEX, 40)}\n`],
  ['a WireGuard key', 'secret-value', `[Interface]\nPrivateKey = ${draw(BASE64, 43)}=\n`],
  ['a bootstrap token', 'secret-value', `token: ${draw(LOWER, 6)}.${draw(LOWER + DIGITS, 16)}\n`],
  [
    'a docker configuration',
    'registry-auth',
    JSON.stringify({ auths: { 'registry.local': { auth: base64(`ci:${pw}`) } } }),
  ],
  ['a kubeconfig', 'private-key', `users:\n- name: a\n  user:\n    client-key-data: ${base64(RSA_PEM)}\n`],
  ['an entry of a ConfigMap', 'password', pw, 'DB_PASSWORD'],
  ['an entry of a ConfigMap that is called what it is', 'password', 'secret', 'DB_PASSWORD'],
  ['an entry of a ConfigMap that is a word', 'password', 'postgres', 'POSTGRES_PASSWORD'],
  ...[
    'f-lint',
    'maple-anvil',
    'Maple-Anvil',
    'acme-operator',
    'maple_anvil',
    'maple.anvil',
    'super-secret',
    'abc',
    'Tpwd',
    'Till',
    'TILL',
    'ab1',
    '4711',
    'flintSteel',
  ].map((value): [string, string, string, string] => [
    `an entry with the password ${value}`,
    'password',
    value,
    'ADMIN_PASSWORD',
  ]),
  ...['DB_PASS', 'PWD_OF_TILL', 'password-for-till', 'root.password.prod'].map(
    (name): [string, string, string, string] => [`an entry called ${name}`, 'password', 'flint', name]),
  ...['PASSWORD_ADMIN', 'password.replication', 'passwordRoot2', 'DB_PSWD', 'kennwort'].map(
    (name): [string, string, string, string] => [`an entry called ${name}`, 'password', 'flint7', name]),
  ...['maple anvil', 'maple anvil flint lint', 'open that gr8 door!'].map(
    (value): [string, string, string, string] => [`an entry of words: ${value}`, 'password', value, 'DB_PASSWORD']),
  ...[
    ['BASIC_AUTH', 'till:flint'],
    ['basicAuth', 'till:f-lint'],
    ['NEO4J_AUTH', 'neo4j/flint'],
    ['PANEL_AUTH', 'admin:admin'],
    ['ADMIN_CREDENTIALS', 'till:fl1nt7'],
    ['USERPASS', 'till:flint'],
  ].map(([name, value]): [string, string, string, string] => [`a pair called ${name}`, 'user-password', value, name]),
  ['YAML with joined words', 'password', 'auth:\n  rootPassword: f-lint\n'],
  ['YAML with joined words in quotes', 'password', 'auth:\n  rootPassword: "maple-anvil"\n'],
  ['INI with joined words', 'password', '[security]\nadmin_password = acme-operator\n'],
  ['JSON with a short word', 'password', '{"password": "abc"}'],
  ...[
    ['STORE_SECRET_KEY', 'acme4567'],
    ['APP_SECRET', 'wz61kq0p3r'],
    ['CLIENT_SECRET', 's3same'],
    ['API_TOKEN', 't0k3n-41'],
    ['api-token', 'acme-4711'],
    ['TOKEN', 'aBcDeFgH'],
    ['SECRET', 'ab!cd?ef'],
    ['API_KEY', `ak-${draw(LOWER + DIGITS, 20)}`],
    ['SERVICE_TOKEN', `acme_live_${draw(LOWER + DIGITS, 24)}`],
  ].map(([name, value]): [string, string, string, string] => [
    `a short entry called ${name}`,
    'secret-value',
    value,
    name,
  ]),
  ['YAML with a short token', 'secret-value', 'auth:\n  token: wz61kq0p3r\n'],
  ...[
    'BATCH_QUEUE_KEY',
    'CLOUD_KEY_CONTENT',
    'STORAGE_KEY',
    'key',
    'KeyOfTheQueue',
    'queue.keys.eu',
    'SECRET_OF_QUEUE_EU',
    'kafkaTokenFrankfurt',
  ].map((name): [string, string, string, string] => [
    `a random entry called ${name}`,
    'secret-value',
    `${draw(BASE64, 43)}=`,
    name,
  ]),
  ['an entry of a ConfigMap with a random value', 'secret-value', draw(ALNUM, 32), 'apiKey'],
];

const ENCODED = new Set([
  'PKCS #8 in base64 without armour',
  'PKCS #8 in broken base64 without armour',
  'a kubeconfig',
]);

export const SAMPLES: Sample[] = [
  ...VENDOR_SAMPLES,
  ...OTHER.map(([title, kind, value, name]) => ({
    title,
    kind,
    value,
    name,
    base64Layers: ENCODED.has(title) ? 1 : 0,
  })),
];

