/** Why a document cannot be read, and where. Never quotes the document. */
export class ReadingFault extends Error {
  public constructor(reason: string, public readonly offset: number) {
    super(reason);
  }
}
