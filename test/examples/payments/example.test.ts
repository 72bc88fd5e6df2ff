import { execFileSync, spawnSync } from 'child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'fs';
import { tmpdir } from 'os';
import { basename, join } from 'path';
import { parseAllDocuments } from 'yaml';
import { expectValidManifests, isBuiltInKind } from '../../support/kubernetes-schema';
import { outputOf, packLibrary, projectRoot, run } from '../../support/package-under-test';

jest.setTimeout(240_000);

const example = join(projectRoot, 'examples/payments');
const modules = join(projectRoot, 'node_modules');
const ENVIRONMENTS = ['staging', 'production'] as const;

let temporary: string;
let dist: string;
let manifests: { staging: any[]; production: any[] };

const parse = (file: string, version: '1.1' | '1.2'): any[] =>
  parseAllDocuments(readFileSync(file, 'utf8'), { version, merge: true }).map((document) => {
    expect(document.errors).toEqual([]);
    expect(document.warnings).toEqual([]);
    return document.toJS();
  });
const all = () => [...manifests.staging, ...manifests.production];
const ofKind = (kind: string) => all().filter((manifest) => manifest.kind === kind);
const podSpecs = () => ofKind('Deployment').map((manifest) => manifest.spec.template.spec);
const containers = () => podSpecs().flatMap((pod) => [...pod.initContainers ?? [], ...pod.containers]);
const volumes = () => podSpecs().flatMap((pod) => pod.volumes);

const deployment = (environment: 'staging' | 'production', part: string) =>
  manifests[environment].find((manifest) => manifest.kind === 'Deployment' && manifest.metadata.name.includes(part));

