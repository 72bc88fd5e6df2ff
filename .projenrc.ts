import { cdk, javascript } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';

const project = new cdk.JsiiProject({
  name: 'cdk8s-strongbox',
  description: 'cdk8s constructs that make Kubernetes ConfigMaps and Secrets safe by default',
  author: 'The cdk8s-strongbox authors',
  authorAddress: 'cdk8s-strongbox@users.noreply.github.com',
  authorOrganization: true,
  license: 'Apache-2.0',
  repositoryUrl: 'https://github.com/cdk8s-strongbox/cdk8s-strongbox.git',
  homepage: 'https://github.com/cdk8s-strongbox/cdk8s-strongbox#readme',
  bugsUrl: 'https://github.com/cdk8s-strongbox/cdk8s-strongbox/issues',
  keywords: [
    'cdk8s', 'kubernetes', 'secrets', 'configmap', 'security', 'rbac', 'vault', 'external-secrets', 'secrets-store-csi',
    'sealed-secrets',
  ],
  stability: 'experimental',
  defaultReleaseBranch: 'main',

  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  minNodeVersion: '20.19.0',
  workflowNodeVersion: '20.x',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  sampleCode: false,

  // projen's own release machinery brings packages that want Node 22; .github/workflows/release.yml below is ours.
  release: false,
  depsUpgrade: false,
  buildWorkflow: false,
  githubOptions: { mergify: false, pullRequestLint: false },
  pullRequestTemplate: false,

  peerDeps: ['constructs@^10.3.0', 'cdk8s@^2.70.0', 'cdk8s-plus-28@^2.5.6'],
  bin: { strongbox: 'lib/cli/strongbox.js' },
  devDeps: [
    // Copied into lib/vendor when the library is compiled: docs/decisions/0006-vendored-packages.md.
    '@marcbachmann/cel-js@^8.0.0',
    'commander@^14',
    'js-yaml@^5',
    // Later versions carry external-secrets.io/v1 too, as ES modules for Node 22 only.
    '@kubernetes-models/external-secrets@^0.5.2',
    // For the published schema of SARIF 2.1.0 that it carries.
    '@microsoft/jest-sarif@1.0.0-beta.0',
    '@swc/core@^1',
    '@swc/jest@^0.2',
    '@xmldom/xmldom@^0.9',
    'ajv@^8',
    'cdk8s-cli@^2.207.0',
    'esbuild@^0.28',
    'fast-check@^4',
    'kubernetes-models@^4.5.0',
    // Mutation testing: the changes are Stryker's; the tests run with the parts of jest, in one process.
    '@stryker-mutator/instrumenter@^9',
    '@jest/expect@^30',
    '@jest/types@^30',
    'jest-circus@^30',
    'jest-mock@^30',
    'jest-snapshot@^30',
    'tsx@^4',
    'yaml@^2.8.0',
  ],

  // `npm test` rewrites no file; `npx projen eslint:fix` is the deliberate way to have the linter do so.
  eslintOptions: { dirs: ['src'], commandOptions: { fix: false } },
  jestOptions: {
    // A wrong snapshot must fail; `npx projen test:update` is the deliberate way to change one.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      // These need an API server, a node, and installed apps: each folder has its own jest.config.js.
      testPathIgnorePatterns: [
        '/node_modules/', '<rootDir>/test/cluster/', '<rootDir>/test/engines/', '<rootDir>/test/node/',
        '<rootDir>/test/tarball/',
      ],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
      testSequencer: '<rootDir>/test/support/long-first.js',
      // On two cores jest would leave one idle.
      maxWorkers: '100%',
      // Coverage costs as much as the tests again: `npx projen test:coverage`, and CI.
      collectCoverage: false,
      coverageReporters: ['text-summary', 'lcov'],
      collectCoverageFrom: ['src/**/*.ts'],
      // Types are checked once, by the compiler; a transform that only strips them is many times as fast.
      transform: {
        '^.+\\.[t]sx?$': new javascript.Transform('@swc/jest', {
          jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        }),
      },
      // The CEL evaluator is ES modules, which jest does not load by require: tests take the file that users get.
      moduleNameMapper: { '^@marcbachmann/cel-js$': '<rootDir>/lib/vendor/cel-js.js' },
    },
  },
  gitignore: ['/examples/*/dist/', '/examples/*/node_modules/', '/THIRD-PARTY-NOTICES.md'],
});

// What is compiled reads like its source; source maps were three quarters of its size, and map to files that no user
// has.
for (const option of ['inlineSourceMap', 'inlineSources']) {
  project.tsconfig!.file.addOverride(`compilerOptions.${option}`, false);
}

// unrs-resolver 1.13 names platform packages that npm does not serve, and `npm ci` then refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

for (const path of ['/examples/', '/.ci/', '/bench/', '/CONTRIBUTING.md', '/SECURITY.md', '/CODE_OF_CONDUCT.md']) {
  project.addPackageIgnore(path);
}
for (const path of ['/docs/contributing/', '/docs/api-baseline.json']) {
  project.addPackageIgnore(path);
}

