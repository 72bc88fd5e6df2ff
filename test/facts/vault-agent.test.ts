import { agentNeverEnds } from '../../src/facts/vault-agent';

const INJECT = { 'vault.hashicorp.com/agent-inject': 'true' };

test.each<[object, boolean, boolean]>([
  [{}, false, false], [INJECT, false, true], [INJECT, true, false],
  [{ 'vault.hashicorp.com/agent-inject': 'yes' }, false, false],
  [{ ...INJECT, 'vault.hashicorp.com/agent-pre-populate-only': '1' }, false, false],
  [{ ...INJECT, 'vault.hashicorp.com/agent-pre-populate-only': 'false' }, false, true],
  [{ ...INJECT, 'vault.hashicorp.com/agent-enable-quit': 'true' }, false, false],
  [{ ...INJECT, 'vault.hashicorp.com/agent-share-process-namespace': 'true' }, false, false],
])('%j, processes shared %s: the agent never ends: %s', (annotations, shares, never) => {
  expect(agentNeverEnds(annotations as { [name: string]: unknown }, shares)).toBe(never);
});
