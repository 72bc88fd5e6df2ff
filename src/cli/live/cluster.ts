import { Kubectl, KubectlResult, ListableResources } from './kubectl';
import { resourcesToRead } from './resources';
import { AuditProblem } from '../../audit/audit-report';
import { WorkloadKind } from '../../facts/workload-kind';
import { isFields, textAt } from '../../manifest/read';
import { quoted } from '../../redaction/quoted';
import { RuleLevel } from '../../rules/finding';
import { didYouMean } from '../../rules/nearest';
import { ProgressBar } from '../progress-bar';
import { UsageError } from '../usage-error';

/** Means every kind in `--allow-unread`. */
const ALL = 'all';

/** How many kinds are read in parallel. */
const AT_ONCE = 4;

/** Which part of which cluster to read. */
export interface ClusterOptions {
  readonly context?: string;

  /** All namespaces when undefined. */
  readonly namespace?: string;

  /** Resources that may be skipped when the API server refuses to list them, or `all`. */
  readonly allowUnread?: readonly string[];
  /** Kinds with pods from the configuration. */
  readonly further: readonly WorkloadKind[];

  /** Further resources that are read where the user may, and whose absence is a warning. */
  readonly optional?: readonly string[];
}

/** The objects of a cluster, as far as the user may read them. */
export interface ClusterObjects {
  readonly documents: readonly unknown[];

  /** What could not be read. */
  readonly problems: readonly AuditProblem[];

  /** IDs of rules that would report wrong findings, since they need objects that were not read. */
  readonly needsAll: readonly string[];
}

/** Rules that need every object, to know that something is missing or unused. */
const RULES_OF_THE_WHOLE = ['missing-reference', 'cross-namespace-reference', 'unused-secret'];

/**
 * Reads the objects of a cluster that the rules know.
 *
 * @throws UsageError when the cluster does not answer, or nothing in it can be read
 */
export async function readCluster(
  { context, namespace, allowUnread = [], further, optional = [] }: ClusterOptions,
  bar: ProgressBar,
): Promise<ClusterObjects> {
  const needed = resourcesToRead(namespace === undefined, further);
  const known = [...needed, ...optional.filter((resource) => !needed.includes(resource))];
  const all = resourcesToRead(true, further);
  const misspelt = allowUnread.find((resource) => resource !== ALL && !all.includes(resource));
  if (misspelt !== undefined) {
    throw new UsageError(
      `--allow-unread: ${quoted(misspelt)} is not a kind that is read; `
        + `${didYouMean(misspelt, all) ?? `use one of ${all.join(', ')}, or ${ALL}`}`,
    );
  }
  const kubectl = new Kubectl(context);
  const served = await kubectl.listable();
  const resources = known.filter((resource) => served.names.has(resource));
  const waiting = [...resources];
  const results = new Map<string, KubectlResult>();
  let done = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let resource = waiting.shift(); resource !== undefined; resource = waiting.shift()) {
        results.set(resource, await kubectl.get(resource, namespace));
        bar.show({ phase: 'reading', done: ++done, total: resources.length });
      }
    }),
  );
  return objectsOf(
    resources.map((resource) => [resource, results.get(resource)!]),
    undiscovered(served, needed),
    { namespace, allowUnread, optional },
  );
}

/** Kinds for which kubectl could not find out whether the cluster has them. */
function undiscovered({ names, silentGroups, fault }: ListableResources, known: readonly string[]): AuditProblem[] {
  const silent = known.filter(
    (resource) => !names.has(resource) && silentGroups.some((group) => resource.endsWith(`.${group}`)),
  );
  return [
    ...silent.map((resource) => unread(resource, 'its API group does not respond', RuleLevel.ERROR)),
    ...(fault === undefined
      ? []
      : [
        {
          id: 'kind-unreadable',
          level: RuleLevel.ERROR,
          message: `kinds may be missing, since kubectl could not list everything that the cluster serves: ${fault}`,
        },
      ]),
  ];
}

function objectsOf(
  results: readonly (readonly [resource: string, result: KubectlResult])[],
  undiscoveredKinds: readonly AuditProblem[],
  { namespace, allowUnread, optional }: {
    readonly namespace?: string; readonly allowUnread: readonly string[]; readonly optional: readonly string[];
  },
): ClusterObjects {
  const documents: unknown[] = [];
  const problems: AuditProblem[] = [];
  for (const [resource, result] of results) {
    const list = result.stdout === undefined ? { fault: result.fault } : listIn(result.stdout);
    if ('fault' in list) {
      const allowed = optional.includes(resource)
        || (result.isForbidden && (allowUnread.includes(resource) || allowUnread.includes(ALL)));
      problems.push(unread(resource, list.fault, allowed ? RuleLevel.WARNING : RuleLevel.ERROR));
    } else {
      documents.push(list.document);
    }
  }
  if (documents.length === 0) {
    throw new UsageError(
      `nothing in the cluster can be read: ${problems[0]?.message ?? 'it serves none of the kinds that are audited'}`,
    );
  }
  problems.push(...undiscoveredKinds);
  return { documents, problems, needsAll: namespace !== undefined || problems.length > 0 ? RULES_OF_THE_WHOLE : [] };
}

function unread(resource: string, fault: string, level: RuleLevel): AuditProblem {
  const hint =
    level === RuleLevel.ERROR && /\(Forbidden\)/i.test(fault)
      ? `; to audit without them, add --allow-unread ${resource}`
      : '';
  return {
    id: 'kind-unreadable',
    level,
    message: `${resource} were skipped, since kubectl could not read them: ${fault}${hint}`,
  };
}

/**
 * The complete list in a response, or why there is none. A parser's message may quote the response, so it is not
 * repeated.
 */
export function listIn(text: string): { readonly document: unknown } | { readonly fault: string } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { fault: text.trim() === '' ? 'the response is empty' : 'the response is not JSON, or was cut off' };
  }
  if (!isFields(document) || !textAt(document, 'kind').endsWith('List') || !Array.isArray(document.items)) {
    return { fault: 'the response is not a list' };
  }
  return textAt(document, 'metadata', 'continue') === ''
    ? { document }
    : { fault: 'the response is one page of several' };
}
