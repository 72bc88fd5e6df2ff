import { PolicyObject } from './admission-policies';
import { STATIC_SUFFIX } from '../facts/admission-files';

/**
 * Policies and bindings for a file of the API server, where every name has an ending that the API refuses: what is in
 * the file cannot be listed, changed or deleted there, and never meets the same policies of the API.
 */
export function staticPolicies(objects: readonly PolicyObject[]): PolicyObject[] {
  return objects.map((object) => {
    const { policyName } = object.spec as { policyName?: string };
    return {
      ...object,
      metadata: { ...object.metadata, name: staticName(object.metadata.name) },
      spec: { ...object.spec, ...policyName === undefined ? {} : { policyName: staticName(policyName) } },
    };
  });
}

function staticName(name: string): string {
  return name.endsWith(STATIC_SUFFIX) ? name : `${name}${STATIC_SUFFIX}`;
}
