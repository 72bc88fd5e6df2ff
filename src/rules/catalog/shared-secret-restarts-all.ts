import { Graph } from '../../manifest/graph';
import { Reference } from '../../manifest/references';
import { Resource } from '../../manifest/resource';
import { Restarter, Restarters, RESTARTING_CONTROLLERS } from '../../manifest/restarters';
import { RuleLevel } from '../finding';
import { GraphRule, RuleCategory, Violation, violation } from '../rule';
import { FIRST_VERSION } from '../sources';

/** Workloads that one change may restart before it is reported. */
const FEW = 3;

export const sharedSecretRestartsAll: GraphRule = {
  id: 'shared-secret-restarts-all',
  category: RuleCategory.USE,
  title: 'a change of one Secret restarts most workloads of a namespace in the same moment',
  rationale: 'A controller restarts a workload when a Secret changes that it uses. Where most workloads of a namespace '
    + 'share one Secret, a rotation restarts all of them together: every rolling update at once, with the load on '
    + 'nodes, image registries and databases of a cold start, and no workload left that shows whether the new value '
    + 'works. Reported from three workloads that are half of those of the namespace, for restarts by Stakater Reloader '
    + 'and by the Vault Secrets Operator.',
  remediation: 'Give workloads separate Secrets, so that they rotate one by one. Or mount the Secret as a directory, '
    + 'reload it in the process, and leave it out of the automatic restart (secrets.exclude.reloader.stakater.com/'
    + 'reload, or restart targets for some).',
  level: RuleLevel.WARNING,
  recommended: RuleLevel.NOTE,
  levelReason: 'Each of the workloads may still be replaced step by step.',
  since: FIRST_VERSION,
  references: [{ title: 'Stakater Reloader', url: 'https://github.com/stakater/Reloader' }],
  * check(graph: Graph): Iterable<Violation> {
    const restarters = new Restarters(graph);
    const kept = new Map<string, Set<Resource>>();
    const restarts = new Map<string, SharedRestart>();
    for (const pod of graph.pods.filter(({ kind }) => kind.life === 'kept')) {
      const { resource } = pod;
      kept.set(resource.namespace, (kept.get(resource.namespace) ?? new Set()).add(resource));
      for (const reference of graph.secretsOf(pod)) {
        const by = restarters.of(pod, 'Secret', reference);
        if (by !== undefined && RESTARTING_CONTROLLERS.has(by)) {
          const id = `${reference.namespace}/${reference.name}`;
          const known = restarts.get(id);
          const workloads = (known?.workloads ?? new Set()).add(resource);
          const first = known !== undefined && known.reference.from.name <= resource.name ? known.reference : reference;
          restarts.set(id, { reference: first, by, workloads });
        }
      }
    }
    for (const { reference, by, workloads } of restarts.values()) {
      const all = kept.get(reference.from.namespace)!.size;
      if (workloads.size >= FEW && workloads.size * 2 >= all) {
        yield placed(graph, reference, messageFor(reference, by, sorted(workloads), all));
      }
    }
  },
};

function sorted(workloads: ReadonlySet<Resource>): Resource[] {
  return [...workloads].sort((one, other) => (one.name < other.name ? -1 : 1));
}

interface SharedRestart {
  readonly reference: Reference;
  readonly by: Restarter;
  readonly workloads: Set<Resource>;
}

/** At the Secret or at what makes it, where the manifest has one of them; else at the first user. */
function placed(graph: Graph, { kind, namespace, name, from, pointer }: Reference, message: string): Violation {
  const targets = graph.find(kind, namespace, name);
  const at = targets.find(({ resource }) => resource !== undefined)?.resource
    ?? targets.find(({ production }) => production !== undefined)?.production?.by;
  return at === undefined ? violation(from, pointer, message) : violation(at, at.pointer, message);
}

function messageFor({ name }: Reference, by: Restarter, workloads: readonly Resource[], all: number): string {
  const names = workloads.slice(0, FEW).map((each) => `${each.kind} ${JSON.stringify(each.name)}`).join(', ');
  const more = workloads.length > FEW ? ` and ${workloads.length - FEW} more` : '';
  const who = RESTARTING_CONTROLLERS.get(by);
  return `a change of Secret ${JSON.stringify(name)} has ${who} restart ${names}${more} in the same moment: `
    + `${workloads.length} of the ${all} workloads of the namespace`;
}
