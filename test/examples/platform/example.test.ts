import { execFileSync, spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Yaml } from 'cdk8s';
import { admissionOf } from '../../../examples/platform/cluster/admission';
import { AuditConfig } from '../../../src/audit/configuration/audit-config';
import { rulePolicies } from '../../../src/policy/rule-policies';
import { isGraphRule } from '../../../src/rules/rule';
import { isAbout, refusals } from '../../policy/support/evaluate-policy';
import { expectValidManifests } from '../../support/kubernetes-schema';
import { bin, projectRoot } from '../../support/package-under-test';

jest.setTimeout(240_000);

const EXAMPLE = join(projectRoot, 'examples/platform');
const ORDERS = join(EXAMPLE, 'app/orders.yaml');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'strongbox-platform-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The command of the example, for a manifest; what it writes goes to a folder. */
function compared(manifest: string, to: string): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(
    bin('tsx'), ['--tsconfig', join(EXAMPLE, 'tsconfig.json'), join(EXAMPLE, 'compare.ts'), manifest, join(folder, to)],
    { cwd: projectRoot, encoding: 'utf8' },
  );
  return { status, output: stdout + stderr };
}

/** The manifest of the app team, with parts of its text replaced. */
function changed(name: string, ...replacements: readonly (readonly [from: string, to: string])[]): string {
  const file = join(folder, name);
  writeFileSync(file, replacements.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replaceAll(from, to);
  }, readFileSync(ORDERS, 'utf8')));
  return file;
}

test('synth, CI and admission say the same of the manifest, and synth writes none', () => {
  expectValidManifests(Yaml.load(ORDERS));
  const { status, output } = compared(ORDERS, 'bad');
  expect(output.match(/^\S+: .*$/gm)).toEqual([
    'acme-settings-owner: ConfigMap shop/orders-settings',
    'secret-in-env: Deployment shop/orders',
    'acme-secret-path: Deployment shop/orders',
  ]);
  for (const gate of ['synth', 'CI', 'admission']) {
    const does = [...output.matchAll(new RegExp(`^  ${gate} +(.*)$`, 'gm'))].map(([, word]) => word);
    expect([gate, does]).toEqual([gate, ['warns', 'refuses', 'refuses']]);
  }
  expect(output).toMatch(/^All say the same: 3 verdicts of all three, 0 of synth and CI only\.$/m);
  expect(status).toBe(0);
  expect(readdirSync(join(folder, 'bad/app'))).toEqual([]);
});

test('all three pass a manifest that is fixed', () => {
  const fixed = changed('fixed.yaml',
    ['  name: orders-settings\n', '  name: orders-settings\n  labels: {acme.example/owner: orders}\n'],
    ['          env:\n            - name: DB_PASSWORD\n              valueFrom:\n'
      + '                secretKeyRef: {name: orders-database, key: password}\n', ''],
    ['/app/keys', '/etc/secrets/gateway']);
  const { status, output } = compared(fixed, 'good');
  expect([output.trim(), status]).toEqual(['All say the same: 0 verdicts of all three, 0 of synth and CI only.', 0]);
  expect(readdirSync(join(folder, 'good/app'))).toEqual(['orders.k8s.yaml']);
});

test('a rule without a policy is named as such', () => {
  const plain = changed('plain.yaml', ['data:\n  queue: orders\n---\n', `data:
  queue: orders
---
apiVersion: v1
kind: Secret
metadata: {name: orders-database, namespace: shop}
stringData: {password: correct-horse-battery}
---
`]);
  const { status, output } = compared(plain, 'plain');
  expect(output).toMatch(
    /^plaintext-secret: Secret shop\/orders-database\n(.*\n){4} {2}admission {2}has no policy for this rule$/m,
  );
  expect(output).not.toContain('correct-horse-battery');
  expect([output.match(/^All say the same.*$/m)?.[0], status])
    .toEqual(['All say the same: 3 verdicts of all three, 1 of synth and CI only.', 0]);
});

test('a verdict that differs is shown, with exit code 1', () => {
  const { status, output } = compared(changed('exempt.yaml', ['namespace: shop', 'namespace: kube-system']), 'exempt');
  expect(output).toContain('acme-secret-path: Deployment kube-system/orders (DIFFERS)');
  expect(output).toContain('3 of 3 verdicts differ.');
  expect(status).toBe(1);
});

test('the model of the API server in the example gives the verdicts of the one of the tests', () => {
  const { preset } = AuditConfig.fromFile(join(EXAMPLE, 'preset/strongbox.yaml'));
  const policies = rulePolicies(preset._rules.filter((rule) => !isGraphRule(rule)));
  const written: any[] = Yaml.load(join(folder, 'bad/cluster/policies.k8s.yaml'));
  const objects: any[] = Yaml.load(ORDERS);
  for (const object of objects) {
    const ours = policies.filter((policy) => isAbout(policy, object)).flatMap((policy) => refusals(policy, object));
    expect(admissionOf(written, object).map(({ message }) => message).sort()).toEqual([...ours].sort());
  }
});

test('the preset is a package: its files are packed, and its name takes the place of its path', () => {
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, join(EXAMPLE, 'preset')],
    { cwd: folder, stdio: 'pipe' });
  const packages = join(folder, 'elsewhere/node_modules/@acme');
  mkdirSync(packages, { recursive: true });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', packages]);
  execFileSync('mv', ['package', 'strongbox-preset'], { cwd: packages });
  const file = join(folder, 'elsewhere/strongbox.yaml');
  const text = readFileSync(join(EXAMPLE, 'app/strongbox.yaml'), 'utf8');
  writeFileSync(file, text.replace('extends: ../preset', 'extends: "@acme/strongbox-preset"'));
  expect(AuditConfig.fromFile(file).toYaml()).toBe(AuditConfig.fromFile(join(EXAMPLE, 'app/strongbox.yaml')).toYaml());
});
