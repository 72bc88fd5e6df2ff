import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { checkTree, faultsOf, renderPage } from '../../projenrc/public-trees';
import { ErrorVerdict, PublicTree, TREES, VERDICTS } from '../../projenrc/public-trees-verdicts';
import { CATALOG } from '../../src/rules/catalog';

let clones: string;

const tree: PublicTree = {
  repository: 'shop/shop', clone: 'shop', commit: '0123456789abcdef', date: '2026-01-02', folder: 'deploy',
};
const verdict: ErrorVerdict = {
  clone: 'shop', ruleId: 'missing-key', file: 'deploy/.*', isTrue: true, why: 'the key is written `pasword`',
};
const manifests = `apiVersion: v1
kind: ConfigMap
metadata: {name: db, namespace: shop}
data: {host: db}
---
apiVersion: v1
kind: Pod
metadata: {name: shop, namespace: shop}
spec:
  containers:
    - {name: app, image: shop:1, env: [{name: PORT, valueFrom: {configMapKeyRef: {name: db, key: port}}}]}
`;

beforeEach(() => {
  clones = mkdtempSync(join(tmpdir(), 'strongbox-trees-'));
  mkdirSync(join(clones, 'shop/deploy'), { recursive: true });
  writeFileSync(join(clones, 'shop/deploy/shop.yaml'), manifests);
});

afterEach(() => rmSync(clones, { recursive: true, force: true }));

test('an error that nobody has looked at is told, and is marked on the page', async () => {
  const result = await checkTree(clones, tree, []);
  expect(faultsOf([result], [])).toEqual([
    'shop: missing-key in deploy/shop.yaml: nobody has looked at it; add a verdict to '
      + 'projenrc/public-trees-verdicts.ts',
  ]);
  expect(renderPage([result]))
    .toContain('| shop | [missing-key](rules/missing-key.md) | `deploy/shop.yaml` | 1 | ? | not looked at |');
});

test('an error with a verdict is on the page with what it is', async () => {
  const result = await checkTree(clones, tree, [verdict]);
  expect(faultsOf([result], [verdict])).toEqual([]);
  expect(renderPage([result])).toContain('| `deploy/shop.yaml` | 1 | yes | the key is written `pasword` |');
  expect(renderPage([result])).toMatch(
    /\| shop\/shop \| 0123456789ab \(2026-01-02\) \| `deploy` \| 1 \| 2 \| 0 \| 1 \|/,
  );
});

test('a false error, and a verdict without an error, are told', async () => {
  const wrong = { ...verdict, isTrue: false, why: 'a mutating webhook adds it' };
  expect(faultsOf([await checkTree(clones, tree, [wrong])], [wrong])).toEqual([
    'shop: missing-key in deploy/shop.yaml: the finding is false (a mutating webhook adds it); fix the rule',
  ]);
  const old = { ...verdict, file: 'old/.*' };
  expect(faultsOf([await checkTree(clones, tree, [verdict])], [verdict, old]))
    .toEqual(['shop: missing-key in old/.*: there is no such error; remove the verdict']);
});

test('files that are separate do not know of each other', async () => {
  writeFileSync(join(clones, 'shop/deploy/other.yaml'), manifests.split('---')[1]);
  const { report } = await checkTree(clones, { ...tree, areFilesSeparate: true }, [verdict]);
  expect(report.findings.filter(({ ruleId }) => ruleId === 'missing-key').map(({ location }) => location!.line))
    .toEqual([11]);
});

test('a tree that is not there is an error that names it', async () => {
  await expect(checkTree(clones, { ...tree, clone: 'till' })).rejects.toThrow(
    /till.* does not exist: clone shop\/shop/,
  );
});

test('verdicts are about trees that are read and rules that there are', () => {
  for (const { clone, ruleId, file } of VERDICTS) {
    expect(TREES.map((one) => one.clone)).toContain(clone);
    expect(CATALOG.map(({ id }) => id)).toContain(ruleId);
    expect(() => new RegExp(file)).not.toThrow();
  }
});
