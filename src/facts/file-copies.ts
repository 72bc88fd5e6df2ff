/** Which commands of a shell write what they read: those that take one file, or a variable, into another file. */
const COPYING: ReadonlySet<string> = new Set([
  'awk', 'base64', 'cat', 'cp', 'dd', 'echo', 'envsubst', 'gomplate', 'install', 'jq', 'keytool', 'mv', 'openssl',
  'printf', 'rsync', 'sed', 'tar', 'tee', 'yq',
]);

/** Commands that print the variables that they have, or those that they are told to. */
const PRINTING: ReadonlySet<string> = new Set(['declare', 'env', 'export', 'printenv', 'set']);

/** Words before the name of a command. */
const BEFORE = /^(?:(?:if|then|else|do|exec|sudo|!|\(|\{|[A-Za-z_]\w*=\S*)\s+)+/;

/** What a container reads, and the names of the paths and variables by which it does. */
export interface CopySource {
  readonly paths: readonly string[];
  readonly variables: readonly string[];

  /** Whether variables of the container come from it, by whatever names. */
  readonly fillsVariables?: boolean;
}

/** Whether a medium of an emptyDir is memory, and not a disk. */
export function isInMemory(medium: string): boolean {
  return medium === 'Memory' || medium.startsWith('HugePages');
}

/**
 * Whether the command of a container copies something into a directory, as far as its words show: one simple command
 * or pipeline names both, and is of those that write what they read. A program of which nothing is known is taken to
 * copy nothing.
 *
 * @param words command and arguments
 */
export function copiesInto(
  words: readonly string[], { paths, variables, fillsVariables = false }: CopySource, directory: string,
): boolean {
  return words.join(' ').split(/[\n;]|&&|\|\|/).some((line) => {
    const command = line.trim().replace(/^\S*sh\s+-\w*c\s+/, '').replace(BEFORE, '');
    const [, name = '', rest = ''] = /^\S*?([\w.-]+)(\s.*)?$/s.exec(command) ?? [];
    const reads = paths.some((path) => namesPath(command, path))
      || variables.some((variable) => usesVariable(command, variable));
    const prints = PRINTING.has(name) && fillsVariables && printsVariables(rest, variables);
    return namesPath(command, directory) && ((COPYING.has(name) && reads) || prints);
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

/** Whether a command prints variables, and not a text or the output of another command. */
function printsVariables(rest: string, variables: readonly string[]): boolean {
  const [, name] = /^(?:\s+-\w+)*\s*([^\s>|]*)/.exec(rest)!;
  return name === '' || variables.includes(name);
}

function usesVariable(text: string, name: string): boolean {
  const at = text.indexOf(`$${name}`);
  return text.includes(`\${${name}}`) || text.includes(`\${${name}:`) || text.includes(`$(${name})`)
    || (at >= 0 && !/\w/.test(text[at + name.length + 1] ?? ' '));
}
