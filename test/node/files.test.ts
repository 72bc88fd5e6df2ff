import { readdirSync, readFileSync } from 'fs';
import { isDeepStrictEqual } from 'util';
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { nodeSuite } from './support/node-suite';
import { print, probe, RESTRICTED, until, USER } from './support/use-node';
import { FileMode, RotatingVolumeMount, SecretSource, SecureSecret } from '../../src';

const NAMESPACE = 'files';
const FOLDER = '/etc/secrets/db';
const KEYS = ['username', 'password'];
const REPLICAS = 6;

/**
 * The kubelet looks after a pod every 60 seconds with up to half of that on top; the rest is what the look itself takes
 * here.
 */
const LATEST_SECONDS = 90 + 5;

/** Content that shows of which change it is. */
const generation = (number: number) => Object.fromEntries(KEYS.map((key) => [key, `${key} of generation ${number}`]));
const printed = (number: number) =>
  Object.fromEntries(Object.entries(generation(number)).map(([key, value]) => [key, print(value)]));
const readsOf = (report: any) =>
  Object.fromEntries(Object.entries(report.files).map(([key, { read }]: [string, any]) => [key, read]));

function chart(): Chart {
  const it = new Chart(new App(), 'files', { namespace: NAMESPACE, disableResourceNameHashes: true });
  const db = new SecureSecret(it, 'Db', { source: SecretSource.existing('db'), keys: KEYS });
  const native = kplus.Secret.fromSecretName(it, 'Native', 'db');
  const volume = (id: string, defaultMode: number) => kplus.Volume.fromSecret(it, id, native, { defaultMode });

  const live = new kplus.Deployment(it, 'live', { replicas: REPLICAS, containers: [probe(FOLDER, KEYS)] });
  new RotatingVolumeMount(it, 'LiveFiles', { workload: live, source: db, mountPath: FOLDER });

  // What the construct refuses or makes impossible, by cdk8s-plus alone.
  const subPath = new kplus.Deployment(it, 'sub-path', { replicas: 1, containers: [probe('/etc/app', ['password'])] });
  subPath.containers[0].mount('/etc/app/password', volume('SubPathVolume', 0o444), {
    subPath: 'password',
    readOnly: true,
  });

  new kplus.Deployment(it, 'variable', {
    replicas: 1,
    containers: [probe('/nowhere', [], { PASSWORD: native.envValue('password') })],
  });

  const noGroup = new kplus.Deployment(it, 'no-group', { replicas: 1, containers: [probe(FOLDER, KEYS)] });
  noGroup.containers[0].mount(FOLDER, volume('NoGroupVolume', 0o440));

  // Its image names a user by number, and no group.
  const imageUser = new kplus.Deployment(it, 'image-user', {
    replicas: 1,
    containers: [{ ...probe(FOLDER, KEYS), securityContext: RESTRICTED }],
  });
  imageUser.containers[0].mount(FOLDER, volume('ImageUserVolume', 0o440));

  const narrow = new kplus.Deployment(it, 'narrow', {
    replicas: 1,
    containers: [probe(FOLDER, KEYS)],
    securityContext: { fsGroup: 65532 },
  });
  narrow.containers[0].mount(FOLDER, volume('NarrowVolume', 0o400));

  const world = new kplus.Deployment(it, 'world', { replicas: 1, containers: [probe(FOLDER, KEYS)] });
  new RotatingVolumeMount(it, 'WorldFiles', {
    workload: world,
    source: db,
    mountPath: FOLDER,
    mode: FileMode.UNSAFE_ALL_READ,
  });
  return it;
}

