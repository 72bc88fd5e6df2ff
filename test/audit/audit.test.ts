import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Include, JsonPatch, Lazy, Testing, YamlOutputType } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  Audit, AuditOptions, RotatingVolumeMount, RuleLevel, RulePreset, RuleScope, SecretSource, SecureSecret,
} from '../../src';

let folder: string;
let stderr: jest.SpiedFunction<typeof process.stderr.write>;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'audit-')));
  stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => {
  stderr.mockRestore();
  rmSync(folder, { recursive: true, force: true });
});

const said = () => stderr.mock.calls.map(([text]) => String(text));

function newApp(yamlOutputType?: YamlOutputType): App {
  return new App({ outdir: join(folder, 'dist'), yamlOutputType });
}

/** A deployment that reads a Secret into its environment. */
function unsafe(chart: Chart, id = 'Api'): kplus.Deployment {
  const secret = kplus.Secret.fromSecretName(chart, `${id}Db`, 'db');
  return new kplus.Deployment(chart, id, {
    containers: [{ image: 'x', name: 'main', envVariables: { DB: secret.envValue('password') } }],
  });
}

const newChart = (app: App, id = 'payments') =>
  new Chart(app, id, { namespace: 'payments', disableResourceNameHashes: true });

const STRICT: AuditOptions = { preset: RulePreset.STRICT.derive({ off: ['missing-reference', 'no-reload-path'] }) };

const WORKER = { apiVersion: 'example.com/v1', kind: 'Worker' };

test('a kind that the audit does not know is judged where it is told where the pod is', () => {
  const app = newApp();
  const env = [{ name: 'DB_PASSWORD', value: 'hV4nRx81kQzt7Lp2' }];
  const template = { spec: { containers: [{ name: 'app', env }], automountServiceAccountToken: false } };
  new ApiObject(newChart(app), 'Worker', { ...WORKER, spec: { parts: [{ template }] } } as any);
  const place = { apiGroup: 'example.com', kind: 'Worker', path: 'spec.parts[*].template' };
  const audit = Audit.attach(app, { podTemplates: [place] });
  expect(() => app.synth()).toThrow('credential-in-env at /spec/parts/0/template/spec/containers/0/env/0/value');
  expect(audit.report.problems).toEqual([]);
});

test('a place at which no object of the kind has a pod is told, and one that is none is refused', () => {
  const app = newApp();
  new ApiObject(newChart(app), 'Worker', { ...WORKER, spec: { template: { spec: { containers: [] } } } } as any);
  const path = { apiGroup: 'example.com', kind: 'Worker', path: 'spec.tmplate' };
  const audit = Audit.attach(app, { podTemplates: [path, { ...path, kind: 'Other' }] });
  expect(audit.report.problems).toEqual([{
    id: 'pod-template-not-found',
    level: 'warning',
    message: 'podTemplates: no Worker has a pod at spec.tmplate; check the path against its manifests',
  }]);
  expect(() => Audit.attach(newApp(), { podTemplates: [{ ...path, path: '' }] }))
    .toThrow('Audit.attach: podTemplates[0].path must be fields');
});

test('an error fails the synth before a file is written, and gives the construct, the problem and the fix', () => {
  const app = newApp();
  Audit.attach(app, STRICT);
  unsafe(newChart(app));
  expect(() => app.synth()).toThrow(
    'payments/Api/Resource: Deployment payments/payments-api: container "main", variable "DB": takes its value from '
      + 'a Secret ' +
      '(secret-in-env at /spec/template/spec/containers/0/env/0). Mount the Secret as a volume, as a whole '
        + 'directory, and let the ' +
      'process read the file again when it changes',
  );
  expect(readdirSync(app.outdir)).toEqual([]);
  expect(said()).toEqual([]);
});

