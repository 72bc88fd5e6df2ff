/**
 * A text as one word of a POSIX shell: nothing in it is read by the shell. Where it has what a shell would read, it
 * says by backslashes that this is meant: linters take it for a slip within single quotes.
 */
export function shellQuoted(text: string): string {
  return /[$`\\]/.test(text) ? `"${text.replace(/[$`\\"]/g, '\\$&')}"` : `'${text.replace(/'/g, '\'\\\'\'')}'`;
}

/**
 * Lines of a POSIX shell script that set `here` to the folder of the script, without a program that could fail: a path
 * that begins with a slash or a dot, which no program takes for an option.
 */
export const HERE = `case "$0" in
  /* | ./* | ../*) here=\${0%/*} ;;
  */*) here=./\${0%/*} ;;
  *) here=. ;;
esac`;
