import { existsSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { planFor } from './plans';
import {
  ExternalSecretStore, PodTemplateHolds, ReloadStrategy, RotatingVolumeMount, RotationPlan, RotationTarget,
  SecretSource, SecretValue, SecureSecret, VersionedConfigMap,
} from '../../src';
import { renderPlanMarkdown } from '../../src/rotation/markdown';
import { renderPlanText } from '../../src/rotation/text';

const VALUE = 'tr0ub4dor-and-horses';

interface Shop {
  readonly app: App;
  readonly chart: Chart;
  readonly database: SecureSecret;
}

function shop(): Shop {
  const app = Testing.app();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const database = new SecureSecret(chart, 'Database', {
    keys: ['username', 'password'],
    source: SecretSource.externalSecret(ExternalSecretStore.fromName('vault'), { path: 'secret/data/shop/db' }),
  });
  const api = new kplus.Deployment(chart, 'Api', {
    containers: [{ image: 'api:1', name: 'api', envVariables: { PW: database.envValue('password') } }],
  });
  const reload = ReloadStrategy.inProcess();
  new RotatingVolumeMount(chart, 'Files', { workload: api, source: database, mountPath: '/etc/db', reload });
  return { app, chart, database };
}

test('the plan of an app is that of its manifests', () => {
  const { app, chart, database } = shop();
  const plan = RotationPlan.of(app, RotationTarget.of(database, { key: 'password' }));
  const same = planFor(`${database.name}/password`, Testing.synth(chart));
  expect(plan.toText()).toBe(renderPlanText(same, { colour: false, width: 100 }));
  expect(plan.toMarkdown()).toBe(renderPlanMarkdown(same));
  expect(JSON.parse(plan.toJson())).toEqual({
    schemaVersion: 1, tool: { name: 'strongbox', version: expect.any(String) }, plan: JSON.parse(JSON.stringify(same)),
  });
  expect([plan.title, plan.complete, plan.errors]).toEqual([`Secret shop/${database.name}, key "password"`, true, []]);
  expect(plan.unknowns).toEqual(same.unknowns);
});

test('targets are found by construct, by name and by path in a store', () => {
  const { app, chart, database } = shop();
  const settings = new VersionedConfigMap(chart, 'Settings', { data: { level: 'info' } });
  const made = new kplus.Secret(chart, 'Made', { metadata: { namespace: 'elsewhere' }, stringData: { key: 'x' } });
  const titles = [
    RotationTarget.of(settings), RotationTarget.of(made), RotationTarget.secret(database.name),
    RotationTarget.secret(database.name, { namespaceName: 'shop', key: 'username' }),
    RotationTarget.configMap(settings.name), RotationTarget.storePath('secret/data/shop/db'),
  ].map((target) => RotationPlan.of(app, target).title);
  expect(titles).toEqual([
    `ConfigMap shop/${settings.name}`, `Secret elsewhere/${made.name}`, `Secret shop/${database.name}`,
    `Secret shop/${database.name}, key "username"`, `ConfigMap shop/${settings.name}`, 'the path secret/data/shop/db',
  ]);
});

test('a plan of one chart knows nothing of the others', () => {
  const { app, chart, database } = shop();
  const other = new Chart(app, 'other', { namespace: 'shop' });
  new kplus.Deployment(other, 'Batch', {
    containers: [{ image: 'b:1', name: 'b', envVariables: { PW: database.envValue('password') } }],
  });
  const target = RotationTarget.of(database);
  expect(RotationPlan.of(app, target).toText()).toContain('other-batch');
  expect(RotationPlan.of(chart, target).toText()).not.toContain('other-batch');
});

test('a server and its clients with one value are an error of the plan', () => {
  const { app, chart, database } = shop();
  new ApiObject(chart, 'Postgres', {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'postgres' },
    spec: {
      template: {
        spec: {
          containers: [{
            name: 'db',
            image: 'postgres:17',
            env: [{
              name: 'POSTGRES_PASSWORD', valueFrom: { secretKeyRef: { name: database.name, key: 'password' } },
            }],
          }],
        },
      },
    },
  });
  const { errors } = RotationPlan.of(app, RotationTarget.of(database, { key: 'password' }));
  expect(errors).toEqual([expect.stringContaining('StatefulSet shop/postgres checks the value')]);
});

test('pods of additional kinds are users', () => {
  const { app, chart, database } = shop();
  new ApiObject(chart, 'Worker', {
    apiVersion: 'example.com/v1',
    kind: 'Worker',
    metadata: { name: 'worker' },
    spec: { pod: { containers: [{ name: 'w', image: 'w:1', envFrom: [{ secretRef: { name: database.name } }] }] } },
  });
  const podTemplates = [{
    apiGroup: 'example.com', kind: 'Worker', path: 'spec.pod', holds: PodTemplateHolds.SPEC,
  }];
  const target = RotationTarget.of(database);
  expect(RotationPlan.of(app, target, { podTemplates }).toText()).toContain('container w  environment variables');
  expect(() => RotationPlan.of(app, target, { podTemplates: [{ ...podTemplates[0], path: '/spec/pod' }] })).toThrow(
    'RotationPlan.of: podTemplates[0].path must be fields separated by dots, with [*] for each item, such as '
    + 'spec.workers[*].template; write dots instead of slashes',
  );
});

