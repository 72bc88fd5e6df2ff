/** How an option of a program has its value. */
export enum OptionForm {
  /** `-a VALUE`, or `-a=VALUE`. */
  NEXT,
  /** `-pVALUE`; without a value the program asks for one. */
  ATTACHED,
  /** Both of them. */
  EITHER,
}

/** An option that has a credential. */
export interface ClientOption {
  readonly flags: readonly string[];
  readonly form: OptionForm;

  /** What stands between a user and the password, where the option takes both. */
  readonly separator?: string;

  /** What begins a value that is a password, where the option also takes other things. */
  readonly prefix?: string;
}

/** A word that is a credential by its place. */
export interface ClientWord {
  /** Words that stand before, options and their values not counted. */
  readonly after: readonly string[];

  /** Which of the words behind them, from 0; -1 for the last. */
  readonly place: number;

  /** Whether the word before is the name of what it is, which decides. */
  readonly named?: boolean;

  /** An option without which the word is something else: the letter, alone or among others. */
  readonly letter?: string;

  /** What stands between a user and the password, where the word has both. */
  readonly separator?: string;
}

/** Programs that take a credential in their arguments, each in a different way. */
export interface Client {
  readonly programs: readonly string[];

  /** A word without which the options mean something else. */
  readonly needs?: string;
  readonly options?: readonly ClientOption[];
  readonly words?: readonly ClientWord[];
}

const next = (...flags: string[]): ClientOption => ({ flags, form: OptionForm.NEXT });
const either = (...flags: string[]): ClientOption => ({ flags, form: OptionForm.EITHER });
const attached = (...flags: string[]): ClientOption => ({ flags, form: OptionForm.ATTACHED });
const pair = (separator: string, ...flags: string[]): ClientOption => ({ flags, form: OptionForm.EITHER, separator });

/**
 * Programs whose options for a credential do not have its name, each as its own help and manual page have it. An option
 * that ends in `password`, `token` or the like is known by its name, whatever the program.
 */
export const CLIENTS: readonly Client[] = [
  { programs: ['redis-cli', 'redis-benchmark', 'valkey-cli', 'valkey-benchmark', 'keydb-cli'], options: [next('-a')] },
  {
    programs: [
      'mysql', 'mysqladmin', 'mysqlcheck', 'mysqldump', 'mysqlimport', 'mysqlpump', 'mysqlshow', 'mysqlslap', 'mysqlsh',
      'mysqlbinlog', 'mysql_upgrade', 'mariadb', 'mariadb-admin', 'mariadb-backup', 'mariadb-binlog', 'mariadb-check',
      'mariadb-dump', 'mariadb-import', 'mariadb-show', 'mariadb-upgrade', 'mariabackup', 'xtrabackup', 'mycli',
    ],
    options: [attached('-p')],
  },
  {
    programs: [
      'mongo',
      'mongosh',
      'mongodump',
      'mongorestore',
      'mongoexport',
      'mongoimport',
      'mongostat',
      'mongotop',
      'mongofiles',
    ],
    options: [either('-p')],
  },
  {
    programs: [
      'ldapsearch',
      'ldapadd',
      'ldapmodify',
      'ldapdelete',
      'ldapwhoami',
      'ldapcompare',
      'ldapmodrdn',
      'ldapexop',
    ],
    options: [either('-w')],
  },
  { programs: ['ldappasswd'], options: [either('-w', '-s', '-a')] },
  { programs: ['sshpass'], options: [either('-p')] },
  {
    programs: ['curl'],
    options: [pair(':', '-u', '--user', '-U', '--proxy-user', '-E', '--cert'), next('--oauth2-bearer')],
  },
  { programs: ['http', 'https', 'xh', 'xhs'], options: [pair(':', '-a', '--auth')] },
  { programs: ['etcdctl'], options: [pair(':', '--user')] },
  { programs: ['consul', 'nomad'], options: [pair(':', '-http-auth', '--http-auth')] },
  { programs: ['jenkins-cli', 'jenkins-cli.jar'], options: [pair(':', '-auth')] },
  { programs: ['smbclient', 'smbget', 'rpcclient', 'net', 'smbcacls'], options: [pair('%', '-U', '--user')] },
  { programs: ['lftp', 'ncftpput', 'ncftpget'], options: [pair(',', '-u'), next('-p')] },
  {
    programs: ['skopeo', 'podman', 'buildah', 'crictl', 'ctr'],
    options: [pair(':', '--creds', '--src-creds', '--dest-creds', '--user')],
  },
  {
    programs: [
      'docker',
      'podman',
      'buildah',
      'nerdctl',
      'skopeo',
      'helm',
      'oras',
      'crane',
      'regctl',
      'az',
      'oc',
      'singularity',
      'apptainer',
    ],
    needs: 'login',
    options: [either('-p')],
  },
  { programs: ['influx', 'influxd'], options: [next('-p', '-t')] },
  { programs: ['rabbitmqadmin'], options: [next('-p')] },
  {
    programs: ['cqlsh', 'cypher-shell', 'beeline', 'couchbase-cli', 'cbq', 'elasticsearch-users', 'impala-shell'],
    options: [either('-p')],
  },
  { programs: ['nodetool'], options: [next('-pw')] },
  {
    programs: [
      'sqlcmd',
      'bcp',
      'osql',
      'tsql',
      'mosquitto_pub',
      'mosquitto_sub',
      'mosquitto_rr',
      'ipmitool',
      'cbc',
      'zip',
      'unzip',
    ],
    options: [either('-P')],
  },
  { programs: ['7z', '7za', '7zr', 'rar', 'unrar'], options: [attached('-p')] },
  { programs: ['snmpget', 'snmpwalk', 'snmpset', 'snmpbulkwalk'], options: [next('-A', '-X')] },
  { programs: ['ssh-keygen'], options: [next('-N', '-P')] },
  { programs: ['kadmin', 'kadmin.local'], options: [next('-w')] },
  { programs: ['doctl'], options: [next('-t')] },
  {
    programs: ['openssl'],
    options: [{ flags: ['-passin', '-passout', '-pass'], form: OptionForm.NEXT, prefix: 'pass:' }, next('-k')],
  },
  { programs: ['sqlplus', 'sqlldr', 'expdp', 'impdp', 'rman'], words: [{ after: [], place: 0, separator: '/' }] },
  { programs: ['htpasswd'], words: [{ after: [], place: -1, letter: 'b' }] },
  {
    programs: ['rabbitmqctl'],
    words: ['add_user', 'change_password', 'authenticate_user'].map((word) => ({ after: [word], place: 1 })),
  },
  {
    programs: ['vault', 'bao'],
    words: [
      { after: ['login'], place: 0 },
      { after: ['unseal'], place: 0 },
    ],
  },
  {
    programs: ['mc', 'mcli'],
    words: [
      { after: ['alias', 'set'], place: 3 },
      { after: ['config', 'host', 'add'], place: 3 },
    ],
  },
  { programs: ['neo4j-admin'], words: [{ after: ['set-initial-password'], place: 0 }] },
  { programs: ['ngrok'], words: [{ after: ['authtoken'], place: 0 }, { after: ['add-authtoken'], place: 0 }] },
  {
    programs: ['aws', 'npm', 'yarn', 'pnpm', 'gcloud', 'git', 'pip', 'poetry', 'composer'],
    words: [
      { after: ['configure', 'set'], place: 1, named: true },
      { after: ['config', 'set'], place: 1, named: true },
      { after: ['config'], place: 1, named: true },
    ],
  },
];
