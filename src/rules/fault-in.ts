import { Violation, violation } from './rule';
import { DocumentFault } from '../facts/document-fault';
import { isFilledInLater } from '../facts/filled-in-later';
import { pointerIn } from '../manifest/pointer-in';
import { Resource } from '../manifest/resource';
import { isPlainWord, told } from '../redaction/told';

/** Whether a tool fills in what is at the place of a fault: nothing can be said of it now. */
export function isOfTemplate(resource: Resource, { at: path }: DocumentFault): boolean {
  const value = path.reduce((part: any, field) => part?.[field], resource.object);
  return typeof value === 'string' && isFilledInLater(value);
}

/** A fault in an object, at its place. What was given there is repeated only where it cannot be a secret. */
export function faultIn(resource: Resource, fault: DocumentFault, covers?: Violation['covers']): Violation {
  const { at, unknownField: field, text, given } = fault;
  const place = field !== undefined && isPlainWord(field) ? [...at, field] : at;
  return violation(resource, pointerIn(resource, place), told(text, given), covers);
}
