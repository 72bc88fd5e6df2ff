import { isCopiedInto } from '../../src/facts/copied-objects';

const REFLECTED = {
  'reflector.v1.k8s.emberstack.com/reflection-allowed': 'true',
  'reflector.v1.k8s.emberstack.com/reflection-auto-enabled': 'true',
};

test.each([
  [{}, 'no'],
  [REFLECTED, 'yes'],
  [{ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-auto-namespaces': '' }, 'yes'],
  [{ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-auto-namespaces': 'stock, shop' }, 'yes'],
  [{ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-auto-namespaces': 'sh.*' }, 'yes'],
  [{ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-auto-namespaces': '(shop|stock)' }, 'unknown'],
  [{ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-auto-namespaces': 'stock' }, 'no'],
  [{ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-allowed-namespaces': 'stock' }, 'no'],
  [{ ...REFLECTED, 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled': 'false' }, 'no'],
  [{ 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled': 'true' }, 'no'],
  [{ 'replicator.v1.mittwald.de/replicate-to': 'stock,shop' }, 'yes'],
  [{ 'replicator.v1.mittwald.de/replicate-to': 'stock' }, 'no'],
  [{ 'replicator.v1.mittwald.de/replicate-to-matching': 'team=shop' }, 'unknown'],
  [{ 'kubed.appscode.com/sync': '' }, 'yes'],
  [{ 'config-syncer.appscode.com/sync': 'team=shop' }, 'unknown'],
])('an object with %j is copied into "shop": %s', (annotations, expected) => {
  expect(isCopiedInto(annotations, 'shop')).toBe(expected);
});
