import { execFileSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, dirname, join } from 'path';
import { ApiObject, Testing, Yaml } from 'cdk8s';
import { binary } from './support/binaries';
import { clusterSuite } from './support/suite';
import { VersionedConfigMap } from '../../src';
import { findings, read, told } from '../cli/reading';

jest.setTimeout(60_000);

const FILES = {
  'base/kustomization.yaml':
    'resources: [cart.yaml]\nconfigMapGenerator: [{name: settings, literals: [currency=EUR]}]\n',
  'base/cart.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: cart}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      serviceAccountName: cart
      containers:
        - name: app
          image: registry.example/cart:1
          env: [{name: C, valueFrom: {configMapKeyRef: {name: settings, key: currency}}}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: cart}
automountServiceAccountToken: false
`,
  'eu/kustomization.yaml':
    'namePrefix: eu-\nnamespace: shop\nresources: [../base]\ncomponents: [../db]\npatches: [{path: patch.yaml}]\n',
  'eu/patch.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\n'
    + 'spec: {template: {spec: {automountServiceAccountToken: false, '
    + 'containers: [{name: app, env: [{name: T, value: ghp_16C7e42F292c6912E7710c838347Ae178B4a}]}]}}}\n',
  'db/kustomization.yaml':
    'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n'
    + 'secretGenerator:\n  - name: db\n    literals: [password=tr0ub4dor-Vx71qZ]\n',
  'far/kustomization.yaml': 'resources: ["https://example.com/base.yaml"]\n',
  'helm/kustomization.yaml': 'helmCharts: [{name: x, repo: "https://example.com"}]\n',
  'envs/kustomization.yaml': 'configMapGenerator: [{name: settings, envs: [a.env, b.properties]}]\n',
  'envs/a.env':
    '\ufeff  A=1\r\n# B=0\n\n\t\u00a0B= "q" \nC=x # y=z\nD=$A${B}\nE=\nF=1\\\nG=a\rb\r\n'
    + `LONG=${'x'.repeat(65_530)}\n`,
  'envs/b.properties': 'server.port=80\nlog-level=info\nyes=on\nlast==',
  'broken/kustomization.yaml': 'secretGenerator: [{name: x, literals: [tr0ub4dorVx71qZ]}]\n',
};

clusterSuite('Kustomizations in an audit', (claim) => {
  let folder: string;
  const { PATH } = process.env;
  const before = process.cwd();

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'strongbox-kustomizations-'));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    process.env.PATH = [dirname(binary('kubectl')), PATH].join(delimiter);
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    process.env.PATH = PATH;
    rmSync(folder, { recursive: true });
  });

  claim(
    'an overlay is judged as kubectl renders it, at the places of its files',
    'an overlay with a base, a component, a patch and generators',
    async () => {
      const input = await read(['base', 'eu', 'db'], { kustomize: 'auto' });
      expect(told(input).problems).toEqual([]);
      const found = findings(input);
      expect(found).toEqual(
        expect.arrayContaining([
          'credential-in-env eu/patch.yaml:4:104 eu',
          'plaintext-secret db/kustomization.yaml:5:16 eu',
        ]),
      );
      expect(found.filter((text) => /^(?:missing-|service-account-token|default-service)/.test(text))).toEqual([]);
    },
  );

  test('env files are read as kubectl reads them', () => {
    const printed = execFileSync(binary('kubectl'), ['kustomize', 'envs'], { encoding: 'utf8' });
    writeFileSync('envs.yaml', printed);
    const [rendered] = Yaml.load('envs.yaml');
    const config = new VersionedConfigMap(Testing.chart(), 'Config', { envFiles: ['envs/a.env', 'envs/b.properties'] });
    expect(ApiObject.of(config).toJson().data).toEqual(rendered.data);
    expect(Object.keys(rendered.data)).toHaveLength(12);
  });

  claim(
    'a base elsewhere, a chart and a kustomization that is broken are problems',
    'a kustomization of each',
    async () => {
      expect(
        told(await read(['far', 'helm', 'broken'], { kustomize: 'auto' })).problems.map(
          (text) => /\((.*?)\), and/.exec(text)![1],
        ),
      ).toEqual([
        'it includes https://example.com/base.yaml, and nothing is fetched without --kustomize fetch',
        'it renders a Helm chart',
        'kubectl kustomize fails with exit code 1',
      ]);
    },
  );
});
