import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { WorkloadKind } from '../facts/workload-kind';
import { workloadKind } from '../facts/workload-kinds';
import { listed, named } from '../redaction/quoted';

/** Words for what has a pod template, in errors. */
export const TAKEN =
  'a workload of cdk8s-plus, an ApiObject of a kind with a pod template (Deployment, StatefulSet, DaemonSet, Job, ' +
  'CronJob, Pod, Rollout and others), or an Include or Helm with one such object';

/** The rows of kinds that the table does not have, by the object that they were declared for. */
const declared = new WeakMap<ApiObject, WorkloadKind>();

/** Declares where an object has its pod template, for kinds that are not known. */
export function declareKind(apiObject: ApiObject, row: WorkloadKind): void {
  declared.set(apiObject, row);
}

/** The row of the kind of an object; undefined where it is not known to have a pod. */
export function kindOf(apiObject: ApiObject): WorkloadKind | undefined {
  return declared.get(apiObject) ?? workloadKind(groupOf(apiObject), apiObject.kind);
}

/** The API group of an object; empty for the core group, which has a name in cdk8s. */
export function groupOf({ apiGroup }: ApiObject): string {
  return apiGroup === 'core' ? '' : apiGroup;
}

/**
 * The object with the pod template: what a construct is, has as its default child, or holds as the only one.
 *
 * @param constructPath path of the construct that asks, named in the error
 * @throws Error when there is none, or several
 */
export function workloadObjectOf(constructPath: string, construct: IConstruct): ApiObject {
  // JavaScript, and every jsii language with null, can pass nothing where the type promises a construct.
  const given: IConstruct | undefined | null = construct;
  if (!given?.node) {
    const what = given === undefined || given === null ? 'missing' : 'not a construct';
    throw new Error(`${constructPath}: the workload is ${what}; pass ${TAKEN}`);
  }
  const main = mainObjectOf(given);
  if (main !== undefined) {
    if (kindOf(main) === undefined) {
      throw new Error(
        `${constructPath}: ${ownerOf(main).node.path} is a ${kindName(main)}, a kind without a known pod template; `
          + `pass ${TAKEN}. For a kind of your own, give the path with `
          + "Workload.of(…, { podTemplatePath: 'spec.template' })",
      );
    }
    return main;
  }
  const objects = given.node.findAll().filter(ApiObject.isApiObject);
  const workloads = objects.filter((object) => kindOf(object) !== undefined);
  if (workloads.length === 1) {
    return workloads[0];
  }
  if (workloads.length > 1) {
    const [{ kind, name }] = workloads;
    throw new Error(
      `${constructPath}: ${given.node.path} has ${workloads.length} workloads: ${listObjects(workloads)}; choose one, `
        + `such as Workload.of(…, { kind: '${kind}', name: '${name}' })`,
    );
  }
  const there = objects.length === 0 ? 'no objects' : `only ${listObjects(objects)}`;
  throw new Error(`${constructPath}: ${given.node.path} has no pod template (${there}); pass ${TAKEN}`);
}

/** Kinds and names of objects, for messages. */
export function listObjects(objects: readonly ApiObject[]): string {
  return listed(objects.map(({ kind, name }) => `${kind} ${name}`));
}

/** Kind of an object with its group, for messages. */
export function kindName({ apiVersion, kind }: ApiObject): string {
  return named(`${apiVersion} ${kind}`);
}

/** Words for the class that writes an object, for messages. */
export function classOf(apiObject: ApiObject): string {
  return ownerOf(apiObject) === apiObject ? `its class ${named(apiObject.constructor.name)}` : 'cdk8s-plus';
}

/** The construct that stands for an object: the class of cdk8s-plus that has it as its main child. */
export function ownerOf(apiObject: ApiObject): IConstruct {
  const { scope } = apiObject.node;
  return scope?.node.defaultChild === apiObject ? scope : apiObject;
}

function mainObjectOf(construct: IConstruct): ApiObject | undefined {
  let current: IConstruct | undefined = construct;
  while (current !== undefined && !ApiObject.isApiObject(current)) {
    current = current.node.defaultChild;
  }
  return current as ApiObject | undefined;
}
