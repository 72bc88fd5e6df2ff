/** Something that keeps a manifest safe, and whether it does. */
export interface Fact {
  readonly words: string;
  readonly holds: boolean;
}

/** One line of the table. */
export interface Row {
  readonly file: string;
  readonly kind: string;
  readonly name: string;
  readonly facts: Fact[];
}

/** 0440, in the decimal notation of manifests. */
const GROUP_READ = 0o440;
const WORLD_READ = 0o004;
const DAY = 86_400;
/** An RSA key of the Sealed Secrets controller has at least so many bytes; ciphertext begins with how many it is. */
const SMALLEST_RSA_BYTES = 128;

/**
 * What keeps an object safe, each fact computed from the manifest as it was written. A fact that has no meaning for an
 * object, such as the mode of files where nothing is mounted, is left out.
 *
 * @param manifest any Kubernetes object
 */
export function factsOf(manifest: any): Fact[] {
  const facts = FACTS[manifest.kind];
  return facts === undefined
    ? [{ words: `checked: nothing is known of ${manifest.kind}`, holds: false }]
    : facts(manifest);
}

const FACTS: { [kind: string]: (manifest: any) => Fact[] } = {
  ConfigMap: ({ immutable, metadata }) => [
    { words: 'immutable', holds: immutable === true },
    { words: 'named by its content', holds: /-[0-9a-f]{10}$/.test(metadata.name) },
  ],

  Secret: ({ data, stringData }) => [
    { words: 'free of values', holds: isEmpty(data) && isEmpty(stringData) },
  ],

  SealedSecret: ({ metadata, spec }) => [
    {
      words: 'ciphertext only',
      holds: Object.values(spec.encryptedData).every(isCiphertext) && isEmpty(spec.template?.data),
    },
    {
      words: 'opens under this name and namespace only',
      holds: !Object.keys(metadata.annotations ?? {})
        .some((name) => /^sealedsecrets\.bitnami\.com\/(namespace|cluster)-wide$/.test(name)),
    },
  ],

  Deployment: ({ spec }) => podFacts(spec.template.spec, spec),

  Service: ({ spec }) => [
    { words: 'inside the cluster only', holds: spec.type === 'ClusterIP' && isEmpty(spec.externalIPs) },
  ],

  ServiceAccount: ({ automountServiceAccountToken, secrets }) => [
    { words: 'automount off', holds: automountServiceAccountToken === false },
    { words: 'no long-lived token', holds: isEmpty(secrets) },
  ],

  Role: ({ rules }) => [
    { words: 'get only', holds: rules.every((rule: any) => rule.verbs.join() === 'get') },
    {
      words: `named Secrets only (${rules.flatMap((rule: any) => rule.resourceNames ?? []).join(', ') || 'no names'})`,
      holds: rules.every((rule: any) => rule.resources.join() === 'secrets' && !isEmpty(rule.resourceNames)),
    },
  ],

  RoleBinding: ({ metadata, roleRef, subjects }) => [
    {
      words: 'one service account of this namespace',
      holds: roleRef.kind === 'Role' && subjects.length === 1 && subjects[0].kind === 'ServiceAccount'
        && subjects[0].namespace === metadata.namespace,
    },
  ],
};

