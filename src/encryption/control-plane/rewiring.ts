/** Folder of a rotation with the state before its first stage. */
export const PRESENT_FOLDER = '0-present';

/** What to add to the wiring of API servers that have a file, for another file. */
export interface Rewiring {
  /** Text by file name. None holds a key. */
  readonly texts: { readonly [fileName: string]: string };
  readonly steps: readonly string[];
}
