import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import {
  binary, buildAll, CONTROL_PLANE, hasGo, kubernetesModules, program, whyUnavailable,
} from '../cluster/support/binaries';

const before = { ...process.env };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongbox-binaries-'));
  // Neither Go, nor anything that was built before.
  process.env = { ...before, PATH: folder, XDG_CACHE_HOME: folder, KUBEBUILDER_ASSETS: '', STRONGBOX_KUBERNETES: '' };
});

afterEach(() => {
  process.env = before;
  rmSync(folder, { recursive: true });
});

test('with neither programs nor Go, the reason says what to install', () => {
  expect(hasGo()).toBe(false);
  expect(whyUnavailable()).toBe(
    'no control plane: set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl, or install Go 1.26 '
      + 'or later, to build them once',
  );
});

test('a folder of programs needs no Go, and has to have all of them', () => {
  process.env.KUBEBUILDER_ASSETS = folder;
  writeFileSync(join(folder, 'etcd'), '');
  expect(whyUnavailable()).toBe(
    `KUBEBUILDER_ASSETS is ${folder}, which has no kube-apiserver, kubectl: install them there, or unset it and `
      + 'install Go',
  );
  CONTROL_PLANE.forEach((name) => writeFileSync(join(folder, name), ''));
  expect(whyUnavailable()).toBeUndefined();
});

test('a release that cannot be built is named with those that can', () => {
  process.env.STRONGBOX_KUBERNETES = '1.1';
  expect(whyUnavailable).toThrow(/^STRONGBOX_KUBERNETES is 1\.1, and test\/cluster\/binaries has 1\.\d+/);
});

test('the pinned releases are exact versions, newest first', () => {
  const versions = kubernetesModules().map(({ minor, version }) => [minor, version]);
  versions.forEach(([minor, version]) => expect(version).toMatch(new RegExp(`^v${minor}\\.\\d+$`)));
  expect(versions.map(([minor]) => Number(minor.split('.')[1]))).toEqual(
    versions.map(([minor]) => Number(minor.split('.')[1])).sort((a, b) => b - a),
  );
});

describe('building', () => {
  const NAMES = ['etcd', 'kube-apiserver', 'kubectl', 'kube-controller-manager', 'kms-plugin', 'verdicts'];
  const calls = () => readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n');
  const cached = () => {
    const releases = join(folder, 'cdk8s-strongbox/kubernetes');
    return readdirSync(releases).flatMap((release) => readdirSync(join(releases, release)));
  };
  let said: string;

  /** A `go` that notes how it was called, and makes a file for each package as `go build -o folder/` does. */
  function fakeGo(end = 'exit 0'): void {
    writeFileSync(join(folder, 'go'), `#!/bin/sh
echo "$*" >> ${folder}/calls
while [ "$1" != -o ]; do shift; done
out="$2"; shift 2
/bin/mkdir -p "$out"
for package; do
  name="\${package##*/}"
  case "$name" in v[0-9]) package="\${package%/*}"; name="\${package##*/}";; esac
  echo "$package" > "$out$name"
done
${end}
`);
    chmodSync(join(folder, 'go'), 0o755);
  }

  beforeEach(() => {
    said = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += text;
      return true;
    });
  });

  afterEach(() => jest.restoreAllMocks());

  test('all programs of a release are built at once, and only once; each is named with its time', async () => {
    fakeGo();
    await buildAll();
    await buildAll();
    expect(calls()).toHaveLength(1);
    expect(calls()[0].split(' -o ')[1].split(' ').slice(1)).toEqual([
      'go.etcd.io/etcd/server/v3', ...NAMES.slice(1, 4).map((name) => `k8s.io/kubernetes/cmd/${name}`),
      './kms-plugin', './verdicts',
    ]);
    expect(readFileSync(binary('etcd'), 'utf8')).toBe('go.etcd.io/etcd/server\n');
    expect(readFileSync(program('verdicts'), 'utf8')).toBe('./verdicts\n');
    expect(said).toMatch(new RegExp(`^Building ${NAMES.join(', ')} for Kubernetes v1\\.\\d+\\.\\d+ from Go modules`));
    for (const name of NAMES) {
      expect(said).toMatch(new RegExp(`^Built ${name} after \\d+ s$`, 'm'));
    }
    expect(cached()).toHaveLength(6);
  });

  test('a release without StorageVersionMigration needs no controller manager, and a node has more', async () => {
    fakeGo();
    process.env.STRONGBOX_KUBERNETES = '1.28';
    await buildAll();
    expect(() => binary('kube-controller-manager')).toThrow(
      /^kube-controller-manager is not there: .*; it is built by the global set-up of the suites, where there is Go$/,
    );
    await buildAll(['kubelet', 'kube-controller-manager']);
    expect(
      calls()[1]
        .split(' ')
        .slice(-2)
        .map((name) => name.split('/').at(-1)),
    ).toEqual(['kubelet', 'kube-controller-manager']);
    expect(existsSync(binary('kubelet'))).toBe(true);
  });

  test('what a folder of programs has is not built', async () => {
    fakeGo();
    process.env.KUBEBUILDER_ASSETS = folder;
    writeFileSync(join(folder, 'kube-controller-manager'), '');
    await buildAll();
    expect(calls()).toEqual([expect.stringMatching(/ -o \S+ \.\/kms-plugin \.\/verdicts$/)]);
    expect(binary('etcd')).toBe(join(folder, 'etcd'));
  });

  test('a build that fails says so, and leaves no half of it', async () => {
    fakeGo('exit 1');
    await expect(buildAll()).rejects
      .toThrow(/^go build go\.etcd\.io\S+ .* failed with the modules of \S+; its output stands above$/);
    expect(cached()).toEqual([]);
    expect(() => binary('etcd')).toThrow('etcd is not there');
  });
});
