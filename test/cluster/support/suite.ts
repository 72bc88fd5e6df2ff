import { spawnSync } from 'child_process';
import { mkdirSync, writeFileSync } from 'fs';
import { join } from 'path';
import { binary } from './binaries';
import { ApiServerOptions, ControlPlane } from './control-plane';
import { Claim, ClaimFile } from './verified';

/**
 * States one thing that the docs promise, and tries it.
 *
 * What the function returns is the result that the page shows, such as the server's words. It holds when nothing is
 * returned.
 */
export type ClaimTest = (claim: string, how: string, test: () => Promise<string | void>, timeout?: number) => void;

export interface SuiteOptions {
  /** Why nothing can be tried here, which skips all. The reason that global-setup.ts found when undefined. */
  readonly unavailable?: string;
  /**
   * Why its claims hold in every release if they hold in one. It is then tried with the newest release only, but before
   * a release of this library. It is tried with every release when undefined. run.ts finds the option by its name in
   * the file of the suite.
   */
  readonly sameInEveryRelease?: string;
  /** What it was tried with, such as `containerd 2.1`. The versions of kube-apiserver and etcd when undefined. */
  readonly versions?: () => string;
}

/**
 * A `describe` whose claims become a section of docs/verified.md. Without a control plane its tests are reported as
 * skipped.
 *
 * Plain tests may stand among the claims: they count and are not on the page.
 */
export function clusterSuite(title: string, body: (claim: ClaimTest) => void, options: SuiteOptions = {}): void {
  const unavailable = options.unavailable ?? process.env.STRONGBOX_CLUSTER_UNAVAILABLE;
  (unavailable ? describe.skip : describe)(unavailable ? `${title}: ${unavailable}` : title, () => {
    const claims: Claim[] = [];
    body((claim, how, run, timeout) => test(claim, async () => {
      claims.push({ claim, how, result: await run() || 'holds' });
    }, timeout));
    afterAll(() => {
      const folder = process.env.STRONGBOX_CLAIMS;
      if (folder) {
        const versions = (options.versions ?? controlPlaneVersions)();
        const file: ClaimFile = { title, ...options.sameInEveryRelease && { newestOnly: true }, versions, claims };
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, `${title.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`), JSON.stringify(file));
      }
    });
  });
}

/** Starts a control plane before the tests of this `describe` and stops it after them. */
export function useControlPlane(options: ApiServerOptions = {}): () => ControlPlane {
  let plane: ControlPlane | undefined;
  beforeAll(async () => {
    plane = await ControlPlane.start(options);
  }, 300_000);
  afterAll(() => plane?.stop(process.env.STRONGBOX_KEEP_LOGS !== undefined), 60_000);
  return () => {
    if (!plane) {
      throw new Error('the control plane starts before the first test: ask for it within a test');
    }
    return plane;
  };
}

function controlPlaneVersions(): string {
  const first = (name: 'etcd' | 'kube-apiserver') =>
    /v?\d+\.\d+\.\S+/.exec(spawnSync(binary(name), ['--version'], { encoding: 'utf8' }).stdout)?.[0] ?? 'unknown';
  return `Kubernetes ${first('kube-apiserver').replace('v', '')}, etcd ${first('etcd')}`;
}
