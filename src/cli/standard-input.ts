/** Name of standard input, in place of a path and in the report. */
export const STDIN = '-';
export const STDIN_NAME = '<stdin>';

/** Paths that lead to standard input where the system has them; a socket can be read only by its number. */
const ALIASES = ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

export function isStandardInput(path: string): boolean {
  return path === STDIN || ALIASES.includes(path);
}

/** What is needed of a stream that is read. */
export interface InputStream extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean;
}

/**
 * Reads standard input to its end, however slowly it comes. A read of the file descriptor itself would fail where the
 * pipe is empty for a moment.
 *
 * @param say is told what is awaited where somebody sits at a terminal
 */
export async function readStandardInput(stream: InputStream, say: (text: string) => void): Promise<Buffer> {
  if (stream.isTTY === true) {
    say('reads manifests from the terminal, up to Ctrl-D; to read the output of a command, pipe it in: '
      + 'kubectl kustomize <folder> | strongbox audit -');
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
