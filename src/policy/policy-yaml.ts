import { Yaml } from 'cdk8s';
import { PolicyObject } from './admission-policies';

/** Objects as one stream of YAML documents, in their order. */
export function policyYaml(objects: readonly PolicyObject[]): string {
  return Yaml.stringify(...objects);
}

/**
 * Objects as files by name: those of one name together. Templates of Gatekeeper are numbered before their constraints,
 * since `kubectl apply` goes by the names of files.
 */
export function policyFiles(objects: readonly PolicyObject[]): ReadonlyMap<string, string> {
  const groups = new Map<string, PolicyObject[]>();
  const hasTemplates = objects.some(({ kind }) => kind === 'ConstraintTemplate');
  for (const object of objects) {
    const order = hasTemplates ? (object.kind === 'ConstraintTemplate' ? '1-' : '2-') : '';
    const file = `${order}${object.metadata.name}.yaml`;
    groups.set(file, [...groups.get(file) ?? [], object]);
  }
  return new Map([...groups].map(([file, group]) => [file, policyYaml(group)]));
}
