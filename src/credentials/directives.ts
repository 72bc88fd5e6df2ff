import { Scanner } from './finding';
import { isLiteralSecret, Writing } from './literals';
import { judgeName, SecretName } from './secret-names';

interface Directive {
  readonly kind: string;
  readonly description: string;
  /** How the credential is written, where no quote of the match tells. */
  readonly writing: Writing;
  /** Literals of which every match contains one, in any case. */
  readonly hints: readonly string[];
  /** Group `value` is the credential; group `name`, where there is one, says how to judge it. */
  readonly expression: RegExp;
}

/** Files and commands that separate a name from its value by a blank, or by position. All are bounded in width. */
export const DIRECTIVES: readonly Directive[] = [
  {
    kind: 'netrc-password',
    description: 'a netrc entry with a password',
    writing: Writing.BARE,
    hints: ['login'],
    expression:
      /(?:machine\s{1,16}\S{1,255}|default)\s{1,16}login\s{1,16}\S{1,255}\s{1,16}password\s{1,16}(?<value>\S{1,255})/g,
  },
  {
    kind: 'pgpass-password',
    description: 'a PostgreSQL password file entry',
    writing: Writing.BARE,
    hints: [':'],
    expression: /(?<=^|["'])[\w.*-]{1,253}:(?:\d{4,5}|\*):[\w.*-]{1,63}:[\w.*-]{1,63}:(?<value>[^\s:"'\\]{1,255})(?=$|["'\\])/gm,
  },
  {
    kind: 'sql-password',
    description: 'an SQL statement that sets a password',
    writing: Writing.QUOTED,
    hints: ['password', 'identified'],
    expression:
      /\b(?:PASSWORD(?:\s{0,8}\(\s{0,8}|\s{1,8}(?:=\s{0,8})?)|IDENTIFIED(?:\s{1,8}WITH\s{1,8}\w{1,64})?\s{1,8}BY(?:\s{1,8}PASSWORD)?\s{1,8})'(?<value>[^'\n]{1,256})'/gi,
  },
  {
    // Oracle has no quotes around a password, or those of a name.
    kind: 'sql-password',
    description: 'an SQL statement that sets a password',
    writing: Writing.BARE,
    hints: ['identified'],
    expression:
      /\b(?:CREATE|ALTER)\s{1,8}USER\s{1,8}\S{1,128}\s{1,8}IDENTIFIED\s{1,8}BY\s{1,8}(?<quote>"?)(?<value>[^\s"';]{1,128})/gi,
  },
  {
    kind: 'password',
    description: 'a user and password of Oracle with the address of the database',
    writing: Writing.BARE,
    hints: ['@'],
    expression:
      /(?<![^\s"'`=])[A-Za-z][\w$#]{0,127}\/(?<value>[^\s@"'`/]{1,128})@(?:\/\/[\w.-]{1,253}(?=[:/])|[\w.-]{1,253}:1[45]\d\d[:/]\w)/g,
  },
  {
    kind: 'password',
    description: 'a user of Redis with a password',
    writing: Writing.QUOTED,
    hints: ['user '],
    expression:
      /\b(?:user|setuser)[ \t]{1,8}\S{1,128}(?:[ \t]{1,8}["']?(?:on|off|reset\w{0,16}|all\w{1,16}|[~&+%-]\S{1,64})["']?){1,8}[ \t]{1,8}["']?>(?<value>[^\s"'>]{1,256})/gi,
  },
  {
    kind: 'password',
    description: 'a user of PgBouncer with a password',
    writing: Writing.QUOTED,
    hints: ['"'],
    expression:
      /^(?:[;#][^\n]{0,100}\n){0,4}\s{0,8}"[\w.@-]{1,63}"[ \t]{1,8}"(?<value>[^"\n]{1,256})"[ \t]{0,8}(?=\r?\n|$)/g,
  },
  {
    kind: 'password',
    description: 'a password that a command writes to another one',
    writing: Writing.QUOTED,
    hints: ['--stdin', 'password-stdin', 'kinit'],
    expression:
      /\b(?:echo|printf)(?:[ \t]{1,8}-\w{1,3}){0,2}[ \t]{1,8}["']?(?<value>[^\s"'|<>&;]{1,256})["']?[ \t]{0,8}\|[ \t]{0,8}(?:sudo[ \t]{1,8})?(?:passwd\b[^\n|;&]{0,80}--stdin|kinit\b|[^\n|;&]{1,200}--password-stdin)/g,
  },
  {
    kind: 'password',
    description: 'a user and password for chpasswd',
    writing: Writing.QUOTED,
    hints: ['chpasswd'],
    expression:
      /(?:\b(?:echo|printf)(?:[ \t]{1,8}-\w{1,3}){0,2}[ \t]{1,8}["']?[\w.-]{1,32}:(?=[^\n|;&]{1,256}\|[ \t]{0,8}(?:sudo[ \t]{1,8})?chpasswd)|\bchpasswd:\s{1,40}(?:expire:[^\n]{1,20}\s{1,40})?list:[ \t]{0,4}(?:\|[-+]?)?\s{1,40}(?:-[ \t]{1,4}["']?)?[\w.-]{1,32}:)(?<value>[^\s"'\\]{1,256})/g,
  },
  {
    kind: 'password',
    description: 'a password in a script of PowerShell',
    writing: Writing.QUOTED,
    hints: ['securestring'],
    expression: /\bConvertTo-SecureString[ \t]{1,8}(?:-String[ \t]{1,8})?["'](?<value>[^"'\n]{1,256})["']/gi,
  },
  {
    // The name and the value of a header or a variable with a blank between them: nginx, Apache, HAProxy, Dockerfile.
    kind: 'secret-value',
    description: 'a literal value under a name that says it is a secret',
    writing: Writing.BARE,
    hints: ['header', 'env', '_param'],
    expression:
      /^[ \t]{0,32}(?:ENV|SetEnv|setenv|(?:proxy|grpc|more)_set_(?:input_)?headers?|(?:fastcgi|uwsgi|scgi)_param|RequestHeader[ \t]{1,8}(?:set|add)|http-request[ \t]{1,8}(?:set|add)-header)[ \t]{1,8}(?<name>[A-Za-z][\w.-]{0,100})[ \t]{1,8}(?<quote>["']?)(?<value>[^\s"';]{1,256})(?=["';]|[ \t]{0,32}(?:\r?$))/gm,
  },
  {
    kind: 'password',
    description: 'the default of a variable of Terraform',
    writing: Writing.QUOTED,
    hints: ['variable'],
    expression:
      /\bvariable[ \t]{1,8}"(?<name>[\w-]{1,100})"[ \t]{0,8}\{[^{}]{0,400}?\bdefault[ \t]{0,16}=[ \t]{0,16}"(?<value>[^"\n]{1,256})"/g,
  },
  {
    kind: 'password',
    description: 'a literal password in a directive',
    writing: Writing.QUOTED,
    hints: ['requirepass', 'masterauth', 'sentinel'],
    expression:
      /^[ \t]{0,32}(?:requirepass|masterauth|sentinel\s{1,8}auth-pass\s{1,8}\S{1,128})[ \t]{1,16}["']?(?<value>[^\s"']{1,256})/gm,
  },
  {
    kind: 'password',
    description: 'a literal password in the arguments of a command',
    writing: Writing.BARE,
    hints: ['-'],
    expression:
      /(?<!\S)(?<!\b[efz]?grep(?:[ \t]-\w{1,16}){0,4}[ \t])--?(?<name>[A-Za-z][\w.-]{0,40}(?:password|passwd|passphrase|pass|pwd|token|secret|key)|password|passwd|passphrase|pass|pwd|token|secret|masterauth)[ \t]{1,8}(?<quote>["']?)(?<value>[^\s"'-][^\s"']{0,255})/gi,
  },
  {
    kind: 'password',
    description: 'a connection of a PHP program',
    writing: Writing.QUOTED,
    hints: ['mysql', 'pdo'],
    expression:
      /\b(?:mysqli?_connect|new[ \t]{1,4}(?:mysqli|PDO))\([^()\n,]{1,200},[ \t]{0,8}["'][^"'\n]{0,128}["'][ \t]{0,8},[ \t]{0,8}["'](?<value>[^"'\n]{1,256})["']/g,
  },
  {
    kind: 'password',
    description: 'a constant of a PHP program',
    writing: Writing.QUOTED,
    hints: ['define'],
    expression: /\bdefine\([ \t]{0,8}["'](?<name>\w{1,64})["'][ \t]{0,8},[ \t]{0,8}["'](?<value>[^"'\n]{1,256})["']/g,
  },
  {
    kind: 'password',
    description: 'a user and password of a load balancer',
    writing: Writing.BARE,
    hints: ['insecure-password', 'stats'],
    expression:
      /^[ \t]{0,32}(?:user[ \t]{1,8}\S{1,128}[ \t]{1,8}insecure-password[ \t]{1,8}|stats[ \t]{1,8}auth[ \t]{1,8}[^\s:]{1,128}:)(?<value>\S{1,256})/gm,
  },
];

export const findDirective: Scanner = (text) => {
  const lower = text.toLowerCase();
  for (const { kind, description, writing, hints, expression } of DIRECTIVES) {
    if (!hints.some((hint) => lower.includes(hint))) {
      continue;
    }
    expression.lastIndex = 0;
    for (let match = expression.exec(text); match !== null; match = expression.exec(text)) {
      const { value, name, quote } = match.groups as { value: string; name?: string; quote?: string };
      // Where the syntax alone makes it a password, there is no name to judge.
      if (
        isLiteralSecret(
          name === undefined ? SecretName.PASSWORD : judgeName(name),
          value,
          quote ? Writing.QUOTED : writing,
        )
      ) {
        return { kind, description, offset: match.index };
      }
    }
  }
  return undefined;
};
