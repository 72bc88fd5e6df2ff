import { Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { VersionedConfigMap } from '../../src/config/versioned-config-map';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';

/** Whether the construct takes bytes in that base64. */
function taken(binary: string): boolean {
  try {
    new VersionedConfigMap(Testing.chart(), 'Assets', { binaryData: { 'logo.png': binary } });
    return true;
  } catch {
    return false;
  }
}

/** What the audit says of the manifest. */
function found(binary: string): string[] {
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'assets' },
    binaryData: { 'logo.png': binary },
  };
  const rules = CATALOG.filter(({ id }) => ['config-too-large', 'invalid-value'].includes(id));
  return evaluate([object], rules).map(({ ruleId }) => ruleId);
}

const broken = (size: number) => Buffer.alloc(size, 7).toString('base64').replace(/.{76}/g, '$&\n');

test.each([
  [1_048_576, []], [1_040_000, []], [1_048_577, ['config-too-large']],
])('of %d bytes in base64 of broken lines, both sides count the bytes', (size, findings) => {
  expect([taken(broken(size)), found(broken(size))]).toEqual([findings.length === 0, findings]);
});

test('both sides take and refuse the same base64', () => {
  const text = fc.oneof(
    fc.base64String(),
    fc.string({ unit: fc.constantFrom('a', 'B', '0', '=', '\n', '-', ' '), maxLength: 9 }),
  );
  fc.assert(
    fc.property(text, (binary) => {
      expect(found(binary).length === 0).toBe(taken(binary));
    }),
  );
});
