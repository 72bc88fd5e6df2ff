/* eslint-disable no-bitwise -- permission bits */
import { Chart, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { FileMode, LeastPrivilegeSecretReader, MountSource, ReloadStrategy, RotatingVolumeMount } from '../../src';
import { schemaErrors } from '../support/kubernetes-schema';
import { podSpecOf, testChart, TestWorkload, WORKLOAD_KINDS, workloadOfKind } from '../support/workloads';

const identity = { user: fc.constantFrom(undefined, 0, 1000), group: fc.constantFrom(undefined, 0, 1000) };
const container = fc.record({ ...identity, init: fc.boolean() });
const pod = fc.record({ ...identity, fsGroup: fc.constantFrom(undefined, undefined, 2000) });

const mode = fc
  .constantFrom('0400', '0440', '0444', '0600', '0640', '0550')
  .map((text) => (text === '0444' ? FileMode.UNSAFE_ALL_READ : FileMode.fromString(text)));
const source = fc.constantFrom(
  MountSource.secret('db'),
  MountSource.secret('db', { keys: ['user', 'password'] }).withPaths({ password: 'p/w' }),
  MountSource.configMap('app-1', { keys: ['a'], immutable: true }),
  MountSource.projected(MountSource.secret('db', { keys: ['user'] }), MountSource.configMap('app', { keys: ['a'] })),
);
const mount = fc.record({
  source,
  mode: fc.option(mode, { nil: undefined }),
  mountPath: fc.constantFrom('/a', '/b', '/c', '/a/d', '/var/run/e', '/run/e/f'),
  containers: fc.option(fc.subarray(['c0', 'c1', 'c2'], { minLength: 1 }), { nil: undefined }),
  fsGroup: fc.constantFrom(undefined, undefined, undefined, 2000, 3000),
  reload: fc.constantFrom(
    undefined,
    undefined,
    ReloadStrategy.inProcess(),
    ReloadStrategy.onRelease(),
    ReloadStrategy.stakaterReloader(),
  ),
});
const scene = fc.record({
  kind: fc.constantFrom(...WORKLOAD_KINDS),
  pod,
  containers: fc.array(container, { minLength: 1, maxLength: 3 }),
  mounts: fc.array(mount, { minLength: 1, maxLength: 3 }),
  reader: fc.constantFrom('none' as const, 'first' as const, 'last' as const),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function build(chart: Chart, { kind, pod: podContext, containers }: Scene): TestWorkload {
  const list = containers.map(({ user, group, init }, index) => ({
    name: `c${index}`, image: 'i', init: init && index > 0, securityContext: { user, group, ensureNonRoot: user !== 0 },
  }));
  const props = (init: boolean) => list.filter((item) => item.init === init).map(({ init: _, ...rest }) => rest);
  return workloadOfKind(kind, chart, 'Work', {
    securityContext: podContext,
    containers: props(false).map((main, index) => ({ ...main, portNumber: 8000 + index })),
    initContainers: props(true),
  });
}

/**
 * What a process can do with a file that the kubelet wrote, by the rules of the kubelet for read-only volumes and of
 * Linux.
 */
function canRead(spec: any, item: any, defaultMode: number): boolean {
  const of = (part: string) => item.securityContext?.[part] ?? spec.securityContext?.[part];
  const fsGroup = spec.securityContext.fsGroup;
  const bits = fsGroup === undefined ? defaultMode : defaultMode | 0o440;
  const groups = [of('runAsGroup'), fsGroup].filter((group) => group !== undefined);
  return of('runAsUser') === 0 || groups.includes(fsGroup ?? 0) && (bits & 0o040) !== 0 || (bits & 0o004) !== 0;
}

function overlap(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => `${path.replace(/^\/var\/run(?=\/)/, '/run')}/`);
  return a.startsWith(b) || b.startsWith(a);
}

function attempt(plan: Scene): { error?: string; manifests?: any[] } {
  const chart = testChart();
  try {
    const workload = build(chart, plan);
    const reader = new LeastPrivilegeSecretReader(chart, 'Reader', {
      secrets: [kplus.Secret.fromSecretName(chart, 'S', 'db')],
    });
    if (plan.reader === 'first') reader.attachTo(workload);
    plan.mounts.forEach((props, index) => new RotatingVolumeMount(chart, `M${index}`, { workload, ...props }));
    if (plan.reader === 'last') reader.attachTo(workload);
    return { manifests: Testing.synth(chart) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

test('whatever is mounted into whatever workload, every file can be read and no mount is frozen or hidden, or the '
  + 'error is a clear one', () => {
  let good = 0;
  fc.assert(fc.property(scene, (plan) => {
    const { error, manifests } = attempt(plan);
    if (error !== undefined) {
      expect(error).toMatch(/^payments\/(M\d|Reader): .+(; |, which )/);
      return;
    }
    good++;
    expect(manifests!.flatMap(schemaErrors)).toEqual([]);
    const spec = podSpecOf(manifests!.find(({ kind }) => kind === plan.kind));
    const volumes = new Map<string, any>(spec.volumes.map((volume: any) => [volume.name, volume]));
    expect(volumes.size).toBe(plan.mounts.length + (plan.reader === 'none' ? 0 : 1));
    for (const item of [...spec.containers, ...spec.initContainers ?? []]) {
      const mounts: any[] = item.volumeMounts ?? [];
      mounts.forEach((one, index) => {
        expect(Object.keys(one).sort()).toEqual(['mountPath', 'name', 'readOnly']);
        expect(one.readOnly).toBe(true);
        expect(mounts.slice(index + 1).filter((other) => overlap(one.mountPath, other.mountPath))).toEqual([]);
        const volume = volumes.get(one.name);
        const { defaultMode } = volume.secret ?? volume.configMap ?? volume.projected;
        expect(canRead(spec, item, defaultMode)).toBe(true);
      });
    }
  }), { numRuns: 400 });
  // Far below what the generator yields: this only keeps the property from holding of nothing.
  expect(good).toBeGreaterThan(10);
});

test('the order of mounts matters neither for the group of the pod nor for whether they fit', () => {
  fc.assert(
    fc.property(scene, (plan) => {
      const opposite = { none: 'none', first: 'last', last: 'first' } as const;
      const reversed = { ...plan, mounts: [...plan.mounts].reverse(), reader: opposite[plan.reader] };
      const [one, other] = [attempt(plan), attempt(reversed)];
      expect(one.error === undefined).toBe(other.error === undefined);
      if (one.manifests && other.manifests) {
        const groups = [one, other].map(
          ({ manifests }) => podSpecOf(manifests!.find(({ kind }) => kind === plan.kind)).securityContext.fsGroup,
        );
        expect(groups[0]).toBe(groups[1]);
      }
    }),
    { numRuns: 200 },
  );
});
