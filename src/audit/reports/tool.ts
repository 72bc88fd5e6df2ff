interface PackageFile {
  readonly version: string;
  readonly homepage: string;
}

/** Base URL of the pages of the rules. */
const PAGES = 'https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rules';

/** URL of the schema that editors use for the configuration. */
export const CONFIG_SCHEMA = 'https://raw.githubusercontent.com/cdk8s-strongbox/cdk8s-strongbox/main/'
  + 'docs/schemas/strongbox-1.json';

/** The command that writes the reports. */
export const TOOL_NAME = 'strongbox';

/** Version and URL of this library. */
export function packageFile(): PackageFile {
  // A literal `require`, which bundlers follow; a path relative to the file would not exist in a bundle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../../package.json') as PackageFile;
}

/** The page of a rule of this library. */
export function pageOf(ruleId: string): string {
  return `${PAGES}/${ruleId}.md`;
}
