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
    expression: /^[\w.*-]{1,253}:(?:\d{4,5}|\*):[\w.*-]{1,63}:[\w.*-]{1,63}:(?<value>[^\s:]{1,255})$/gm,
  },
  {
    kind: 'sql-password',
    description: 'an SQL statement that sets a password',
    writing: Writing.QUOTED,
    hints: ['password', 'identified'],
    expression:
      /\b(?:PASSWORD|IDENTIFIED(?:\s{1,8}WITH\s{1,8}\w{1,64})?\s{1,8}BY(?:\s{1,8}PASSWORD)?)\s{1,8}(?:=\s{0,8})?'(?<value>[^'\n]{1,256})'/gi,
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
    hints: ['--'],
    expression:
      /(?<!\S)--?(?<name>[A-Za-z][\w-]{0,40}(?:password|passwd|passphrase|pass|pwd|token|secret|key)|password|passwd|passphrase|pass|token|secret|masterauth)[ \t]{1,8}(?<quote>["']?)(?<value>[^\s"'-][^\s"']{0,255})/g,
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
