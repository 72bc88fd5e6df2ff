export { packageFile, TOOL_NAME } from '../../output/package-file';

/** Base URL of the pages of the rules. */
const PAGES = 'https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rules';

/** URL of the schema that editors use for the configuration. */
export const CONFIG_SCHEMA = 'https://raw.githubusercontent.com/cdk8s-strongbox/cdk8s-strongbox/main/'
  + 'docs/schemas/strongbox-1.json';

/** The page of a rule of this library. */
export function pageOf(ruleId: string): string {
  return `${PAGES}/${ruleId}.md`;
}
