/** Which commands of a shell write what they read: those that take one file, or a variable, into another file. */
const COPYING: ReadonlySet<string> = new Set([
  'awk', 'base64', 'cat', 'cp', 'dd', 'echo', 'envsubst', 'gomplate', 'install', 'jq', 'keytool', 'mv', 'openssl',
  'printf', 'rsync', 'sed', 'tar', 'tee', 'yq',
]);

/** Words before the name of a command. */
const BEFORE = /^(?:(?:if|then|else|do|exec|sudo|!|\(|\{|[A-Za-z_]\w*=\S*)\s+)+/;

/** What a container reads, and the names of the paths and variables by which it does. */
export interface CopySource {
  readonly paths: readonly string[];
  readonly variables: readonly string[];
}

/**
 * Whether the command of a container copies something into a directory, as far as its words show: one simple command
 * or pipeline names both, and is of those that write what they read. A program of which nothing is known is taken to
 * copy nothing.
 *
 * @param words command and arguments
 */
export function copiesInto(words: readonly string[], { paths, variables }: CopySource, directory: string): boolean {
  return words.join(' ').split(/[\n;]|&&|\|\|/).some((line) => {
    const command = line.trim().replace(/^\S*sh\s+-\w*c\s+/, '').replace(BEFORE, '');
    const name = /^\S*?([\w.-]+)(?:\s|$)/.exec(command)?.[1] ?? '';
    const reads = paths.some((path) => namesPath(command, path))
      || variables.some((variable) => usesVariable(command, variable));
    return COPYING.has(name) && namesPath(command, directory) && reads;
  });
}

/** Whether a text names a path, or one below it. */
function namesPath(text: string, path: string): boolean {
  const directory = path.replace(/\/+$/, '');
  let index = directory === '' ? -1 : text.indexOf(directory);
  for (; index >= 0; index = text.indexOf(directory, index + 1)) {
    const [before, after] = [text[index - 1] ?? ' ', text[index + directory.length] ?? ' '];
    if (!/[\w./-]/.test(before) && !/[\w.-]/.test(after)) {
      return true;
    }
  }
  return false;
}

function usesVariable(text: string, name: string): boolean {
  const at = text.indexOf(`$${name}`);
  return text.includes(`\${${name}}`) || text.includes(`\${${name}:`) || text.includes(`$(${name})`)
    || (at >= 0 && !/\w/.test(text[at + name.length + 1] ?? ' '));
}
