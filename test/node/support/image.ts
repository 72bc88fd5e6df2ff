import { execFileSync } from 'child_process';
import { createHash } from 'crypto';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'fs';
import { arch, tmpdir } from 'os';
import { dirname, join, resolve } from 'path';

/**
 * What the containers of the tests run: Node and the programs of examples/payments, as their Dockerfile has them, and
 * the probe.
 */
export const PROGRAMS_IMAGE = 'programs.test/payments:1';

/** What holds the namespaces of a pod: the same files with another command. */
export const PAUSE_IMAGE = 'programs.test/pause:1';

const PROGRAMS = resolve(__dirname, '../programs');
const EXAMPLE = resolve(__dirname, '../../../examples/payments');
const DOCKERFILE = readFileSync(join(EXAMPLE, 'Dockerfile'), 'utf8');

/** As process 1 of its namespace a program has no default action for signals. */
const PAUSE = 'process.on("SIGTERM", () => process.exit()); setInterval(() => {}, 2 ** 31 - 1)';

interface Blob {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

/**
 * Writes an archive with both images, to be imported into a container runtime. There is no registry and no base image:
 * the one layer has the Node that runs the tests and the libraries that it is linked with.
 */
export function writeImages(archive: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-image-'));
  try {
    const root = join(folder, 'root');
    writeRoot(root);
    const layout = join(folder, 'layout');
    mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
    const put = (mediaType: string, content: Buffer | object): Blob => {
      const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
      const hash = createHash('sha256').update(bytes).digest('hex');
      writeFileSync(join(layout, 'blobs/sha256', hash), bytes);
      return { mediaType, digest: `sha256:${hash}`, size: bytes.length };
    };
    const layer = put(
      'application/vnd.oci.image.layer.v1.tar',
      execFileSync('tar', ['--owner=0', '--group=0', '-C', root, '-cf', '-', '.'], { maxBuffer: 2 ** 30 }),
    );
    const image = (name: string, config: object) => {
      const architecture = arch() === 'x64' ? 'amd64' : arch();
      const rootfs = { type: 'layers', diff_ids: [layer.digest] };
      const manifest = put('application/vnd.oci.image.manifest.v1+json', {
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: put('application/vnd.oci.image.config.v1+json', { architecture, os: 'linux', config, rootfs }),
        layers: [layer],
      });
      return { ...manifest, annotations: { 'io.containerd.image.name': name } };
    };
    const [, user] = /^USER (\S+)$/m.exec(DOCKERFILE)!;
    const manifests = [
      image(PROGRAMS_IMAGE, { WorkingDir: '/app', Env: ['PATH=/usr/bin'], User: user }),
      image(PAUSE_IMAGE, { Entrypoint: ['/usr/bin/node', '-e', PAUSE], User: user }),
    ];
    writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    writeFileSync(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
    execFileSync('tar', ['-C', layout, '-cf', archive, '.']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeRoot(root: string): void {
  const put = (from: string, to: string, mode: number) => {
    const target = join(root, to);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(realpathSync(from), target);
    chmodSync(target, mode);
  };
  put(process.execPath, '/usr/bin/node', 0o755);
  // The loader too, which stands there without an arrow; the kernel's own object has no file.
  const libraries = execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  libraries.forEach((library) => put(library, library, 0o755));

  cpSync(PROGRAMS, join(root, 'app'), { recursive: true });
  for (const [, from, to] of DOCKERFILE.matchAll(/^COPY (\S+) (\S+)$/gm)) {
    cpSync(join(EXAMPLE, from), join(root, 'app', to), { recursive: true });
  }
  execFileSync('chmod', ['-R', 'a+rX', root]);
}
