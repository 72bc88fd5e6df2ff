import { ApiObjectMetadata, Chart } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct, IConstruct } from 'constructs';
import { validateMetadata, validateName } from '../data/object-names';
import { CONFIG_MAP, SECRET } from '../facts/api-kinds';
import { isWildcardName } from '../facts/rbac';
import { quoted } from '../redaction/quoted';
import { namespaceOfResource } from '../workload/resource-namespace';

export const RBAC = 'rbac.authorization.k8s.io';

/** What a role of a reader allows. */
export interface ReadableObjects {
  readonly secrets?: kplus.ISecret[];
  readonly configMaps?: kplus.IConfigMap[];
  readonly listAndWatchByName?: boolean;
  readonly metadata?: ApiObjectMetadata;
}

/** A role that was found good and can be made. */
export interface ReaderRole {
  readonly secretNames: string[];
  readonly configMapNames: string[];
  readonly namespace?: string;
  readonly rules: object[];
}

/** An object that is read, as cdk8s-plus has it. */
type Readable = kplus.ISecret | kplus.IConfigMap;

/**
 * The rules with which objects are read by name, and where they are.
 *
 * @throws Error when none is given, a name is not one, or they are in several namespaces
 */
export function readerRole(scope: Construct, constructPath: string, props: ReadableObjects): ReaderRole {
  validateMetadata(constructPath, props.metadata);
  const secrets = listOf(constructPath, props.secrets, 'secrets', SECRET.kind);
  const configMaps = listOf(constructPath, props.configMaps, 'configMaps', CONFIG_MAP.kind);
  if (secrets.length + configMaps.length === 0) {
    throw new Error(
      `${constructPath}: no Secrets are given, nor ConfigMaps, and an RBAC rule without names would allow all in the `
        + 'namespace; name at least one',
    );
  }
  const secretNames = namesOf(constructPath, secrets, SECRET.kind);
  const configMapNames = namesOf(constructPath, configMaps, CONFIG_MAP.kind);
  const verbs = props.listAndWatchByName ? ['get', 'list', 'watch'] : ['get'];
  const rule = (resource: string, resourceNames: string[]) =>
    resourceNames.length === 0 ? [] : [{ apiGroups: [''], resources: [resource], resourceNames, verbs }];
  const all = [
    ...secrets.map((object) => ({ kind: SECRET.kind, object })),
    ...configMaps.map((object) => ({ kind: CONFIG_MAP.kind, object })),
  ];
  return {
    secretNames,
    configMapNames,
    namespace: namespaceOf(constructPath, all, props.metadata?.namespace) ?? Chart.of(scope).namespace,
    rules: [...rule(SECRET.resource, secretNames), ...rule(CONFIG_MAP.resource, configMapNames)],
  };
}

function listOf<T extends Readable>(
  constructPath: string, objects: readonly T[] | undefined, prop: string, kind: string,
): readonly T[] {
  // What a type checker would say: many run their app without one.
  const list: unknown = objects ?? [];
  if (!Array.isArray(list) || list.some((object: Partial<Readable> | undefined) => typeof object?.name !== 'string')) {
    const own = kind === SECRET.kind ? 'SecureSecret' : 'VersionedConfigMap';
    throw new Error(
      `${constructPath}: ${prop} is not a list of ${kind}s; give a ${own} for each, or `
        + `kplus.${kind}.from${kind}Name(…) for one by name`,
    );
  }
  return list;
}

function namesOf(constructPath: string, objects: readonly Readable[], kind: string): string[] {
  for (const { name } of objects) {
    if (isWildcardName(name)) {
      throw new Error(
        `${constructPath}: ${quoted(name)} is a wildcard, which RBAC does not know in names of objects; name `
          + `each ${kind}`,
      );
    }
    validateName(constructPath, name);
  }
  return [...new Set(objects.map(({ name }) => name))].sort();
}

function namespaceOf(
  constructPath: string,
  objects: readonly { readonly kind: string; readonly object: Readable }[],
  given: string | undefined,
): string | undefined {
  const known = objects
    .map(({ kind, object }) => ({
      what: () => `${kind} ${quoted(object.name)}`, namespace: namespaceOfResource(object as IConstruct),
    }))
    .filter(({ namespace }) => namespace !== undefined);
  const other = known.find(({ namespace }) => namespace !== known[0].namespace);
  if (other) {
    throw new Error(
      `${constructPath}: ${known[0].what()} is in namespace ${quoted(known[0].namespace)} and ${other.what()} in `
        + `${quoted(other.namespace)}; a role reaches one namespace, so make a reader for each`,
    );
  }
  if (given !== undefined && known.length > 0 && given !== known[0].namespace) {
    throw new Error(
      `${constructPath}: metadata sets namespace ${quoted(given)}, but ${known[0].what()} is in `
        + `${quoted(known[0].namespace)}; a role reads objects in the same namespace only, so leave the namespace out`,
    );
  }
  return known[0]?.namespace ?? given;
}
