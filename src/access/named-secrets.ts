import type { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { validateName } from '../data/object-names';
import { isWildcardName } from '../facts/rbac';
import { quoted } from '../redaction/quoted';
import { namespaceOfResource } from '../workload/resource-namespace';

/**
 * The names of some Secrets, sorted, each once.
 *
 * @throws Error when there are none, or one has a name that RBAC does not take
 */
export function secretNames(constructPath: string, secrets: readonly kplus.ISecret[]): string[] {
  // What a type checker would say: many run their app without one.
  if (
    !Array.isArray(secrets) ||
    secrets.some((secret: Partial<kplus.ISecret> | undefined) => typeof secret?.name !== 'string')
  ) {
    throw new Error(
      `${constructPath}: secrets is not a list of Secrets; give a SecureSecret for each, or `
        + 'kplus.Secret.fromSecretName(…) for one by name',
    );
  }
  if (secrets.length === 0) {
    throw new Error(
      `${constructPath}: no Secrets are given, and a rule without names would allow every Secret of the namespace; `
        + 'name at least one',
    );
  }
  const names = secrets.map((secret) => secret.name);
  for (const name of names) {
    if (isWildcardName(name)) {
      throw new Error(
        `${constructPath}: ${quoted(name)} is a wildcard, which RBAC does not know in names of objects; name ` +
          'each Secret',
      );
    }
    validateName(constructPath, name);
  }
  return [...new Set(names)].sort();
}

/**
 * The one namespace of some Secrets, as far as it is known.
 *
 * @throws Error when they are in several, or in another one than the metadata sets
 */
export function namespaceOfSecrets(
  constructPath: string,
  props: { readonly secrets: readonly kplus.ISecret[]; readonly metadata?: ApiObjectMetadata },
): string | undefined {
  const known = props.secrets
    .map((secret) => ({ what: `Secret ${quoted(secret.name)}`, namespace: namespaceOfResource(secret) }))
    .filter(({ namespace }) => namespace !== undefined);
  const other = known.find(({ namespace }) => namespace !== known[0].namespace);
  if (other) {
    throw new Error(
      `${constructPath}: ${known[0].what} is in namespace ${quoted(known[0].namespace)} and ${other.what} in ` +
        `${quoted(other.namespace)}; ` +
      'a role reaches one namespace, so make a reader for each',
    );
  }
  const given = props.metadata?.namespace;
  if (given !== undefined && known.length > 0 && given !== known[0].namespace) {
    throw new Error(
      `${constructPath}: metadata sets namespace ${quoted(given)}, but ${known[0].what} is in ` +
        `${quoted(known[0].namespace)}; ` +
      'a role reads Secrets in the same namespace only, so leave the namespace out',
    );
  }
  return known[0]?.namespace ?? given;
}
