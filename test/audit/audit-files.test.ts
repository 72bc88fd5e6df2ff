import { auditEnvironments, auditFiles, Environment } from '../../src/audit/audit-files';
import { AuditReport } from '../../src/audit/audit-report';
import { RulePreset } from '../../src/rules/rule-preset';
import { RuleScope } from '../../src/rules/rule-scope';

const file = (name: string, text: string, part?: boolean) => ({ file: name, text, part });
const strict = (...environments: Environment[]) => auditEnvironments(environments, { preset: RulePreset.STRICT });
const said = (report: AuditReport) =>
  report.findings.map(({ ruleId, subject, location }) =>
    [ruleId, location?.file, ...(subject.environments ?? [])].join(' '),
  );

const external = (name: string, from: string) => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: ${name}, namespace: shop}
spec:
  refreshInterval: 1h
  secretStoreRef: {name: central, kind: SecretStore}
  target: {name: orders-db}
  data: [{secretKey: password, remoteRef: {key: ${from}, property: password}}]
`;
const pod = (key: string) => `apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  serviceAccountName: cart
  containers: [{name: app, image: x, env: [{name: C, valueFrom: {configMapKeyRef: {name: settings, key: ${key}}}}]}]
`;
const settings = (data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\nimmutable: true\ndata: {${data}}\n`;

describe('the same object in two files is one object', () => {
  test('with one owner, and it is said where it stands', () => {
    const report = auditFiles([file('dev.yaml', external('db', 'dev')), file('prod.yaml', external('db', 'prod'))], {
      preset: RulePreset.STRICT,
    });
    expect(said(report)).toEqual([]);
    expect(report.copies).toEqual([
      {
        apiGroup: 'external-secrets.io',
        kind: 'ExternalSecret',
        name: 'db',
        objectNamespace: 'shop',
        locations: [
          expect.objectContaining({ file: 'dev.yaml', line: 1 }),
          expect.objectContaining({ file: 'prod.yaml', line: 1 }),
        ],
      },
    ]);
  });

  test('also in another version of its API, and beside one that is another owner', () => {
    const old = external('db', 'dev').replace('/v1', '/v1beta1');
    const owners = (...texts: string[]) =>
      auditFiles(
        texts.map((text, index) => file(`${index}.yaml`, text)),
        { preset: RulePreset.RECOMMENDED },
      )
        .findings.filter(({ ruleId }) => ruleId === 'external-secret-owner-conflict')
        .map(({ message, location }) => `${location!.file} ${message}`);
    expect(owners(old, external('db', 'prod'))).toEqual([]);
    expect(owners(external('db', 'dev'), external('db', 'prod'), external('db2', 'x'))).toEqual([
      '0.yaml Secret "orders-db" is owned by ExternalSecret "db2" as well',
      '1.yaml Secret "orders-db" is owned by ExternalSecret "db2" as well',
      '2.yaml Secret "orders-db" is owned by ExternalSecret "db" as well',
    ]);
  });

  test('which has the keys of all its copies', () => {
    expect(
      said(
        strict({
          inputs: [file('a', settings('a: b')), file('b', settings('currency: EUR')), file('p', pod('currency'))],
        }),
      ).filter((text) => text.startsWith('missing-key')),
    ).toEqual([]);
  });

  test.each([
    ['first', [0, 1]],
    ['last', [1, 0]],
  ])('an account declines its token where one copy does, be it the %s', (_name, order) => {
    const account = (more: string) =>
      `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: cart, namespace: shop}\n${more}`;
    const accounts = [file('a.yaml', account('automountServiceAccountToken: false\n')), file('b.yaml', account(''))];
    const report = strict({ inputs: [...order.map((index) => accounts[index]), file('p', pod('x'))] });
    expect(said(report).filter((text) => text === 'service-account-token-automount p')).toEqual([]);
  });

  test.each([
    ['first', [0, 1]],
    ['last', [1, 0]],
  ])('a role gives what one copy gives, be it the %s', (_name, order) => {
    const role = (verb: string) =>
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: reader}\n'
      + `rules: [{apiGroups: [""], resources: [secrets], verbs: [${verb}]}]\n`;
    const roles = [file('a.yaml', role('list')), file('b.yaml', role('update'))];
    const binding =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: all}\n'
      + 'roleRef: {kind: ClusterRole, name: reader}\nsubjects: [{kind: User, name: jane}]\n';
    const report = strict({ inputs: [...order.map((index) => roles[index]), file('binding.yaml', binding)] });
    expect(said(report).filter((text) => text.endsWith('binding.yaml'))).toEqual([
      'secrets-cluster-wide binding.yaml',
    ]);
  });

  test('a file that has it once is not a copy, nor is an object without a name', () => {
    const generated = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: x-}\n';
    expect(
      auditFiles([file('a', settings('a: b')), file('b', generated), file('c', generated)], {
        preset: RulePreset.STRICT,
      }).copies,
    ).toEqual([]);
  });
});

