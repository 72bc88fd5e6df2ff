/**
 * The metadata of an object, as far as it is read here. Any field may be missing or of a wrong type in a file that
 * nobody checked.
 */
export interface ManifestMetadata {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
  readonly [field: string]: unknown;
}

/** A plain Kubernetes object: what a YAML document of a manifest parses to. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMetadata;
  readonly [field: string]: unknown;
}
