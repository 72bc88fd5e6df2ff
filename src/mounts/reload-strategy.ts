import { describe } from './known-keys';
import { MountedKind, MountedObject } from './mounted-object';
import { reloaderNames } from '../facts/reloader';
import { PodTemplate } from '../workload/pod-template';
import { podLife, RELOADED_KINDS } from '../workload/workload-like';

/** The annotation of a workload in which Reloader looks for names of objects of a kind. */
const RELOADER_ANNOTATIONS: Record<MountedKind, string> = {
  [MountedKind.SECRET]: reloaderNames('secret'),
  [MountedKind.CSI]: reloaderNames('secretproviderclass'),
  [MountedKind.CONFIG_MAP]: reloaderNames('configmap'),
};

/**
 * How a change of a mounted Secret or ConfigMap reaches the process that uses it. The gap between "the file has
 * changed" and "the process uses it" is where rotations turn into outages, so every mount has an answer.
 */
export class ReloadStrategy {
  /**
   * The process reads the files again automatically.
   *
   * No pod is restarted, but the program has to do its part: watch the mount directory (not a file) for the kubelet's
   * swap of the symbolic link `..data`, or read the file at each use, and open new connections with jitter. A change
   * arrives within 60 to 90 seconds with the kubelet's defaults, and up to about 150 where it is set to cache.
   *
   * @see https://kubernetes.io/docs/concepts/configuration/secret/#using-secrets-as-files-from-a-pod
   */
  public static inProcess(): ReloadStrategy {
    return new ReloadStrategy('inProcess');
  }

  /**
   * Stakater Reloader, which has to run in the cluster, restarts the pods with the rolling update of the workload.
   *
   * The objects are named in annotations of the workload, so a change of any other object restarts nothing. Works for
   * Deployment, StatefulSet and DaemonSet. For the Secrets Store CSI driver, Reloader has to run with
   * `--enable-csi-integration=true` and the driver with `enableSecretRotation`.
   *
   * @see https://github.com/stakater/Reloader
   */
  public static stakaterReloader(): ReloadStrategy {
    return new ReloadStrategy('stakaterReloader');
  }

  /**
   * A change comes with a release: the object has a new name (such as a content hash), so the pod template changes and
   * the pods are replaced. A Job or CronJob reads the current content at each run.
   *
   * Nothing reaches running pods in between, so it is refused for long-running pods whose source changes under its
   * name.
   */
  public static onRelease(): ReloadStrategy {
    return new ReloadStrategy('onRelease');
  }

  /**
   * The strategy of a mount, checked against what is mounted and where.
   *
   * @internal
   */
  public static _resolve(
    constructPath: string,
    template: PodTemplate,
    objects: readonly MountedObject[],
    given?: ReloadStrategy,
  ): ReloadStrategy {
    const changing = objects.filter((object) => !object.immutable);
    const runs = podLife(template.kind) === 'once';
    const strategy = given ?? (changing.length === 0 || runs ? ReloadStrategy.onRelease() : ReloadStrategy.inProcess());
    strategy.validate(constructPath, template, objects, changing);
    return strategy;
  }

  private constructor(
    private readonly name: string,
  ) {}

  /**
   * Changes the workload.
   *
   * @internal
   */
  public _apply(constructPath: string, template: PodTemplate, objects: readonly MountedObject[]): void {
    if (this.name !== 'stakaterReloader') {
      return;
    }
    for (const [kind, annotation] of Object.entries(RELOADER_ANNOTATIONS)) {
      const names = objects.filter((object) => object.kind === kind && !object.immutable).map((object) => object.name);
      if (names.length > 0) {
        template.addToAnnotation(constructPath, annotation, names);
      }
    }
  }

  public toString(): string {
    return this.name;
  }

  private validate(
    constructPath: string,
    template: PodTemplate,
    objects: readonly MountedObject[],
    changing: readonly MountedObject[],
  ): void {
    if (this.name !== 'onRelease' && changing.length === 0) {
      throw new Error(
        `${constructPath}: ${objects.map(describe).join(' and ')} never changes in place, so there is nothing to `
          + `reload with ${this.name}; ` +
        'leave reload out: a change has a new name and comes with a release',
      );
    }
    // Reloader answers a change by running a Job again and a CronJob at once, which reloads nothing.
    if (this.name === 'stakaterReloader' && !RELOADED_KINDS.includes(template.kind)) {
      const why =
        podLife(template.kind) === 'once'
          ? `would run a ${template.kind} at once on every change, and each run reads the current content anyway`
          : `does not restart a ${template.kind}`;
      throw new Error(
        `${constructPath}: Reloader ${why}; leave reload out, or use one of ${RELOADED_KINDS.join(', ')}`,
      );
    }
    if (this.name === 'onRelease' && changing.length > 0 && podLife(template.kind) !== 'once') {
      throw new Error(
        `${constructPath}: ${changing.map(describe).join(' and ')} may change in place, and with onRelease nothing `
          + 'tells the running pods of ' +
          `${template.path}, which would work on with the old content; use inProcess or stakaterReloader, or an `
            + 'immutable source',
      );
    }
    if (this.name !== 'inProcess' && template.kind === 'StatefulSet' && !template.replacesPods) {
      throw new Error(
        `${constructPath}: ${template.path} has update strategy OnDelete, so ${this.name} changes the pod template `
          + 'and no pod is replaced until ' +
        'somebody deletes it; use the RollingUpdate strategy, or inProcess',
      );
    }
  }
}