test('what fails nothing is one line on standard error, once a synth, and in the report', () => {
  const app = newApp();
  const audit = Audit.attach(app);
  ['a', 'b', 'c'].forEach((id) => unsafe(new Chart(app, id, { namespace: id })));
  app.synth();
  expect(said()).toEqual(['audit: 3 warnings and 3 notes in 3 objects (secret-in-env, no-reload-path)\n']);
  expect(audit.report.findings.map(({ ruleId, subject }) => `${ruleId} ${subject.constructPath}`)).toEqual(
    ['a', 'b', 'c'].flatMap((id) => [`secret-in-env ${id}/Api/Resource`, `no-reload-path ${id}/Api/Resource`]),
  );
});

test('nothing is said when it is to be quiet, nor when nothing is found', () => {
  const app = newApp();
  Audit.attach(app, { quiet: true });
  unsafe(newChart(app));
  app.synth();
  const clean = newApp();
  Audit.attach(clean, STRICT);
  new kplus.ServiceAccount(newChart(clean), 'Account');
  clean.synth();
  expect(said()).toEqual([]);
});

test('a finding fails from the given level on', () => {
  const app = newApp();
  Audit.attach(app, { failOn: RuleLevel.NOTE });
  unsafe(newChart(app));
  expect(() => app.synth()).toThrow(/secret-in-env[^]*no-reload-path/);
});

describe('in a synth every object is judged once', () => {
  /** An app of some charts whose objects count how often they are resolved. */
  function counting(charts: number, type?: YamlOutputType): { app: App; counts: number[] } {
    const app = newApp(type);
    const counts: number[] = Array(charts).fill(0);
    counts.forEach(
      (_, index) =>
        new ApiObject(new Chart(app, `chart-${index}`), 'Config', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          immutable: true,
          data: { x: Lazy.any({ produce: () => `${++counts[index]}` }) },
        }),
    );
    return { app, counts };
  }

  test.each([
    [YamlOutputType.FILE_PER_APP], [YamlOutputType.FILE_PER_CHART],
    [YamlOutputType.FILE_PER_RESOURCE], [YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE],
  ])('with output of type %i', (type) => {
    const { app, counts } = counting(5, type);
    Audit.attach(app, STRICT);
    app.synth();
    // Once to judge it, and once to write it.
    expect(counts).toEqual([2, 2, 2, 2, 2]);
  });

  test('also when it is synthesised to a text', () => {
    const { app, counts } = counting(3);
    Audit.attach(app, STRICT);
    app.synthYaml();
    expect(counts).toEqual([2, 2, 2]);
  });

  test('and once more in the next', () => {
    const { app, counts } = counting(3);
    Audit.attach(app, STRICT);
    app.synth();
    app.synth();
    expect(counts).toEqual([4, 4, 4]);
  });
});

test('a change between two synths is seen, also one that shows in the objects alone', () => {
  const app = newApp();
  const chart = newChart(app);
  const audit = Audit.attach(app, STRICT);
  const config = new kplus.ConfigMap(chart, 'Config', { immutable: true, data: { x: '1' } });
  app.synth();
  config.addData('url', 'postgres://user:hunter2hunter2@db.internal/payments');
  expect(() => app.synth()).toThrow(/payments\/Config\/Resource.*credential-in-configmap/);
  expect(audit.report.findings.map(({ ruleId }) => ruleId)).toEqual(['credential-in-configmap']);
  ApiObject.of(config).addJsonPatch(JsonPatch.remove('/data/url'));
  expect(audit.report.findings).toEqual([]);
  app.synth();
});

test('a failed synth leaves nothing behind that the next would take for its own', () => {
  const app = newApp();
  const chart = newChart(app);
  Audit.attach(app, STRICT);
  const config = new kplus.ConfigMap(chart, 'Config', {
    immutable: true,
    data: { url: 'postgres://user:hunter2hunter2@db.internal/payments' },
  });
  expect(() => app.synth()).toThrow(/credential-in-configmap/);
  ApiObject.of(config).addJsonPatch(JsonPatch.remove('/data/url'));
  app.synth();
});

test('a chart that is converted to objects alone is audited too', () => {
  const app = Testing.app();
  const chart = newChart(app);
  Audit.attach(chart, STRICT);
  unsafe(chart);
  expect(() => Testing.synth(chart)).toThrow(/secret-in-env/);
});

