import { KubectlFault, KubectlOutcome, runKubectl } from '../kubectl-process';
import { UsageError } from '../usage-error';

/** What a list of resources came to. */
export interface KubectlResult {
  /** All that there is, where the call has succeeded. */
  readonly stdout?: string;

  /** Why there is none. */
  readonly fault: string;

  /** Whether the API server has refused it to whoever asks. */
  readonly isForbidden: boolean;
}

/** What can be listed in a cluster. */
export interface ListableResources {
  /** Names such as `secrets` and `deployments.apps`. */
  readonly names: ReadonlySet<string>;

  /** API groups that did not answer. */
  readonly silentGroups: readonly string[];

  /** Why the names may not be all of them, beside groups that did not answer. */
  readonly fault?: string;
}

/** Resources that every cluster has, so that an answer without one of them was cut off. */
const ALWAYS = ['configmaps', 'pods', 'secrets'];

/** Calls `kubectl`, as it is set up for whoever calls, with verbs that only read. */
export class Kubectl {
  private readonly context: readonly string[];

  public constructor(context?: string) {
    this.context = context === undefined ? [] : ['--context', context];
  }

  /**
   * The resources that can be listed.
   *
   * @throws UsageError if there are none
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
      throw new UsageError(`kubectl cannot tell what the cluster has: ${complaintOf(outcome) || endOf(outcome)}`);
    }
    // It fails when one of several API groups does not answer, and has told of all others then.
    const silentGroups = [...outcome.stderr.matchAll(/([a-z0-9.-]+)\/v\d\w*:/g)].map((match) => match[1]);
    const absent = ALWAYS.filter((name) => !names.has(name));
    const cut = !outcome.stdout.endsWith('\n') || absent.length > 0;
    const failed = outcome.code !== 0 && silentGroups.length === 0;
    return {
      names,
      silentGroups,
      fault: failed ? complaintOf(outcome) || endOf(outcome) : cut ? 'its answer is cut off' : undefined,
    };
  }

  /** All objects of a resource, as the text of a list in JSON. */
  public async get(resource: string, namespace: string | undefined): Promise<KubectlResult> {
    const where = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
    const outcome = await this.run(['get', resource, ...where, '--output=json', '--show-managed-fields']);
    const complaint = complaintOf(outcome);
    // It may print what it has and end well, although a part of the answer failed.
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
            ? '--live needs kubectl on the PATH; without it, pipe in what you have: … | strongbox audit -'
            : error.message,
        );
      }
      throw error;
    }
  }
}

function endOf({ code, signal }: KubectlOutcome): string {
  return signal === undefined ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
}

/** Long enough for the reason, too short for an object. */
const LONGEST = 300;

/** First line of what it complained about. */
function complaintOf({ stderr }: KubectlOutcome): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // Before the reason stand warnings, and the log of the client in its own form.
  return (lines.find((line) => !/^(?:warning:|[EIW]\d{4} )/i.test(line)) ?? lines[0] ?? '').slice(0, LONGEST);
}
