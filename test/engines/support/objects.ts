import { isDeepStrictEqual } from 'util';
import { RulePolicy } from '../../../src/policy/model';
import { CATALOG } from '../../../src/rules/catalog';
import { evaluate } from '../../../src/rules/evaluate';
import { isGraphRule, Rule } from '../../../src/rules/rule';
import { VENDOR_SAMPLES } from '../../credentials/corpus';
import { admittedFixtures } from '../../policy/support/admitted';
import { isAbout } from '../../policy/support/evaluate-policy';
import { PLACES } from '../../policy/support/tokens';

/** What the engine of the rules finds in an object alone, by rule. */
export function found(object: unknown, rules: readonly Rule[]): { [ruleId: string]: boolean } {
  return Object.fromEntries(rules.map((rule) => [rule.id, evaluate([object], [rule]).length > 0]));
}

/** Whether a policy has to refuse an object. One of a part of a rule may pass what the audit reports. */
export function expectedOf({ rule: { id, part } }: RulePolicy, object: unknown, isRefused: boolean): boolean {
  const [rule] = CATALOG.filter((each) => each.id === id);
  return (part === undefined || isRefused) && found(object, [rule])[id];
}

/**
 * The objects of all examples of the rules, each once and with a name that no other has: engines report by name. Where
 * the name matters to a rule, it stays.
 */
export function exampleObjects(policies: readonly RulePolicy[]): any[] {
  const rules = CATALOG.filter((rule) => !isGraphRule(rule) || rule.policyPart !== undefined);
  const objects = [
    ...admittedFixtures().flatMap(({ documents }) => documents as any[]),
    // Examples hold no tokens.
    ...Object.values(PLACES).flat().map((place) => place(VENDOR_SAMPLES[0].value)),
  ]
    .filter((object) => typeof object?.kind === 'string' && object.metadata?.name !== undefined)
    // Its definition requires it.
    .filter((object) => object.kind !== 'ExternalSecret' || object.spec !== undefined)
    .filter((object) => policies.some((policy) => isAbout(policy, object)));
  const distinct = [...new Map(objects.map((object) => [textOf(object), object])).values()];
  const named = distinct.map((object, index) => {
    const renamed = { ...object, metadata: { ...object.metadata, name: `object-${index}` } };
    return isDeepStrictEqual(found(renamed, rules), found(object, rules)) ? renamed : object;
  });
  return [...new Map(named.map((object) => [keyOf(object), object])).values()];
}

/** Names of roles that Kubernetes creates. */
const IS_BUILT_IN = /:|^(admin|edit|view|cluster-admin)$/;

/** What an object is without its name, which most rules do not read. */
function textOf(object: any): string {
  const { name, ...others } = object.metadata;
  return JSON.stringify({ ...object, metadata: IS_BUILT_IN.test(name) ? object.metadata : others });
}

/** How an engine names an object. It puts one without a namespace into `default`. */
export function keyOf({ kind, namespace, name, metadata }: any): string {
  return [kind, name ?? metadata.name, namespace ?? metadata?.namespace ?? 'default'].join('/');
}

/** How many verdicts were compared, in thousands: the page does not change with each example. */
export function verdictsOf(count: number): string {
  expect(count).toBeGreaterThan(1000);
  return `over ${Math.floor(count / 1000)},000 verdicts`;
}
