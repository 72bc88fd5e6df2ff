import { spawnSync } from 'child_process';
import { join, resolve } from 'path';
import { buildOwn, buildPinned, hasGo, PinnedModule, pinnedVersion } from '../../cluster/support/binaries';

const BINARIES = resolve(__dirname, '../binaries');
const PROGRAMS = resolve(__dirname, '../programs');

function engine(name: string, title: string, goModule: string): PinnedModule {
  const folder = join(BINARIES, name);
  const version = pinnedVersion(folder, goModule);
  return { folder, version, title: `${title} ${version}`, linkerFlags: '-s -w', cache: name };
}

/**
 * Programs that evaluate our policies, built from Go modules as the control plane is: the command lines of engines, or
 * our own around what an engine publishes.
 */
export const ENGINES = {
  gator: {
    module: engine('gator', 'Gatekeeper', 'github.com/open-policy-agent/gatekeeper/v3'),
    package: 'github.com/open-policy-agent/gatekeeper/v3/cmd/gator',
  },
  kyverno: {
    module: engine('kyverno', 'Kyverno', 'github.com/kyverno/kyverno'),
    package: 'github.com/kyverno/kyverno/cmd/cli/kubectl-kyverno',
  },
  promtool: {
    module: engine('promtool', 'Prometheus', 'github.com/prometheus/prometheus'),
    package: 'github.com/prometheus/prometheus/cmd/promtool',
  },
  network: {
    module: engine('network', 'Cilium', 'github.com/cilium/cilium'),
    package: undefined,
  },
} satisfies { [name: string]: { module: PinnedModule; package: string | undefined } };

export type EngineName = keyof typeof ENGINES;

/** Why the engines cannot be built here, and what to do; undefined where they can. */
export function whyNoEngines(): string | undefined {
  return Object.values(ENGINES).every(({ module }) => hasGo(module.folder)) ? undefined
    : 'no engines: install Go 1.26.7 or later, to build gator, promtool, the command line of Kyverno and the policy '
      + 'engine of Cilium once';
}

/** Builds an engine if it is not there, and gives its path. */
export function buildEngine(name: EngineName): Promise<string> {
  const { module, package: goPackage } = ENGINES[name];
  return goPackage === undefined ? buildOwn(module, name, PROGRAMS) : buildPinned(module, name, goPackage);
}

/** Where global-setup.ts says that the engines are. */
export const pathVariable = (name: EngineName) => `STRONGBOX_ENGINE_${name.toUpperCase()}`;

/**
 * Runs an engine, which ends with an error where it refuses an object.
 *
 * @param input that it reads, where it does
 * @returns what it prints
 */
export function outputOf(name: EngineName, args: readonly string[], input = ''): string {
  const options = { encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024, input } as const;
  const { stdout, stderr, error } = spawnSync(process.env[pathVariable(name)]!, [...args], options);
  if (error) {
    throw new Error(`${name} ${args.join(' ')} ended with ${error}: ${stdout}${stderr}`);
  }
  return stdout || stderr;
}

/**
 * Runs an engine that prints JSON.
 *
 * @returns what it prints; null for gator where nothing is refused
 * @throws Error when it prints no JSON
 */
export function runEngine(name: EngineName, args: readonly string[], input?: string): any {
  const output = outputOf(name, args, input);
  const start = output.search(/^(?:[[{]|null$)/m);
  if (start < 0) {
    throw new Error(`${name} ${args.join(' ')} printed no JSON: ${output}`);
  }
  return JSON.parse(output.slice(start));
}
