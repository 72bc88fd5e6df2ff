import { describe } from './known-keys';
import { MountedKind, MountedObject } from './mounted-object';
import { named } from '../redaction/quoted';
import { PodTemplate } from '../workload/pod-template';

const CSI_DRIVER = 'the Secrets Store CSI driver';

/** The objects whose content may change under their name. */
export function changing(objects: readonly MountedObject[]): MountedObject[] {
  return objects.filter((object) => !object.immutable);
}

/**
 * Name of the strategy of a mount for which none is given. Where an object changes without a release, nobody knows that
 * the program follows, so only what the app itself shows is taken: the Vault Secrets Operator restarts the workload.
 *
 * @throws Error when somebody has to say how a change reaches the process
 */
export function defaultReload(
  constructPath: string, template: PodTemplate, objects: readonly MountedObject[],
): 'onRelease' | 'inProcess' | 'vaultOperator' {
  if (changing(objects).length === 0 || template.life === 'once') {
    return 'onRelease';
  }
  const rotated = changing(objects).filter((object) => rotatorOf(object) !== undefined);
  if (rotated.length === 0) {
    return 'inProcess';
  }
  const canRestart = template.isRestartTarget && template.replacesPods;
  const open = canRestart ? rotated.filter(({ restartedBy }) => restartedBy === undefined) : rotated;
  if (open.length === 0) {
    return 'vaultOperator';
  }
  const by = [...new Set(open.map((object) => rotatorOf(object)!))].join(' and ');
  throw new Error(
    `${constructPath}: ${open.map(describe).join(' and ')} ${open.length === 1 ? 'is' : 'are'} changed by ${by} `
      + 'without a release, and nothing says how a change reaches the running processes; give reload: '
      + `${choices(template, open).join('; ')}`,
  );
}

/** Whether Reloader sees a change of objects of a kind. */
export function isReloaderKind(kind: MountedKind): boolean {
  return [MountedKind.SECRET, MountedKind.CONFIG_MAP, MountedKind.CSI].includes(kind);
}

function rotatorOf({ kind, rotatedBy }: MountedObject): string | undefined {
  return rotatedBy !== undefined ? named(rotatedBy) : kind === MountedKind.CSI ? CSI_DRIVER : undefined;
}

/** The strategies that a workload can have for what changes under its name, and when each is right. */
function choices(template: PodTemplate, objects: readonly MountedObject[]): string[] {
  const reloader = template.isReloaded && template.replacesPods && objects.every(({ kind }) => isReloaderKind(kind));
  return [
    'ReloadStrategy.inProcess() if the program reads changed files again (nginx and the like do not)',
    ...reloader ? ['ReloadStrategy.stakaterReloader() if Reloader runs in the cluster'] : [],
    'or ReloadStrategy.restartedElsewhere() if a controller, a pipeline or a runbook that this app does not show '
      + 'replaces the pods',
  ];
}
