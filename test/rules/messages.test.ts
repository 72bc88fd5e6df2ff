import { Fixture, fixtureFolders, fixturesOf } from './fixtures';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { Finding } from '../../src/rules/finding';

/**
 * What the whole catalog finds in the examples of every rule: levels and messages of the rule itself, places of the
 * others. A change shows in review: run `npx projen test:update` and read the difference.
 */
const FIXTURES = fixtureFolders().flatMap(fixturesOf).map((fixture) => [`${fixture.ruleId}/${fixture.name}`, fixture]);

function lineOf({ ruleId, level, objectIndex, pointer, message }: Finding, fixture: Fixture): string {
  const place = `${objectIndex} ${pointer}`.trimEnd();
  return ruleId === fixture.ruleId ? `${level} ${place}: ${message}` : `${ruleId} ${place}`;
}

test.each(FIXTURES as [string, Fixture][])('%s', (_name, fixture) => {
  const found = evaluate(fixture.documents, CATALOG).map((finding) => lineOf(finding, fixture));
  expect(found.join('\n')).toMatchSnapshot();
});
