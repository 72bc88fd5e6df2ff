import { describe } from './known-keys';
import { MountedKind, MountedObject } from './mounted-object';
import { changing, defaultReload, isReloaderKind } from './reload-choice';
import { DeclaredReload, RELOAD_ANNOTATION, reloadEntry } from '../facts/reload-declarations';
import { reloaderNames } from '../facts/reloader';
import { WORKLOAD_KINDS } from '../facts/workload-kinds';
import { PodTemplate } from '../workload/pod-template';

/** The kinds that Reloader restarts, for messages. */
const RELOADED_KINDS = WORKLOAD_KINDS.filter(({ reloader }) => reloader === 'restarts').map(({ kind }) => kind)
  .join(', ');

/** The annotation of a workload in which Reloader looks for names of objects of a kind. */
const RELOADER_ANNOTATIONS: { readonly [kind in MountedKind]?: string } = {
  [MountedKind.SECRET]: reloaderNames('secret'),
  [MountedKind.CSI]: reloaderNames('secretproviderclass'),
  [MountedKind.CONFIG_MAP]: reloaderNames('configmap'),
};

/** What no manifest shows, so that it is written down for the audit. */
const DECLARED: { readonly [name: string]: DeclaredReload } = {
  inProcess: 'in-process', restartedElsewhere: 'elsewhere',
};

/**
 * How a change of a mounted Secret or ConfigMap reaches the process that uses it. The gap between "the file has
 * changed" and "the process uses it" is where rotations turn into outages, so every mount has an answer.
 *
 * What you declare by `inProcess()` or `restartedElsewhere()` is written to the annotation `cdk8s-strongbox/reload` of
 * the workload, for the audit and for whoever rotates: no manifest shows otherwise what a program does.
 */
export class ReloadStrategy {
  /**
   * The process reads the files again automatically.
   *
   * No pod is restarted, but the program has to do its part: watch the mount directory (not a file) for the kubelet's
   * swap of the symbolic link `..data`, or read the file at each use, and open new connections with jitter. A change
   * arrives within 60 to 90 seconds with the kubelet's defaults, and up to about 150 where it is set to cache.
   *
   * Servers such as nginx read their certificate at the start or at a signal only: they need another strategy, or a
   * container beside them that sends the signal.
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
   * Something that this app does not show replaces the pods after a change: another controller, a pipeline, or a person
   * with a runbook, such as one of `strongbox rotate plan`.
   *
   * Until it does, the process may use the old content, so it has to act within the time that the old value stays
   * valid.
   */
  public static restartedElsewhere(): ReloadStrategy {
    return new ReloadStrategy('restartedElsewhere');
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
    const name = given?.name ?? defaultReload(constructPath, template, objects);
    // What is the default is not declared: nobody has said that the program reads its files again.
    const strategy = given ?? new ReloadStrategy(name, false);
    strategy.validate(constructPath, template, objects);
    return strategy;
  }

  private constructor(
    private readonly name: string,
    private readonly isDeclared: boolean = true,
  ) {}

  /**
   * Changes the workload.
   *
   * @internal
   */
  public _apply(constructPath: string, template: PodTemplate, objects: readonly MountedObject[]): void {
    const followed = changing(objects);
    const declared = this.isDeclared ? DECLARED[this.name] : undefined;
    if (declared !== undefined && template.life !== 'once') {
      const entries = followed.filter(({ kind }) => isReloaderKind(kind))
        .map(({ kind, name }) => reloadEntry(kind, name, declared));
      if (entries.length > 0) {
        template.addToAnnotation(constructPath, RELOAD_ANNOTATION, entries);
      }
    }
    if (this.name !== 'stakaterReloader') {
      return;
    }
    for (const [kind, annotation] of Object.entries(RELOADER_ANNOTATIONS)) {
      const names = followed.filter((object) => object.kind === kind).map((object) => object.name);
      if (names.length > 0) {
        template.addToAnnotation(constructPath, annotation, names);
      }
    }
  }

  public toString(): string {
    return this.name;
  }

  private validate(constructPath: string, template: PodTemplate, objects: readonly MountedObject[]): void {
    const followed = changing(objects);
    const isOnce = template.life === 'once';
    if (this.name !== 'onRelease' && followed.length === 0) {
      throw new Error(
        `${constructPath}: ${objects.map(describe).join(' and ')} never changes in place, so there is nothing to `
          + `reload with ${this.name}; ` +
        'leave reload out: a change has a new name and comes with a release',
      );
    }
    if (this.name === 'restartedElsewhere' && isOnce) {
      throw new Error(
        `${constructPath}: nothing has to restart a ${template.kind}, as each run reads the current content; leave `
          + 'reload out',
      );
    }
    // Reloader answers a change by running a Job again and a CronJob at once, which reloads nothing.
    if (this.name === 'stakaterReloader' && !template.isReloaded) {
      const why = isOnce
        ? `would run a ${template.kind} at once on every change, and each run reads the current content anyway`
        : `does not restart a ${template.kind}`;
      throw new Error(
        `${constructPath}: Reloader ${why}; leave reload out, or use one of ${RELOADED_KINDS}`,
      );
    }
    const unseen = this.name === 'stakaterReloader' ? followed.find(({ kind }) => !isReloaderKind(kind)) : undefined;
    if (unseen !== undefined) {
      throw new Error(
        `${constructPath}: Reloader does not see the ${describe(unseen)}, which is not an object of the cluster; use `
          + 'inProcess or restartedElsewhere',
      );
    }
    if (this.name === 'onRelease' && followed.length > 0 && !isOnce) {
      const areObjects = followed.every(({ kind }) => isReloaderKind(kind));
      const other = template.isReloaded && areObjects ? 'stakaterReloader' : 'restartedElsewhere';
      throw new Error(
        `${constructPath}: ${followed.map(describe).join(' and ')} may change in place, and with onRelease nothing `
          + 'tells the running pods of ' +
          `${template.path}, which would work on with the old content; use inProcess or ${other}`
            + (areObjects ? ', or an immutable source' : ''),
      );
    }
    if (!['inProcess', 'restartedElsewhere'].includes(this.name) && template.life === 'kept'
      && !template.replacesPods) {
      throw new Error(
        `${constructPath}: ${template.path} has update strategy OnDelete, so ${this.name} changes the pod template `
          + 'and no pod is replaced until ' +
        'somebody deletes it; use the RollingUpdate strategy, or inProcess',
      );
    }
  }
}
