import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { typeErrors } from './support/types';

jest.setTimeout(240_000);

// jest strips the types of the tests without reading them, and tsx those of the examples.
test.each([
  'test', 'bench', 'projenrc', 'examples/encryption', 'examples/migrate', 'examples/payments', 'examples/platform',
  'examples/rotation', 'examples/stores', 'examples/workloads',
])(
  'the types of %s are right',
  (folder) => {
    expect(typeErrors(join(folder, 'tsconfig.json'))).toEqual([]);
  },
);

test('a wrong type is found, with its place, and one in a file that is used, too', () => {
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-types-'));
  try {
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { strict: true, noEmit: true, types: [] }, files: ['a.ts'] }),
    );
    writeFileSync(join(folder, 'a.ts'), "import { b } from './b';\n\nexport const a: number = b;\n");
    writeFileSync(join(folder, 'b.ts'), 'export const b: string = 1;\n');
    expect(typeErrors(join(folder, 'tsconfig.json')).map((error) => error.replace(/^.*\//, '')).sort()).toEqual([
      "a.ts:3: Type 'string' is not assignable to type 'number'.",
      "b.ts:1: Type 'number' is not assignable to type 'string'.",
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
