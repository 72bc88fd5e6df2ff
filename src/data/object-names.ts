import { ApiObject, ApiObjectMetadata, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { validateAnnotations } from './data-rules';
import { refuseCredentialsInMetadata } from './written-credentials';
import { MAX_NAME_LENGTH, nameFault, namespaceFault, referenceFault } from '../facts/object-names';
import { quoted } from '../redaction/quoted';
import { told } from '../redaction/told';

/** Where a construct will be in the tree. */
export interface ConstructPlace {
  readonly scope: Construct;
  readonly id: string;
}

/**
 * Checks the name of a Secret or ConfigMap: a DNS-1123 subdomain of at most 253 characters.
 *
 * @param constructPath construct path, named in the error
 * @param name the name
 */
export function validateName(constructPath: string, name: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: ${quoted(name)} (${name.length} characters) ${fault}`);
  }
}

/**
 * The namespace that an object made in a scope lands in, as cdk8s decides it, or undefined where it is left to whoever
 * applies.
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
 * @param constructPath construct path, named in the error
 * @param namespace the name
 */
export function validateNamespace(constructPath: string, namespace: string): void {
  const fault = namespaceFault(namespace);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: ${quoted(namespace)} ${fault}`);
  }
}

/**
 * Checks the metadata of an object, where it is given: the name, the namespace, the size of the annotations, and that
 * no annotation or label holds a credential.
 *
 * @param constructPath construct path, named in the error
 * @param metadata metadata that the user gave
 * @throws Error when the API server would refuse the name, the namespace or the annotations, or an annotation or label
 * has a credential in it
 */
export function validateMetadata(constructPath: string, metadata?: ApiObjectMetadata): void {
  if (metadata?.name !== undefined) {
    validateName(constructPath, metadata.name);
  }
  if (metadata?.namespace !== undefined) {
    validateNamespace(constructPath, metadata.namespace);
  }
  refuseCredentialsInMetadata(constructPath, metadata);
  validateAnnotations(constructPath, metadata?.annotations);
}

/**
 * Checks a reference to an object that may be in another namespace: a name, or a namespace, a slash and a name.
 *
 * @param constructPath construct path, named in the error
 * @param reference the reference
 */
export function validateReference(constructPath: string, reference: string): void {
  const fault = referenceFault(reference);
  if (fault !== undefined) {
    throw new Error(`${constructPath}: ${told(fault.text, fault.given)}`);
  }
}

/**
 * The name that cdk8s would give to the child `Resource` of a construct, so that overrides of
 * `Chart.generateObjectName` and `disableResourceNameHashes` hold for names that get a suffix as well. It is known
 * before the construct is made, so that the construct can be refused.
 *
 * A real object gets its name from the chart and leaves the tree again: an override in any language may read all of it,
 * and the name of an object cannot be changed after its construction.
 *
 * @param place scope and ID of the construct, which is not in the tree yet
 * @param apiVersion API version of the object
 * @param kind kind of the object
 * @throws Error when the scope has a child with this ID
 */
export function generatedName({ scope, id }: ConstructPlace, apiVersion: string, kind: string): string {
  const parent = new Construct(scope, id);
  try {
    return new ApiObject(parent, 'Resource', { apiVersion, kind }).name;
  } finally {
    scope.node.tryRemoveChild(parent.node.id);
  }
}

/**
 * A name that changes with the content.
 *
 * @param constructPath construct path, named in the error
 * @param stem name without the hash
 * @param hash see `contentHash`
 */
export function versionedName(constructPath: string, stem: string, hash: string): string {
  const name = `${stem}-${hash}`;
  if (name.length > MAX_NAME_LENGTH) {
    throw new Error(
      `${constructPath}: the name ${quoted(stem)} has ${stem.length} characters, and with the content `
        + 'hash it would have ' +
        `${name.length}; ` +
      `a name has at most ${MAX_NAME_LENGTH}, so give a shorter one`,
    );
  }
  validateName(constructPath, name);
  return name;
}
