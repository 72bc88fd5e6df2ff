import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { CONTROL_PLANE, hasGo, kubernetesModules, whyUnavailable } from '../cluster/support/binaries';

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
  expect(whyUnavailable()).toBe('no control plane: set KUBEBUILDER_ASSETS to a folder with etcd, kube-apiserver and kubectl, or install Go 1.26 or later, to build them once');
});

test('a folder of programs needs no Go, and has to have all of them', () => {
  process.env.KUBEBUILDER_ASSETS = folder;
  writeFileSync(join(folder, 'etcd'), '');
  expect(whyUnavailable()).toBe(`KUBEBUILDER_ASSETS is ${folder}, which has no kube-apiserver, kubectl: install them there, or unset it and install Go`);
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
  expect(versions.map(([minor]) => Number(minor.split('.')[1]))).toEqual(versions.map(([minor]) => Number(minor.split('.')[1])).sort((a, b) => b - a));
});
