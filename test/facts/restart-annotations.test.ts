import { annotatedRestart } from '../../src/facts/restart-annotations';

const WAVE = { 'wave.pusher.com/update-on-config-change': 'true' };
const DOPPLER = { 'secrets.doppler.com/reload': 'true' };
const ONE_PASSWORD = { 'operator.1password.io/auto-restart': 'true' };
const of = (group: string, annotations = {}) => [{ group, annotations }];

test.each([
  ['Deployment', [WAVE, {}], 'Secret', undefined, 'wave'],
  ['DaemonSet', [WAVE, {}], 'ConfigMap', of('example.com'), 'wave'],
  ['Deployment', [WAVE, {}], 'SecretProviderClass', undefined, undefined],
  ['Deployment', [{}, WAVE], 'Secret', undefined, undefined],
  ['Deployment', [{ 'wave.pusher.com/update-on-config-change': 'yes' }], 'Secret', undefined, undefined],
  ['ReplicaSet', [WAVE, {}], 'Secret', undefined, undefined],
  ['Deployment', [{}, DOPPLER], 'Secret', of('secrets.doppler.com'), 'store-operator'],
  ['Deployment', [DOPPLER], 'Secret', undefined, 'store-operator'],
  ['Deployment', [DOPPLER], 'Secret', of('external-secrets.io'), undefined],
  ['Deployment', [DOPPLER], 'Secret', [], undefined],
  ['Deployment', [DOPPLER], 'ConfigMap', undefined, undefined],
  ['StatefulSet', [DOPPLER], 'Secret', undefined, undefined],
  ['StatefulSet', [{ 'secrets.infisical.com/auto-reload': 'true' }], 'Secret', undefined, 'store-operator'],
  ['Deployment', [ONE_PASSWORD], 'Secret', of('onepassword.com'), 'store-operator'],
  ['Deployment', [{}], 'Secret', of('onepassword.com', ONE_PASSWORD), 'store-operator'],
  ['Deployment', [{}], 'Secret', of('onepassword.com'), undefined],
])('a %s with %j that uses a %s made by %j is restarted by %s', (workload, places, kind, makers, by) => {
  expect(annotatedRestart(workload, places, { kind, makers })).toBe(by);
});
