/**
 * `npm run bench:rotation`: the cost of `strongbox rotate status` and of one look of `strongbox rotate wait` for what
 * was read of a cluster: the graph, its index, and the judgement of every Secret. Figures are medians of CPU time in
 * this process, without kubectl and without the parser of JSON. `--write` puts the table into docs/benchmarks.md,
 * `--quick` measures once.
 */
import { readFileSync, writeFileSync } from 'fs';
import { cpus } from 'os';
import { join, resolve } from 'path';
import { Graph } from '../../src/manifest/graph';
import { Judge } from '../../src/rotation/holders/judge';
import { statusOf } from '../../src/rotation/holders/status';
import { RotationIndex } from '../../src/rotation/lookups';
import { Planner } from '../../src/rotation/make-plan';

const page = join(resolve(__dirname, '../..'), 'docs/benchmarks.md');
const rounds = process.argv.includes('--quick') ? 1 : 5;
const sizes = [250, 500, 1000, 2000];
const PODS_PER_SECRET = 5;
const NAMESPACES = 20;
const NODES = 50;
const ZERO = Date.parse('2026-03-04T05:00:00Z');
const time = (seconds: number) => new Date(ZERO + seconds * 1000).toISOString();

/** Five pods for each Secret, made by a Deployment and its ReplicaSet: by a variable, a subPath and a live file. */
function objects(secrets: number): object[] {
  const nodes = Array.from({ length: NODES }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${index}`, managedFields: [{ manager: 'kubelet', subresource: 'status', time: time(9000) }],
    },
    status: { conditions: [{ type: 'Ready', status: 'True', lastHeartbeatTime: time(9000) }] },
  }));
  return [...nodes, ...Array.from({ length: secrets }, (_, index) => ofSecret(index)).flat()];
}

function ofSecret(index: number): object[] {
  const [name, namespace] = [`app-${index}`, `team-${index % NAMESPACES}`];
  const owner = (kind: string, of: string) => [{ apiVersion: 'apps/v1', kind, name: of, controller: true }];
  const metadata = (of: string, more: object = {}) => ({ name: of, namespace, uid: `${namespace}/${of}`, ...more });
  const spec = {
    nodeName: `node-${index % NODES}`,
    volumes: [{ name: 'files', secret: { secretName: name } }],
    containers: [{
      name: 'app',
      env: [{ name: 'PW', valueFrom: { secretKeyRef: { name, key: 'password' } } }],
      volumeMounts: [
        { name: 'files', mountPath: '/etc/app' }, { name: 'files', mountPath: '/etc/ca.crt', subPath: 'ca.crt' },
      ],
    }],
  };
  const template = { metadata: { labels: { app: name } }, spec };
  const pods = Array.from({ length: PODS_PER_SECRET }, (_, number) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(`${name}-5-${number}`, {
      creationTimestamp: time(100),
      ownerReferences: owner('ReplicaSet', `${name}-5`),
      managedFields: [{ manager: 'kube-controller-manager', time: time(100), fieldsV1: {} }],
    }),
    spec,
    status: {
      phase: 'Running',
      containerStatuses: [{ name: 'app', state: { running: { startedAt: time(index % 2 === 0 ? 110 : 8000) } } }],
    },
  }));
  const workload = (kind: string, of: string, more: object = {}) => ({
    apiVersion: 'apps/v1',
    kind,
    metadata: metadata(of, more),
    spec: { selector: { matchLabels: { app: name } }, template },
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata(name, {
        creationTimestamp: time(0),
        managedFields: [{
          manager: 'kubectl', time: time(5000), fieldsV1: { 'f:data': { 'f:password': {}, 'f:ca.crt': {} } },
        }],
      }),
      data: { 'password': '', 'ca.crt': '' },
    },
    workload('Deployment', name),
    workload('ReplicaSet', `${name}-5`, { ownerReferences: owner('Deployment', name) }),
    ...pods,
  ];
}

interface Row {
  readonly secrets: number;
  readonly graph: number;
  readonly status: number;
  readonly look: number;
  readonly plans: number;
}

/** CPU seconds of some work. */
function measured<T>(work: () => T): [seconds: number, result: T] {
  const start = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1e6, result];
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function measure(secrets: number): Row {
  const documents = objects(secrets);
  const options = { now: ZERO + 10_000_000, bounds: { syncSeconds: 90 } };
  const found = Array.from({ length: rounds }, () => {
    const [graph, index] = measured(() => new RotationIndex(Graph.of(documents), 'running'));
    const [status, rows] = measured(() => statusOf(index, options));
    const behind = rows.filter(({ judgement }) => judgement.holders.length > 0).length;
    // Every other one has started again since.
    if (rows.length !== secrets || behind !== secrets / 2) {
      throw new Error(`${rows.length} rows, ${behind} behind, of ${secrets}`);
    }
    const target = { kind: 'Secret', name: 'app-0', namespace: 'team-0', key: 'password' } as const;
    const [look] = measured(() => new Judge(index).judge(target, { ...options, isProof: true }));
    const described = new RotationIndex(Graph.of(documents));
    const [plans] = measured(() => {
      const planner = new Planner(described);
      rows.forEach(({ name, namespace }) => planner.planOf({ kind: 'Secret', name, namespace }));
    });
    return { graph, status, look, plans };
  });
  const of = (figure: keyof typeof found[number]) => median(found.map((each) => each[figure]));
  const row = { secrets, graph: of('graph'), status: of('status'), look: of('look'), plans: of('plans') };
  console.error(JSON.stringify(row));
  return row;
}

function table(rows: readonly Row[]): string {
  const [before, last] = rows.slice(-2);
  const growth = (of: (row: Row) => number) =>
    (Math.log(of(last) / of(before)) / Math.log(last.secrets / before.secrets)).toFixed(2);
  return [
    '| Secrets | pods | graph and index, s | `status`, s | one look of `wait`, ms | plans of all, s |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(({ secrets, graph, status, look, plans }) => '| ' + [
      secrets, secrets * PODS_PER_SECRET, graph.toFixed(2), status.toFixed(2), (look * 1000).toFixed(0),
      plans.toFixed(2),
    ].join(' | ') + ' |'),
    '',
    `Growth exponents between the two largest sizes: ${growth(({ graph }) => graph)} for the graph, `
      + `${growth(({ status }) => status)} for \`status\`, ${growth(({ plans }) => plans)} for the plans.`,
    '',
  ].join('\n');
}

const report = [
  `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0].model}.`, '', table(sizes.map(measure)),
].join('\n');
console.log(report);

if (process.argv.includes('--write')) {
  const [start, , rest] = readFileSync(page, 'utf8').split(/<!-- (?:rotation|end of rotation) -->\n/);
  writeFileSync(page, `${start}<!-- rotation -->\n${report}<!-- end of rotation -->\n${rest}`);
}
