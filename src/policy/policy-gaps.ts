import { PolicyGap } from './model';
import { isInPolicies } from './rule-policies';
import { Rule, RuleCategory } from '../rules/rule';

const BY_SERVER = 'the API server refuses it itself';
const BY_VALUE = 'it recognises values by what they look like, which CEL cannot express';
const IN_OPERATORS = 'it searches every text of objects of operators, which CEL cannot walk through';
const SEVERAL = 'it compares several objects; a policy sees one object';
const TEXTS = 'it reads commands, patterns, templates or other texts that CEL cannot parse';
const ALL_PAIRS = 'it compares the parts of a pod with each other, which costs more than admission allows';
const OTHER_KIND = 'it is about a kind of object that no policy checks, as few people may write it';

const BY_WRITER = 'at admission every Secret has its values in the clear; with `secretWriters`, a policy checks who '
  + 'sets them';

/** The rules without a policy, by the reason. Of other rules, the category is the reason. */
export const REASONS: ReadonlyMap<string, string> = new Map([
  [BY_SERVER, [
    'config-too-large', 'annotations-too-large', 'invalid-key', 'invalid-name', 'invalid-pod', 'invalid-value',
    'secret-type-keys', 'wrong-type',
  ]],
  [BY_VALUE, ['wrong-secret-value']],
  [IN_OPERATORS, ['credential-in-custom-object', 'credential-in-store', 'credential-in-template']],
  [SEVERAL, [
    'account-lists-secrets', 'binary-value-in-variable', 'certificate-reload-undeclared', 'cross-namespace-reference',
    'csi-sync-without-mount', 'external-secret-owner-conflict', 'job-cannot-be-updated', 'missing-key',
    'missing-reference', 'no-reload-path', 'pruned-under-pods', 'refresh-after-expiry',
    'reload-declaration-without-effect', 'reloader-annotation-without-effect', 'rotation-restarts-everything',
    'secret-shared-by-both-ends', 'shared-secret-restarts-all', 'single-pod-restarts', 'static-role-without-flag',
    'store-account-without-role', 'unused-secret',
  ]],
  [TEXTS, [
    'csi-file-mode', 'reference-to-a-later-variable', 'secret-copied-to-disk', 'store-object-refused',
    'store-open-to-all-namespaces', 'store-setting-ignored',
  ]],
  [ALL_PAIRS, ['file-inside-mounted-volume', 'optional-secret']],
  [OTHER_KIND, ['csi-driver-tokens', 'generated-value-weak']],
  [BY_WRITER, ['plaintext-secret']],
  ['the API server converts an object before a policy sees it, and warns of a deprecated version itself',
    ['deprecated-api-version']],
  ['it compares when running containers started with when an object changed, which no request contains',
    ['stale-value']],
].flatMap(([reason, ids]) => (ids as readonly string[]).map((id) => [id, reason as string])));

const BY_CATEGORY: Readonly<Partial<Record<RuleCategory, string>>> = {
  [RuleCategory.CONTROL_PLANE]: 'it is about files and flags of the API server, which no request contains',
  [RuleCategory.VALUES]: 'it decodes or compares values, which CEL cannot express',
};

/** The rules that no policy checks, each with the reason. */
export function policyGaps(rules: readonly Rule[]): PolicyGap[] {
  return rules.filter((rule) => !isInPolicies(rule)).map(({ id, category }) =>
    ({ ruleId: id, reason: REASONS.get(id) ?? BY_CATEGORY[category] ?? SEVERAL }));
}
