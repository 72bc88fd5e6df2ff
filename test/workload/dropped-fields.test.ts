import { ApiObject, JsonPatch, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { PodTemplate } from '../../src/workload/pod-template';
import { podSpecOf, synthErrors, testChart } from '../support/workloads';

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { KubeDeployment } = require('cdk8s-plus-28/lib/imports/k8s.js');

/** Volumes of Kubernetes after 1.28. */
const VOLUMES: { readonly [name: string]: object } = {
  podCertificate: {
    projected: {
      sources: [
        { podCertificate: { signerName: 'acme.example/api', keyType: 'ED25519', credentialBundlePath: 'tls.pem' } },
        { secret: { name: 'db' } },
      ],
    },
  },
  clusterTrustBundle: {
    projected: {
      defaultMode: 288,
      sources: [
        { clusterTrustBundle: { signerName: 'acme.example/ca', labelSelector: {}, path: 'ca.pem' } },
      ],
    },
  },
  image: { image: { reference: 'registry.example/model:1', pullPolicy: 'IfNotPresent' } },
  defaultUser: { secret: { secretName: 'db', defaultUser: 1000, items: [{ key: 'a', path: 'a', user: 1000 }] } },
  downwardAPI: { projected: { sources: [{ downwardAPI: { items: [{ path: 'n', fieldRef: { fieldPath: 'x' } }] } }] } },
};

function workloadsOf(chart = testChart()) {
  const spec = { selector: {}, template: { spec: { containers: [{ name: 'api', image: 'a' }] } } };
  // eslint-disable-next-line @typescript-eslint/no-require-imports, import/no-extraneous-dependencies
  const kplus33 = require('cdk8s-plus-33');
  const containers = [{ name: 'api', image: 'a' }];
  return {
    'cdk8s-plus-28': () => new kplus.Deployment(chart, 'Api', { containers }),
    'cdk8s-plus-33': () => new kplus33.Deployment(chart, 'Api', { containers }),
    'a class of an import': () => new KubeDeployment(chart, 'Api', { spec }),
    'an ApiObject': () => new ApiObject(chart, 'Api', { apiVersion: 'apps/v1', kind: 'Deployment', spec } as any),
  };
}

const libraries = Object.keys(workloadsOf()) as (keyof ReturnType<typeof workloadsOf>)[];

test.each(libraries.flatMap((library) => Object.keys(VOLUMES).map((name) => [library, name] as const)))(
  'over %s, %s comes out whole', (library, name) => {
    const chart = testChart();
    const workload = workloadsOf(chart)[library]();
    PodTemplate.of('payments/X', workload).planMount({
      id: 'X',
      constructPath: 'payments/X',
      volume: VOLUMES[name],
      mountPath: '/x',
      access: { mode: 0o444, fsGroupApplies: true },
    }).apply();
    expect(podSpecOf(Testing.synth(chart)[0]).volumes).toEqual([{ name: 'x', ...VOLUMES[name] }]);
  });

function patched(library: keyof ReturnType<typeof workloadsOf>, ...operations: JsonPatch[]): string {
  const chart = testChart();
  const workload = workloadsOf(chart)[library]();
  PodTemplate.of('payments/X', workload).planMount({
    id: 'X',
    constructPath: 'payments/X',
    volume: VOLUMES.image,
    mountPath: '/x',
    access: { mode: 0o444, fsGroupApplies: true },
  }).apply();
  ApiObject.of(workload).addJsonPatch(...operations);
  return synthErrors(chart);
}

const spec = '/spec/template/spec';

test.each<[string, string, unknown, string]>([
  ['a volume', `${spec}/volumes/-`, { name: 'm', image: { reference: 'r' } }, 'spec.template.spec.volumes[1].image'],
  ['a field of a pod', `${spec}/resources`, { limits: { cpu: 1 } }, 'spec.template.spec.resources'],
  ['a text for a quantity', `${spec}/containers/0/resources`, { limits: { cpu: '1' } },
    'spec.template.spec.containers[0].resources.limits.cpu'],
  ['a field of the object', '/spec/bogus', 1, 'spec.bogus'],
])('a patch with %s that cdk8s-plus drops is an error, and is not over an ApiObject', (_name, path, value, field) => {
  const operation = JsonPatch.add(path, value);
  expect(patched('cdk8s-plus-28', operation)).toContain(
    `payments/Api: JSON patches set fields that cdk8s-plus does not know and does not write: "${field}"; write the object `
      + 'as an ApiObject, or include it from YAML',
  );
  expect(patched('a class of an import', operation)).toContain('that its class KubeDeployment does not know');
  expect(patched('an ApiObject', operation)).toBe('');
});

test('a patch that cannot be applied has its own error', () => {
  expect(patched('an ApiObject', JsonPatch.test('/kind', 'Job'))).toMatch(/Failed serializing construct at path 'payments\/Api'/);
});

describe('over a class that does not know fields of ours, a later patch leaves them', () => {
  const FORGOTTEN = ['readOnly', 'defaultMode', 'fsGroupChangePolicy', 'image', 'sources'];

  /** As a class of an import writes an object: without the fields that its version of the API does not have. */
  class Forgetful extends ApiObject {
    public toJson(): any {
      return known(super.toJson());
    }
  }

  function known(value: any): any {
    if (Array.isArray(value)) {
      return value.map(known);
    }
    return typeof value !== 'object' || value === null ? value : Object.fromEntries(Object.entries(value)
      .filter(([field, inner]) => !FORGOTTEN.includes(field) || typeof inner === 'string')
      .map(([field, inner]) => [field, known(inner)]));
  }

  const scratch = (name: string, image = 'i') =>
    ({ name, image, volumeMounts: [{ name: 'scratch', mountPath: '/scratch' }] });
  const pod = () => ({
    initContainers: [scratch('setup')],
    containers: [scratch('web'), scratch('proxy')],
    volumes: [{ name: 'scratch', emptyDir: {} }],
  });
  const template = () => ({ metadata: { labels: { app: 'web' } }, spec: pod() });
  const volumes = [{ name: 'scratch', emptyDir: {} }];

  test.each<[string, string, object]>([
    ['apps/v1', 'Deployment', { selector: {}, template: template() }],
    ['batch/v1', 'CronJob', { schedule: '@daily', jobTemplate: { spec: { template: template() } } }],
    ['argoproj.io/v1alpha1', 'Rollout', { template: template() }],
    ['jobset.x-k8s.io/v1alpha2', 'JobSet', {
      replicatedJobs: [{ name: 'a', template: { spec: { template: template() } } },
        { name: 'b', template: { spec: { template: template() } } }],
    }],
    ['argoproj.io/v1alpha1', 'Workflow', {
      templates: [
        {
          name: 'a', container: scratch('main'), initContainers: [scratch('setup')], sidecars: [scratch('s')], volumes,
        },
        { name: 'b', script: { ...scratch('main'), source: 'x' }, volumes },
      ],
    }],
    ['tekton.dev/v1', 'Task', { steps: [scratch('build'), scratch('push')], sidecars: [scratch('s')], volumes }],
  ])('%s %s', (apiVersion, kind, described) => {
    const written = [ApiObject, Forgetful].map((Class) => {
      const chart = testChart();
      const workload = new Class(chart, 'Api', { apiVersion, kind, metadata: { name: 'api' }, spec: described } as any);
      for (const [name, mode] of [['image', 0o444], ['defaultUser', 0o444], ['podCertificate', 0o444]] as const) {
        PodTemplate.of(`payments/${name}`, workload).planMount({
          id: name,
          constructPath: `payments/${name}`,
          volume: VOLUMES[name],
          mountPath: `/${name}`,
          access: { mode, fsGroupApplies: true },
        }).apply();
      }
      workload.addJsonPatch(JsonPatch.add('/metadata/annotations', { team: 'shop' }));
      return Testing.synth(chart)[0];
    });
    expect(written[1]).toEqual(written[0]);
    const text = JSON.stringify(written[0]);
    expect(text.match(/"mountPath":"\/scratch"/g)).toHaveLength(text.match(/"mountPath":"\/podCertificate"/g)!.length);
    expect(text).toContain('"team":"shop"');
  });
});
