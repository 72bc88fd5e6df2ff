import { dotted, DocumentFault } from '../facts/document-fault';
import { ConfigDocument, readEntries } from '../facts/encryption-document';
import { encryptionFaults, missingVersionFaults } from '../facts/encryption-faults';
import { clashingKeyFaults, sharedKeyFaults } from '../facts/encryption-keys';
import { splitResourceFaults } from '../facts/encryption-resources';
import { told } from '../redaction/told';

/** What the API server refuses in a file, and KMS providers that it takes for v1 since their version is missing. */
export function documentProblems(document: unknown): string[] {
  return [...encryptionFaults(document), ...missingVersionFaults(document)].map((fault) => problemOf(fault));
}

/** What makes a file ambiguous, although the API server takes it: two keys of one name. */
export function ambiguities(document: ConfigDocument): string[] {
  return clashingKeyFaults(readEntries(document)).map(({ text, given }) => told(text, given));
}

/** What this library refuses in a file beyond the API server. */
export function houseProblems(document: ConfigDocument): string[] {
  const entries = readEntries(document);
  return [...sharedKeyFaults(entries), ...splitResourceFaults(entries)].map(({ text, given }) => told(text, given));
}

/**
 * A fault with its place.
 *
 * @param root what the place is in, for a part of a file
 */
export function problemOf({ at, text, given }: DocumentFault, root = ''): string {
  const place = `${root}${root === '' || at.length === 0 ? '' : '.'}${dotted(at)}`;
  return place === '' ? told(text, given) : `${place}: ${told(text, given)}`;
}
