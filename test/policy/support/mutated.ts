/** Objects for policies that set safe defaults, and what they become: an API server and Kyverno agree on them. */

export const CONTAINER = { name: 'app', image: 'app:1' };
export const LABELS = { app: 'web' };
const template = (spec: object, annotations: object = {}) => ({ metadata: { labels: LABELS, annotations }, spec });
const controller = (apiVersion: string, kind: string, more: object = {}) => (spec: object, annotations?: object) =>
  ({ apiVersion, kind, spec: { template: template(spec, annotations), ...more } });
const SELECTOR = { selector: { matchLabels: LABELS } };
const once = (spec: object) => ({ restartPolicy: 'Never', ...spec });

/** An object of each kind that describes pods, without its metadata. */
export const BUILDERS: Readonly<Record<string, (spec: any, annotations?: object) => object>> = {
  Deployment: controller('apps/v1', 'Deployment', SELECTOR),
  StatefulSet: controller('apps/v1', 'StatefulSet', { ...SELECTOR, serviceName: 'web' }),
  DaemonSet: controller('apps/v1', 'DaemonSet', SELECTOR),
  ReplicaSet: controller('apps/v1', 'ReplicaSet', SELECTOR),
  ReplicationController: controller('v1', 'ReplicationController', { selector: LABELS }),
  Job: (spec, annotations) => controller('batch/v1', 'Job')(once(spec), annotations),
  CronJob: (spec, annotations) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: template(once(spec), annotations) } } },
  }),
  PodTemplate: (spec, annotations) =>
    ({ apiVersion: 'v1', kind: 'PodTemplate', template: template(spec, annotations) }),
  Pod: (spec) => ({ apiVersion: 'v1', kind: 'Pod', spec }),
};
/** Kinds with a template of pods. */
export const TEMPLATES = Object.keys(BUILDERS).filter((kind) => kind !== 'Pod');

/** An object of a kind in the namespace `shop`, with more metadata. */
export function made(kind: string, spec: object, metadata: object = {}, podAnnotations: object = {}): any {
  const object = BUILDERS[kind]({ containers: [CONTAINER], ...spec }, podAnnotations);
  return { ...object, metadata: { name: 'web', namespace: 'shop', ...metadata } };
}

/** The pod spec of an object of any kind. */
export const specOf = ({ spec, template: inner }: any) =>
  (inner ?? spec.template ?? spec.jobTemplate?.spec.template ?? { spec }).spec;

export const VOLUMES = [
  { name: 'alone', secret: { secretName: 'db', items: [{ key: 'a', path: 'a', mode: 0o400 }] } },
  { name: 'many', projected: { sources: [{ secret: { name: 'db' } }, { configMap: { name: 'settings' } }] } },
  { name: 'settings', configMap: { name: 'settings' } },
  { name: 'open', projected: { sources: [{ configMap: { name: 'settings' } }] } },
  { name: 'own', secret: { secretName: 'db', defaultMode: 0o400 } },
];
/** The modes of volumes, but for that of the token. */
export const modesOf = (volumes: any[]) => Object.fromEntries(volumes
  .filter(({ name }) => !name.startsWith('kube-api-'))
  .map(({ name, secret, projected, configMap }) => [name, (secret ?? projected ?? configMap).defaultMode]));
export const TIGHTENED = { alone: 0o440, many: 0o440, settings: 0o644, open: 0o644, own: 0o400 };
export const UNCHANGED = { ...TIGHTENED, alone: 0o644, many: 0o644 };
export const IN_GROUP = { volumes: VOLUMES, securityContext: { fsGroup: 2000 } };

/** The volumes as an API server has them when policies run: it has set the mode where it was not. */
export const SERVED_VOLUMES = VOLUMES.map((volume) => Object.fromEntries(Object.entries(volume).map(([key, source]) =>
  [key, typeof source === 'string' ? source : { defaultMode: 0o644, ...source }])));

const AS_ROOT = { ...CONTAINER, securityContext: { runAsUser: 0 } };
const TOKEN_FILE = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** Pod specs, annotations of their pods, and the token field afterwards. */
export const TOKEN_CASES: readonly (readonly [object, object, boolean | undefined])[] = [
  [{}, {}, false],
  [{ serviceAccountName: 'default' }, {}, false],
  [{ automountServiceAccountToken: true }, {}, true],
  [{ serviceAccountName: 'web' }, {}, undefined],
  [{ containers: [{ ...CONTAINER, args: [TOKEN_FILE] }] }, {}, undefined],
  [{}, { 'vault.hashicorp.com/agent-inject': 'true' }, undefined],
];

/** Pod specs whose processes read files of mode 0440. */
export const TIGHTENED_CASES: readonly object[] = [{ securityContext: { fsGroup: 2000 } }, { containers: [AS_ROOT] }];

/** Pod specs of which that is not known. */
export const UNCHANGED_CASES: readonly object[] = [
  {},
  { securityContext: { runAsUser: 1000 } },
  { containers: [AS_ROOT], initContainers: [{ ...CONTAINER, name: 'first' }] },
  { os: { name: 'windows' }, securityContext: undefined },
];
