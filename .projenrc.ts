import { cdk, javascript } from 'projen';

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
  keywords: ['cdk8s', 'kubernetes', 'secrets', 'configmap', 'security', 'rbac', 'vault', 'external-secrets', 'secrets-store-csi', 'sealed-secrets'],
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
  devDeps: [
    'ajv@^8',
    'cdk8s-cli@^2.207.0',
    'fast-check@^4',
    'kubernetes-models@^4.5.0',
    'tsx@^4',
    'yaml@^2.8.0',
  ],

  typecheckTests: true,
  jestOptions: {
    // A wrong snapshot must fail; `npx projen test:update` is the deliberate way to change one.
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    jestConfig: {
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      coverageReporters: ['text-summary', 'lcov'],
      collectCoverageFrom: ['src/**/*.ts'],
    },
  },
  gitignore: ['/examples/*/dist/', '/examples/*/node_modules/'],
});

// unrs-resolver 1.13 names platform packages that npm does not serve, and `npm ci` then refuses the lock file.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

for (const path of ['/examples/', '/docs/', '/.ci/', '/bench/', '/CONTRIBUTING.md']) {
  project.addPackageIgnore(path);
}

// projen silences jsii's reserved-word warning; ours stays on, since names must be usable in every jsii language.
project.compileTask.reset('jsii');

project.synth();
