import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { LeastPrivilegeSecretReader, MountSource, RotatingVolumeMount } from '../../src';
import { constructPathOf } from '../../src/workload/construct-path';

test.each(['Db', 'a/b', ' Db'])('the path of a construct with the id %j is known before it is there', (id) => {
  const app = new App();
  for (const scope of [app, new Chart(app, 'chart')]) {
    const expected = constructPathOf(scope, id);
    expect(new Construct(scope, id).node.path).toBe(expected);
  }
});

test('a construct that throws leaves nothing behind, and its id is free', () => {
  const chart = new Chart(new App(), 'chart');
  const workload = new kplus.Deployment(chart, 'Api', { containers: [{ image: 'i' }] });
  const mount = (mountPath: string) =>
    new RotatingVolumeMount(chart, 'Db', { workload, source: MountSource.secret('db'), mountPath });
  const read = (...names: string[]) =>
    new LeastPrivilegeSecretReader(chart, 'Reader', {
      secrets: names.map((name) =>
        kplus.Secret.fromSecretName(new Construct(chart, `S${chart.node.children.length}`), 'S', name),
      ),
    });
  expect(() => mount('/etc')).toThrow('chart/Db: mountPath "/etc" would hide');
  expect(() => read()).toThrow('chart/Reader: no Secrets are given');
  expect(() => read('*')).toThrow('chart/Reader: "*" is a wildcard');
  expect(chart.node.children.map(({ node }) => node.id).filter((id) => ['Db', 'Reader'].includes(id))).toEqual([]);
  expect([mount('/etc/db').node.path, read('db').node.path]).toEqual(['chart/Db', 'chart/Reader']);
});
