import { Construct, IConstruct } from 'constructs';
import { featureFault, KubernetesFeature, minorVersion } from '../facts/kubernetes-features';
import { quoted } from '../redaction/quoted';

const targets = new WeakMap<IConstruct, string>();

/**
 * The release of Kubernetes that an app is written for. An older API server drops fields that it does not know without
 * an error, and the pods wait for files that never come, or start without them.
 *
 * @example
 * const app = new App();
 * KubernetesTarget.set(app, '1.35');
 */
export class KubernetesTarget {
  /**
   * Sets the oldest release of Kubernetes that the objects of an app are applied to. Synthesis then fails where this
   * library would write something that this release does not have. Without it nothing is checked.
   *
   * @param scope the app; or a chart, for what is in it, which may go to another cluster than the rest
   * @param version the release, such as `1.36`
   * @throws Error when it is not a release of Kubernetes, or another one is set for the same scope
   */
  public static set(scope: IConstruct, version: string): void {
    const place = scope.node.path || 'the app';
    if (minorVersion(version) === undefined) {
      throw new Error(`${place}: ${quoted(version)} is not a release of Kubernetes; give one such as "1.36"`);
    }
    const other = targets.get(scope);
    if (other !== undefined && other !== version) {
      throw new Error(
        `${place}: the Kubernetes target is ${quoted(other)} already, and ${quoted(version)} was given; set the oldest`,
      );
    }
    targets.set(scope, version);
  }

  /**
   * The release that is set for a construct: that of the nearest scope with one.
   *
   * @param construct any construct of the app
   * @returns undefined where none is set
   */
  public static versionOf(construct: IConstruct): string | undefined {
    for (let scope: IConstruct | undefined = construct; scope !== undefined; scope = scope.node.scope) {
      const version = targets.get(scope);
      if (version !== undefined) {
        return version;
      }
    }
    return undefined;
  }

  /**
   * Has synthesis fail where the target lacks a feature, whether the target is set before or after.
   *
   * @internal
   */
  public static _require(construct: Construct, feature: KubernetesFeature): void {
    construct.node.addValidation({
      validate: () => {
        const version = KubernetesTarget.versionOf(construct);
        const fault = version === undefined ? undefined : featureFault(feature, minorVersion(version)!);
        return fault === undefined ? [] : [
          `${construct.node.path}: ${feature} ${fault}, and the target is ${version}; leave it out, or raise the `
            + 'target of `KubernetesTarget.set`',
        ];
      },
    });
  }

  private constructor() {}
}