/** Every string that is a value somewhere in an object. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(strings) : [];
}

beforeAll(() => {
  temporary = realpathSync(mkdtempSync(join(tmpdir(), 'payments-')));
  dist = outputOf('payments');
  manifests = {
    staging: parse(join(dist, 'staging.k8s.yaml'), '1.2'),
    production: parse(join(dist, 'production.k8s.yaml'), '1.2'),
  };
});

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('one main.ts gives a file for each environment, and nothing else', () => {
  expect(readdirSync(dist).sort()).toEqual(['production.k8s.yaml', 'staging.k8s.yaml']);
});

test.each(ENVIRONMENTS)('the file of %s reads the same to a parser of YAML 1.1 and of YAML 1.2', (environment) => {
  const file = join(dist, `${environment}.k8s.yaml`);
  expect(parse(file, '1.1')).toEqual(parse(file, '1.2'));
  expect(parse(file, '1.1').length).toBeGreaterThan(7);
});

test('every object is what Kubernetes takes, down to the last field', () => {
  expectValidManifests(all().filter(isBuiltInKind));
  expect([
    ...new Set(
      all()
        .filter((manifest) => !isBuiltInKind(manifest))
        .map((manifest) => manifest.kind),
    ),
  ]).toEqual(['SealedSecret']);
});

test('no Secret reaches a process through its environment', () => {
  for (const container of containers()) {
    expect(container.envFrom).toBeUndefined();
    container.env.forEach((variable: any) => expect(Object.keys(variable)).toEqual(['name', 'value']));
  }
});

test('no subPath, and no mount that could be written to', () => {
  for (const mount of containers().flatMap((container) => container.volumeMounts)) {
    expect(Object.keys(mount).sort()).toEqual(['mountPath', 'name', 'readOnly']);
    expect(mount.readOnly).toBe(true);
  }
});

test('every file has mode 0440, written as 288, and a group that the process is in', () => {
  for (const volume of volumes()) {
    expect((volume.configMap ?? volume.projected).defaultMode).toBe(288);
  }
  podSpecs().forEach((pod) => expect(pod.securityContext.fsGroup).toEqual(expect.any(Number)));
  expect(readFileSync(join(dist, 'production.k8s.yaml'), 'utf8')).not.toMatch(/mode: 0?440/i);
});

test('no plaintext of a Secret: neither in a Secret, nor in a SealedSecret', () => {
  expect(ofKind('Secret')).toEqual([]);
  expect(ofKind('SealedSecret')).toHaveLength(2);
  ofKind('SealedSecret').forEach(({ spec }) => {
    expect(Object.keys(spec).sort()).toEqual(['encryptedData', 'template']);
    expect(Object.keys(spec.template)).toEqual(['type']);
  });
});

test('both Secrets of the service are in one volume, below the paths that it reads', () => {
  for (const environment of ENVIRONMENTS) {
    const projected = deployment(environment, 'service').spec.template.spec.volumes.filter(
      (volume: any) => volume.projected,
    );
    expect(projected).toHaveLength(1);
    const items = projected[0].projected.sources.flatMap((source: any) => source.secret.items);
    expect(items.map((item: any) => item.path)).toEqual([
      'database/username', 'database/password', 'database/previous-username', 'database/previous-password',
      'gateway/key',
    ]);
  }
});

test('the worker gets one Secret by name, with a token that expires, its CA and the namespace', () => {
  for (const environment of ENVIRONMENTS) {
    const [sealedSecret] = manifests[environment].filter((manifest) => manifest.kind === 'SealedSecret');
    const [role] = manifests[environment].filter((manifest) => manifest.kind === 'Role');
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], resourceNames: [sealedSecret.metadata.name], verbs: ['get'] },
    ]);

    const [account] = manifests[environment].filter((manifest) => manifest.kind === 'ServiceAccount');
    const pod = deployment(environment, 'worker').spec.template.spec;
    expect(pod.serviceAccountName).toBe(account.metadata.name);
    expect([pod.automountServiceAccountToken, account.automountServiceAccountToken]).toEqual([false, false]);
    expect(pod.volumes.flatMap((volume: any) => volume.projected.sources).flatMap(tokenFiles)).toEqual([
      'token',
      'ca.crt',
      'namespace',
    ]);
    expect(pod.containers[0].env).toContainEqual({ name: 'SECRET_NAME', value: sealedSecret.metadata.name });
  }
});

function tokenFiles(source: any): string[] {
  const items: any[] = [...source.configMap?.items ?? [], ...source.downwardAPI?.items ?? []];
  return [source.serviceAccountToken?.path, ...items.map((item) => item.path)].filter(Boolean);
}

test('what a manifest refers to is in the same file, but for the Secret that others make', () => {
  for (const environment of ENVIRONMENTS) {
    const names = manifests[environment].map((manifest) => manifest.metadata.name);
    const referred = manifests[environment]
      .filter((manifest) => manifest.kind === 'Deployment')
      .flatMap((manifest) => {
        const pod = manifest.spec.template.spec;
        return [
          pod.serviceAccountName,
          ...pod.volumes.flatMap((volume: any) => [
            volume.configMap?.name,
            ...(volume.projected?.sources ?? []).flatMap((source: any) => [
              source.secret?.name,
              source.configMap?.name,
            ]),
          ]),
        ];
      })
      .filter(Boolean);
    expect([...new Set(referred)].filter((name) => !names.includes(name)).sort()).toEqual([
      'kube-root-ca.crt',
      'payments-database',
    ]);
  }
});

test('every object is in the namespace of its environment', () => {
  for (const environment of ENVIRONMENTS) {
    expect(new Set(manifests[environment].map((manifest) => manifest.metadata.namespace))).toEqual(
      new Set([`payments-${environment}`]),
    );
  }
});

test('the environments share no name but the one that the ciphertext is bound to, and not even that in one '
  + 'namespace', () => {
  const names = (environment: 'staging' | 'production') =>
    manifests[environment].map((manifest) => manifest.metadata.name);
  expect(names('staging').filter((name) => names('production').includes(name))).toEqual(['payments-gateway']);
});

test('no value of staging is in production, nor the other way round', () => {
  const differing = (environment: 'staging' | 'production') => manifests[environment].flatMap((manifest) => [
    ...Object.values<string>(manifest.data ?? {}),
    ...Object.values<string>(manifest.spec?.encryptedData ?? {}),
    ...(manifest.spec?.template?.spec?.containers ?? []).map((container: any) => container.image),
  ]);
  for (const [one, other] of [['staging', 'production'], ['production', 'staging']] as const) {
    expect(differing(one).filter((value) => differing(other).includes(value))).toEqual([]);
    expect(strings(manifests[one]).filter((text) => text.includes(other))).toEqual([]);
  }
  expect(strings(manifests.production).filter((text) => /staging|sandbox|rc\./.test(text))).toEqual([]);
});

test('both environments have the same objects: what was tested is what runs', () => {
  const kinds = (environment: 'staging' | 'production') => manifests[environment].map((manifest) => manifest.kind);
  expect(kinds('staging')).toEqual(kinds('production'));
});

function show(folder: string): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'show.ts', folder], {
    cwd: example,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return { status, text: stdout };
}

test('the table names every object, and says that all holds', () => {
  const { status, text } = show(dist);
  expect(status).toBe(0);
  expect(text).not.toContain('NOT ');
  all().forEach(({ kind, metadata }) =>
    expect(text).toMatch(new RegExp(`^\\S+\\.k8s\\.yaml +${kind} +${metadata.name} `, 'm')),
  );
  expect(text).toContain(`${all().length} objects`);
});

test.each<[string, RegExp, string, string]>([
  ['a mode', /defaultMode: 288/, 'defaultMode: 440', 'NOT files 0440'],
  ['a verb', /- get$/m, '- list', 'NOT get only'],
  ['automount', /automountServiceAccountToken: false/, 'automountServiceAccountToken: true', 'NOT automount off'],
  ['immutable', /immutable: true/, 'immutable: false', 'NOT immutable'],
  ['the rollout', /maxUnavailable: 0/, 'maxUnavailable: 3', 'NOT one pod at a time'],
  ['the ciphertext', /( +key: )Ag.*/, '$1aHVudGVyMg==', 'NOT ciphertext only'],
])('when %s is changed in a manifest, the table says so and the command fails', (_what, found, replacement, words) => {
  const changed = mkdtempSync(join(temporary, 'changed-'));
  cpSync(dist, changed, { recursive: true });
  const file = join(changed, 'production.k8s.yaml');
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, before.replace(found, replacement));
  expect(readFileSync(file, 'utf8')).not.toBe(before);
  const { status, text } = show(changed);
  expect(status).toBe(1);
  expect(text).toContain(words);
  expect(text).toContain('1 of them NOT safe');
});

