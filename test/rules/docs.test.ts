import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { rulePages } from './docs';
import { PEER_CHECKS, PEERS } from './peers';
import { CATALOG } from '../../src/rules/catalog';

const FOLDER = join(__dirname, '../../docs/rules');

test('the pages on the rules are those of the catalog; `npx projen docs:rules` writes them', () => {
  const pages = rulePages();
  expect(readdirSync(FOLDER).sort()).toEqual([...pages.keys()].sort());
  for (const [file, text] of pages) {
    expect([file, readFileSync(join(FOLDER, file), 'utf8')]).toEqual([file, text]);
  }
});

test('what is said of other tools names rules and tools that there are', () => {
  const ids = CATALOG.map((rule) => rule.id);
  const names = PEERS.map((peer) => peer.name);
  for (const [id, checks] of Object.entries(PEER_CHECKS)) {
    expect(ids).toContain(id);
    for (const { peer } of checks) {
      expect(names).toContain(peer);
    }
  }
});
