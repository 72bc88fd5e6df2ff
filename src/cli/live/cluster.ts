import { Kubectl, KubectlResult } from './kubectl';
import { resourcesToRead } from './resources';
import { AuditProblem } from '../../audit/audit-report';
import { RuleLevel } from '../../rules/finding';
import { ProgressBar } from '../progress-bar';
import { UsageError } from '../usage-error';

/** How many kinds are read at once. */
const AT_ONCE = 4;

/** Which part of which cluster. */
export interface ClusterOptions {
  readonly context?: string;

  /** All of them where undefined. */
  readonly namespace?: string;
}

/** What a cluster has, as far as whoever asks may read it. */
export interface ClusterObjects {
  readonly documents: readonly unknown[];

  /** What could not be read. */
  readonly problems: readonly AuditProblem[];

  /** Ids of rules that would say wrong things of what was read, since they need what was not. */
  readonly needsAll: readonly string[];
}

/** What is needed to tell that nothing is there, or that nothing uses it. */
const RULES_OF_THE_WHOLE = ['missing-reference', 'cross-namespace-reference', 'unused-secret'];

/**
 * Reads the objects of a cluster that the rules know.
 *
 * @throws UsageError if the cluster cannot be asked, or lets nothing be read
 */
export async function readCluster({ context, namespace }: ClusterOptions, bar: ProgressBar): Promise<ClusterObjects> {
  const kubectl = new Kubectl(context);
  const served = await kubectl.listable();
  const resources = resourcesToRead(namespace === undefined).filter((resource) => served.has(resource));
  const waiting = [...resources];
  const results = new Map<string, KubectlResult>();
  let done = 0;
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let resource = waiting.shift(); resource !== undefined; resource = waiting.shift()) {
      results.set(resource, await kubectl.get(resource, namespace));
      bar.show({ phase: 'reading', done: ++done, total: resources.length });
    }
  }));
  return objectsOf(resources.map((resource) => [resource, results.get(resource)!]), namespace);
}

function objectsOf(results: readonly (readonly [resource: string, result: KubectlResult])[], namespace: string | undefined): ClusterObjects {
  const documents: unknown[] = [];
  const problems: AuditProblem[] = [];
  for (const [resource, { code, stdout, complaint }] of results) {
    const list = code === 0 ? parsed(stdout) : undefined;
    if (list === undefined) {
      problems.push({
        id: 'kind-unreadable',
        level: RuleLevel.WARNING,
        message: `${resource} were left out, since kubectl could not read them: ${complaint || 'its answer is no JSON'}`,
      });
    } else {
      documents.push(list);
    }
  }
  if (documents.length === 0) {
    throw new UsageError(`nothing in the cluster can be read; ${problems[0]?.message ?? 'it serves none of the kinds that are audited'}`);
  }
  return { documents, problems, needsAll: namespace !== undefined || problems.length > 0 ? RULES_OF_THE_WHOLE : [] };
}

/** An answer, or undefined. What a parser says of one that is none may quote it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