function podFacts(pod: any, { replicas, strategy }: any): Fact[] {
  const containers: any[] = [...pod.initContainers ?? [], ...pod.containers];
  const env = containers.flatMap((container) => container.env ?? []);
  const envFrom = containers.flatMap((container) => container.envFrom ?? []);
  const volumes: any[] = (pod.volumes ?? [])
    .filter((volume: any) => volume.secret ?? volume.configMap ?? volume.projected);
  const mounts = containers.flatMap((container) => container.volumeMounts ?? [])
    .filter((mount) => volumes.some((volume) => volume.name === mount.name));
  const modes = volumes.flatMap(modesOf);
  const secretVolumes = volumes.filter((volume) => secretsIn(volume) > 0);
  const tokens = volumes
    .flatMap((volume) => volume.projected?.sources ?? [])
    .flatMap((source) => source.serviceAccountToken ?? []);

  const facts: Fact[] = [
    {
      words: 'no Secret in env',
      holds: !env.some((variable) => variable.valueFrom?.secretKeyRef)
        && !envFrom.some((source) => source.secretRef),
    },
    { words: 'automount off', holds: pod.automountServiceAccountToken === false },
    { words: 'one pod at a time', holds: podsReplacedTogether(replicas, strategy) === 1 },
  ];
  if (mounts.length > 0) {
    facts.push(
      { words: 'no subPath', holds: !mounts.some((mount) => mount.subPath ?? mount.subPathExpr) },
      { words: 'mounted read-only', holds: mounts.every((mount) => mount.readOnly === true) },
      { words: 'files 0440', holds: modes.every((mode) => mode === GROUP_READ) },
      {
        words: 'readable without root',
        holds: pod.securityContext?.fsGroup !== undefined
          || modes.every((mode) => (mode & WORLD_READ) !== 0), // eslint-disable-line no-bitwise
      },
    );
  }
  if (secretVolumes.reduce((sum, volume) => sum + secretsIn(volume), 0) > 1) {
    facts.push({ words: 'Secrets swapped together', holds: secretVolumes.length === 1 });
  }
  for (const { expirationSeconds } of tokens) {
    facts.push({ words: `token expires (${expirationSeconds ?? 'default'} s)`, holds: expirationSeconds <= DAY });
  }
  return facts;
}

/** Permission bits of every file of a volume; a mode that is not written is 0644. */
function modesOf(volume: any): number[] {
  const source = volume.secret ?? volume.configMap ?? volume.projected;
  const parts = [
    source, ...(source.sources ?? []).flatMap((part: any) => [part.secret, part.configMap, part.downwardAPI]),
  ];
  const items = parts.flatMap((part) => part?.items ?? []);
  return [source.defaultMode ?? 0o644, ...items.flatMap((item: any) => item.mode ?? [])];
}

function secretsIn(volume: any): number {
  return volume.secret ? 1 : (volume.projected?.sources ?? []).filter((source: any) => source.secret).length;
}

/** How many pods a rollout may add and take away at the same moment, as the Deployment controller rounds them. */
function podsReplacedTogether(replicas = 1, strategy: any): number {
  if (strategy?.type !== 'RollingUpdate') {
    return replicas;
  }
  const pods = (value: number | string, round: (share: number) => number) =>
    typeof value === 'number' ? value : round(replicas * Number.parseFloat(value) / 100);
  return pods(strategy.rollingUpdate?.maxSurge ?? '25%', Math.ceil)
    + pods(strategy.rollingUpdate?.maxUnavailable ?? '25%', Math.floor);
}

function isCiphertext(value: unknown): boolean {
  const bytes = Buffer.from(String(value), 'base64');
  return bytes.length > SMALLEST_RSA_BYTES && bytes.readUInt16BE(0) >= SMALLEST_RSA_BYTES
    && bytes.readUInt16BE(0) < bytes.length;
}

function isEmpty(value: object | undefined): boolean {
  return Object.keys(value ?? {}).length === 0;
}

/**
 * The table as text.
 *
 * @param rows its lines
 * @param width columns of the terminal
 */
export function renderTable(rows: readonly Row[], width: number): string {
  const head = ['FILE', 'KIND', 'NAME', 'WHY IT IS SAFE'];
  const cells = rows.map(({ file, kind, name, facts }) => {
    const words = facts.map((fact) => (fact.holds ? fact.words : `NOT ${fact.words}`));
    return [file, kind, name, words] as const;
  });
  const widths = [0, 1, 2].map((column) => Math.max(head[column].length, ...cells.map((row) => row[column].length)));
  const indent = widths.reduce((sum, columns) => sum + columns + 2, 0);
  const lines = cells.flatMap(([file, kind, name, why]) => wrap(why, width - indent)
    .map((text, index) => (index === 0 ? [file, kind, name, text] : ['', '', '', text])));
  const padded = (text: string, column: number) => (column < 3 ? text.padEnd(widths[column] + 2) : text);
  return [head, ...lines].map((row) => row.map(padded).join('').trimEnd()).join('\n');
}

/** Puts as many parts on a line as fit. */
function wrap(parts: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 2 + part.length + 1 <= width) {
      lines[lines.length - 1] = `${last}, ${part}`;
    } else {
      if (last !== undefined) lines[lines.length - 1] = `${last},`;
      lines.push(part);
    }
  }
  return lines;
}
