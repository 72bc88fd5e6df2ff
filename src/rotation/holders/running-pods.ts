import { declaredReload, DeclaredReload } from '../../facts/reload-declarations';
import { filesReadAt, READ_ANNOTATION } from '../../facts/shown-reads';
import { Graph } from '../../manifest/graph';
import { Container, Pod } from '../../manifest/pod';
import { at, fieldsOf, isFields, mappingsOf, textAt, textOf } from '../../manifest/read';
import { identityOf, Resource } from '../../manifest/resource';
import { createdAt, timeOf, writtenAt } from '../../manifest/running';

/** How a container is at the moment. `over`: it has ended, and does not start again. */
export interface ContainerState {
  readonly state: 'running' | 'waiting' | 'over';

  /** When it started the last time, by the clock of its node. */
  readonly started?: number;
}

/** Whether nothing of a pod runs any more, and nothing of it starts. */
export function hasEnded({ object }: Resource): boolean {
  return ['Succeeded', 'Failed'].includes(textAt(object, 'status', 'phase'));
}

/** When a pod is to be gone that somebody has deleted; undefined for one that stays. */
export function deletedAt({ object }: Resource): number | undefined {
  return timeOf(object.metadata.deletionTimestamp);
}

/** How long the processes of a pod may take to end, in seconds. */
export function graceSeconds({ object }: Resource): number {
  const given = object.metadata.deletionGracePeriodSeconds ?? at(object, 'spec', 'terminationGracePeriodSeconds');
  return typeof given === 'number' && given >= 0 ? given : 30;
}

const STATUS_LISTS = {
  containers: 'containerStatuses',
  initContainers: 'initContainerStatuses',
  ephemeralContainers: 'ephemeralContainerStatuses',
} as const;

/** How a container of a pod is, as the status of the pod shows it. */
export function stateOf({ resource, spec }: Pod, container: Container): ContainerState {
  const list = at(resource.object, 'status', STATUS_LISTS[container.list]);
  const status = [...mappingsOf(list)].map(([each]) => each).find(({ name }) => name === container.name);
  const state = fieldsOf(status?.state);
  if (isFields(state.running)) {
    return { state: 'running', started: timeOf(state.running.startedAt) };
  }
  const ended = isFields(state.terminated) ? { started: timeOf(state.terminated.startedAt) } : undefined;
  return ended !== undefined && !startsAgain(spec, container, state.terminated)
    ? { state: 'over', ...ended }
    : { state: 'waiting', ...ended };
}

/** Whether a container that has ended starts again in the same pod. */
function startsAgain(spec: Pod['spec'], { list, spec: container }: Container, terminated: unknown): boolean {
  if (list === 'ephemeralContainers') {
    return false;
  }
  const policy = textOf(container.restartPolicy) || textOf(spec.restartPolicy) || 'Always';
  const failed = at(terminated, 'exitCode') !== 0;
  if (list === 'initContainers' && container.restartPolicy !== 'Always') {
    return failed && policy !== 'Never';
  }
  return policy === 'Always' || (policy === 'OnFailure' && failed);
}

/** When the annotations of a pod changed the last time after it was created. */
export function annotatedAt(resource: Resource): number | undefined {
  const written = writtenAt(resource, ({ manager, fieldsV1, subresource }) => manager !== 'kubelet'
    && textOf(subresource) === '' && at(fieldsV1, 'f:metadata', 'f:annotations') !== undefined);
  const created = createdAt(resource);
  return written === undefined || created === undefined || written <= created ? undefined : written;
}

/** When the files were written that a process shows to have read; undefined for one that shows nothing. */
export function shownRead({ object }: Resource, kind: string, name: string): number | undefined {
  return filesReadAt(textAt(object, 'metadata', 'annotations', READ_ANNOTATION), kind, name);
}

/** Finds what made a pod, and what made that. */
export class Makers {
  private readonly byIdentity = new Map<string, Resource>();

  public constructor(private readonly graph: Graph) {
    for (const { resource } of graph.pods) {
      const id = identityOf(resource);
      if (id !== undefined && !(resource.kind === 'Pod' && resource.group === '')) {
        this.byIdentity.set(id, resource);
      }
    }
  }

  /** The chain from what made a pod to what made that, as far as it was read; the last is who keeps the pods. */
  public of(resource: Resource): Resource[] {
    const chain: Resource[] = [];
    for (let current: Resource | undefined = this.makerOf(resource); current !== undefined && !chain.includes(current);
      current = this.makerOf(current)) {
      chain.push(current);
    }
    return chain;
  }

  /** What is declared of the reload of an object in a pod: on the pod, and on what made it. */
  public declaredFor(resource: Resource, kind: string, name: string): DeclaredReload | undefined {
    const places = [...this.of(resource)
      .reverse(), resource].map(({ object }) => fieldsOf(object.metadata.annotations));
    return declaredReload(places, kind, name);
  }

  /** The pod of what keeps the pods, as a manifest describes it. */
  public templateOf(maker: Resource): Pod | undefined {
    return this.graph.podsIn(maker)[0];
  }

  private makerOf({ object, namespace }: Resource): Resource | undefined {
    const owner = [...mappingsOf(object.metadata.ownerReferences)].map(([each]) => each)
      .find(({ controller }) => controller === true);
    if (owner === undefined) {
      return undefined;
    }
    const version = textOf(owner.apiVersion);
    const group = version.includes('/') ? version.slice(0, version.indexOf('/')) : '';
    return this.byIdentity.get([group, textOf(owner.kind), namespace, textOf(owner.name)].join('/'));
  }
}