describe('environments', () => {
  const dev = {
    name: 'dev',
    inputs: [file('dev.yaml', settings('level: info')), file('dev-pod.yaml', pod('currency'))],
  };
  const prod = { name: 'prod', inputs: [file('prod.yaml', settings('currency: EUR'))] };

  test('are judged apart: none has what another one has', () => {
    const ids = (report: AuditReport) => said(report).filter((text) => text.startsWith('missing-key'));
    expect(ids(strict(dev, prod))).toEqual(['missing-key dev-pod.yaml dev']);
    expect(ids(strict({ inputs: [...dev.inputs, ...prod.inputs] }))).toEqual([]);
  });

  test('that share a file have its findings once, and files are counted once', () => {
    const shared = [file('base.yaml', pod('x'))];
    const report = strict({ name: 'dev', inputs: shared }, { name: 'prod', inputs: shared });
    const alone = strict({ name: 'dev', inputs: shared });
    expect(report.findings.map(({ fingerprint }) => fingerprint)).toEqual(
      alone.findings.map(({ fingerprint }) => fingerprint),
    );
    expect(report.findings[0].subject.environments).toEqual(['dev', 'prod']);
    expect(report).toMatchObject({ fileCount: 1, objectCount: 2 });
  });
});

describe('parts', () => {
  const credential =
    'apiVersion: v1\nkind: Pod\n'
    + 'metadata: {name: cart, annotations: {cdk8s-strongbox/suppress.default-service-account: "set by the overlay"}}\n'
    + 'spec: {containers: [{name: app, env: [{name: T, value: ghp_16C7e42F292c6912E7710c838347Ae178B4a}]}]}\n';

  test('are judged by what is written, not by what is missing; what suppresses that is not unused', () => {
    const report = strict({ inputs: [file('patch.yaml', credential, true)] });
    expect([said(report), report.problems]).toEqual([['credential-in-env patch.yaml'], []]);
    expect(said(strict({ inputs: [file('pod.yaml', credential)] }))).toContain('default-service-account pod.yaml');
  });

  test('are not copies of the objects that they are laid over', () => {
    expect(strict({ inputs: [file('a', pod('x')), file('b', pod('x'), true)] }).copies).toEqual([]);
  });
});

describe('what is not judged', () => {
  const SERVICES =
    'apiVersion: v1\nkind: Service\nmetadata: {name: a}\n'
    + '---\napiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Service}, 5]\n---\nfoo: bar\n';

  test('is counted: kinds that no rule reads, and what is not an object', () => {
    const report = auditFiles(
      [file('a', `${SERVICES}---\napiVersion: example.com/v1\nkind: Widget\n`), file('p', pod('x'))],
      { preset: RulePreset.RECOMMENDED },
    );
    expect(report.passedOver).toEqual({
      kinds: [
        { apiGroup: '', kind: 'Service', objectCount: 2 },
        { apiGroup: 'example.com', kind: 'Widget', objectCount: 1 },
      ],
      documentCount: 2,
      files: [],
      otherEndings: [],
    });
  });

  test('is nothing where a rule of a platform team reads every object', () => {
    const preset = RulePreset.RECOMMENDED.derive({
      customRules: [
        {
          id: 'acme-any',
          title: 't',
          scope: RuleScope.ANY_OBJECT,
          violation: 'false',
          message: 'm',
          remediation: 'r',
        },
      ],
    });
    expect(auditFiles([file('a', SERVICES)], { preset }).passedOver!.kinds).toEqual([]);
  });

  test('is added up over environments', () => {
    const environment = (name: string) => ({ name, inputs: [file(name, SERVICES)] });
    expect(strict(environment('a'), environment('b')).passedOver).toMatchObject({
      kinds: [{ kind: 'Service', objectCount: 4 }],
      documentCount: 4,
    });
  });
});
