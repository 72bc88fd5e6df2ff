/** The files of one folder as entries of a ConfigMap. */
export interface ConfigFolder {
  /**
   * Path of the folder. A relative one starts at the working directory of the process, so prefer `path.join(__dirname,
   * …)`; in ES modules, `import.meta.dirname`.
   */
  readonly path: string;

  /**
   * What stands before the file name in the key. It keeps the files of several folders apart; a key is not a path, so
   * it cannot hold a `/`.
   *
   * @default - the key is the file name
   */
  readonly keyPrefix?: string;

  /**
   * Names in the folder that are left out. `*` stands for any number of characters and `?` for one; the pattern has to
   * match the whole name.
   *
   * @default - every file is taken, except those that operating systems leave behind: `.DS_Store`, `Thumbs.db` and
   * `desktop.ini`
   */
  readonly exclude?: string[];
}
