import { STATIC_SUFFIX } from '../facts/admission-files';

/** A policy or a binding of Kubernetes. */
export interface PolicyManifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: { readonly policyName?: string; readonly [field: string]: unknown };
}

/**
 * Policies and bindings for a file of the API server, where every name has an ending that the API refuses: what is in
 * the file cannot be listed, changed or deleted there, and never meets the same policies of the API.
 */
export function staticPolicies<T extends PolicyManifest>(manifests: readonly T[]): T[] {
  return manifests.map((manifest) => ({
    ...manifest,
    metadata: { ...manifest.metadata, name: staticName(manifest.metadata.name) },
    spec: {
      ...manifest.spec,
      ...manifest.spec.policyName === undefined ? {} : { policyName: staticName(manifest.spec.policyName) },
    },
  }));
}

function staticName(name: string): string {
  return name.endsWith(STATIC_SUFFIX) ? name : `${name}${STATIC_SUFFIX}`;
}
