import { dotted, type DocumentFault } from '../../src/facts/document-fault';
import type { PlainFields } from '../../src/facts/plain-fields';

/** What a spec is refused for, as `place: words`. */
export type FaultTable = readonly (readonly [change: PlainFields, ...places: string[]])[];

/**
 * Tests what finds faults with a spec that has none, changed at one place: a row names the change, and each place that
 * is refused then. Rows without a place are the other side of a boundary.
 */
export function testFaults(
  name: string, faultsOf: (spec: PlainFields) => Iterable<DocumentFault>, valid: PlainFields, table: FaultTable,
): void {
  describe(name, () => {
    test('a valid one has no fault', () => {
      expect([...faultsOf(valid)]).toEqual([]);
    });
    test.each(table.map(([change, ...places]) => [JSON.stringify(change), places, change] as const))(
      '%s: %j', (_shown, places, change) => {
        const faults = [...faultsOf({ ...valid, ...change })];
        expect(faults.map(({ at }) => dotted(at))).toEqual(places);
        // A verb stands for each thing that was given.
        faults.forEach(({ text, given = [] }) => expect(text.match(/%[qsw]/g) ?? []).toHaveLength(given.length));
      },
    );
  });
}
