import { Chart, Testing } from 'cdk8s';
import { ApiClient, Manifest } from './api-client';

/** One input, as this library is given it and as the API server is. */
export interface Judged {
  /** The input, for the message of a test that fails. */
  readonly input: unknown;
  /** Builds it with this library, which throws where the library refuses it. */
  readonly build: (chart: Chart) => void;
  /** The same written by hand, without any check. */
  readonly written: Manifest;
}

export interface Verdict {
  readonly input: unknown;
  /** What the library has against it. */
  readonly ours?: string;
  /** What the server has against it. */
  readonly server?: string;
  /** What the server has against what the library makes of it. */
  readonly emitted?: string;
}

const AT_ONCE = 8;

/** Asks the library and the server about each input. Nothing is stored. */
export async function verdicts(admin: ApiClient, namespace: string, cases: Judged[]): Promise<Verdict[]> {
  const found: Verdict[] = [];
  for (let start = 0; start < cases.length; start += AT_ONCE) {
    found.push(
      ...(await Promise.all(cases.slice(start, start + AT_ONCE).map((each) => verdict(admin, namespace, each)))),
    );
  }
  return found;
}

async function verdict(admin: ApiClient, namespace: string, { input, build, written }: Judged): Promise<Verdict> {
  const server = await refusal(admin, written);
  const chart = new Chart(Testing.app(), 'chart', { namespace });
  try {
    build(chart);
  } catch (error) {
    return { input, server, ours: (error as Error).message };
  }
  for (const manifest of Testing.synth(chart)) {
    const emitted = await refusal(admin, manifest);
    if (emitted !== undefined) {
      return { input, server, emitted };
    }
  }
  return { input, server };
}

async function refusal(admin: ApiClient, manifest: Manifest): Promise<string | undefined> {
  const { status, body } = await admin.create(manifest, { dryRun: 'All' });
  return status < 300 ? undefined : `${status} ${body.message ?? body}`;
}

const isStrange = (reasons: RegExp[], ours?: string) =>
  ours !== undefined && !reasons.some((reason) => reason.test(ours));

/** As many as a message can hold. */
const some = <T>(items: T[]) => items.slice(0, 5);

/**
 * Fails if the library accepts what the server refuses, or the other way round except for the given reasons.
 * @returns the count, in words
 */
export function expectAlike(found: Verdict[], ownReasons: RegExp[] = []): string {
  expect(some(found.filter(({ emitted }) => emitted !== undefined))).toEqual([]);
  expect(some(found.filter(({ ours, server }) => ours === undefined && server !== undefined))).toEqual([]);
  expect(some(found.filter(({ ours, server }) => server === undefined && isStrange(ownReasons, ours)))).toEqual([]);
  const taken = found.filter(({ server }) => server === undefined).length;
  const stricter = found.filter(({ ours, server }) => ours !== undefined && server === undefined).length;
  // A generator that only makes one sort proves nothing.
  expect(taken).toBeGreaterThan(0);
  return (
    `${found.length} input${found.length === 1 ? '' : 's'}: the server takes ${taken} and refuses `
      + `${found.length - taken}` +
    (stricter > 0 ? `; of those that it takes we refuse ${stricter}` : '; we say the same')
  );
}
