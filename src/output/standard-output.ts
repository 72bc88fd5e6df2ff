import { fstatSync, fsyncSync } from 'fs';
import { writeWhole } from './write-whole';
import { printableText } from '../redaction/printable';
import { reasonOf } from '../redaction/system-error';

const STANDARD_OUTPUT = 1;

/** Standard output did not take all that was printed. */
export class OutputLost extends Error {
  public constructor(cause: unknown) {
    super(`the output could not be written to standard output: ${reasonOf(cause)}`);
  }
}

/**
 * Prints a text on standard output, where it does nothing but show, and ends once all of it has gone there.
 *
 * @param colour whether it has colours of ours
 * @throws OutputLost when standard output is full, or whoever reads it has closed it before it had all
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
 * Files and devices other than terminals, where Node's own stream takes part of a text for all of it. Whoever has put
 * another
 * function in the place of the stream's gets the text.
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
      fsyncSync(STANDARD_OUTPUT); // Some file systems say only now that they are full.
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
      // After a failure the listener stays for the event that comes later.
      const isTaken = stdout.write(text, (error) => (error ? fail(error) : succeed()));
      if (isTaken && stdout.writableLength === 0) {
        setImmediate(succeed); // It has gone: an error would be told before this.
      }
    } catch (error) {
      fail(error);
    }
  });
}