test('no value of a Secret is in an error', () => {
  const app = newApp();
  const chart = newChart(app);
  Audit.attach(app, { ...STRICT, failOn: RuleLevel.NOTE });
  const stringData = { 'pass word': 'hunter2hunter2', 'url': 'postgres://u:hunter2hunter2@db/x' };
  new ApiObject(chart, 'Secret', { apiVersion: 'v1', kind: 'Secret', stringData });
  new ApiObject(chart, 'Config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    data: { url: 'postgres://u:hunter2hunter2@db/x' },
  });
  let message = '';
  try {
    app.synth();
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toMatch(/plaintext-secret[^]*credential-in-configmap/);
  expect(message).not.toContain('hunter2');
});

test('objects of included files and of cdk8s-plus are found, whatever made them', () => {
  const app = newApp();
  const chart = newChart(app);
  const file = join(folder, 'included.yaml');
  writeFileSync(
    file,
    'apiVersion: v1\nkind: Pod\nmetadata: {name: theirs}\nspec: {containers: [{name: x, envFrom: [{secretRef: '
      + '{name: s}}]}]}\n',
  );
  new Include(chart, 'Included', { url: file });
  unsafe(chart);
  const audit = Audit.attach(app, STRICT);
  expect(
    audit.report.findings
      .filter(({ ruleId }) => ruleId === 'secret-in-env')
      .map(({ subject }) => subject.constructPath),
  ).toEqual(['payments/Included/theirs-pod', 'payments/Api/Resource']);
  expect(audit.report).toMatchObject({ objectCount: 2, fileCount: 0, ruleIds: STRICT.preset!.ruleIds });
});

test('what one object names another chart may have', () => {
  const app = newApp();
  const audit = Audit.attach(app, { preset: RulePreset.STRICT });
  unsafe(newChart(app, 'one'));
  const missing = () => audit.report.findings.filter(({ ruleId }) => ruleId === 'missing-reference');
  expect(missing()).toHaveLength(1);
  new ApiObject(newChart(app, 'two'), 'Db', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'db' },
    stringData: { password: 'x' },
  });
  expect(missing()).toHaveLength(0);
});

test('an object that cdk8s cannot serialise fails in the words of cdk8s, and is a problem of the report', () => {
  const app = newApp();
  const chart = newChart(app);
  const audit = Audit.attach(app, STRICT);
  new ApiObject(chart, 'Broken', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    data: Lazy.any({
      produce: () => {
        throw new Error('no such value');
      },
    }),
  });
  expect(() => app.synth()).toThrow(/payments\/Broken.*no such value/);
  expect(audit.report.problems).toEqual([{
    id: 'unserialisable-object',
    level: 'warning',
    constructPath: 'payments/Broken',
    message: 'the object was not checked, since cdk8s cannot serialise it; synth reports the reason',
  }]);
});

test('an app has one audit', () => {
  const app = newApp();
  Audit.attach(app);
  expect(() => Audit.attach(newChart(app))).toThrow(
    'the app already has an audit; attach one audit with the preset for the whole app',
  );
});

test('a rule of the platform team is checked like the others', () => {
  const app = newApp();
  const rule = {
    id: 'acme-owner',
    title: 'x',
    scope: RuleScope.ANY_OBJECT,
    message: 'has no label owner',
    remediation: 'Name the owner.',
    violation: "!has(self.metadata.labels) || !('owner' in self.metadata.labels)",
  };
  Audit.attach(app, { preset: RulePreset.RECOMMENDED.derive({ customRules: [rule] }) });
  new ApiObject(newChart(app), 'Account', { apiVersion: 'v1', kind: 'ServiceAccount' });
  expect(() => app.synth()).toThrow(
    'payments/Account: ServiceAccount payments/payments-account: has no label owner (acme-owner). Name the owner',
  );
});

