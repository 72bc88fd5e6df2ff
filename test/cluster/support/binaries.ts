import { spawn, SpawnOptions, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'fs';
import { arch, homedir, platform } from 'os';
import { dirname, join, resolve } from 'path';

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

/** A Go module with pinned versions that programs are built from. */
export interface PinnedModule {
  /** What its programs belong to, in messages: `Kubernetes v1.37.2`. */
  readonly title: string;
  readonly version: string;
  readonly folder: string;
  readonly linkerFlags: string;

  /** Folder in the cache. */
  readonly cache: string;

  /** Go files of our own in its folder: programs, and modules that take the place of others. */
  readonly sources?: readonly string[];
}

/** A minor release of Kubernetes that the tests can build. */
export interface KubernetesModule extends PinnedModule {
  readonly minor: string;
}

/** The minor releases that can be built, newest first. */
export function kubernetesModules(): KubernetesModule[] {
  return readdirSync(MODULES)
    .map((name) => ({ name, minor: name.replace('kubernetes-', ''), folder: join(MODULES, name) }))
    .sort((a, b) => b.name.localeCompare(a.name, 'en', { numeric: true }))
    .map(({ minor, folder }) => {
      const version = pinnedVersion(folder, 'k8s.io/kubernetes');
      const linkerFlags = versionFlags(version, minor);
      return { minor, folder, version, title: `Kubernetes ${version}`, linkerFlags, cache: 'kubernetes' };
    });
}

/** The version of a module that a go.mod requires. */
export function pinnedVersion(folder: string, module: string): string {
  const lines = readFileSync(join(folder, 'go.mod'), 'utf8').split('\n').map((line) => line.trim().split(' '));
  return lines.find(([name]) => name === module)![1];
}

/** The release under test: STRONGBOX_KUBERNETES, such as `1.37`, or the newest. */
export function kubernetesModule(): KubernetesModule {
  const all = kubernetesModules();
  const wanted = process.env.STRONGBOX_KUBERNETES || all[0].minor;
  const found = all.find((each) => each.minor === wanted);
  if (!found) {
    throw new Error(
      `STRONGBOX_KUBERNETES is ${wanted}, and test/cluster/binaries has `
        + `${all.map((each) => each.minor).join(', ')} only`,
    );
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

/**
 * Whether there is a Go that can read the modules here, which name the oldest one that they take.
 *
 * @param folder of the module; that of the release under test when undefined
 */
export function hasGo(folder = kubernetesModule().folder): boolean {
  return (
    spawnSync('go', ['list', '-m'], { cwd: folder, stdio: 'ignore', env: goEnvironment() })
      .status === 0
  );
}

/** Kubernetes takes its own version from the linker; without it an API server says v0.0.0. */
function versionFlags(version: string, minor: string): string {
  const values = { gitVersion: version, gitMajor: '1', gitMinor: minor.split('.')[1], gitTreeState: 'clean' };
  const versions = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version']
    .flatMap((name) => Object.entries(values).map(([variable, value]) => `-X ${name}.${variable}=${value}`));
  return ['-s', '-w', ...versions].join(' ');
}

function cacheFolder(module: PinnedModule): string {
  const pins = createHash('sha256');
  for (const part of [
    readFileSync(join(module.folder, 'go.mod')),
    readFileSync(join(module.folder, 'go.sum')),
    module.linkerFlags,
    platform(),
    arch(),
    ...(module.sources ?? []).map((file) => readFileSync(join(module.folder, file))),
  ]) {
    pins.update(part);
  }
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'cdk8s-strongbox', module.cache, `${module.version}-${pins.digest('hex').slice(0, 8)}`);
}

/** A program that is built: its Go package, from the pinned modules or of our own, and where it is kept. */
interface Product {
  readonly name: string;
  readonly package: string;
  readonly path: string;
  /** The source of a program of our own. */
  readonly source?: string;
}

function binaryProduct(name: BinaryName, module: KubernetesModule): Product {
  return { name, package: PACKAGES[name], path: join(cacheFolder(module), name) };
}

function programProduct(name: string, module: PinnedModule, programs = PROGRAMS): Product {
  const source = join(programs, name, 'main.go');
  const digest = createHash('sha256').update(readFileSync(source)).digest('hex').slice(0, 8);
  return { name, package: `./${name}`, path: join(cacheFolder(module), `${name}-${digest}`), source };
}

/** Go names a program after the last part of its package's path that is not a version. */
const builtName = ({ package: path }: Product) => path.split('/').filter((part) => !/^v\d+$/.test(part)).at(-1)!;

const seconds = (since: number) => `${Math.round((Date.now() - since) / 1000)} s`;

/** Says what is built and how long it takes: each program when it is there, and once a minute those that are not. */
class Progress {
  private readonly started = Date.now();
  private readonly timer: NodeJS.Timeout;
  private readonly waiting: Set<Product>;
  private minutes = 0;

  constructor(products: readonly Product[], title: string, private readonly folder: string) {
    this.waiting = new Set(products);
    process.stderr.write(`Building ${this.names()} for ${title} from Go modules, once; `
      + 'that takes 5 to 15 minutes on two cores.\n');
    this.timer = setInterval(() => this.look(), 1000);
  }

  end(): void {
    clearInterval(this.timer);
    this.look();
  }

  private names(): string {
    return [...this.waiting].map(({ name }) => name).join(', ');
  }

  private look(): void {
    for (const product of this.waiting) {
      if (existsSync(join(this.folder, builtName(product)))) {
        this.waiting.delete(product);
        process.stderr.write(`Built ${product.name} after ${seconds(this.started)}\n`);
      }
    }
    if (this.waiting.size > 0 && Date.now() - this.started > (this.minutes + 1) * 60_000) {
      this.minutes += 1;
      process.stderr.write(`After ${seconds(this.started)}, still building ${this.names()}\n`);
    }
  }
}

/** Builds in one go what is not there, since the programs share most of their packages. */
async function build(wanted: readonly Product[], module: PinnedModule): Promise<void> {
  const products = wanted.filter(({ path }) => !existsSync(path));
  if (products.length === 0) {
    return;
  }
  mkdirSync(cacheFolder(module), { recursive: true });
  // Next to the targets, since a rename is atomic within one file system only.
  const folder = mkdtempSync(join(cacheFolder(module), 'build-'));
  const out = join(folder, 'out');
  try {
    for (const file of ['go.mod', 'go.sum', ...module.sources ?? []]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      copyFileSync(join(module.folder, file), join(folder, file));
    }
    for (const { name, source } of products) {
      if (source !== undefined) {
        mkdirSync(join(folder, name));
        copyFileSync(source, join(folder, name, 'main.go'));
      }
    }
    const packages = products.map((product) => product.package);
    const args = ['build', '-trimpath', '-ldflags', module.linkerFlags, '-o', `${out}/`, ...packages];
    const progress = new Progress(products, module.title, out);
    const options: SpawnOptions = { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'], env: goEnvironment() };
    const status = await new Promise((done) => spawn('go', args, options).once('error', done).once('exit', done))
      .finally(() => progress.end());
    if (status !== 0) {
      const what = `go build ${packages.join(' ')}`;
      throw new Error(`${what} failed with the modules of ${module.folder}; its output stands above`);
    }
    products.forEach((product) => renameSync(join(out, builtName(product)), product.path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Programs of our own that suites use. */
const OWN_PROGRAMS = ['kms-plugin', 'verdicts'];

/** The minor release since which there is StorageVersionMigration v1; only its suite needs a controller manager. */
export const STORAGE_VERSION_MIGRATION = 37;

/**
 * Builds all that the suites of the release under test need and nobody gave, before the first of them.
 *
 * @param more programs besides those of the suites of a control plane
 */
export async function buildAll(more: readonly BinaryName[] = []): Promise<void> {
  const module = kubernetesModule();
  const isNew = Number(module.minor.split('.')[1]) >= STORAGE_VERSION_MIGRATION;
  const names = new Set([...CONTROL_PLANE, ...isNew ? ['kube-controller-manager' as const] : [], ...more]);
  const assets = process.env.KUBEBUILDER_ASSETS;
  const isGiven = (name: BinaryName) => assets && (CONTROL_PLANE.includes(name) || existsSync(join(assets, name)));
  const binaries = [...names].filter((name) => !isGiven(name)).map((name) => binaryProduct(name, module));
  await build([...binaries, ...OWN_PROGRAMS.map((name) => programProduct(name, module))], module);
}

/** Why there is no control plane to be had here, and what to do; undefined when there is one. */
export function whyUnavailable(): string | undefined {
  const assets = process.env.KUBEBUILDER_ASSETS;
  const missing = assets ? CONTROL_PLANE.filter((name) => !existsSync(join(assets, name))) : [];
  if (missing.length > 0) {
    return `KUBEBUILDER_ASSETS is ${assets}, which has no ${missing.join(', ')}: install them there, or unset it `
      + 'and install Go';
  }
  if (assets || hasGo() || CONTROL_PLANE.every((name) => existsSync(join(cacheFolder(kubernetesModule()), name)))) {
    return undefined;
  }
  return 'no control plane: set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl, or install Go '
    + '1.26 or later, to build them once';
}

/** @throws Error when it is not there */
function built({ name, path }: Product): string {
  if (!existsSync(path)) {
    throw new Error(`${name} is not there: ${path}; it is built by the global set-up of the suites, where there is Go`);
  }
  return path;
}

/**
 * The path of a program: from KUBEBUILDER_ASSETS, else what `buildAll` built.
 *
 * @throws Error when it was not built
 */
export function binary(name: BinaryName): string {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets && (existsSync(join(assets, name)) || CONTROL_PLANE.includes(name))) {
    return join(assets, name);
  }
  return built(binaryProduct(name, kubernetesModule()));
}

/**
 * The path of a program of our own, built from `test/cluster/programs` with the modules of the release under test.
 *
 * @throws Error when it was not built
 */
export function program(name: string): string {
  return built(programProduct(name, kubernetesModule()));
}

/**
 * Builds a program of a module with pinned versions, if it is not there, and gives its path.
 *
 * @param name its Go package ends in it
 */
export async function buildPinned(module: PinnedModule, name: string, goPackage: string): Promise<string> {
  const product = { name, package: goPackage, path: join(cacheFolder(module), name) };
  await build([product], module);
  return product.path;
}

/**
 * Builds a program of our own with a module with pinned versions, if it is not there, and gives its path.
 *
 * @param programs folder with a folder of that name, which has the source
 */
export async function buildOwn(module: PinnedModule, name: string, programs: string): Promise<string> {
  const product = programProduct(name, module, programs);
  await build([product], module);
  return product.path;
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
