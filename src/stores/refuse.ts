import { DocumentFault } from '../facts/document-fault';
import { told } from '../redaction/told';

/**
 * Refuses what a fact has something against.
 *
 * @param constructPath construct path, named in the error
 * @param faults what was found, in the order in which it is told; the first one is thrown
 * @throws Error when there is a fault
 */
export function refuse(constructPath: string, faults: Iterable<DocumentFault | undefined>): void {
  for (const fault of faults) {
    if (fault !== undefined) {
      throw new Error(`${constructPath}: ${told(fault.text, fault.given)}`);
    }
  }
}