describe('a construct can suppress', () => {
  const rule = 'secret-in-env';

  /** The findings of the rule. */
  const found = (audit: Audit) => audit.report.findings.filter(({ ruleId }) => ruleId === rule);

  test('findings in itself and below, with the reason in the report and nothing in the manifests', () => {
    const app = newApp();
    const chart = newChart(app);
    const before = unsafe(chart);
    unsafe(chart, 'Other');
    const nodes = app.node.findAll().length;
    Audit.suppress(before, { ruleId: rule, reason: 'image of the vendor', expires: '2999-12-31' });
    const audit = Audit.attach(app, STRICT);
    expect(app.node.findAll()).toHaveLength(nodes);
    expect(found(audit).map(({ subject, suppression }) => [subject.constructPath, suppression])).toEqual([
      ['payments/Api/Resource', { reason: 'image of the vendor', expires: '2999-12-31', origin: 'construct' }],
      ['payments/Other/Resource', undefined],
    ]);
    Audit.suppress(app, { ruleId: rule, reason: 'until the next release' });
    app.synth();
    expect(readFileSync(join(app.outdir, 'payments.k8s.yaml'), 'utf8')).not.toMatch(/suppress|vendor|release/);
    // The nearest one says why.
    expect(found(audit).map(({ suppression }) => suppression!.reason))
      .toEqual(['image of the vendor', 'until the next release']);
  });

  test('one finding', () => {
    const app = newApp();
    const api = unsafe(newChart(app));
    api.containers[0].env.addVariable('OTHER', kplus.Secret.fromSecretName(api, 'Other', 'other').envValue('x'));
    Audit.suppress(api, { ruleId: rule, at: 'main/OTHER', reason: 'image of the vendor' });
    const audit = Audit.attach(app, STRICT);
    expect(found(audit).map(({ suppression }) => suppression?.reason))
      .toEqual([undefined, 'image of the vendor']);
  });

  test('an annotation of the object does as well', () => {
    const app = newApp();
    const api = unsafe(newChart(app));
    ApiObject.of(api).metadata.addAnnotation(`cdk8s-strongbox/suppress.${rule}`, 'image of the vendor');
    const audit = Audit.attach(app, STRICT);
    expect(found(audit).map(({ suppression }) => suppression?.origin)).toEqual(['annotation']);
    app.synth();
  });

  test('no rule that there is not: the synth fails; what is unused or has expired is a warning', () => {
    const app = newApp();
    const chart = newChart(app);
    const api = unsafe(chart);
    Audit.suppress(api, { ruleId: rule, reason: 'image of the vendor', expires: '2020-01-31' });
    Audit.suppress(chart, { ruleId: 'secrets-list', reason: 'just in case' });
    Audit.suppress(app, { ruleId: 'secrets-in-env', reason: 'a slip' });
    const audit = Audit.attach(app, STRICT);
    expect(audit.report.problems.map(({ id, level, constructPath }) => `${constructPath} ${level} ${id}`)).toEqual([
      ' error suppression-unknown-rule',
      'payments/Api warning suppression-expired',
      'payments warning suppression-unused',
    ]);
    expect(() => app.synth()).toThrow(
      "[] cannot suppress 'secrets-in-env': there is no such rule; did you mean secret-in-env",
    );
  });

  test('no rule that the preset makes unsuppressible', () => {
    const app = newApp();
    Audit.suppress(unsafe(newChart(app)), { ruleId: rule, reason: 'image of the vendor' });
    Audit.attach(app, { preset: STRICT.preset!.derive({ unsuppressible: [rule] }) });
    expect(() => app.synth()).toThrow(
      /variable "DB"[^]*payments\/Api: rule 'secret-in-env' cannot be suppressed with this preset/,
    );
  });

  test.each([
    [
      { ruleId: rule, reason: ' ' },
      "payments/Api: the rule 'secret-in-env' is not suppressed: it has no reason; describe in a few words why the "
        + 'finding is acceptable here',
    ],
    [
      { ruleId: rule, reason: 'x', expires: '31.1.2027' },
      'payments/Api: the rule \'secret-in-env\' is not suppressed: its expiry date is "31.1.2027", which is not a '
        + 'valid date; write it like 2027-01-31',
    ],
    [
      { ruleId: rule, reason: 'x', at: '' },
      "payments/Api: the rule 'secret-in-env' is not suppressed: its place is empty; name a container, a variable, "
        + 'a volume or a key, or leave it out',
    ],
    [
      { ruleId: rule, reason: 'vendor image (until 2020-01-01)' },
      "payments/Api: the rule 'secret-in-env' is not suppressed: its reason contains an expiry date, which has no "
        + 'effect there; set `expires`, like 2027-01-31',
    ],
  ])('nothing by %j', (options, message) => {
    const app = newApp();
    const api = unsafe(newChart(app));
    expect(() => Audit.suppress(api, options)).toThrow(message);
  });
});