test('a copy of the folder with the published package writes the same manifests', () => {
  const copy = join(temporary, 'copy');
  cpSync(example, copy, { recursive: true, filter: (file) => !['dist', 'node_modules'].includes(basename(file)) });
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8'));
  mkdirSync(join(copy, 'node_modules/cdk8s-strongbox'), { recursive: true });
  mkdirSync(join(copy, 'node_modules/@types'));
  execFileSync('tar', [
    '-xzf',
    packLibrary(),
    '--strip-components=1',
    '-C',
    join(copy, 'node_modules/cdk8s-strongbox'),
  ]);
  // Only what its package.json names is there.
  for (const name of ['.bin', ...Object.keys({ ...dependencies, ...devDependencies })]) {
    if (name === 'cdk8s-strongbox') continue;
    symlinkSync(join(modules, name), join(copy, 'node_modules', name));
  }
  run(join(copy, 'node_modules/.bin/tsc'), [], copy);
  run(join(copy, 'node_modules/.bin/cdk8s'), ['synth', '--check-upgrade=false'], copy);
  for (const environment of ENVIRONMENTS) {
    const file = `${environment}.k8s.yaml`;
    expect(readFileSync(join(copy, 'dist', file), 'utf8')).toBe(readFileSync(join(dist, file), 'utf8'));
  }
});
