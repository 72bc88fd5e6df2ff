import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { delimiter, join } from 'path';
import { CREDENTIAL } from '../command';
import { findings, folders, read, told } from '../reading';

const folder = folders();
const PATH = process.env.PATH;
afterEach(() => (process.env.PATH = PATH));

const DEPLOYMENT = (more: string) => `apiVersion: apps/v1
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
          env:
            - {name: CURRENCY, valueFrom: {configMapKeyRef: {name: settings, key: currency}}}
${more}`;

const TOKEN = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';

/** A base with two overlays; one adds a key, a component and a patch. */
const TREE = {
  'base/kustomization.yaml': 'resources: [settings.yaml, cart.yaml]\n',
  'base/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: info}\n',
  'base/cart.yaml': DEPLOYMENT('      automountServiceAccountToken: false\n'),
  'overlays/eu/kustomization.yaml':
    'resources: [../../base]\ncomponents: [../../db]\n'
    + 'configMapGenerator: [{name: settings, behavior: merge, literals: [currency=EUR]}]\n'
    + 'patches: [{path: patch.yaml}]\n',
  'overlays/eu/patch.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: cart}\n'
    + `spec: {template: {spec: {containers: [{name: app, env: [{name: T, value: ${TOKEN}}]}]}}}\n`,
  'overlays/us/kustomization.yml': 'resources: [../../base]\n',
  'db/kustomization.yaml':
    'kind: Component\nsecretGenerator:\n  - name: db\n    literals: [password=tr0ub4dor-Vx71qZ]\n',
};

/** A kubectl that prints what stands in `answer`, and notes how it was called. */
function kubectl(root: string, script: string): void {
  const path = join(root, '.bin/kubectl');
  folderWith(root);
  writeFileSync(path, `#!/bin/sh\necho "$*" >> ${root}/.bin/calls\n${script}\n`);
  chmodSync(path, 0o755);
  process.env.PATH = [join(root, '.bin'), PATH].join(delimiter);
}

function folderWith(root: string): void {
  writeFileSync(join(root, '.bin/calls'), '');
}

const make = (files: { readonly [path: string]: string }) => folder({ ...files, '.bin/x': '' });
const calls = (root: string) => readFileSync(join(root, '.bin/calls'), 'utf8').trimEnd().split('\n');
const NOT_RENDERED = (place: string, why: string, how: string) =>
  `kustomization-not-rendered ${place}: the kustomization was not rendered (${why}), and its files were checked ${how}`;

const AS_PARTS = 'as parts, by the rules that apply to parts';