test('a place that there is not is told in full, with the places that there are', () => {
  const app = newApp();
  Audit.attach(app, STRICT);
  Audit.suppress(unsafe(newChart(app)), { ruleId: 'secret-in-env', at: 'main/DBX', reason: 'image of the vendor' });
  expect(() => app.synth()).toThrow(/variable "DB"/);
  expect(said()).toEqual([
    'audit: 1 warning in 1 object (suppression-unused)\n',
    "audit: warning suppression-unused: payments/Api: the rule 'secret-in-env' has no finding at 'main/DBX' for "
      + "this to suppress; it has findings at 'main/DB'; correct the place or remove it\n",
  ]);
});

test('the errors say once how to learn more and how to accept them', () => {
  const app = newApp();
  Audit.attach(app, STRICT);
  const chart = newChart(app);
  ['One', 'Two'].forEach((id) => unsafe(chart, id));
  let message = '';
  try {
    app.synth();
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message.match(/takes its value from a Secret/g)).toHaveLength(2);
  expect(message.split('\n\n').slice(1)).toEqual([
    'For the reason behind a rule, run: npx strongbox explain secret-in-env. To accept its findings, give a reason: ' +
      "Audit.suppress(construct, { ruleId: 'secret-in-env', reason: '…' }), or the annotation "
        + 'cdk8s-strongbox/suppress.secret-in-env.',
  ]);
});

describe('the report', () => {
  test('is written after a synth that failed', () => {
    const app = newApp();
    const audit = Audit.attach(app, STRICT);
    unsafe(newChart(app));
    const path = join(folder, 'audit.json');
    expect(() => {
      try {
        app.synth();
      } finally {
        audit.writeReport(path);
      }
    }).toThrow(/secret-in-env/);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      findings: [{ ruleId: 'secret-in-env', level: 'error' }],
    });
  });

  test('is written as JSON, to a folder that is made', () => {
    const app = newApp();
    const audit = Audit.attach(app);
    unsafe(newChart(app));
    app.synth();
    const path = join(folder, 'reports/today/audit.json');
    audit.writeReport(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      summary: { objects: 1, findings: { error: 0, warning: 1, note: 1 } },
      findings: [
        { ruleId: 'secret-in-env', subject: { constructPath: 'payments/Api/Resource', objectNamespace: 'payments' } },
        { ruleId: 'no-reload-path' },
      ],
    });
  });

  test.each([['audit.json'], ['deep/audit.json'], ['../link/audit.json']])(
    'is not written to dist/%s, whose files are applied',
    (path) => {
      const app = newApp();
      const audit = Audit.attach(app);
      app.synth();
      symlinkSync(app.outdir, join(folder, 'link'));
      expect(() => audit.writeReport(`${app.outdir}/${path}`)).toThrow(
        /^the report of the audit is not written to .*: .* is the output folder of the app, whose files are applied to clusters; choose a path outside it$/,
      );
      expect(readdirSync(app.outdir)).toEqual([]);
    },
  );
});

