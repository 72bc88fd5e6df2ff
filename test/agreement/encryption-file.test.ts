import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { agreementRuns, refusal, strictAudit } from './harness';
import { ManifestFile } from '../../src/audit/reading/manifest-file';
import { EncryptionFile } from '../../src/encryption/encryption-file';
import { isFilledInLater } from '../../src/facts/filled-in-later';
import { withoutNulls } from '../../src/manifest/read';
import { AREAS } from '../cluster/encryption/cases';

const folder = mkdtempSync(join(tmpdir(), 'strongbox-agreement-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function refused(text: string): string | undefined {
  const path = join(folder, 'encryption-config.yaml');
  writeFileSync(path, text);
  return refusal(() => EncryptionFile.fromFile(path));
}

/**
 * The audit reads manifests: of a text that is not one object of the kind it does not know that it is an encryption
 * file, and it takes a field of null for one that is not there, whatever its name.
 */
function isNotOneFile(text: string): boolean {
  const { documents: [document, ...others], problems } = new ManifestFile('file', text);
  const { apiVersion, kind } = Object(document);
  return others.length > 0 || (document === undefined && problems.length === 0)
    || (document !== undefined && (kind !== 'EncryptionConfiguration' || !VERSIONS.includes(apiVersion)))
    || (problems.length === 0 && refused(JSON.stringify(withoutNulls(document))) === undefined);
}

/** A tool may make a file that is right of a template, of which the audit says nothing where something is filled in. */
function isTemplate(value: unknown): boolean {
  return typeof value === 'string' ? isFilledInLater(value)
    : typeof value === 'object' && value !== null && Object.values(value).some(isTemplate);
}

const VERSIONS = ['v1', 'apiserver.config.k8s.io/v1', 'apiserver.config.k8s.io/v1beta1'];

/**
 * Rules that say what EncryptionFile refuses. The others are about what a cluster may have and a rotation leaves
 * behind.
 */
const REFUSING = ['encryption-file-refused', 'unreadable-input'];

describe.each(Object.entries(AREAS))('EncryptionFile.fromFile and the strict audit: %s', (_, texts) => {
  test('a file that is refused is reported', () => {
    fc.assert(fc.property(texts, (text) => {
      const message = refused(text);
      fc.pre(message !== undefined && !isNotOneFile(text) && !isTemplate(new ManifestFile('file', text).documents));
      expect({ text, message, reported: strictAudit(text).length > 0 }).toEqual({ text, message, reported: true });
    }), { numRuns: agreementRuns() / 4 });
  });

  test('a file that is said to be refused is refused', () => {
    fc.assert(fc.property(texts, (text) => {
      const said = strictAudit(text).filter(({ ruleId }) => REFUSING.includes(ruleId));
      fc.pre(said.length > 0);
      expect({ text, said, refused: refused(text) !== undefined }).toEqual({ text, said, refused: true });
    }), { numRuns: agreementRuns() / 4 });
  });
});
