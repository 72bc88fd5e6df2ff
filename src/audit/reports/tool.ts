interface PackageFile {
  readonly version: string;
  readonly homepage: string;
}

/** Where the pages of the rules are. */
const PAGES = 'https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rules';

/** Where editors find what a configuration may say. */
export const CONFIG_SCHEMA = 'https://raw.githubusercontent.com/cdk8s-strongbox/cdk8s-strongbox/main/'
  + 'docs/schemas/strongbox-1.json';

/** The command that writes the reports. */
export const TOOL_NAME = 'strongbox';

/** Version of this library, and its page. */
export function packageFile(): PackageFile {
  // A literal `require`, which bundlers follow; a path below the file would not be there in a bundle.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../../package.json') as PackageFile;
}

/** The page of a rule of this library. */
export function pageOf(ruleId: string): string {
  return `${PAGES}/${ruleId}.md`;
}