describe('a reason at a construct', () => {
  const VALUE = 'hV4nRx81kQzt7Lp2';
  const app = (reason: string) => {
    const made = newApp();
    const chart = new Chart(made, 'shop', { namespace: 'shop' });
    new ApiObject(chart, 'Db', { apiVersion: 'v1', kind: 'Secret', stringData: { password: VALUE } });
    Audit.suppress(chart, { ruleId: 'not-immutable', reason });
    return Audit.attach(made, { noConfig: true, quiet: true, preset: RulePreset.STRICT }).report;
  };

  test('with a value of the object suppresses nothing, is reported once, and is not in the report', () => {
    const report = app(`a test value, ${VALUE}`);
    expect(report.findings.filter(({ suppression }) => suppression !== undefined)).toEqual([]);
    expect(report.problems.filter(({ message }) => message.startsWith("the rule 'not-immutable' is not suppressed: " +
      'its reason contains a value'))).toHaveLength(1);
    expect(JSON.stringify(report)).not.toContain(VALUE);
  });

  test('without one suppresses it', () => {
    expect(app('a test value').findings.some(({ suppression }) => suppression !== undefined)).toBe(true);
  });

  test('with a credential that anybody would know is an error, which does not print it', () => {
    expect(() => app('postgres://app:dGhpcy1pcy1hLXZhbHVl@db/x')).toThrow(
      /its reason contains a value that looks like a credential/,
    );
    expect(() => app('postgres://app:dGhpcy1pcy1hLXZhbHVl@db/x')).not.toThrow(/dGhpcy/);
  });
});

describe('fields of JSON patches that a class of cdk8s-plus does not write', () => {
  const image = { name: 'm', image: { reference: 'registry.example/m:1' } };
  const volume = JsonPatch.add('/spec/template/spec/volumes', [image]);
  const containers = [{ name: 'api', image: 'registry.example/api:1' }];
  const message = 'JSON patches set fields that cdk8s-plus does not know and does not write: '
    + '"spec.template.spec.volumes[0].image"; write the object as an ApiObject, or include it from YAML';

  test('are an error of every object, also without a construct of this library', () => {
    const app = newApp();
    const chart = newChart(app);
    const audit = Audit.attach(app, STRICT);
    const api = new kplus.Deployment(chart, 'Api', { containers });
    ApiObject.of(api).addJsonPatch(volume);
    expect(() => Testing.synth(chart)).toThrow(`payments/Api: ${message}`);
    expect(audit.report.problems).toEqual([
      { id: 'patch-not-written', level: 'error', constructPath: 'payments/Api', message },
    ]);
  });

  test('are an error once where a construct reports them too', () => {
    const app = newApp();
    const chart = newChart(app);
    const audit = Audit.attach(app, STRICT);
    const api = new kplus.Deployment(chart, 'Api', { containers });
    const source = SecretSource.existing('db');
    new RotatingVolumeMount(chart, 'Files', {
      workload: api, mountPath: '/db', source: new SecureSecret(chart, 'Db', { source, keys: ['password'] }),
    });
    ApiObject.of(api).addJsonPatch(JsonPatch.add('/spec/template/spec/volumes/-', image));
    const error = message.replace('[0]', '[1]');
    expect(() => Testing.synth(chart)).toThrow(error);
    expect(audit.report.problems).toEqual([]);
  });

  test.each<[string, (chart: Chart) => ApiObject, JsonPatch]>([
    ['of an ApiObject', (chart) => new ApiObject(chart, 'Api', {
      apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: { spec: { containers } } },
    } as any), volume],
    ['that the class knows', (chart) => ApiObject.of(new kplus.Deployment(chart, 'Api', { containers })),
      JsonPatch.add('/spec/template/spec/volumes', [{ name: 'm', emptyDir: {} }])],
    ['that the class writes in another form',
      (chart) => ApiObject.of(new kplus.Deployment(chart, 'Api', { containers })),
      JsonPatch.add('/spec/template/spec/containers/0/resources', { limits: { memory: { value: '1Gi' } } })],
  ])('are not reported %s', (_, make, patch) => {
    const app = newApp();
    const audit = Audit.attach(app, STRICT);
    make(newChart(app)).addJsonPatch(patch);
    expect(audit.report.problems).toEqual([]);
  });
});