const bench = project.addTask('bench', {
  description: 'Measure the library next to the same manifests written by hand with cdk8s-plus-28',
  receiveArgs: true,
});
bench.spawn(project.compileTask);
bench.exec('tsx bench/main.ts', { receiveArgs: true });

const benchAudit = project.addTask('bench:audit', {
  description: 'Measure `strongbox audit` next to parsing the same file with the package yaml',
  receiveArgs: true,
});
benchAudit.spawn(project.compileTask);
benchAudit.exec('tsx bench/audit/main.ts', { receiveArgs: true });

project.addTask('bench:rotation', {
  description: 'Measure what `strongbox rotate status` and `strongbox rotate wait` take for a cluster',
  receiveArgs: true,
  exec: 'tsx bench/rotation/main.ts',
});

// The examples. The programs of payments are plain JavaScript, typed by their comments, and its tests import them.
project.tsconfigDev.file.addOverride('compilerOptions.allowJs', true);
// The tests of test/tarball/app run elsewhere, with the package; here they are judged with the sources.
project.tsconfigDev.file.addOverride('compilerOptions.paths', { 'cdk8s-strongbox': ['../src/index.ts'] });
// Neither a regular expression nor a link can be broken; in tests, text of others, such as YAML, is as long as it is.
const maxLen = { code: 120, ignoreUrls: true, ignoreRegExpLiterals: true };
project.eslint!.addRules({ '@stylistic/max-len': ['error', maxLen] });
project.eslint!.addOverride({
  files: ['test/**'],
  rules: { '@stylistic/max-len': ['error', { ...maxLen, ignoreTemplateLiterals: true }] },
});
project.eslint!.addLintPattern('examples');
project.eslint!.addLintPattern('bench');
project.eslint!.allowDevDeps('bench/**');
// The compile task copies these into the package, and fails for one that it does not copy.
project.eslint!.allowDevDeps('src/**');
project.eslint!.addOverride({
  files: ['examples/**', 'test/tarball/app/**'],
  rules: {
    'import/no-unresolved': ['error', { ignore: ['^cdk8s-strongbox$'] }],
  },
});
project.addTask('example', {
  description: 'Write the manifests of examples/payments, and list what makes them safe',
  cwd: 'examples/payments',
  steps: [{ exec: 'cdk8s synth --check-upgrade=false' }, { exec: 'tsx show.ts' }],
});
project.addTask('example:encryption', {
  description: 'Write the files and runbooks of examples/encryption',
  exec: 'tsx --tsconfig examples/encryption/tsconfig.json examples/encryption/main.ts',
});
project.addTask('example:stores', {
  description: 'Write the manifests of examples/stores: one service, and its password from five stores',
  cwd: 'examples/stores',
  steps: [{ exec: 'cdk8s synth --check-upgrade=false' }],
});
project.addTask('example:migrate', {
  description: 'Write the manifests of examples/migrate: hand-written YAML, and each step to safe',
  cwd: 'examples/migrate',
  steps: [{ exec: 'cdk8s synth --check-upgrade=false' }],
});
project.addTask('example:platform', {
  description: 'Compare what synth, CI and admission say of one manifest, by the preset of examples/platform',
  exec: 'tsx --tsconfig examples/platform/tsconfig.json examples/platform/compare.ts',
});
project.addTask('example:rotation', {
  description: 'Write the manifests and runbooks of examples/rotation: a database and its clients, and the plans',
  exec: 'tsx --tsconfig examples/rotation/tsconfig.json examples/rotation/main.ts',
});
project.addTask('example:workloads', {
  description: 'Write the manifests of examples/workloads: one service in five ways, and compare the pod specs',
  exec: 'tsx --tsconfig examples/workloads/tsconfig.json examples/workloads/main.ts',
});

// projen silences jsii's reserved-word warning; ours stays on, since names must be usable in every jsii language.
// What an earlier compilation left of files that have moved would be packed.
project.compileTask.reset('node -e "fs.rmSync(\'lib\', { recursive: true, force: true })"');
project.compileTask.exec('jsii');
project.compileTask.exec('tsx projenrc/vendor.ts');
// An app loads what it uses of the package, and no more: docs/decisions/0002-lazy-index.md.
project.compileTask.exec('tsx projenrc/lazy-index.ts');

// The compiler judges the types of src once, here; test/types.test.ts those of the tests and examples that use them.
project.testTask.prependSpawn(project.compileTask);
project.addTask('test:coverage', {
  description: 'Runs the tests as CI does, with coverage',
  exec: 'jest --ci --coverage',
  env: { CI: 'true' },
  receiveArgs: true,
});
project.addTask('eslint:fix', { description: 'Runs eslint and fixes what it can' })
  .spawn(project.eslint!.eslintTask, { args: ['--fix'] });

