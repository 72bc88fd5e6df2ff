import { WorkloadKind } from '../../src/facts/workload-kind';
import { WORKLOAD_KINDS } from '../../src/facts/workload-kinds';

const BEGIN = '<!-- kinds: written by `npx projen docs:rules` from src/facts/workload-kinds.ts -->';
const END = '<!-- end of kinds -->';

/** The text of docs/auditing.md with the list of kinds as the table of facts has it. */
export function withKinds(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) {
    throw new Error(`docs/auditing.md has no ${BEGIN} … ${END}`);
  }
  return `${before}${BEGIN}\n${table()}\n${END}${after}`;
}

/** The kinds by API group, in the order of the table. */
function table(): string {
  const groups = new Map<string, WorkloadKind[]>();
  for (const row of WORKLOAD_KINDS) {
    groups.set(row.groups[0], [...groups.get(row.groups[0]) ?? [], row]);
  }
  const lines = [...groups].map(([group, rows]) =>
    `| ${group === '' ? 'core' : `\`${group}\``} | ${rows.map(nameOf).join(', ')} |`);
  return ['| API group | kinds |', '| --- | --- |', ...lines].join('\n');
}

function nameOf({ kind, source }: WorkloadKind): string {
  return `[${kind}](${source})`;
}