describe('without rendering', () => {
  test('a kustomization that nothing takes in is named, with the command that renders it', async () => {
    make(TREE);
    expect(told(await read(['.'])).problems).toEqual([
      `${NOT_RENDERED('overlays/eu/kustomization.yaml', '--kustomize is never', AS_PARTS)}; `
        + 'render it: kubectl kustomize overlays/eu | strongbox audit -',
      `${NOT_RENDERED('overlays/us/kustomization.yml', '--kustomize is never', 'as they are')}; `
        + 'render it: kubectl kustomize overlays/us | strongbox audit -',
    ]);
  });

  test('each is an environment, and a generator adds keys and holds credentials', async () => {
    make(TREE);
    const found = findings(await read(['.']));
    expect(found.filter((text) => text.startsWith('missing-key'))).toEqual([
      'missing-key base/cart.yaml:14:78 overlays/us',
    ]);
    expect(found).toContain('credential-in-env overlays/eu/patch.yaml:4:67 overlays/eu');
    expect(found).toContain('plaintext-secret db/kustomization.yaml:4:16 overlays/eu');
    expect(found.filter((text) => text.includes('patch.yaml'))).toHaveLength(1);
  });

  test('literals of generators are found as credentials, and what they make is there', async () => {
    make({
      'kustomization.yaml':
        'resources: [cart.yaml]\nsecretGenerator:\n  - name: cart-db\n    literals: [password=tr0ub4dor-Vx71qZ]\n'
        + 'configMapGenerator:\n  - name: settings\n    literals: [DB_PASSWORD=tr0ub4dor-Vx71qZ, currency=EUR]\n',
      'cart.yaml': DEPLOYMENT('          envFrom: [{secretRef: {name: cart-db}}]\n')
        + '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: cart}\n',
    });
    const found = findings(await read(['.']));
    expect(found).toEqual(
      expect.arrayContaining([
        'plaintext-secret kustomization.yaml:4:16 .',
        'credential-in-configmap kustomization.yaml:7:16 .',
      ]),
    );
    expect(found.filter((text) => /^missing/.test(text))).toEqual([]);
  });

  test.each([
    ['without kubectl', 'auto', 'there is no kubectl on the PATH'],
    ['without kubectl, although it should fetch', 'fetch', 'there is no kubectl on the PATH'],
  ] as const)('%s it is a warning', async (_name, kustomize, why) => {
    const root = make({
      'kustomization.yaml': 'resources: [a.yaml, "https://example.com/b.yaml"]\n',
      'a.yaml': CREDENTIAL,
    });
    process.env.PATH = root;
    const input = await read(['.'], { kustomize });
    expect(input.problems).toMatchObject([{ level: 'warning' }]);
    expect(told(input)).toEqual({
      files: ['a.yaml'],
      problems: [expect.stringContaining(NOT_RENDERED('kustomization.yaml', why, 'as they are'))],
    });
  });

  test('a component that nothing takes in is named', async () => {
    const root = make({ 'c/kustomization.yaml': TREE['db/kustomization.yaml'] });
    kubectl(root, 'exit 1');
    const input = await read(['.'], { kustomize: 'auto' });
    expect(told(input).problems).toEqual([
      expect.stringContaining('it is a component, and no kustomization that was named includes it'),
    ]);
    expect(findings(input)).toContain('plaintext-secret c/kustomization.yaml:4:16 c');
  });

  test.each([
    ['a kustomization that is not YAML', 'resources: [\n', /^k\/kustomization.yaml: this document cannot be read/],
    ['one that is a list', '- a\n', /^k\/kustomization.yaml: it is not a kustomization: it must contain one mapping$/],
  ])('%s is a problem, and files beside it are judged', async (_name, text, message) => {
    make({ 'k/kustomization.yaml': text, 'k/a.yaml': CREDENTIAL });
    const { files, problems } = told(await read(['.']));
    expect([files, problems]).toEqual([['k/a.yaml'], [expect.stringMatching(message)]]);
  });

  test('objects in a file of that name are judged, and it is said', async () => {
    make({ 'a/kustomization.yaml': CREDENTIAL, 'b/Kustomization': `${CREDENTIAL}---\nresources: []\n` });
    const input = await read(['.']);
    expect(told(input)).toEqual({
      files: ['a/kustomization.yaml', 'b/Kustomization'],
      problems: ['a/kustomization.yaml', 'b/Kustomization'].map(
        (file) => `${file}: it is not a kustomization: it must contain one mapping`,
      ),
    });
  });

  test('two kustomizations in a folder are a problem', async () => {
    make({ 'kustomization.yaml': 'resources: []\n', 'Kustomization': 'resources: []\n' });
    expect(told(await read(['.'])).problems).toEqual([
      'kustomization.yaml: kustomize refuses a folder with several kustomization files: '
      + 'kustomization.yaml, Kustomization',
    ]);
  });
});

describe('rendered by kubectl', () => {
  const ORIGIN = (path: string) =>
    `metadata: {name: eu-cart, annotations: {config.kubernetes.io/origin: "path: ${path}"}}`;
  const render = (path: string) => `cat <<END\n${DEPLOYMENT('').replace('metadata: {name: cart}', ORIGIN(path))}END`;

  test('what is rendered is judged, at the place in the source; what was taken in is not judged twice', async () => {
    const root = make({ ...TREE, 'loose.yaml': CREDENTIAL });
    kubectl(root, render('$(realpath --relative-to="$2" base/cart.yaml)'));
    const input = await read(['.'], { kustomize: 'auto' });
    expect(told(input)).toEqual({ files: ['loose.yaml'], problems: [] });
    expect(findings(input)).toEqual(
      expect.arrayContaining([
        'credential-in-configmap loose.yaml:5:3',
        'service-account-token-automount base/cart.yaml:8:5 overlays/eu overlays/us',
      ]),
    );
    expect(input.environments.flatMap(({ files = [] }) => files)).toEqual([
      'overlays/eu/patch.yaml',
      'base/settings.yaml',
      'base/cart.yaml',
      'overlays/eu/kustomization.yaml',
      'db/kustomization.yaml',
      'base/settings.yaml',
      'base/cart.yaml',
    ]);
  });

  test('through a kustomization elsewhere, that is gone afterwards; the tree is not written to', async () => {
    const root = make(TREE);
    kubectl(root, `cat "$2/kustomization.yaml" >> ${root}/.bin/calls; ${render('x')}`);
    const before = readdirSync(root, { recursive: true }).sort();
    await read(['overlays/eu'], { kustomize: 'auto' });
    const [call, overlay] = calls(root);
    expect(call).toMatch(/^kustomize \S+\/overlay$/);
    expect(call).not.toContain(root);
    expect(JSON.parse(overlay)).toEqual({
      resources: [expect.stringMatching(/^\.\.\/.*overlays\/eu$/)],
      buildMetadata: ['originAnnotations'],
    });
    expect(existsSync(call.split(' ')[1])).toBe(false);
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(before);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('strongbox-kustomize-'))).toEqual([]);
  });

  test('itself, where its schema or its own metadata would be lost, or kubectl does not know origins', async () => {
    const root = make({
      'a/kustomization.yaml': 'openapi: {path: x.json}\n',
      'a/x.json': '{}',
      'b/kustomization.yaml': 'resources: []\n',
    });
    kubectl(root, 'case "$2" in */overlay) exit 1 ;; esac');
    expect(told(await read(['a', 'b'], { kustomize: 'auto' })).problems).toEqual([]);
    expect(
      calls(root)
        .filter((call) => !call.endsWith('/overlay'))
        .sort(),
    ).toEqual([`kustomize ${root}/a`, `kustomize ${root}/b`]);
    expect(calls(root)).toHaveLength(3);
  });

  test('a kustomization file that is named stands for its folder', async () => {
    const root = make(TREE);
    kubectl(root, render('x'));
    const { environments } = await read(['overlays/us/kustomization.yml', 'base/cart.yaml'], { kustomize: 'auto' });
    expect(environments.map(({ name }) => name)).toEqual(['overlays/us']);
  });
});

