import { spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'fs';
import { arch, homedir, platform } from 'os';
import { join, resolve } from 'path';

/** The Go package of each program. */
const PACKAGES = {
  'etcd': 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kubectl': 'k8s.io/kubernetes/cmd/kubectl',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  'kubelet': 'k8s.io/kubernetes/cmd/kubelet',
};

export type BinaryName = keyof typeof PACKAGES;

/** What a control plane of the tests needs, and the folder in KUBEBUILDER_ASSETS has by convention. */
export const CONTROL_PLANE: BinaryName[] = ['etcd', 'kube-apiserver', 'kubectl'];

const MODULES = resolve(__dirname, '../binaries');
const PROGRAMS = resolve(__dirname, '../programs');

/** A minor release of Kubernetes that the tests can build: a Go module with its pinned versions. */
export interface KubernetesModule {
  readonly minor: string;
  readonly version: string;
  readonly folder: string;
}

/** The minor releases that can be built, newest first. */
export function kubernetesModules(): KubernetesModule[] {
  return readdirSync(MODULES)
    .map((name) => ({ name, minor: name.replace('kubernetes-', ''), folder: join(MODULES, name) }))
    .sort((a, b) => b.name.localeCompare(a.name, 'en', { numeric: true }))
    .map(({ minor, folder }) => ({
      minor,
      folder,
      version: /\sk8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(folder, 'go.mod'), 'utf8'))![1],
    }));
}

/** The release under test: STRONGBOX_KUBERNETES, such as `1.37`, or the newest. */
export function kubernetesModule(): KubernetesModule {
  const all = kubernetesModules();
  const wanted = process.env.STRONGBOX_KUBERNETES || all[0].minor;
  const found = all.find((each) => each.minor === wanted);
  if (!found) {
    throw new Error(`STRONGBOX_KUBERNETES is ${wanted}, and test/cluster/binaries has ${all.map((each) => each.minor).join(', ')} only`);
  }
  return found;
}

const goEnvironment = () => ({ ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOWORK: 'off' });

function go(args: string[], cwd: string): { ok: boolean; stdout: string } {
  const run = spawnSync('go', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: goEnvironment(),
    maxBuffer: 256 * 1024 * 1024,
  });
  return { ok: run.status === 0, stdout: run.stdout ?? '' };
}

/** Whether there is a Go that can read the modules here, which name the oldest one that they take. */
export function hasGo(): boolean {
  return spawnSync('go', ['list', '-m'], { cwd: kubernetesModule().folder, stdio: 'ignore', env: goEnvironment() }).status === 0;
}

/** Kubernetes takes its own version from the linker; without it an API server says v0.0.0. */
function linkerFlags({ version, minor }: KubernetesModule): string {
  const values = { gitVersion: version, gitMajor: '1', gitMinor: minor.split('.')[1], gitTreeState: 'clean' };
  const versions = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((name) => Object.entries(values).map(([variable, value]) => `-X ${name}.${variable}=${value}`));
  return ['-s', '-w', ...versions].join(' ');
}

function cacheFolder(module: KubernetesModule): string {
  const pins = createHash('sha256');
  for (const part of [readFileSync(join(module.folder, 'go.mod')), readFileSync(join(module.folder, 'go.sum')), linkerFlags(module), platform(), arch()]) {
    pins.update(part);
  }
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'cdk8s-strongbox', 'kubernetes', `${module.version}-${pins.digest('hex').slice(0, 8)}`);
}

function build(name: BinaryName, module: KubernetesModule, target: string): void {
  const started = Date.now();
  process.stderr.write(`Building ${name} for Kubernetes ${module.version} from Go modules, once; the first takes minutes.\n`);
  mkdirSync(resolve(target, '..'), { recursive: true });
  // Next to the target, since a rename is atomic within one file system only.
  const folder = mkdtempSync(`${target}-`);
  try {
    const { ok } = go(['build', '-trimpath', '-ldflags', linkerFlags(module), '-o', join(folder, name), PACKAGES[name]], module.folder);
    if (!ok) {
      throw new Error(`go build ${PACKAGES[name]} failed in ${module.folder}; its output stands above`);
    }
    renameSync(join(folder, name), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stderr.write(`Built ${name} in ${Math.round((Date.now() - started) / 1000)} s: ${target}\n`);
}

/** Why there is no control plane to be had here, and what to do; undefined when there is one. */
export function whyUnavailable(): string | undefined {
  const assets = process.env.KUBEBUILDER_ASSETS;
  const missing = assets ? CONTROL_PLANE.filter((name) => !existsSync(join(assets, name))) : [];
  if (missing.length > 0) {
    return `KUBEBUILDER_ASSETS is ${assets}, which has no ${missing.join(', ')}: install them there, or unset it and install Go`;
  }
  if (assets || hasGo() || CONTROL_PLANE.every((name) => existsSync(join(cacheFolder(kubernetesModule()), name)))) {
    return undefined;
  }
  return 'no control plane: set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl, or install Go 1.26 or later, to build them once';
}

/**
 * The path of a program: from KUBEBUILDER_ASSETS, else from the cache, else built now.
 * @throws when the folder named by KUBEBUILDER_ASSETS lacks it, or it does not build.
 */
export function binary(name: BinaryName): string {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets && (existsSync(join(assets, name)) || CONTROL_PLANE.includes(name))) {
    return join(assets, name);
  }
  const module = kubernetesModule();
  const path = join(cacheFolder(module), name);
  if (!existsSync(path)) {
    build(name, module, path);
  }
  return path;
}

/**
 * The path of a program of our own, built once from `test/cluster/programs` with the pinned modules of the release under test.
 * @throws when there is no Go, or it does not build.
 */
export function program(name: string): string {
  const module = kubernetesModule();
  const source = join(PROGRAMS, name, 'main.go');
  const path = join(cacheFolder(module), `${name}-${createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 8)}`);
  if (!existsSync(path)) {
    mkdirSync(resolve(path, '..'), { recursive: true });
    const folder = mkdtempSync(`${path}-`);
    try {
      ['go.mod', 'go.sum'].forEach((file) => copyFileSync(join(module.folder, file), join(folder, file)));
      copyFileSync(source, join(folder, 'main.go'));
      if (!go(['build', '-trimpath', '-o', 'program', '.'], folder).ok) {
        throw new Error(`go build of ${source} failed; its output stands above`);
      }
      renameSync(join(folder, 'program'), path);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return path;
}

/** The minor release that kube-apiserver is of, such as 37. */
export function kubernetesMinor(): number {
  return Number(/v1\.(\d+)/.exec(spawnSync(binary('kube-apiserver'), ['--version'], { encoding: 'utf8' }).stdout)![1]);
}

/** The files of a published Go module, downloaded once into Go's own cache; undefined without Go. */
export function goModule(path: string, version: string): string | undefined {
  if (!hasGo()) {
    return undefined;
  }
  const { ok, stdout } = go(['mod', 'download', '-json', `${path}@${version}`], MODULES);
  if (!ok) {
    throw new Error(`go mod download ${path}@${version} failed: ${stdout}`);
  }
  return JSON.parse(stdout).Dir;
}
