import { join } from 'path';
import { projectRoot } from './package-under-test';
import { writeVendored } from '../../projenrc/vendor';

/**
 * Writes what is ES modules as users get it, since jest loads none by `require`. `moduleNameMapper` in .projenrc.ts
 * leads there.
 */
export function writeVendoredForTests(): void {
  writeVendored(['@marcbachmann/cel-js'], projectRoot, join(projectRoot, 'lib'));
}
