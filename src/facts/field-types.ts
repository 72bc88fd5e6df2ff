import { below, DocumentFault } from './document-fault';
import { isFilledInLater } from './filled-in-later';
import { mappingOf } from './plain-fields';

/** Which types the API server decodes fields from. It refuses an object with another one, whole. */

/** `amount` is a quantity, and `port` a number or a name. */
type ScalarType = 'text' | 'flag' | 'number' | 'amount' | 'port';

/** The type of a field: a scalar, a list, a mapping with any keys, or one with known fields. */
export type FieldType =
  | ScalarType
  | { readonly listOf: FieldType }
  | { readonly mapOf: FieldType }
  | { readonly fields: { readonly [field: string]: FieldType } };

const list = (listOf: FieldType): FieldType => ({ listOf });
const texts = list('text');
const textMap: FieldType = { mapOf: 'text' };

/** Several fields of one type, separated by blanks. */
function all(names: string, type: FieldType): { [field: string]: FieldType } {
  return Object.fromEntries(names.split(' ').map((name) => [name, type]));
}

function fields(...parts: { [field: string]: FieldType }[]): FieldType {
  return { fields: Object.assign({}, ...parts) };
}

const SELECTOR = fields({
  matchLabels: textMap, matchExpressions: list(fields(all('key operator', 'text'), { values: texts })),
});
const FIELD_REF = fields(all('apiVersion fieldPath', 'text'));
const RESOURCE_REF = fields(all('containerName resource', 'text'), { divisor: 'amount' });
const ITEMS = list(fields(all('key path', 'text')));
const FILES = list(fields({ path: 'text', fieldRef: FIELD_REF, resourceFieldRef: RESOURCE_REF }));
const KEY_REF = fields(all('name key', 'text'), { optional: 'flag' });
const OBJECT_REF = fields({ name: 'text', optional: 'flag' });
const PROJECTED = fields({ name: 'text', optional: 'flag', items: ITEMS });

const ENV = list(fields(all('name value', 'text'), {
  valueFrom: fields({
    secretKeyRef: KEY_REF,
    configMapKeyRef: KEY_REF,
    fieldRef: FIELD_REF,
    resourceFieldRef: RESOURCE_REF,
    fileKeyRef: fields(all('volumeName path key', 'text'), { optional: 'flag' }),
  }),
}));

const HANDLER = {
  exec: fields({ command: texts }),
  httpGet: fields(all('path host scheme', 'text'), {
    port: 'port', httpHeaders: list(fields(all('name value', 'text'))),
  }),
  tcpSocket: fields({ host: 'text', port: 'port' }),
};
const PROBE = fields(
  HANDLER,
  all('initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold', 'number'),
  { grpc: fields({ port: 'number', service: 'text' }) },
);
const AMOUNTS: FieldType = { mapOf: 'amount' };

const CONTAINER = fields(
  all('name image workingDir imagePullPolicy restartPolicy terminationMessagePath terminationMessagePolicy', 'text'),
  all('command args', texts),
  all('stdin stdinOnce tty', 'flag'),
  all('livenessProbe readinessProbe startupProbe', PROBE),
  {
    env: ENV,
    envFrom: list(fields({ prefix: 'text', secretRef: OBJECT_REF, configMapRef: OBJECT_REF })),
    ports: list(fields(all('name protocol hostIP', 'text'), all('containerPort hostPort', 'number'))),
    resources: fields(all('limits requests', AMOUNTS)),
    volumeMounts: list(fields(
      all('name mountPath subPath subPathExpr mountPropagation recursiveReadOnly', 'text'), { readOnly: 'flag' },
    )),
    volumeDevices: list(fields(all('name devicePath', 'text'))),
    lifecycle: fields(all('postStart preStop', fields(HANDLER))),
    securityContext: fields(
      all('privileged runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation', 'flag'),
      all('runAsUser runAsGroup', 'number'),
      { capabilities: fields(all('add drop', texts)) },
    ),
  },
);

const VOLUME = fields({
  name: 'text',
  secret: fields({ secretName: 'text', optional: 'flag', items: ITEMS }),
  configMap: PROJECTED,
  downwardAPI: fields({ items: FILES }),
  emptyDir: fields({ medium: 'text', sizeLimit: 'amount' }),
  hostPath: fields(all('path type', 'text')),
  persistentVolumeClaim: fields({ claimName: 'text', readOnly: 'flag' }),
  csi: fields({
    driver: 'text',
    fsType: 'text',
    readOnly: 'flag',
    volumeAttributes: textMap,
    nodePublishSecretRef: fields({ name: 'text' }),
  }),
  projected: fields({
    sources: list(fields({
      secret: PROJECTED,
      configMap: PROJECTED,
      downwardAPI: fields({ items: FILES }),
      serviceAccountToken: fields(all('audience path', 'text'), { expirationSeconds: 'number' }),
      clusterTrustBundle: fields(all('name signerName path', 'text'), { optional: 'flag', labelSelector: SELECTOR }),
      podCertificate: fields(
        all('signerName keyType credentialBundlePath keyPath certificateChainPath', 'text'),
        { maxExpirationSeconds: 'number', userAnnotations: textMap },
      ),
    })),
  }),
});

/**
 * The fields of a container that every kind with containers has.
 *
 * @see https://github.com/kubernetes/api/blob/v0.37.2/core/v1/types.go
 */
