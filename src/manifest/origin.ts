/** Where an object was read from, which decides what a value in it means. */
export enum ObjectOrigin {
  /** A file, or a construct that is written to one: whoever reads the repository or the build reads it. */
  FILE = 'file',

  /** Standard input: another program rendered it, and where it keeps its values is not known. */
  STANDARD_INPUT = 'standard input',

  /** A cluster, also where the object was saved to a file: it has the `uid` that the API server gave it. */
  CLUSTER = 'cluster',
}
