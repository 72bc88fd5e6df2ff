import { CATALOG } from '../../../src/rules/catalog';
import { Fixture, fixturesOf } from '../../rules/fixtures';

/** Rules whose examples the API server refuses, or fills in, before policies see them. */
const OF_THE_SERVER = ['config-too-large', 'invalid-pod', 'invalid-value', 'wrong-type'];

/** The API server reads null in a list of texts as an empty text, and policies see that. */
const HAS_NULL_NAME = /"resourceNames":\[[^\]]*null/;

/** The examples of rules that policies may see, of all rules or of some. */
export function admittedFixtures(ruleIds: readonly string[] = CATALOG.map(({ id }) => id)): Fixture[] {
  return ruleIds.filter((id) => !OF_THE_SERVER.includes(id)).flatMap((id) => fixturesOf(id))
    .filter(({ documents }) => !HAS_NULL_NAME.test(JSON.stringify(documents)));
}