project.addTask('docs:rules', {
  description: 'Writes the catalog of rules, and docs/rules from it and its examples',
  steps: [{ exec: 'tsx projenrc/rule-catalog.ts' }, { exec: 'tsx test/rules/write-docs.ts' }],
});
project.addTask('create-rule', {
  description: 'Writes the files of a new rule',
  exec: 'tsx projenrc/create-rule.ts',
  receiveArgs: true,
});
project.addTask('try', {
  description: 'Checks real manifests with every rule',
  exec: 'tsx projenrc/try.ts',
  receiveArgs: true,
});
project.addTask('test:mutation', {
  description: 'Changes the sources in small ways, and looks whether a test fails',
  exec: 'tsx test/mutation/run.ts',
  receiveArgs: true,
});
project.addTask('try:public', {
  description: 'Checks public repositories, and compares the errors with what they were found to be',
  exec: 'tsx projenrc/public-trees.ts',
  receiveArgs: true,
});

// jsii-diff alone fails as long as nothing is published.
project.tasks.tryFind('compat')!.reset('tsx projenrc/compat.ts');
project.addTask('compat:accept', {
  description: 'Accepts the public API as it is',
  exec: 'tsx projenrc/compat.ts --accept',
});

project.addTask('fuzz', {
  description: 'Reads and checks damaged manifests and random input, many more than the tests do',
  env: { STRONGBOX_FUZZ_RUNS: '100000' },
  exec: 'jest fuzz.test.ts --coverage=false',
});

project.addTask('test:cluster', {
  description: 'Tests what is emitted on a real kube-apiserver and etcd; with --write, writes docs/verified.md',
  exec: 'tsx test/cluster/run.ts',
  receiveArgs: true,
});

project.addTask('test:engines', {
  description: 'Tests policies for Kyverno and Gatekeeper with their command lines; with --write, writes '
    + 'docs/verified.md',
  exec: 'tsx test/engines/run.ts',
  receiveArgs: true,
});

project.addTask('test:node', {
  description: 'Tests what reaches a container on a real kubelet, containerd and runc; with --write, writes '
    + 'docs/verified.md',
  exec: 'tsx test/node/run.ts',
  receiveArgs: true,
});

project.addTask('test:tarball', {
  description: 'Installs the packed library into apps, and loads it with each test runner on each supported release '
    + 'of Node',
  exec: 'jest --config test/tarball/jest.config.js',
  receiveArgs: true,
});

// Pinned by commit: a tag can be moved, and the release job holds a token that signs packages.
const CHECKOUT = 'actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683'; // v4.2.2
const SETUP_NODE = 'actions/setup-node@49933ea5288caeca8642d1e84afbd3f7d6820020'; // v4.4.0
const SETUP_GO = 'actions/setup-go@d35c59abb061a4a6fb18e82ac0862c26744d6ab5'; // v5.5.0

// The tests of a control plane build it from Go modules.
const setUpGo = {
  uses: SETUP_GO,
  with: { 'go-version': '1.26.x', 'cache-dependency-path': 'test/cluster/**/go.sum' },
};

const ci = project.github!.addWorkflow('ci');
ci.on({ push: { branches: ['main'] }, pullRequest: {} });
ci.addJob('test', {
  runsOn: ['ubuntu-latest'],
  timeoutMinutes: 90,
  permissions: { contents: JobPermission.READ },
  steps: [
    { uses: CHECKOUT },
    { uses: SETUP_NODE, with: { 'node-version': '20.x' } },
    setUpGo,
    { name: 'Test', run: 'bash .ci/run' },
  ],
});

// Pushing a tag `v1.2.3` publishes 1.2.3. A maintainer only adds the repository secret NPM_TOKEN.
const release = project.github!.addWorkflow('release');
release.on({ push: { tags: ['v*'] } });
release.addJob('npm', {
  runsOn: ['ubuntu-latest'],
  // id-token lets npm sign the provenance statement of this very run.
  permissions: { contents: JobPermission.READ, idToken: JobPermission.WRITE },
  steps: [
    { uses: CHECKOUT },
    { uses: SETUP_NODE, with: { 'node-version': '20.x' } },
    setUpGo,
    { name: 'Test', run: 'bash .ci/run --all' },
    {
      name: 'Version from the tag',
      run: 'npm version "${GITHUB_REF_NAME#v}" --no-git-tag-version --allow-same-version',
    },
    { name: 'Pack', run: 'npx projen compile && npx projen package:js' },
    {
      name: 'Publish',
      env: { NPM_TOKEN: '${{ secrets.NPM_TOKEN }}' },
      // npm reads the token for the registry it is configured with; the file holds the variable's name, not its value.
      run: [
        'registry="$(npm config get registry)"',
        'echo "${registry#*:}:_authToken=\\${NPM_TOKEN}" > "$RUNNER_TEMP/npmrc"',
        'NPM_CONFIG_USERCONFIG="$RUNNER_TEMP/npmrc" npm publish dist/js/*.tgz --provenance --access public',
      ].join('\n'),
    },
  ],
});

project.synth();
