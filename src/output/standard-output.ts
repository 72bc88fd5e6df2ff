import { fstatSync, fsyncSync } from 'fs';
import { writeWhole } from './write-whole';
import { printableText } from '../redaction/printable';
import { reasonOf } from '../redaction/system-error';

const STANDARD_OUTPUT = 1;

/** Standard output did not accept everything that was printed. */
export class OutputLost extends Error {
  /** Whether its reader has closed it, as `head` does when it has enough. */
  public readonly isClosed: boolean;

  public constructor(cause: unknown) {
    super(`the output could not be written to standard output: ${reasonOf(cause)}`);
    this.isClosed = (cause as NodeJS.ErrnoException).code === 'EPIPE';
  }
}

/**
 * Prints printable text on standard output, and returns once all of it is written.
 *
 * @param colour whether the text contains our colours
 * @throws OutputLost when standard output is full, or its reader has closed it early
 */
export async function print(text: string, colour = false): Promise<void> {
  const shown = printableText(text, colour);
  if (isFile()) {
    printToFile(shown);
  } else {
    await printToStream(shown);
  }
}

/**
 * Files and devices other than terminals, for which Node's stream reports success after a partial write. A caller that
 * replaced the function of the stream gets the text.
 */
function isFile(): boolean {
  const status = fstatSync(STANDARD_OUTPUT);
  const isDevice = status.isCharacterDevice() && process.stdout.isTTY !== true;
  return (status.isFile() || isDevice) && !Object.hasOwn(process.stdout, 'write');
}

function printToFile(text: string): void {
  try {
    writeWhole(STANDARD_OUTPUT, Buffer.from(text));
    if (fstatSync(STANDARD_OUTPUT).isFile()) {
      // Some file systems report only now that they are full.
      fsyncSync(STANDARD_OUTPUT);
    }
  } catch (error) {
    throw new OutputLost(error);
  }
}

async function printToStream(text: string): Promise<void> {
  const { stdout } = process;
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(new OutputLost(error));
    const succeed = (): void => {
      stdout.off('error', fail);
      resolve();
    };
    stdout.once('error', fail);
    try {
      // After a failure the listener stays, for the event that follows.
      const isTaken = stdout.write(text, (error) => (error ? fail(error) : succeed()));
      if (isTaken && stdout.writableLength === 0) {
        // The text is written: an error would have been reported before.
        setImmediate(succeed);
      }
    } catch (error) {
      fail(error);
    }
  });
}
