import { spawn } from 'child_process';
import { readdirSync, readFileSync, writeFileSync } from 'fs';
import { delimiter, dirname, join } from 'path';
import { NodeAddress } from './node';
import { NodeUnderTest } from './use-node';
import { binary } from '../../cluster/support/binaries';
import { projectRoot } from '../../support/package-under-test';

/** How a command ended, and when. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;

  /** All that it printed. */
  readonly output: string;
  readonly at: number;
}

/** Runs `strongbox rotate` as it is in the sources, with a kubectl that has a kubeconfig. */
export async function rotate(args: readonly string[], kubeconfig: string): Promise<CommandResult> {
  return command(
    process.execPath,
    ['--import', 'tsx', join(projectRoot, 'src/cli/strongbox.ts'), 'rotate', ...args, '--no-config'],
    kubeconfig,
  );
}

/** Runs what a plan says, in a shell with a kubectl. */
export async function shell(script: string, kubeconfig: string): Promise<CommandResult> {
  return command('sh', ['-c', script], kubeconfig);
}

async function command(program: string, args: readonly string[], kubeconfig: string): Promise<CommandResult> {
  const env = {
    ...process.env,
    KUBECONFIG: kubeconfig,
    HOME: dirname(kubeconfig),
    PATH: [dirname(binary('kubectl')), process.env.PATH].join(delimiter),
  };
  const child = spawn(program, args, { env, cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let output = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
    output += String(chunk);
  });
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, output, at: Date.now() })));
}

/** What kubectl needs to be an account of a namespace, and nobody else. */
export async function kubeconfigOfAccount(
  node: NodeUnderTest, namespace: string, account: string, folder: string,
): Promise<string> {
  const { body } = await node.admin.request(
    'POST',
    `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    { body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} } },
  );
  return writeKubeconfig(join(folder, namespace), body.status.token);
}

/** What kubectl needs to be the administrator. */
export function kubeconfigOfAdmin(folder: string): string {
  return writeKubeconfig(join(folder, 'admin'), address().token);
}

function address(): NodeAddress {
  return JSON.parse(process.env.STRONGBOX_NODE!);
}

/** A kubeconfig with a token of the control plane. */
export function writeKubeconfig(path: string, token: string): string {
  const { server, ca } = address();
  const authority = Buffer.from(ca).toString('base64');
  writeFileSync(path, JSON.stringify({
    'apiVersion': 'v1',
    'kind': 'Config',
    'clusters': [{ name: 'test', cluster: { server, 'certificate-authority-data': authority } }],
    'users': [{ name: 'test', user: { token } }],
    'contexts': [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  }), { mode: 0o600 });
  return path;
}

/** Ends what a rotation has left; there is no collector of garbage here. */
export async function removeWorkloads({ admin }: NodeUnderTest, namespace: string): Promise<void> {
  for (const resource of [
    'apis/apps/v1/NAMESPACE/deployments', 'apis/apps/v1/NAMESPACE/replicasets', 'api/v1/NAMESPACE/pods',
  ]) {
    await admin.request('DELETE', `/${resource.replace('NAMESPACE', `namespaces/${namespace}`)}`);
  }
}

export async function pause(seconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

/** Ends the program of a pod, as a crash does. */
export function endProgram(pod: any): void {
  const isOf = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOSTNAME=${pod.metadata.name}`);
    } catch {
      return false; // it has ended meanwhile
    }
  };
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isOf(name))
    .forEach((pid) => process.kill(Number(pid), 'SIGTERM'));
}
