import { textOfTime } from './changes';
import { isOver, Judgement } from './judgement';
import { StatusRow } from './status';
import { jsonText } from '../../redaction/printable';

/** Version of the shapes that docs/schemas/ describes. A field may be added within a version. */
const SCHEMA_VERSION = 1;

interface Tool {
  readonly name: string;
  readonly version: string;
}

const time = (at: number | undefined): string | undefined => (at === undefined ? undefined : textOfTime(at));

/** A judgement for programs. It holds names and places, never a value. */
export function renderJudgementJson(judgement: Judgement, tool: Tool): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, tool, wait: judgementFields(judgement) });
}

/** The state of all values for programs. */
export function renderStatusJson(rows: readonly StatusRow[], tool: Tool): string {
  const secrets = rows.map(({ name, namespace, created, changed, users, judgement, isUnused }) => ({
    name,
    namespace,
    created: time(created),
    changed: time(changed),
    users,
    isUnused,
    ...judgementFields(judgement),
  }));
  return jsonText({ schemaVersion: SCHEMA_VERSION, tool, secrets });
}

function judgementFields(judgement: Judgement): object {
  const { target, changes, holders, unknowns, containers } = judgement;
  return {
    target,
    isOver: isOver(judgement),
    containers,
    changes: changes.map((change) => ({ ...change, at: time(change.at) })),
    holders: holders.map((holder) => ({ ...holder, since: time(holder.since), until: time(holder.until) })),
    unknowns,
  };
}
