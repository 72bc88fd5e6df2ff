import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/**
 * The namespace of a Secret, ConfigMap or other resource, or undefined where it is not known: imported, or left to
 * whoever applies the manifests.
 */
export function namespaceOfResource(resource: IConstruct): string | undefined {
  const { namespaceName } = resource as { namespaceName?: unknown };
  if (typeof namespaceName === 'string') {
    return namespaceName;
  }
  const main = resource.node.defaultChild;
  return main && ApiObject.isApiObject(main) ? (main as ApiObject).metadata.namespace : undefined;
}
