import { WantedMetrics } from '../../rotation/holders/shown-files';
import { KubectlFault, KubectlOutcome, runKubectl } from '../kubectl-process';
import { UsageError } from '../usage-error';

/** Result of listing a resource. */
export interface KubectlResult {
  /** The list, when the call succeeded. */
  readonly stdout?: string;

  /** Why the call failed. */
  readonly fault: string;

  /** Whether the API server refused the request for lack of rights. */
  readonly isForbidden: boolean;
}

/** The resources that a cluster lets list. */
export interface ListableResources {
  /** Names such as `secrets` and `deployments.apps`. */
  readonly names: ReadonlySet<string>;

  /** API groups that did not respond. */
  readonly silentGroups: readonly string[];

  /** Why names may be missing, beside API groups that did not respond. */
  readonly fault?: string;
}

/** Resources that every cluster has: a response without one of them was cut off. */
const ALWAYS = ['configmaps', 'pods', 'secrets'];

/** How long metrics of a pod may take. */
const METRICS_TIMEOUT_SECONDS = 5;

/** Calls `kubectl` with the user's configuration, and with verbs that only read. */
export class Kubectl {
  private readonly context: readonly string[];

  public constructor(context?: string) {
    this.context = context === undefined ? [] : ['--context', context];
  }

  /**
   * The resources that can be listed.
   *
   * @throws UsageError when there are none
   */
  public async listable(): Promise<ListableResources> {
    const outcome = await this.run(['api-resources', '--verbs=list', '--output=name']);
    const names = new Set(
      outcome.stdout
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== ''),
    );
    if (names.size === 0) {
      throw new UsageError(`kubectl cannot list what the cluster serves: ${complaintOf(outcome) || endOf(outcome)}`);
    }
    // It fails when one of several API groups does not respond, and has printed all others by then.
    const silentGroups = [...outcome.stderr.matchAll(/([a-z0-9.-]+)\/v\d\w*:/g)].map((match) => match[1]);
    const absent = ALWAYS.filter((name) => !names.has(name));
    const cut = !outcome.stdout.endsWith('\n') || absent.length > 0;
    const failed = outcome.code !== 0 && silentGroups.length === 0;
    return {
      names,
      silentGroups,
      fault: failed ? complaintOf(outcome) || endOf(outcome) : cut ? 'the response is cut off' : undefined,
    };
  }

  /** All objects of a resource, as a list in JSON. */
  public async get(resource: string, namespace: string | undefined): Promise<KubectlResult> {
    return this.read([resource, ...(namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace])]);
  }

  /** One object in JSON; nothing at all where there is none. */
  public async getOne(resource: string, name: string, namespace: string): Promise<KubectlResult> {
    return this.read([resource, name, '--namespace', namespace, '--ignore-not-found']);
  }

  /**
   * Metrics of a pod, which the API server fetches.
   *
   * @param fault why they could not be read, without anything that the pod sent
   */
  public async metrics(
    { namespace, pod, port, path }: Pick<WantedMetrics, 'namespace' | 'pod' | 'port' | 'path'>,
  ): Promise<{ readonly text: string } | { readonly fault: string }> {
    const url = `/api/v1/namespaces/${namespace}/pods/${pod}:${port}/proxy/${path}`;
    const outcome = await this.run(['get', '--raw', url, `--request-timeout=${METRICS_TIMEOUT_SECONDS}s`]);
    if (outcome.code === 0) {
      return { text: outcome.stdout };
    }
    return {
      fault: /\(Forbidden\).*pods\/proxy|cannot get resource "pods\/proxy"/is.test(outcome.stderr)
        ? `you may not get pods/proxy in namespace ${namespace}`
        : `port ${port} does not serve /${path}, or did not answer within ${METRICS_TIMEOUT_SECONDS} s`,
    };
  }

  private async read(what: readonly string[]): Promise<KubectlResult> {
    const outcome = await this.run(['get', ...what, '--output=json', '--show-managed-fields']);
    const complaint = complaintOf(outcome);
    // It may print what it has and exit with 0, although a part of the response failed.
    const failed = outcome.code !== 0 || /^error/im.test(outcome.stderr);
    return failed
      ? {
        fault: complaint || endOf(outcome),
        isForbidden: outcome.signal === undefined && /\(Forbidden\)/i.test(complaint),
      }
      : { stdout: outcome.stdout, fault: '', isForbidden: false };
  }

  private async run(args: readonly string[]): Promise<KubectlOutcome> {
    try {
      return await runKubectl([...this.context, ...args]);
    } catch (error) {
      if (error instanceof KubectlFault) {
        throw new UsageError(
          error.isMissing
            ? '--live needs kubectl on the PATH; without it, pipe manifests in: … | strongbox audit -'
            : error.message,
        );
      }
      throw error;
    }
  }
}

function endOf({ code, signal }: KubectlOutcome): string {
  return signal === undefined ? `kubectl failed with exit code ${code}` : `kubectl was killed by ${signal}`;
}

/** Long enough for the reason, too short for an object. */
const LONGEST = 300;

/** The first line of an error message. */
function complaintOf({ stderr }: KubectlOutcome): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // Warnings and log lines of the client come before the reason.
  return (lines.find((line) => !/^(?:warning:|[EIW]\d{4} )/i.test(line)) ?? lines[0] ?? '').slice(0, LONGEST);
}