nodeSuite('Files of a Secret on a node', (claim, node) => {
  let live: any[];
  const one = async (name: string) => (await node().ready(NAMESPACE, `files-${name}-`, 1))[0];
  const last = (pod: any) => node().reports(pod).at(-1);
  let changedAt = 0;
  const change = async (number: number) => {
    changedAt = Date.now();
    await node().putSecret(NAMESPACE, 'db', generation(number));
    return changedAt;
  };
  /** What the container of a pod reads once its process was ended and started again. */
  const afterRestart = async (name: string) => {
    const pod = await one(name);
    const restarts = pod.status.containerStatuses[0].restartCount;
    endProgram(pod);
    const again = await until(`restart of ${name}`, async () => {
      const now = await one(name);
      return now.status.containerStatuses[0].restartCount > restarts ? now : undefined;
    }, 60);
    expect(again.metadata.uid).toBe(pod.metadata.uid);
    return last(again);
  };
  /** When each of the pods first saw the files of a generation, in milliseconds since a moment. */
  const delays = async (number: number, since: number, seconds: number) =>
    until(
      `generation ${number} in all pods`,
      () => {
        const seen = live.map(
          (pod) =>
            node()
              .reports(pod)
              .find((report) => isDeepStrictEqual(readsOf(report), printed(number)))?.at - since,
        );
        return seen.some(Number.isNaN) ? undefined : seen;
      },
      seconds,
    );

  beforeAll(async () => {
    await node().createNamespace(NAMESPACE);
    await node().putSecret(NAMESPACE, 'db', generation(1));
    await node().apply(chart());
    live = await node().ready(NAMESPACE, 'files-live-', REPLICAS);
  });

  claim(
    'files have mode 0440 and the group of the pod, and a non-root user reads them',
    'a SecureSecret mounted by RotatingVolumeMount in a Deployment of cdk8s-plus; stat and read in the container',
    async () => {
      for (const pod of live) {
        const { user, files, readOnly } = last(pod);
        expect(user).toEqual({ ...USER, groups: [USER.gid] });
        expect(files).toEqual(
          Object.fromEntries(KEYS.map((key) => [key, { mode: '0440', uid: 0, gid: USER.gid, read: printed(1)[key] }])),
        );
        expect(readOnly).toBe(true);
      }
      return `root:${USER.gid}, mode 0440, read by user ${USER.uid} of group ${USER.gid}; the mount is read-only`;
    },
  );

  claim(
    'a pod that only mounts a Secret needs no token and no RBAC, and has none',
    'the same pods; /var/run/secrets/kubernetes.io is not there',
    async () => {
      expect(live.map((pod) => last(pod).token)).toEqual(live.map(() => false));
    },
  );

  claim(
    'without an fsGroup, files belong to root:root whoever the user is, and 0440 is "permission denied"',
    'a volume of cdk8s-plus with defaultMode 0440',
    async () => {
      expect(last(await one('no-group')).files.password).toMatchObject({
        mode: '0440',
        uid: 0,
        gid: 0,
        read: 'EACCES',
      });
      return 'root:root, mode 0440, EACCES';
    },
  );

  claim(
    'a user whom an image names by number alone is in group 0, which hides that',
    'the same volume; an image with USER 65532 and no /etc/passwd',
    async () => {
      const { user, files } = last(await one('image-user'));
      expect(user).toMatchObject({ uid: 65532, gid: 0 });
      expect(files.password).toMatchObject({ mode: '0440', gid: 0, read: printed(1).password });
      return 'user 65532, group 0: it reads them';
    },
  );

  claim(
    '0400 with an fsGroup becomes 0440',
    'a volume of cdk8s-plus with defaultMode 0400 and an fsGroup',
    async () => {
      expect(last(await one('narrow')).files.password).toMatchObject({
        mode: '0440',
        gid: 65532,
        read: printed(1).password,
      });
    },
  );

  claim('FileMode.UNSAFE_ALL_READ needs no group', 'RotatingVolumeMount with that mode', async () => {
    expect(last(await one('world')).files.password).toMatchObject({ mode: '0444', gid: 0, read: printed(1).password });
  });

  claim(
    'a change reaches the files within 90 seconds, with the defaults of the kubelet',
    `${REPLICAS} pods, time from the update of the Secret to the first read of the new content`,
    async () => {
      const seconds = (await delays(2, await change(2), 150))
        .map((each) => Math.round(each / 1000))
        .sort((a, b) => a - b);
      expect(seconds.at(-1)).toBeLessThanOrEqual(LATEST_SECONDS);
      return `after ${seconds.join(', ')} s`;
    },
  );

  claim(
    'all keys of a Secret change at once',
    'the same pods; every 50 ms all files below one target of ..data',
    async () => {
      const links = live.map((pod) => {
        const reports = node().reports(pod);
        reports.forEach((report) => expect([printed(1), printed(2)]).toContainEqual(readsOf(report)));
        return new Set(reports.map(({ link }) => link)).size;
      });
      // One target of the link for each generation.
      expect(links).toEqual(live.map(() => 2));
    },
  );

  claim(
    'a subPath mount and an environment variable keep the old content',
    'a pod of each, once all pods that mount the directory have the new content',
    async () => {
      expect(last(await one('sub-path')).files.password.read).toBe(printed(1).password);
      expect(last(await one('variable')).variable).toBe(printed(1).password);
    },
  );

  claim(
    'a changed annotation of a pod makes the kubelet look at once; a watch of the directory sees the second change, '
      + 'a watch of a file does not',
    'a second change, then an annotation on each pod; inotify in the container',
    async () => {
      const before = live.map((pod) => last(pod).notices);
      const at = await change(3);
      for (const pod of live) {
        await node().admin.patch(
          { apiVersion: 'v1', kind: 'Pod', metadata: pod.metadata },
          { metadata: { annotations: { changed: 'yes' } } },
        );
      }
      const seconds = (await delays(3, at, 60)).map((each) => each / 1000).sort((a, b) => a - b);
      expect(seconds.at(-1)).toBeLessThan(15);
      live
        .map((pod) => last(pod).notices)
        .forEach(({ folder, files }, index) => {
          expect(folder).toBeGreaterThan(before[index].folder);
          expect(files).toBe(before[index].files);
        });
      return `after ${seconds[0].toFixed(1)} to ${seconds.at(-1)!.toFixed(1)} s`;
    },
  );

  claim(
    'a restart of a container gives its variables the new content, within the same pod: replicas then differ',
    'the process ended from outside, right after the change',
    async () => {
      expect((await afterRestart('variable')).variable).toBe(printed(3).password);
    },
  );

  claim(
    'a restart of a container right after a change may give its subPath mounts the content before it: the volume of '
      + 'the pod may not have been synced yet',
    'the process ended from outside, right after the change',
    async () => {
      // Which one it is depends on when the kubelet looks after the pod.
      expect([printed(2).password, printed(3).password]).toContain(
        (await afterRestart('sub-path')).files.password.read,
      );
    },
  );

  claim(
    'a restart of a container later than the sync of the kubelet gives its subPath mounts the new content',
    'the process ended from outside, 95 seconds after the change',
    async () => {
      await until(
        'the sync',
        async () => (Date.now() >= changedAt + LATEST_SECONDS * 1000 ? true : undefined),
        LATEST_SECONDS + 5,
      );
      expect((await afterRestart('sub-path')).files.password.read).toBe(printed(3).password);
    },
  );

  claim(
    'a pod whose Secret or key is missing waits in ContainerCreating, and starts automatically when it exists',
    'two pods; the Secret and the key are added after the kubelet has failed to mount them',
    async () => {
      const late = new Chart(new App(), 'late', { namespace: NAMESPACE, disableResourceNameHashes: true });
      for (const [name, secret, keys] of [
        ['secret', 'late', ['key']],
        ['key', 'db', ['missing']],
      ] as const) {
        const pod = new kplus.Pod(late, name, { containers: [probe(FOLDER, [...keys])] });
        const source = new SecureSecret(late, `Source-${name}`, {
          source: SecretSource.existing(secret),
          keys: [...keys],
        });
        new RotatingVolumeMount(late, `Files-${name}`, {
          workload: pod,
          source: source.toMountSource().withPaths({ [keys[0]]: keys[0] }),
          mountPath: FOLDER,
        });
      }
      await node().apply(late);
      const waiting = await until(
        'both to wait',
        async () => {
          const { body } = await node().admin.request('GET', `/api/v1/namespaces/${NAMESPACE}/events`, {
            query: { fieldSelector: 'reason=FailedMount' },
          });
          const names = new Set(body.items.map(({ involvedObject }: any) => involvedObject.name));
          const pods = await node().pods(NAMESPACE, 'late-');
          return pods.every(({ metadata }) => names.has(metadata.name)) ? pods : undefined;
        },
        60,
      );
      expect(waiting.map(({ status }) => status.containerStatuses[0].state.waiting.reason)).toEqual([
        'ContainerCreating',
        'ContainerCreating',
      ]);
      await node().putSecret(NAMESPACE, 'late', { key: 'late' });
      await node().putSecret(NAMESPACE, 'db', { ...generation(4), missing: 'late' });
      for (const pod of await node().ready(NAMESPACE, 'late-', 2)) {
        expect(Object.values(readsOf(last(pod)))).toEqual([print('late')]);
      }
    },
  );
});

/** Ends the program of a pod; in the sandbox, all processes of all containers are seen. */
function endProgram(pod: any): void {
  const mine = (pid: string) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`HOSTNAME=${pod.metadata.name}`);
    } catch {
      return false; // it has ended meanwhile
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && mine(name));
  expect(pids).toHaveLength(1);
  process.kill(Number(pids[0]), 'SIGTERM');
}