test('an object that cdk8s cannot serialise is named among what is not known', () => {
  const { app, chart, database } = shop();
  class Broken extends ApiObject {
    public toJson(): any {
      throw new Error(VALUE);
    }
  }
  new Broken(chart, 'Broken', { apiVersion: 'v1', kind: 'Broken' });
  const { unknowns } = RotationPlan.of(app, RotationTarget.of(database));
  expect(unknowns).toContain('What "shop/Broken" makes: cdk8s cannot serialise it, and synth reports the reason.');
});

test('no form of the plan has a value', () => {
  const { app, chart } = shop();
  const inline = new SecureSecret(chart, 'Inline', {
    source: SecretSource.unsafeInline({ password: SecretValue.unsafePlainText(VALUE) }, 'a test'),
  });
  const plan = RotationPlan.of(app, RotationTarget.of(inline));
  for (const text of [plan.toText(), plan.toMarkdown(), plan.toJson()]) {
    expect([text.includes(VALUE), text.includes(Buffer.from(VALUE).toString('base64'))]).toEqual([false, false]);
  }
});

describe('refused', () => {
  test('what is not there, with what is near', () => {
    const { app, chart, database } = shop();
    expect(() => RotationPlan.of(app, RotationTarget.secret('nothing'))).toThrow(
      'RotationPlan.of: Secret nothing: nothing in the app is a Secret of this name, makes one or names one',
    );
    expect(() => RotationPlan.of(app, RotationTarget.of(database, { key: 'pw' }))).toThrow(
      `Secret shop/${database.name}, key "pw": Secret shop/${database.name} has no such key; it has password and `
      + 'username',
    );
    new ApiObject(chart, 'Twin', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'twin', namespace: 'a' } });
    new ApiObject(chart, 'Twin2', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'twin', namespace: 'b' } });
    expect(() => RotationPlan.of(app, RotationTarget.secret('twin'))).toThrow(
      'Secret twin: there is one in the namespaces a and b; set namespaceName to one of them',
    );
  });

  test('a construct that is not for a Secret or ConfigMap', () => {
    const { chart } = shop();
    const account = new kplus.ServiceAccount(chart, 'Account');
    expect(() => RotationTarget.of(account)).toThrow(
      'shop/Account: this construct is not for a Secret or a ConfigMap; give one that is, or name the target as in '
      + "RotationTarget.secret('db')",
    );
  });

  test.each<[string, () => RotationTarget]>([
    ['name', () => RotationTarget.secret('')],
    ['key', () => RotationTarget.configMap('a', { key: '' })],
    ['path', () => RotationTarget.storePath('')],
    ['property', () => RotationTarget.storePath('a', { property: '' })],
  ])('an empty %s', (what, make) => {
    expect(make).toThrow(`the ${what} of the target of a rotation is empty; give the ${what}`);
  });
});

describe('written', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plan-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('in the format of the ending', () => {
    const { app, database } = shop();
    const plan = RotationPlan.of(app, RotationTarget.of(database));
    const read = (name: string) => {
      plan.writeTo(join(folder, 'runbooks', name));
      return readFileSync(join(folder, 'runbooks', name), 'utf8');
    };
    expect([read('db.md'), read('db.JSON'), read('db.txt')]).toEqual([
      plan.toMarkdown(), plan.toJson(), plan.toText(),
    ]);
  });

  test('never into the folder of manifests, nor without a format', () => {
    const app = new App({ outdir: join(folder, 'dist') });
    const chart = new Chart(app, 'shop');
    const secret = new SecureSecret(chart, 'Db', { keys: ['a'], source: SecretSource.existing('db') });
    new kplus.Deployment(chart, 'Api', {
      containers: [{ image: 'api:1', envVariables: { A: secret.envValue('a') } }],
    });
    const plan = RotationPlan.of(app, RotationTarget.of(secret));
    expect(plan.complete).toBe(false);
    const inside = join(folder, 'dist', 'db.md');
    expect(() => plan.writeTo(inside)).toThrow('is the output folder of the app, whose files are applied to clusters');
    expect(() => plan.writeTo(join(folder, 'db.pdf')))
      .toThrow('its ending shows no format; use .md, .html, .json or .txt');
    expect([existsSync(inside), existsSync(join(folder, 'db.html'))]).toEqual([false, false]);
  });
});
