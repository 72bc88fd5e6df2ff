import { ApiObject, App, Chart, JsonPatch, Lazy, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { RotatingVolumeMount, VersionedConfigMap } from '../../src';
import { stateOf } from '../../src/workload/object-state';

function chartOf(app: App = Testing.app()): Chart {
  return new Chart(app, 'chart');
}

function mountIn(workload: kplus.Deployment | ApiObject, id: string): void {
  const chart = Chart.of(workload);
  const source = new VersionedConfigMap(chart, `${id}-map`, { data: { level: 'info' } });
  new RotatingVolumeMount(chart, id, { workload, source, mountPath: `/etc/${id}` });
}

function deploymentObject(chart: Chart, image: unknown): ApiObject {
  return new ApiObject(chart, 'api', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { template: { spec: { containers: [{ name: 'main', image }] } } },
  });
}

function containersIn(object: ApiObject): { name: string; image: string; volumeMounts: { mountPath: string }[] }[] {
  return object.toJson().spec.template.spec.containers;
}

describe('The state of an object', () => {
  it('is the same until something in it changes, values that are computed late included', () => {
    let image = 'one';
    const object = deploymentObject(chartOf(), Lazy.any({ produce: () => image }));
    const before = stateOf(object);
    expect(stateOf(object)).toBe(before);
    image = 'two';
    expect(stateOf(object)).not.toBe(before);
    image = 'one';
    object.metadata.addLabel('a', 'b');
    expect(stateOf(object)).not.toBe(before);
  });

  it('is not known with JSON patches, with resolvers of the app, and where a value cannot be computed', () => {
    const patched = deploymentObject(chartOf(), 'one');
    patched.addJsonPatch(JsonPatch.add('/spec/replicas', 2));
    const resolved = deploymentObject(chartOf(new App({ resolvers: [{ resolve: () => undefined }] })), 'one');
    const failing = deploymentObject(chartOf(), Lazy.any({
      produce: () => {
        throw new Error('not yet');
      },
    }));
    expect([patched, resolved, failing].map(stateOf)).toEqual([undefined, undefined, undefined]);
  });
});

describe('A workload that is changed', () => {
  it('between two mounts gets the second in its new container', () => {
    const deployment = new kplus.Deployment(chartOf(), 'api', { containers: [{ name: 'main', image: 'main' }] });
    mountIn(deployment, 'first');
    deployment.addInitContainer({ name: 'early', image: 'early' });
    mountIn(deployment, 'second');
    const { initContainers } = ApiObject.of(deployment).toJson().spec.template.spec;
    expect(initContainers[0].volumeMounts).toMatchObject([{ mountPath: '/etc/second' }]);
  });

  it('between validation and output of a synth is written as it is then', () => {
    const app = Testing.app();
    const chart = chartOf(app);
    let image = 'validated';
    const object = deploymentObject(chart, Lazy.any({ produce: () => image }));
    mountIn(object, 'files');
    chart.node.addValidation({
      validate: () => {
        containersIn(object);
        image = 'written';
        return [];
      },
    });
    expect(app.synthYaml()).toContain('image: written');
  });

  it('after it was written does not share what was written', () => {
    const app = Testing.app();
    const chart = chartOf(app);
    const object = deploymentObject(chart, 'one');
    mountIn(object, 'files');
    chart.node.addValidation({
      validate: () => {
        containersIn(object)[0].image = 'changed by a reader';
        return [];
      },
    });
    const output = app.synthYaml();
    expect(output).toContain('image: one');
    expect(output).not.toContain('changed by a reader');
  });
});

it('A workload whose class gives away a part of it is written the same each time', () => {
  class Fixed extends ApiObject {
    public readonly document: object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'api' },
      spec: { template: { spec: { containers: [{ name: 'main', image: 'one' }] } } },
    };

    public toJson(): any {
      return this.document;
    }
  }
  const app = Testing.app();
  const object = new Fixed(chartOf(app), 'api', { apiVersion: 'apps/v1', kind: 'Deployment' });
  mountIn(object, 'first');
  mountIn(object, 'second');
  expect(JSON.stringify(object.document)).not.toContain('volume');
  const output = app.synthYaml();
  object.metadata.addLabel('changed', 'yes');
  expect(app.synthYaml()).toBe(output);
  expect(containersIn(object)[0].volumeMounts.map(({ mountPath }) => mountPath)).toEqual(['/etc/first', '/etc/second']);
});

it('A workload is computed by its class once for constructs, validation and output, and once in a later synth', () => {
  class Counted extends ApiObject {
    public written = 0;

    public toJson(): any {
      this.written++;
      return super.toJson();
    }
  }
  const app = Testing.app();
  const chart = chartOf(app);
  const object = new Counted(chart, 'api', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { template: { spec: { containers: [{ name: 'main', image: 'one' }] } } },
  });
  mountIn(object, 'first');
  mountIn(object, 'second');
  expect(object.written).toBe(1);
  const output = app.synthYaml();
  expect(object.written).toBe(1);
  expect(app.synthYaml()).toBe(output);
  expect(object.written).toBe(2);
});

it('A workload of a generated class has its fields in alphabetical order, those of mounts included', () => {
  const chart = chartOf();
  const deployment = new kplus.Deployment(chart, 'api', { containers: [{ name: 'main', image: 'main' }] });
  mountIn(deployment, 'files');
  const { spec } = ApiObject.of(deployment).toJson().spec.template;
  for (const fields of [spec, spec.containers[0], spec.containers[0].volumeMounts[0], spec.volumes[0]]) {
    expect(Object.keys(fields)).toEqual(Object.keys(fields).sort());
  }
});
