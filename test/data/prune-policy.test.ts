import { App, Chart } from 'cdk8s';
import { PrunePolicy, SecretSource, SecretValue, SecureSecret, VersionedConfigMap, VersionPruning } from '../../src';

const OPTIONS = 'argocd.argoproj.io/sync-options';
const FLUX = 'kustomize.toolkit.fluxcd.io/prune';

function scene(policy?: PrunePolicy) {
  const app = new App();
  if (policy !== undefined) {
    VersionPruning.set(app, policy);
  }
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  const annotations = () => chart.toJson()[0].metadata.annotations;
  return { app, chart, annotations };
}

const data = { level: 'info' };
const source = SecretSource.unsafeInline({ pin: SecretValue.unsafePlainText('maple-anvil-7') }, 'a test cluster');

test.each([
  [PrunePolicy.DELETE, undefined],
  [PrunePolicy.DELETE_LAST, { [OPTIONS]: 'PruneLast=true', [FLUX]: 'disabled' }],
  [PrunePolicy.RETAIN, { [OPTIONS]: 'Prune=false', [FLUX]: 'disabled' }],
])('%s: of one object, and of an app', (policy, expected) => {
  const one = scene();
  new VersionedConfigMap(one.chart, 'Settings', { data, prunePolicy: policy });
  expect(one.annotations()).toEqual(expected);
  const all = scene(policy);
  new VersionedConfigMap(all.chart, 'Settings', { data });
  expect(all.annotations()).toEqual(expected);
});

test('an object may differ from its app, and a chart too', () => {
  const { app, chart, annotations } = scene(PrunePolicy.RETAIN);
  new VersionedConfigMap(chart, 'Settings', { data, prunePolicy: PrunePolicy.DELETE });
  expect(annotations()).toBeUndefined();
  const other = new Chart(app, 'other');
  VersionPruning.set(other, PrunePolicy.DELETE_LAST);
  new VersionedConfigMap(other, 'Settings', { data });
  expect(other.toJson()[0].metadata.annotations[OPTIONS]).toBe('PruneLast=true');
});

test.each([
  ['Replace=true', 'Replace=true,Prune=false'],
  ['Prune=confirm', 'Prune=confirm'],
  ['Replace=true, PruneLast=true', 'Replace=true, PruneLast=true'],
])('options of Argo CD that are given stay: %s', (given, expected) => {
  const { chart, annotations } = scene();
  new VersionedConfigMap(chart, 'Settings', {
    data, prunePolicy: PrunePolicy.RETAIN, metadata: { annotations: { [OPTIONS]: given, [FLUX]: 'enabled' } },
  });
  expect(annotations()).toEqual({ [OPTIONS]: expected, [FLUX]: 'enabled' });
});

test('the name is the same with and without', () => {
  const names = [undefined, PrunePolicy.RETAIN].map((prunePolicy) => {
    const { chart } = scene();
    return [
      new VersionedConfigMap(chart, 'Settings', { data, prunePolicy }).name,
      new SecureSecret(chart, 'Pin', { source, prunePolicy }).name,
    ];
  });
  expect(names[0]).toEqual(names[1]);
});

test('a Secret whose name ends in a hash has it, and no other', () => {
  const { chart } = scene(PrunePolicy.RETAIN);
  new SecureSecret(chart, 'Pin', { source });
  new SecureSecret(chart, 'Mutable', { source, immutable: false });
  const [pin, mutable] = chart.toJson();
  expect(pin.metadata.annotations).toMatchObject({ [OPTIONS]: 'Prune=false', [FLUX]: 'disabled' });
  expect(mutable.metadata.annotations[OPTIONS]).toBeUndefined();
  expect(() => new SecureSecret(chart, 'Other', { source, immutable: false, prunePolicy: PrunePolicy.RETAIN })).toThrow(
    'shop/Other: the name of this Secret does not change with its content, so there are no old versions to keep',
  );
  expect(() => new SecureSecret(chart, 'Theirs', { source: SecretSource.existing('db-0a1b2c3d4e'), keys: ['a'] }))
    .not.toThrow();
});

test('a default that comes too late is an error', () => {
  const { app, chart } = scene();
  new VersionedConfigMap(chart, 'Settings', { data });
  expect(() => VersionPruning.set(app, PrunePolicy.RETAIN)).toThrow(
    'the app: shop/Settings was made before the prune policy was set and would not have it; set it first',
  );
});
