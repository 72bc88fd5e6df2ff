import { execFileSync, spawn, spawnSync } from 'child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
} from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { hasGo, whyUnavailable } from '../../cluster/support/binaries';

/** Programs of the machine, with the Debian packages that have them. */
const PROGRAMS = {
  'containerd': 'containerd',
  'containerd-shim-runc-v2': 'containerd',
  'ctr': 'containerd',
  'runc': 'runc',
  'ip': 'iproute2',
  'ldd': 'libc-bin',
  'setpriv': 'util-linux',
  'unshare': 'util-linux',
};

const PLUGIN_FOLDERS = ['/usr/lib/cni', '/opt/cni/bin'];

/** What a kubelet sets in the kernel, for all of the machine. */
const KUBELET_SETTINGS = [
  'vm/overcommit_memory',
  'vm/panic_on_oom',
  'kernel/panic',
  'kernel/panic_on_oops',
  'kernel/keys/root_maxkeys',
  'kernel/keys/root_maxbytes',
];

/**
 * Separate namespaces for mounts, network, processes, host name and IPC; its first process takes all others with it.
 */
const UNSHARE = [
  '--mount',
  '--propagation',
  'private',
  '--net',
  '--pid',
  '--uts',
  '--ipc',
  '--fork',
  '--kill-child',
  '--mount-proc',
];

const CGROUP_PREFIX = 'strongbox-node-';
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * What the processes in the sandbox are told: the mount namespace outside, the folder for their files, and the control
 * group above theirs.
 */
const OUTSIDE = 'STRONGBOX_NODE_OUTSIDE';
const FOLDER = 'STRONGBOX_NODE_FOLDER';
const CGROUP = 'STRONGBOX_NODE_CGROUP';

/** Why no node can run here, and what to do; undefined when one can. */
export function whyNoNode(): string | undefined {
  if (process.platform !== 'linux' || process.getuid!() !== 0) {
    return 'a node runs on Linux and as root';
  }
  const missing = Object.entries(PROGRAMS).filter(([program]) => spawnSync('which', [program]).status !== 0);
  if (missing.length > 0) {
    const packages = [...new Set(missing.map(([, name]) => name))];
    return `no ${missing.map(([program]) => program).join(', ')} here: install ${packages.join(' ')} (the names of `
      + 'Debian)';
  }
  if (!pluginFolder()) {
    return `no plugins bridge, host-local and loopback in ${PLUGIN_FOLDERS.join(' or ')}: install `
      + 'containernetworking-plugins (the name of Debian)';
  }
  if (!hasGo()) {
    return 'install Go 1.26 or later, to build kubelet and kube-controller-manager once';
  }
  const readOnly = hierarchies().find((hierarchy) => !isWritable(hierarchy));
  if (readOnly) {
    return `control groups cannot be made in ${readOnly}`;
  }
  const probe = spawnSync('unshare', [...UNSHARE, 'true'], { encoding: 'utf8' });
  return probe.status === 0 ? whyUnavailable() : `namespaces cannot be made here: ${probe.stderr.trim()}`;
}

/** Where the network plugins are. */
export function pluginFolder(): string | undefined {
  return PLUGIN_FOLDERS.find((folder) =>
    ['bridge', 'host-local', 'loopback'].every((plugin) => existsSync(join(folder, plugin))),
  );
}

/**
 * Runs a command where it can mount, listen and start containers without a trace on the machine: its network has a
 * loopback device and no other, and when it ends, or this process does, so do all processes and mounts.
 *
 * @returns its exit code.
 */
export async function runInSandbox([program, ...args]: string[], env: NodeJS.ProcessEnv): Promise<number> {
  await removeStaleCgroups();
  const cgroup = `${CGROUP_PREFIX}${process.pid}`;
  const cgroups = hierarchies().map((hierarchy) => join(hierarchy, cgroup));
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-node-'));
  try {
    cgroups.forEach((path) => mkdirSync(path));
    const child = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...UNSHARE, program, ...args], {
      stdio: 'inherit',
      env: { ...env, [OUTSIDE]: readlinkSync('/proc/self/ns/mnt'), [FOLDER]: folder, [CGROUP]: `/${cgroup}` },
    });
    // The first process of a namespace is deaf to signals that it has no handler for, and all of it has to end at once.
    ENDS.forEach((signal) => process.once(signal, () => child.kill('SIGKILL')));
    return await new Promise((resolve, reject) =>
      child.once('error', reject).once('exit', (code) => resolve(code ?? 1)),
    );
  } finally {
    for (const path of cgroups) {
      await removeCgroup(path);
    }
    rmSync(folder, { recursive: true });
  }
}

/** What a node may use in the sandbox. */
export interface Sandbox {
  /** An empty folder in memory. */
  readonly folder: string;
  /** The control group under which all others have to be. */
  readonly cgroup: string;
}

/**
 * Hides the folders of the machine that a node writes to, and the settings of the kernel that a kubelet changes, behind
 * empty folders and copies.
 * @throws outside of the sandbox, where this would hide them from everybody.
 */
export function enterSandbox(): Sandbox {
  const { [OUTSIDE]: outside, [FOLDER]: folder, [CGROUP]: cgroup } = process.env;
  if (!outside || !folder || !cgroup || outside === readlinkSync('/proc/self/ns/mnt')) {
    throw new Error('this process is not in a sandbox: use npm run test:node');
  }
  for (const path of ['/run', '/var/lib', '/var/log', folder]) {
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', path]);
  }
  for (const setting of KUBELET_SETTINGS) {
    const copy = join(folder, setting.replace(/\//g, '-'));
    execFileSync('cp', [join('/proc/sys', setting), copy]);
    execFileSync('mount', ['--bind', copy, join('/proc/sys', setting)]);
  }
  // What is left behind there by a test that was killed ends with the mount.
  process.env.TMPDIR = folder;
  return { folder, cgroup };
}

/** The mount points of the control groups: one with version 2, several with version 1. */
function hierarchies(): string[] {
  const mounts = readFileSync('/proc/mounts', 'utf8').split('\n').map((line) => line.split(' '));
  return [...new Set(mounts.filter(([, , type]) => type === 'cgroup' || type === 'cgroup2').map(([, path]) => path))];
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Removes what runs left that were killed with SIGKILL. */
async function removeStaleCgroups(): Promise<void> {
  for (const hierarchy of hierarchies()) {
    const stale = readdirSync(hierarchy).filter(
      (name) => name.startsWith(CGROUP_PREFIX) && !existsSync(join('/proc', name.slice(CGROUP_PREFIX.length))),
    );
    for (const name of stale) {
      await removeCgroup(join(hierarchy, name));
    }
  }
}

/**
 * Removes a control group and those in it, from the innermost out. They are busy until the kernel has buried what it
 * killed.
 */
async function removeCgroup(folder: string): Promise<void> {
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    await removeCgroup(join(folder, name));
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      rmdirSync(folder);
      return;
    } catch (error) {
      if (attempt === 50) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
