import { LONGEST_SYNC_SECONDS } from './updates';

/**
 * How a value of a Secret or ConfigMap comes to a process, or to a controller that uses it.
 *
 * `file`: a volume, mounted whole. `sub-path`: one path of a volume. `variable`, `all-variables`: environment variables
 * by name or by `envFrom`. `argument`: a variable that is expanded in a command line. `copy`: a file that an init
 * container wrote. `csi-file`, `injected-file`: files of the Secrets Store CSI driver and of the Vault Agent Injector.
 * `image-pull`, `driver`: used by the kubelet for images and volumes. `tls`: shown by an Ingress or Gateway. `ca`:
 * the authority by which the API server trusts a webhook or an API. `controller`: read by another controller.
 */
export type Delivery = 'file' | 'sub-path' | 'variable' | 'all-variables' | 'argument' | 'copy' | 'csi-file'
  | 'injected-file' | 'image-pull' | 'driver' | 'tls' | 'ca' | 'controller';

/**
 * When somebody who has a value sees that it has changed. `within`: in so many seconds at most. `start`: at the next
 * start of the container. `new-pod`: in a new pod. `next-use`: when it is needed the next time. `never`: only by
 * somebody who changes the object that has it. `unknown`: the manifest does not tell.
 */
export type SeenTime = 'within' | 'start' | 'new-pod' | 'next-use' | 'never' | 'unknown';

export interface Seen {
  readonly when: SeenTime;

  /** The longest that it takes, for `within`. */
  readonly seconds?: number;

  /** Why, as a sentence without its period. */
  readonly because: string;
}

/**
 * When a change of the object is seen, once it is in the API server. A process that read a file before has to read it
 * again: no manifest shows that it does.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/secret/#mounted-secrets-are-updated-automatically
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-immutable
 */
export const SEEN: { readonly [delivery in Delivery]: Seen } = {
  'file': {
    when: 'within',
    seconds: LONGEST_SYNC_SECONDS,
    because: 'the kubelet writes the file again; the process has to read it again',
  },
  // A container that is started again right after a change gets the file of before: the volume of its pod is older.
  'sub-path': { when: 'new-pod', because: 'a mount by subPath stays as it was; a new pod has new volumes' },
  'variable': { when: 'start', because: 'a variable is read when the container starts' },
  'all-variables': { when: 'start', because: 'variables are read when the container starts' },
  'argument': { when: 'start', because: 'the command line is made when the container starts' },
  'copy': { when: 'new-pod', because: 'an init container copied it, and runs once per pod' },
  'csi-file': { when: 'within', seconds: 0, because: 'the driver writes the file; the process has to read it again' },
  'injected-file': {
    when: 'within',
    seconds: 0,
    because: 'the agent writes the file; the process has to read it again',
  },
  'image-pull': { when: 'next-use', because: 'the kubelet reads it when it pulls an image; running pods go on' },
  'driver': { when: 'new-pod', because: 'the kubelet hands it to the driver when the volume is mounted' },
  'tls': { when: 'unknown', because: 'most controllers watch it and show the new certificate in seconds' },
  'ca': {
    when: 'never',
    because: 'the authority is written in the object itself; it stays right while the issuer is the same',
  },
  'controller': { when: 'unknown', because: 'most controllers watch what they read, or read it at their next round' },
};

/** What an immutable object means for all who read it: it is never another one, only one of another name. */
export const SEEN_IMMUTABLE: Seen = {
  when: 'never', because: 'an immutable object keeps its content; a new one needs another name',
};

/**
 * When an init container sees a change, whatever the way: it has ended before the containers after it start, and runs
 * again in a new pod. What it wrote into a volume that others read stays there as long as the pod.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
 */
export const SEEN_BY_INIT: { readonly [leaves in 'nothing' | 'files']: Seen } = {
  nothing: { when: 'next-use', because: 'an init container has ended; a new pod runs it again' },
  files: { when: 'new-pod', because: 'an init container has ended; what it wrote into a volume stays with the pod' },
};

/** The name of each way, as it stands in a table. */
export const DELIVERY_WORDS: { readonly [delivery in Delivery]: string } = {
  'file': 'live file',
  'sub-path': 'file by subPath',
  'variable': 'environment variable',
  'all-variables': 'environment variables (envFrom)',
  'argument': 'argument by $(VAR)',
  'copy': 'file copied by an init container',
  'csi-file': 'CSI file',
  'injected-file': 'file of the Vault agent',
  'image-pull': 'image pull secret',
  'driver': 'volume driver',
  'tls': 'certificate of an entry point',
  'ca': 'certificate authority of the API server',
  'controller': 'read by a controller',
};
