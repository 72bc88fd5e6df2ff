interface PackageFile {
  readonly version: string;
  readonly homepage: string;
}

/** The command that writes reports and plans. */
export const TOOL_NAME = 'strongbox';

/** Version and URL of this library. */
export function packageFile(): PackageFile {
  // A literal `require`, which bundlers follow; a path relative to the file would not exist in a bundle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../package.json') as PackageFile;
}
