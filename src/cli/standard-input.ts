/** Name of standard input as a path argument and in reports. */
export const STDIN = '-';
export const STDIN_NAME = '<stdin>';

/** Paths that lead to standard input where the system has them; a socket can only be read by its descriptor. */
const ALIASES = ['/dev/stdin', '/dev/fd/0', '/proc/self/fd/0'];

export function isStandardInput(path: string): boolean {
  return path === STDIN || ALIASES.includes(path);
}

/** What is needed of a stream that is read. */
export interface InputStream extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean;
}

/**
 * Reads standard input to its end, however slowly it arrives. A synchronous read of the file descriptor would fail
 * while the pipe is empty.
 *
 * @param say prints what the command waits for, when the input is a terminal
 */
export async function readStandardInput(stream: InputStream, say: (text: string) => void): Promise<Buffer> {
  if (stream.isTTY === true) {
    say('reading manifests from the terminal until Ctrl-D; to check the output of a command, pipe it in: '
      + 'kubectl kustomize <folder> | strongbox audit -');
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
