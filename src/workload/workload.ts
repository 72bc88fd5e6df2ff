import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { declareKind, groupOf, kindName, kindOf, listObjects, workloadObjectOf } from './workload-object';
import { furtherKinds, podTemplateFault } from '../facts/further-kinds';
import { PodTemplateHolds } from '../facts/pod-template-path';
import { quoted } from '../redaction/quoted';

/** Which object of several is the workload, and where its pod template is. */
export interface WorkloadOptions {
  /**
   * Kind of the object, such as `Deployment`.
   *
   * @default - any kind with a pod template
   */
  readonly kind?: string;

  /**
   * Name of the object, as it is in the manifest.
   *
   * @default - any name
   */
  readonly name?: string;

  /**
   * Fields that lead to the pod, separated by dots, with `[*]` for each item of a list or each value of a mapping, such
   * as `spec.template`. For a kind of your own; `kind` or `name` must then choose one object.
   *
   * @default - as it is known for the kind
   */
  readonly podTemplatePath?: string;

  /**
   * What the path leads to.
   *
   * @default - detected: a template if it contains `spec`, a pod spec if it contains `containers`
   */
  readonly podTemplateHolds?: PodTemplateHolds;

  /**
   * The pods end after their work, as those of a Job. Only with `podTemplatePath`.
   *
   * @default false
   */
  readonly runsOnce?: boolean;
}

/**
 * Chooses the object with the pod template from a construct that has several, such as an `Include`, a `Helm` or a
 * chart.
 *
 * @example
 * const web = Workload.of(chart, { kind: 'Deployment', name: api.name });
 * new RotatingVolumeMount(chart, 'DatabaseFiles', { workload: web, source: db, mountPath: '/etc/secrets/db' });
 */
export class Workload {
  /**
   * The object with the pod template, for the `workload` of `RotatingVolumeMount`, `VaultAgentInjector` and
   * `LeastPrivilegeSecretReader.attachTo`.
   *
   * @param construct an ApiObject, a workload of cdk8s-plus, or anything that has some below it
   * @throws Error when no object or several fit, with those that are there
   */
  public static of(construct: IConstruct, options: WorkloadOptions = {}): ApiObject {
    const { kind, name, podTemplatePath } = options;
    if (kind === undefined && name === undefined && podTemplatePath === undefined) {
      return workloadObjectOf(placeOf(construct), construct);
    }
    if (!(construct as IConstruct | undefined)?.node) {
      return workloadObjectOf('Workload.of', construct);
    }
    const objects = construct.node.findAll().filter(ApiObject.isApiObject)
      .filter((object) => podTemplatePath !== undefined || kindOf(object) !== undefined);
    const fitting = objects.filter((object) =>
      (kind === undefined || object.kind === kind) && (name === undefined || object.name === name));
    if (fitting.length !== 1) {
      const wanted = [kind, name].filter((part) => part !== undefined).map((part) => quoted(part)).join(' ');
      const what = fitting.length === 0 ? `no workload ${wanted}` : `${fitting.length} workloads ${wanted}`;
      const there = fitting.length === 0 ? objects : fitting;
      throw new Error(`${placeOf(construct)}: there ${fitting.length === 0 ? 'is' : 'are'} ${what}; `
        + (there.length === 0 ? 'it has no object with a pod template' : `choose one of ${listObjects(there)}`));
    }
    const [found] = fitting;
    if (podTemplatePath !== undefined) {
      declare(found, { ...options, podTemplatePath });
    }
    return found;
  }

  private constructor() {}
}

function declare(object: ApiObject, options: WorkloadOptions & { readonly podTemplatePath: string }): void {
  const place = {
    apiGroup: groupOf(object),
    kind: object.kind,
    path: options.podTemplatePath,
    holds: options.podTemplateHolds,
    runsOnce: options.runsOnce,
  };
  const fault = podTemplateFault(place);
  if (fault !== undefined) {
    throw new Error(`${object.node.path}: podTemplatePath of ${kindName(object)}: ${fault.field} ${fault.what}`
      + (fault.hint === undefined ? '' : `; ${fault.hint}`));
  }
  const [row] = furtherKinds([place]);
  declareKind(object, row);
}

function placeOf(construct: IConstruct | undefined): string {
  return construct?.node?.path || 'Workload.of';
}
