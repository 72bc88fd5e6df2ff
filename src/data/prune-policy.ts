import { IConstruct } from 'constructs';
import { NamedObject } from './named-object';
import { ARGO_SYNC_OPTIONS, FLUX_PRUNE, syncOptions } from '../facts/pruning';

/** What Argo CD and Flux do with a version of a ConfigMap or Secret that the manifests no longer have. */
export enum PrunePolicy {
  /** Nothing is written. A tool that prunes deletes the old version while pods that name it may still run. */
  DELETE = 'delete',

  /**
   * Argo CD deletes the old version once all other objects are healthy: `PruneLast=true`. A rollout is safe, and
   * `kubectl rollout undo` after it is not. Flux cannot wait, and keeps it.
   */
  DELETE_LAST = 'delete-last',

  /**
   * Argo CD (`Prune=false`) and Flux (`prune: disabled`) keep the old version. `strongbox versions` lists what may be
   * deleted. Argo CD shows the application as out of sync as long as there are old versions.
   */
  RETAIN = 'retain',
}

const policies = new WeakMap<IConstruct, PrunePolicy>();

/**
 * The default of `prunePolicy` for every object of an app or a chart whose name ends in a hash of its content.
 *
 * @example
 * const app = new App();
 * VersionPruning.set(app, PrunePolicy.RETAIN);
 */
export class VersionPruning {
  /**
   * Sets the default, for what is made in the scope afterwards.
   *
   * @param scope the app, or a chart
   * @param policy what tools do with old versions
   * @throws Error when the scope has a ConfigMap or Secret of this library already, which would not have it
   */
  public static set(scope: IConstruct, policy: PrunePolicy): void {
    const late = scope.node.findAll().find((construct) => construct instanceof NamedObject);
    if (late !== undefined) {
      throw new Error(`${scope.node.path || 'the app'}: ${late.node.path} was made before the prune policy was set and `
        + 'would not have it; set it first');
    }
    policies.set(scope, policy);
  }

  /**
   * The policy for an object that is made in a scope: that of the nearest scope with one.
   *
   * @internal
   */
  public static _of(construct: IConstruct): PrunePolicy {
    for (let scope: IConstruct | undefined = construct; scope !== undefined; scope = scope.node.scope) {
      const policy = policies.get(scope);
      if (policy !== undefined) {
        return policy;
      }
    }
    return PrunePolicy.DELETE;
  }

  private constructor() {}
}

/** The annotations of a policy, beside those that are given; what a user wrote about pruning stays. */
export function pruneAnnotations(
  policy: PrunePolicy, given: { readonly [name: string]: string } = {},
): { [name: string]: string } {
  if (policy === PrunePolicy.DELETE) {
    return {};
  }
  const options = syncOptions(given[ARGO_SYNC_OPTIONS]);
  const option = policy === PrunePolicy.RETAIN ? 'Prune=false' : 'PruneLast=true';
  const isGiven = options.some((each) => /^Prune(?:Last)?=/.test(each));
  return {
    ...isGiven ? {} : { [ARGO_SYNC_OPTIONS]: [...options, option].join(',') },
    [FLUX_PRUNE]: given[FLUX_PRUNE] ?? 'disabled',
  };
}