describe('what kubectl cannot render is a separate problem that quotes none of the input', () => {
  const LITERAL = 'tr0ub4dorVx71qZ';
  const fault = async (kustomization: string, script: string, kustomize: 'auto' | 'fetch' = 'auto') => {
    const root = make({ 'k/kustomization.yaml': kustomization, 'k/a.yaml': CREDENTIAL });
    kubectl(root, script);
    const input = await read(['k'], { kustomize });
    expect(JSON.stringify(input.problems)).not.toContain(LITERAL);
    expect(input.problems.filter(({ level }) => level !== 'error')).toEqual([]);
    expect(findings(input)).toContain('credential-in-configmap k/a.yaml:5:3 k');
    return [
      told(input).problems.map((text) =>
        /\((.*)\), and its files.*render it: (.*) \| strongbox audit -$/.exec(text)!.slice(1),
      ),
      calls(root),
    ] as const;
  };
  const RESOURCES = 'resources: [a.yaml]\n';

  test.each([
    [
      'an unknown reason',
      RESOURCES,
      `echo "invalid literal source ${LITERAL}" >&2; exit 1`,
      'kubectl kustomize fails with exit code 1',
      '',
    ],
    [
      'a file that is not there',
      'resources: [a.yaml, gone.yaml, ../nowhere]\n',
      'exit 1',
      'it names k/gone.yaml, nowhere, which does not exist',
      '',
    ],
    [
      'a file outside',
      RESOURCES,
      "echo \"security; file '/x' is not in or below '/y'\" >&2; exit 1",
      'it names a file outside of its folder',
      '--load-restrictor LoadRestrictionsNone ',
    ],
    [
      'a chart',
      RESOURCES,
      'echo "must specify --enable-helm" >&2; exit 1',
      'it renders a Helm chart',
      '--enable-helm ',
    ],
    ['a circle', 'resources: [a.yaml, ../k]\n', 'echo "cycle detected" >&2; exit 1', 'it includes itself', ''],
    ['a kubectl that is killed', RESOURCES, 'kill -9 $$', 'kubectl was killed by SIGKILL', ''],
    [
      'an answer that is cut off',
      RESOURCES,
      'printf "apiVersion: v1\\nkind: Conf"',
      'the output of kubectl is cut off',
      '',
    ],
  ])('%s', async (_name, kustomization, script, reason, option) => {
    expect((await fault(kustomization, script))[0]).toEqual([[reason, `kubectl kustomize ${option}k`]]);
  });

  test('a base elsewhere, which is named without its credentials and not fetched', async () => {
    const [problems, made] = await fault(
      'resources: [a.yaml, "https://jane:pw@example.com/x//y?ref=main&token=t"]\n',
      'exit 0',
    );
    expect(problems).toEqual([
      [
        'it includes https://example.com/x//y, and nothing is fetched without --kustomize fetch',
        'kubectl kustomize k',
      ],
    ]);
    expect(made).toEqual(['version --client']);
  });

  test('one that is hidden, since nothing can be fetched; only fetch lets it', async () => {
    const show = 'echo "$GIT_ALLOW_PROTOCOL $HTTPS_PROXY" >> $(dirname $0)/calls; exit 1';
    expect((await fault(RESOURCES, show))[1]).toContain('none http://127.0.0.1:9');
    expect((await fault('resources: [a.yaml, "https://example.com/x"]\n', show, 'fetch'))[1]).not.toContain(
      'none http://127.0.0.1:9',
    );
  });
});
