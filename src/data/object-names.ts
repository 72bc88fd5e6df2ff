import { ApiObject, ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { MAX_NAME_LENGTH, nameFault, namespaceFault } from '../facts/object-names';
import { quoted } from '../redaction/quoted';

/**
 * Checks the name of a Secret or ConfigMap: a DNS-1123 subdomain of at most 253 characters.
 *
 * @param path construct path, named in the error
 * @param name the name
 */
export function validateName(path: string, name: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) {
    throw new Error(`${path}: ${quoted(name)} (${name.length} characters) ${fault}`);
  }
}

/**
 * The namespace that an object made in a scope lands in, as cdk8s decides it, or undefined where it is left to whoever applies.
 *
 * @param scope construct that makes the object
 * @param metadata metadata that the user gave
 */
export function namespaceOf(scope: Construct, metadata?: ApiObjectMetadata): string | undefined {
  return metadata?.namespace ?? Chart.of(scope).namespace;
}

/**
 * Checks the name of a namespace: a DNS-1123 label.
 *
 * @param path construct path, named in the error
 * @param namespace the name
 */
export function validateNamespace(path: string, namespace: string): void {
  const fault = namespaceFault(namespace);
  if (fault !== undefined) {
    throw new Error(`${path}: ${quoted(namespace)} ${fault}`);
  }
}

/**
 * Checks the name and the namespace of an object where metadata gives them.
 *
 * @param path construct path, named in the error
 * @param metadata metadata that the user gave
 */
export function validateMetadata(path: string, metadata?: ApiObjectMetadata): void {
  if (metadata?.name !== undefined) validateName(path, metadata.name);
  if (metadata?.namespace !== undefined) validateNamespace(path, metadata.namespace);
}

/**
 * Checks a reference to an object that may be in another namespace: a name, or a namespace, a slash and a name.
 *
 * @param path construct path, named in the error
 * @param reference the reference
 */
export function validateReference(path: string, reference: string): void {
  const slash = reference.indexOf('/');
  if (slash >= 0) validateNamespace(path, reference.slice(0, slash));
  validateName(path, reference.slice(slash + 1));
}

/**
 * The name that cdk8s would give to the child `Resource` of a scope, so that overrides of `Chart.generateObjectName` and
 * `disableResourceNameHashes` hold for names that get a suffix as well.
 *
 * A real object asks the chart and leaves the tree again: an override in any language may read all of it, and the name of
 * an object cannot be changed after its construction.
 *
 * @param scope construct whose child `Resource` is to be named; it has no such child yet
 * @param apiVersion API version of the object
 * @param kind kind of the object
 */
export function generatedName(scope: Construct, apiVersion: string, kind: string): string {
  const probe = new ApiObject(scope, 'Resource', { apiVersion, kind });
  scope.node.tryRemoveChild(probe.node.id);
  return probe.name;
}

/**
 * A name that changes with the content.
 *
 * @param path construct path, named in the error
 * @param stem name without the hash
 * @param hash see `contentHash`
 */
export function versionedName(path: string, stem: string, hash: string): string {
  const name = `${stem}-${hash}`;
  if (name.length > MAX_NAME_LENGTH) {
    throw new Error(
      `${path}: the name ${quoted(stem)} has ${stem.length} characters, and with the content hash it would have ` +
        `${name.length}; ` +
      `a name has at most ${MAX_NAME_LENGTH}, so give a shorter one`,
    );
  }
  validateName(path, name);
  return name;
}
