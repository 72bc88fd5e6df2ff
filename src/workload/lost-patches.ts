import { ApiObject } from 'cdk8s';
import { AmendedObject } from './amended-object';
import { classOf } from './workload-object';
import { quoted } from '../redaction/quoted';

/**
 * What JSON patches of an object set and its class does not write, as an error without the path of the object.
 * Undefined where everything is written.
 */
export function lostPatchFault(apiObject: ApiObject): string | undefined {
  const lost = AmendedObject.of(apiObject).lostPatches();
  return lost.length === 0 ? undefined
    : `JSON patches set fields that ${classOf(apiObject)} does not know and does not write: `
      + `${lost.map((field) => quoted(field)).join(', ')}; write the object as an ApiObject, or include it from YAML`;
}

/**
 * The same for an object that no construct of this library has changed: one that it has changed is checked by the
 * construct, at synth.
 */
export function unwatchedPatchFault(apiObject: ApiObject): string | undefined {
  return AmendedObject.of(apiObject).isAmended ? undefined : lostPatchFault(apiObject);
}
