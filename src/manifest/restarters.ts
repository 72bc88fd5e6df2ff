import { Graph } from './graph';
import { Pod } from './pod';
import { restartTargetsOf } from './producers';
import { at, fieldsOf, textAt, textOf } from './read';
import { ReferencedKind } from './references';
import { ObjectName } from './resource';
import { honoursRestartTargets } from '../facts/refresh';
import { reloaderAutomatic, reloaderNames, ReloaderSubject } from '../facts/restarts';
import { workloadKind } from '../facts/workload-kinds';

/**
 * What restarts pods when an object changes. `reloader`: Stakater Reloader. `checksum`: a release, by an annotation of
 * the template. `operator`: the Vault Secrets Operator. `new-name`: a release, since an immutable object changes its
 * name.
 */
export type Restarter = 'reloader' | 'checksum' | 'operator' | 'new-name';

const SUBJECTS: { readonly [kind in ReferencedKind]: ReloaderSubject } = {
  Secret: 'secret', ConfigMap: 'configmap', SecretProviderClass: 'secretproviderclass',
};

/** Names of annotations that hold a checksum, such as `checksum/config` and `acme.example/config-hash`. */
const CHECKSUM = /checksum|(?:^|[-./])(?:sha\d*(?:sum)?|md5(?:sum)?|hash)(?:$|[-./])/i;

/** Knows who restarts the pods of a graph. */
export class Restarters {
  private readonly rollouts: ReadonlyMap<string, readonly string[]>;

  public constructor(private readonly graph: Graph) {
    this.rollouts = rolloutsByWorkload(graph);
  }

  /** Who restarts a pod when an object that it uses changes; undefined where nobody does. */
  public of(pod: Pod, kind: ReferencedKind, object: ObjectName): Restarter | undefined {
    const subject = SUBJECTS[kind];
    const all = [pod.resource.object.metadata.annotations, pod.metadata.annotations].map(fieldsOf);
    const named = all.flatMap((annotations) => textAt(annotations, reloaderNames(subject)).split(','));
    if (all.some((annotations) => reloaderAutomatic(subject).some((name) => annotations[name] === 'true'))
      || named.some((name) => name.trim() === object.name)) {
      return 'reloader';
    }
    const byOperator = this.byOperator(pod, kind, object);
    return byOperator ?? (this.hasChecksum(pod, kind, object) ? 'checksum' : undefined);
  }

  /** Whether a template has a checksum of an object. It cannot follow one that a controller makes, whose content no release knows. */
  private hasChecksum({ metadata }: Pod, kind: ReferencedKind, { namespace, name }: ObjectName): boolean {
    return Object.keys(fieldsOf(metadata.annotations)).some((annotation) => CHECKSUM.test(annotation))
      && !this.graph.find(kind, namespace, name).some(({ production }) => production !== undefined);
  }

  private byOperator({ kind: { restartTarget }, resource }: Pod, kind: ReferencedKind, object: ObjectName): Restarter | undefined {
    const own = restartTarget === undefined ? [] : [`${restartTarget}/${resource.name}`];
    const workloads = [...own, ...this.rollouts.get(`${resource.namespace}/${resource.kind}/${resource.name}`) ?? []];
    const targets = this.graph.find(kind, object.namespace, object.name);
    if (targets.some((target) => target.resource?.object.immutable === true)) {
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
