import { Graph } from './graph';
import { Pod } from './pod';
import { restartTargetsOf } from './producers';
import { at, fieldsOf, textOf } from './read';
import { ReferencedKind } from './references';
import { ObjectName } from './resource';
import { honoursRestartTargets } from '../facts/refresh';
import { reloaderRestarts, ReloaderSubject } from '../facts/reloader';
import { AnnotatedRestart, annotatedRestart } from '../facts/restart-annotations';
import { checksumAnnotationOf, endsInKustomizeHash } from '../facts/restarts';
import { workloadKind } from '../facts/workload-kinds';

/**
 * What restarts pods when an object changes. `reloader`: Stakater Reloader. `checksum`: a release, by an annotation of
 * the template. `operator`: the Vault Secrets Operator. `new-name`: a release, since an immutable object, or one
 * with a hash of kustomize behind its name, changes its name. `wave`: Wave. `store-operator`: the operator that makes
 * the Secret.
 */
export type Restarter = 'reloader' | 'checksum' | 'operator' | 'new-name' | AnnotatedRestart['by'];

/** What restarts pods at the moment at which an object changes, in words. */
export const RESTARTING_CONTROLLERS: ReadonlyMap<Restarter, string> = new Map([
  ['reloader', 'Stakater Reloader'],
  ['operator', 'the Vault Secrets Operator'],
  ['wave', 'Wave'],
  ['store-operator', 'the operator of its store'],
]);

const SUBJECTS: { readonly [kind in ReferencedKind]: ReloaderSubject } = {
  Secret: 'secret', ConfigMap: 'configmap', SecretProviderClass: 'secretproviderclass',
};

/** Knows who restarts the pods of a graph. */
export class Restarters {
  private readonly rollouts: ReadonlyMap<string, readonly string[]>;

  public constructor(private readonly graph: Graph) {
    this.rollouts = rolloutsByWorkload(graph);
  }

  /** Who restarts a pod when an object that it uses changes; undefined where nobody does. */
  public of(pod: Pod, kind: ReferencedKind, object: ObjectName): Restarter | undefined {
    if (this.byReloader(pod, kind, object)) {
      return 'reloader';
    }
    const byOperator = this.byOperator(pod, kind, object) ?? this.byAnnotation(pod, kind, object);
    return byOperator ?? (this.hasChecksum(pod, kind, object) ? 'checksum' : undefined);
  }

  /** Whether Reloader restarts a pod, as far as the manifest shows: a controller may annotate what it makes. */
  private byReloader({ resource, metadata }: Pod, kind: ReferencedKind, { namespace, name }: ObjectName): boolean {
    const [own, template] = [resource.object.metadata.annotations, metadata.annotations].map(fieldsOf);
    const targets = this.graph.find(kind, namespace, name);
    const states =
      targets.length === 0
        ? [undefined]
        : targets.map((target) => target.resource && fieldsOf(target.resource.object.metadata.annotations));
    return states.some(
      (annotations) => reloaderRestarts(SUBJECTS[kind], own, template, { name, annotations }) !== 'no',
    );
  }

  /** Which other controller restarts a pod, as an annotation tells it to. */
  private byAnnotation(
    { resource, metadata }: Pod, kind: ReferencedKind, { namespace, name }: ObjectName,
  ): Restarter | undefined {
    const targets = this.graph.find(kind, namespace, name);
    const places = [resource.object.metadata.annotations, metadata.annotations].map(fieldsOf);
    const makers = targets.flatMap(({ production }) => production ?? [])
      .map(({ by }) => ({ group: by.group, annotations: fieldsOf(by.object.metadata.annotations) }));
    return resource.group !== 'apps' ? undefined
      : annotatedRestart(resource.kind, places, { kind, makers: targets.length === 0 ? undefined : makers });
  }

  /**
   * Whether a template has a checksum of an object. It cannot follow one that a controller makes, whose content no
   * release knows.
   */
  private hasChecksum({ metadata }: Pod, kind: ReferencedKind, { namespace, name }: ObjectName): boolean {
    return checksumAnnotationOf(fieldsOf(metadata.annotations)) !== undefined
      && !this.graph.find(kind, namespace, name).some(({ production }) => production !== undefined);
  }

  private byOperator(
    { kind: { restartTarget }, resource }: Pod,
    kind: ReferencedKind,
    object: ObjectName,
  ): Restarter | undefined {
    const own = restartTarget === undefined ? [] : [`${restartTarget}/${resource.name}`];
    const workloads = [...own, ...this.rollouts.get(`${resource.namespace}/${resource.kind}/${resource.name}`) ?? []];
    const targets = this.graph.find(kind, object.namespace, object.name);
    const isMade = targets.some(({ production }) => production !== undefined);
    if (targets.some((target) => target.resource?.object.immutable === true)
      || (!isMade && kind !== 'SecretProviderClass' && endsInKustomizeHash(object.name))) {
      return 'new-name';
    }
    return targets.some(({ production }) => production !== undefined
      && honoursRestartTargets(production.by.kind, fieldsOf(production.by.object.spec))
      && restartTargetsOf(production.by).some((each) => workloads.includes(each))) ? 'operator' : undefined;
  }
}

/** The Rollouts that take their template from a workload, as an operator is told to restart them, by that workload. */
function rolloutsByWorkload(graph: Graph): Map<string, string[]> {
  const target = workloadKind('argoproj.io', 'Rollout')?.restartTarget;
  const found = new Map<string, string[]>();
  for (const { object, namespace, name } of graph.ofKind('argoproj.io', 'Rollout')) {
    const workload = fieldsOf(at(object, 'spec', 'workloadRef'));
    const key = `${namespace}/${textOf(workload.kind)}/${textOf(workload.name)}`;
    const names = found.get(key) ?? [];
    found.set(key, names);
    names.push(`${target}/${name}`);
  }
  return found;
}
