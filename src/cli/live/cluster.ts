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

/** Stands for every kind in `--allow-unread`. */
const ALL = 'all';

/** How many kinds are read at once. */
const AT_ONCE = 4;

/** Which part of which cluster. */
export interface ClusterOptions {
  readonly context?: string;

  /** All of them where undefined. */
  readonly namespace?: string;

  /** Resources that may be left out where the API server refuses them, or `all`. None where undefined. */
  readonly allowUnread?: readonly string[];
  /** Kinds with pods beside those that are known. */
  readonly further: readonly WorkloadKind[];
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
export async function readCluster(
  { context, namespace, allowUnread = [], further }: ClusterOptions,
  bar: ProgressBar,
): Promise<ClusterObjects> {
  const known = resourcesToRead(namespace === undefined, further);
  const all = resourcesToRead(true, further);
  const misspelt = allowUnread.find((resource) => resource !== ALL && !all.includes(resource));
  if (misspelt !== undefined) {
    throw new UsageError(
      `--allow-unread: ${quoted(misspelt)} is not among the kinds that are read; `
        + `${didYouMean(misspelt, all) ?? `they are ${all.join(', ')}, or ${ALL} of them`}`,
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
    undiscovered(served, known),
    { namespace, allowUnread },
  );
}

/** What kubectl could not tell of: it is not known whether the cluster has it. */
function undiscovered({ names, silentGroups, fault }: ListableResources, known: readonly string[]): AuditProblem[] {
  const silent = known.filter(
    (resource) => !names.has(resource) && silentGroups.some((group) => resource.endsWith(`.${group}`)),
  );
  return [
    ...silent.map((resource) => unread(resource, 'its API group does not answer', RuleLevel.ERROR)),
    ...(fault === undefined
      ? []
      : [
        {
          id: 'kind-unreadable',
          level: RuleLevel.ERROR,
          message: `kinds may have been left out, since kubectl could not tell all that the cluster has: ${fault}`,
        },
      ]),
  ];
}

function objectsOf(
  results: readonly (readonly [resource: string, result: KubectlResult])[],
  undiscoveredKinds: readonly AuditProblem[],
  { namespace, allowUnread }: { readonly namespace?: string; readonly allowUnread: readonly string[] },
): ClusterObjects {
  const documents: unknown[] = [];
  const problems: AuditProblem[] = [];
  for (const [resource, result] of results) {
    const list = result.stdout === undefined ? { fault: result.fault } : listIn(result.stdout);
    if ('fault' in list) {
      const allowed = result.isForbidden && (allowUnread.includes(resource) || allowUnread.includes(ALL));
      problems.push(unread(resource, list.fault, allowed ? RuleLevel.WARNING : RuleLevel.ERROR));
    } else {
      documents.push(list.document);
    }
  }
  if (documents.length === 0) {
    throw new UsageError(
      `nothing in the cluster can be read; ${problems[0]?.message ?? 'it serves none of the kinds that are audited'}`,
    );
  }
  problems.push(...undiscoveredKinds);
  return { documents, problems, needsAll: namespace !== undefined || problems.length > 0 ? RULES_OF_THE_WHOLE : [] };
}

function unread(resource: string, fault: string, level: RuleLevel): AuditProblem {
  const hint =
    level === RuleLevel.ERROR && /\(Forbidden\)/i.test(fault)
      ? `; to audit without them, say so: --allow-unread ${resource}`
      : '';
  return {
    id: 'kind-unreadable',
    level,
    message: `${resource} were left out, since kubectl could not read them: ${fault}${hint}`,
  };
}

/** The list that an answer is, whole, or why it is none. What a parser says of one that is none may quote it. */
function listIn(text: string): { readonly document: unknown } | { readonly fault: string } {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return { fault: text.trim() === '' ? 'its answer is empty' : 'its answer is no JSON, or was cut off' };
  }
  if (!isFields(document) || !textAt(document, 'kind').endsWith('List') || !Array.isArray(document.items)) {
    return { fault: 'its answer is not a list' };
  }
  return textAt(document, 'metadata', 'continue') === ''
    ? { document }
    : { fault: 'its answer is one page of several' };
}
