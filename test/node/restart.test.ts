import { PROGRAMS_IMAGE } from './support/image';
import { nodeSuite } from './support/node-suite';
import { print, RESTRICTED_CONTAINER, until } from './support/use-node';
import { Manifest } from '../cluster/support/api-client';

const NAMESPACE = 'restart';
const FOLDER = '/etc/secrets/db';
const SUB_PATH = '/etc/app/password';
const EXIT_CODE = 88;
const GRACE_SECONDS = 30;
const CHANGES = ['second', 'third', 'fourth'];
const LOOP_SECONDS = 60;

const FILES = { name: 'files', mountPath: FOLDER, readOnly: true };

function container(role: string, program: object, more: object = {}): object {
  return {
    name: role,
    image: PROGRAMS_IMAGE,
    imagePullPolicy: 'IfNotPresent',
    command: ['node', 'restart.js'],
    env: [
      { name: 'PROGRAM', value: JSON.stringify({ role, ...program }) },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ],
    volumeMounts: [FILES],
    securityContext: RESTRICTED_CONTAINER,
    ...more,
  };
}

/** A pod whose sidecar ends with a code that all containers are restarted for. */
function podWith(name: string, sidecar: object): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: NAMESPACE },
    spec: {
      terminationGracePeriodSeconds: GRACE_SECONDS,
      automountServiceAccountToken: false,
      securityContext: { fsGroup: 65532 },
      initContainers: [
        container('init', {}),
        container('sidecar', { ...sidecar, exitCode: EXIT_CODE }, {
          restartPolicy: 'Always',
          restartPolicyRules: [
            { action: 'RestartAllContainers', exitCodes: { operator: 'In', values: [EXIT_CODE] } },
          ],
        }),
      ],
      containers: [container('main', { files: [`${FOLDER}/password`, SUB_PATH] }, {
        volumeMounts: [FILES, { ...FILES, mountPath: SUB_PATH, subPath: 'password' }],
        lifecycle: { preStop: { httpGet: { path: '/stop', port: 8080 } } },
        readinessProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 },
      })],
      volumes: [{ name: 'files', secret: { secretName: 'db', defaultMode: 0o440 } }],
    },
  };
}

nodeSuite('Restart of all containers in place', (claim, node) => {
  let first: any;
  let last: any;
  const reports = () => node().reports(first).sort((a, b) => a.at - b.at);
  const starts = (all: any[], role: string) => all.filter((each) => each.started && each.role === role);
  /** What a server did between the signal to end and its end, in milliseconds. */
  const worked = (all: any[]) => Math.max(0, ...all.flatMap(({ working }) => working ?? []));

  beforeAll(async () => {
    await node().createNamespace(NAMESPACE);
    await node().putSecret(NAMESPACE, 'db', { password: 'first' });
    await node().apply([podWith('app', { link: `${FOLDER}/..data` }), podWith('loop', { exitAfter: 1000 })]);
    [first] = await node().ready(NAMESPACE, 'app', 1);
    for (const [index, password] of CHANGES.entries()) {
      await node().putSecret(NAMESPACE, 'db', { password });
      // Has the kubelet look after the pod now.
      await node().admin.patch(podWith('app', {}), { metadata: { annotations: { changed: password } } });
      await until(`start ${index + 2}`, () => starts(reports(), 'main').length > index + 1 || undefined, 120);
      [last] = await node().ready(NAMESPACE, 'app', 1);
    }
  }, 400_000);

  claim(
    'a container that ends with the exit code of a rule restarts all containers, init containers included, in the same '
      + 'pod',
    'a sidecar with the action RestartAllContainers, which ends when it sees a change of the mounted Secret',
    async () => {
      const roles = reports().filter(({ started }) => started).map(({ role }) => role);
      expect(roles).toHaveLength(3 * (CHANGES.length + 1));
      for (let index = 0; index < roles.length; index += 3) {
        // A container starts when the sidecar was started, and its program may be the first to say so.
        expect([roles[index], ...roles.slice(index + 1, index + 3).sort()]).toEqual(['init', 'main', 'sidecar']);
      }
      expect([last.metadata.uid, last.status.podIP]).toEqual([first.metadata.uid, first.status.podIP]);
      const { at } = starts(reports(), 'main').at(-1);
      const end = reports().filter(({ signal }) => signal).at(-1).at;
      return `${CHANGES.length} times; ${((at - end) / 1000).toFixed(1)} s from the end of the program to its start`;
    },
  );

  claim(
    'after that, variables, subPath mounts and files have the new content: what ends the container is the new file, so '
      + 'the volume is synced already',
    'the same pod, what its main container read when it started',
    async () => {
      expect(starts(reports(), 'main').map(({ variable, files }) => [variable, ...files])).toEqual(
        ['first', ...CHANGES].map((content) => [print(content), print(content), print(content)]),
      );
      return `${CHANGES.length} of ${CHANGES.length} times`;
    },
  );

  claim(
    'the other containers are ended within 2 seconds, whatever terminationGracePeriodSeconds is, and without their '
      + 'preStop hook: requests in flight are lost',
    `the same pod, with ${GRACE_SECONDS} seconds and a hook, and a program that needs ten seconds to end its work`,
    async () => {
      const all = reports();
      expect(all.filter(({ signal }) => signal)).toHaveLength(CHANGES.length);
      expect(all.filter(({ hook }) => hook)).toEqual([]);
      expect(worked(all)).toBeLessThan(3000);
      return `no hook; killed after ${(worked(all) / 1000).toFixed(1)} s`;
    },
  );

  claim(
    'when the pod is deleted, as by a rolling update, the hook runs and the program has its time',
    'the same pod, deleted',
    async () => {
      const before = reports().length;
      await node().admin.delete(podWith('app', {}));
      const all = await until('the work after the signal', () => {
        const later = reports().slice(before);
        return worked(later) > 8000 ? later : undefined;
      }, 30);
      expect(all.filter(({ hook }) => hook)).toHaveLength(1);
      return 'hook; it works on for more than 8 s';
    },
  );

  claim(
    'there is no back-off between restarts of all containers, as there is for a container that crashes',
    `a sidecar that ends with the code a second after each start, for ${LOOP_SECONDS} seconds`,
    async () => {
      const [loop] = await node().pods(NAMESPACE, 'loop');
      const times = () => starts(node().reports(loop), 'main').map(({ at }) => at).sort((a, b) => a - b);
      await until('the time', () => Date.now() - times()[0] > LOOP_SECONDS * 1000 || undefined, LOOP_SECONDS + 5);
      const within = times().filter((at) => at - times()[0] < LOOP_SECONDS * 1000);
      // With a back-off of 10, 20 and 40 seconds there would be four.
      expect(within.length).toBeGreaterThan(6);
      return `more than 6 starts in ${LOOP_SECONDS} s`;
    },
  );
});
