import { createHash } from 'crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as YAML from 'yaml';
import { EncryptionFile } from '../../src/encryption/encryption-file';
import { EncryptionKey } from '../../src/encryption/encryption-key';

const folders: string[] = [];

/** A dedicated folder, which is removed after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-encryption-'));
  folders.push(folder);
  return folder;
}

afterAll(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** The permission bits of a file, as `ls` shows them. */
export function modeOf(path: string): string {
  return statSync(path).mode.toString(8).slice(-3);
}

/** A chart in a dedicated App, with an output folder outside the project. */
export function newChart(): Chart {
  return new Chart(new App({ outdir: join(temporaryFolder(), 'dist') }), 'control-plane');
}

/** A strong key that is the same in every run, so that snapshots hold. No cluster has it. */
export function testKey(name: string, seed = name): EncryptionKey {
  const path = join(temporaryFolder(), 'key');
  writeFileSync(path, testKeyBytes(seed));
  return EncryptionKey.fromFile(name, path);
}

export function testKeyBytes(seed: string): string {
  return createHash('sha256').update(`only for tests: ${seed}`).digest('base64');
}

export function contentOf(file: EncryptionFile): any {
  return YAML.parse(file._text());
}
