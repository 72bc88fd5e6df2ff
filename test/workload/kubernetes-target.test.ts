import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { featureFault, KubernetesFeature, minorVersion } from '../../src/facts/kubernetes-features';
import { KubernetesTarget } from '../../src/workload/kubernetes-target';

function make() {
  const app = new App();
  const chart = new Chart(app, 'shop');
  const files = new Construct(chart, 'Files');
  KubernetesTarget._require(files, KubernetesFeature.POD_CERTIFICATE);
  return { app, chart, files };
}

test('what the target lacks is an error at synth, also where the target is set later', () => {
  const { app } = make();
  KubernetesTarget.set(app, '1.36');
  expect(() => app.synthYaml()).toThrow(
    'shop/Files: a volume with a pod certificate needs Kubernetes 1.37, and the target is 1.36; leave it out, or raise '
      + 'the target of `KubernetesTarget.set`',
  );
});

test.each(['1.37', 'v1.37.2', '1.38.0-gke.100', '1.40+k3s1'])('%s has it', (version) => {
  const { app } = make();
  KubernetesTarget.set(app, version);
  expect(() => app.synthYaml()).not.toThrow();
});

test('nothing is checked where no target is set', () => {
  const { app, files } = make();
  expect(() => app.synthYaml()).not.toThrow();
  expect(KubernetesTarget.versionOf(files)).toBeUndefined();
});

test('the nearest scope decides', () => {
  const { app, chart, files } = make();
  KubernetesTarget.set(app, '1.30');
  KubernetesTarget.set(chart, '1.37');
  expect(KubernetesTarget.versionOf(files)).toBe('1.37');
  expect(() => app.synthYaml()).not.toThrow();
});

test('what is not a release, and a second one, are errors', () => {
  const { app, chart } = make();
  expect(() => KubernetesTarget.set(app, '2.1')).toThrow(
    'the app: "2.1" is not a release of Kubernetes; give one such as "1.36"',
  );
  expect(() => KubernetesTarget.set(chart, 'latest')).toThrow('shop: "latest" is not a release of Kubernetes');
  KubernetesTarget.set(app, '1.36');
  KubernetesTarget.set(app, '1.36');
  expect(() => KubernetesTarget.set(app, '1.37')).toThrow(
    'the app: the Kubernetes target is "1.36" already, and "1.37" was given; set the oldest',
  );
});

test('a feature is there from the release on in which nobody has to turn it on', () => {
  expect(featureFault(KubernetesFeature.IMAGE_VOLUME, 35)).toBe('needs Kubernetes 1.36');
  expect(featureFault(KubernetesFeature.IMAGE_VOLUME, 36)).toBeUndefined();
  expect(featureFault(KubernetesFeature.FILE_USER, 36)).toBe('is alpha since Kubernetes 1.37');
  expect(featureFault(KubernetesFeature.FILE_USER, 37)).toBeUndefined();
  expect(['1.36', 'v1.9.1', '1', '1.x', '', '1.36.'].map(minorVersion)).toEqual([
    36, 9, undefined, undefined, undefined, undefined,
  ]);
});