export const CONTAINER_TYPE: FieldType = CONTAINER;

/** The fields of a volume. */
export const VOLUME_TYPE: FieldType = VOLUME;

/** The fields of a pod spec, but for those of its containers and volumes. */
export const POD_SPEC_TYPE: FieldType = fields(
  all('serviceAccountName serviceAccount restartPolicy nodeName dnsPolicy priorityClassName runtimeClassName', 'text'),
  all('automountServiceAccountToken hostNetwork hostPID hostIPC hostUsers shareProcessNamespace enableServiceLinks',
    'flag'),
  all('terminationGracePeriodSeconds activeDeadlineSeconds', 'number'),
  all('containers initContainers ephemeralContainers volumes', list({ fields: {} })),
  {
    imagePullSecrets: list(fields({ name: 'text' })),
    nodeSelector: textMap,
    securityContext: fields(
      all('runAsUser runAsGroup fsGroup', 'number'),
      all('fsGroupChangePolicy supplementalGroupsPolicy', 'text'),
      { runAsNonRoot: 'flag', supplementalGroups: list('number') },
    ),
  },
);

/** Metadata of every object, and of the pods of a template. */
export const METADATA_TYPE: FieldType = fields(all('labels annotations', textMap), all('name namespace', 'text'));

const RULES = list(fields(all('apiGroups resources verbs resourceNames nonResourceURLs', texts)));
const BINDING = fields({
  roleRef: fields(all('apiGroup kind name', 'text')),
  subjects: list(fields(all('apiGroup kind name namespace', 'text'))),
});
const NAMED = list(fields({ name: 'text' }));

/**
 * The fields of further kinds, by `group/kind`.
 *
 * @see https://github.com/kubernetes/api/blob/v0.37.2/rbac/v1/types.go
 */
export const KIND_TYPES: ReadonlyMap<string, FieldType> = new Map([
  ['rbac.authorization.k8s.io/Role', fields({ rules: RULES })],
  ['rbac.authorization.k8s.io/ClusterRole', fields({
    rules: RULES, aggregationRule: fields({ clusterRoleSelectors: list(SELECTOR) }),
  })],
  ['rbac.authorization.k8s.io/RoleBinding', BINDING],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', BINDING],
  ['/ServiceAccount', fields({ automountServiceAccountToken: 'flag' }, all('secrets imagePullSecrets', NAMED))],
  ['/Secret', fields({ type: 'text', immutable: 'flag' })],
  ['/ConfigMap', fields({ immutable: 'flag' })],
]);

/** Values of another type than their field. What a tool fills in is not judged, nor are fields that are not known. */
export function typeFaults(value: unknown, type: FieldType): DocumentFault[] {
  if (value === undefined || value === null || (typeof value === 'string' && isFilledInLater(value))) {
    return [];
  }
  if (typeof type === 'string') {
    return isOfType(value, type) ? [] : [wrong(value, type)];
  }
  if ('listOf' in type) {
    return Array.isArray(value)
      ? Array.from(value).flatMap((item, index) => typeFaults(item, type.listOf).map((each) => below([index], each)))
      : [wrong(value, 'list')];
  }
  const mapping = value instanceof Date ? undefined : mappingOf(value);
  if (mapping === undefined) {
    return [wrong(value, 'mapping')];
  }
  const known = 'mapOf' in type
    ? Object.keys(mapping).map((field): [string, FieldType] => [field, type.mapOf]) : Object.entries(type.fields);
  return known.flatMap(([field, part]) => (!Object.hasOwn(mapping, field) ? []
    : typeFaults(mapping[field], part).map((each) => below([field], each))));
}

function isOfType(value: unknown, type: ScalarType): boolean {
  switch (type) {
    // A date is a text in YAML as Kubernetes reads it.
    case 'text': return typeof value === 'string' || value instanceof Date;
    case 'flag': return typeof value === 'boolean';
    case 'number': return Number.isInteger(value);
    case 'port': return typeof value === 'string' || Number.isInteger(value);
    case 'amount': return typeof value === 'number' || (typeof value === 'string' && isQuantity(value));
  }
}

/**
 * Whether a text is an amount of a resource.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function isQuantity(text: string): boolean {
  return QUANTITY.test(text);
}

const QUANTITY = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const EXPECTED = {
  text: 'a text',
  flag: 'true or false',
  number: 'a whole number',
  port: 'a number or a name',
  amount: 'a quantity, such as 500m or 64Mi',
  list: 'a list',
  mapping: 'a mapping',
};

function wrong(value: unknown, expected: keyof typeof EXPECTED): DocumentFault {
  const isScalar = typeof value !== 'object' && typeof value !== 'string';
  const advice = expected === 'text' && isScalar ? '; put it in quotes'
    : (expected === 'flag' || expected === 'number') && typeof value === 'string' ? '; write it without quotes' : '';
  return { at: [], text: `is ${typeName(value)}, and must be ${EXPECTED[expected]}${advice}` };
}

/** The type of a value, in words. */
export function typeName(value: unknown): string {
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (value instanceof Date) {
    return 'a date';
  }
  const names: { readonly [type: string]: string } = {
    string: 'a text', boolean: 'true or false', object: 'a mapping',
  };
  return names[typeof value] ?? `a ${typeof value}`;
}
