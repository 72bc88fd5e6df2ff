import { Judge, JudgeOptions } from './judge';
import { Judgement } from './judgement';
import { summaryOf } from './text';
import { secondsInWords } from '../../facts/durations';
import { isFilledByController } from '../../facts/secret-types';
import { Resource } from '../../manifest/resource';
import { createdAt, keysChangedAt } from '../../manifest/running';
import { longest, TextStyle } from '../../output/text-style';
import { printable, printableText } from '../../redaction/printable';
import { RotationIndex } from '../lookups';
import { titleOf } from '../names';

/** The state of one Secret: how old it is, when it changed, and who is behind. Times are in milliseconds. */
export interface StatusRow {
  readonly name: string;
  readonly namespace: string;
  readonly created?: number;

  /** The latest moment at which it may have changed. */
  readonly changed?: number;

  /** How many containers use it. */
  readonly users: number;

  /** Whether nothing that was read names it. */
  readonly isUnused: boolean;
  readonly judgement: Judgement;
}

/**
 * The state of every Secret that was read, the ones with somebody behind first. Secrets that the control plane fills
 * with tokens are left out.
 */
export function statusOf(index: RotationIndex, options: Omit<JudgeOptions, 'isProof'>): StatusRow[] {
  const judge = new Judge(index);
  const rows = index.graph.ofKind('', 'Secret')
    .filter(({ object, name }) => name !== '' && !isFilledByController(object.type) && !isRelease(object.type))
    .map((secret) => rowOf(judge, index, secret, options));
  return rows.sort((one, other) => rank(one) - rank(other) || compare(one, other));
}

/** Secrets in which Helm keeps its releases: no pod uses them. */
function isRelease(type: unknown): boolean {
  return type === 'helm.sh/release.v1';
}

function rowOf(
  judge: Judge, index: RotationIndex, secret: Resource, options: Omit<JudgeOptions, 'isProof'>,
): StatusRow {
  const { name, namespace } = secret;
  const judgement = judge.judge({ kind: 'Secret', name, namespace }, { ...options, isProof: false });
  return {
    name,
    namespace,
    created: createdAt(secret),
    changed: judgement.changes.find(({ what }) => what === titleOf({ kind: 'Secret', name, namespace }))?.at
      ?? keysChangedAt(secret),
    users: judgement.containers,
    isUnused: index.referencesTo('Secret', namespace, name).length === 0,
    judgement,
  };
}

function rank({ judgement: { holders, unknowns, changes } }: StatusRow): number {
  return holders.length > 0 || changes.some(({ waitsFor }) => waitsFor !== undefined) ? 0
    : unknowns.length > 0 ? 1 : 2;
}

function compare(one: StatusRow, other: StatusRow): number {
  const [a, b] = [one, other].map(({ namespace, name }) => `${namespace}/${name}`);
  return a < b ? -1 : a > b ? 1 : 0;
}

const HEADS = ['SECRET', 'AGE', 'CHANGED', 'USERS', 'BEHIND'] as const;

/** The state of all Secrets as a table for a terminal. */
export function renderStatusText(rows: readonly StatusRow[], now: number, colour: boolean): string {
  const style = new TextStyle(colour);
  const age = (time: number | undefined) =>
    (time === undefined ? '-' : secondsInWords(Math.max(0, (now - time) / 1000)));
  const lines = rows.map((row) => [
    `${row.namespace}/${row.name}`, age(row.created), age(row.changed), `${row.users}`,
    row.isUnused ? 'nobody names it' : rank(row) === 2 ? '-' : summaryOf(row.judgement),
  ].map(printable));
  const widths = HEADS.map((head, column) => longest([head, ...lines.map((line) => line[column])]));
  const print = (cells: readonly string[]) => cells
    .map((cell, column) => (column === cells.length - 1 ? cell : cell.padEnd(widths[column]))).join('  ');
  const painted = rows.map((row, position) => {
    const text = print(lines[position]);
    return rank(row) === 0 ? style.bad(text) : rank(row) === 1 ? style.doubtful(text) : text;
  });
  return printableText(`${[style.strong(print(HEADS)), ...painted].join('\n')}\n`, colour);
}
