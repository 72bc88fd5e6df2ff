import { EncryptionStage } from './encryption-stage';
import { UNDECRYPTABLE } from './undecryptable';
import { PRESENT_FOLDER } from '../control-plane/rewiring';

export interface RunbookOptions {
  readonly title: string;
  readonly apiServers: readonly string[];
  readonly hasPresent: boolean;
}

const NEW_CLUSTER = `
This is for a running cluster. A new one has nothing to rotate: it begins with the file of the last stage.
`;

/** The page that people follow. It names files and hashes, and has no key. */
export function runbookOf(stages: readonly EncryptionStage[], options: RunbookOptions): string {
  const { title, apiServers, hasPresent } = options;
  const holdsKeys = stages.some((stage) => stage.file?.holdsKeys);
  return `# ${title}

API servers: ${apiServers.join(', ')}. If the cluster has another one, stop: create the rotation again with all of them.
${hasPresent ? '' : NEW_CLUSTER}
| stage | what happens | file |
| --- | --- | --- |
| 0 | the present state | ${hasPresent ? `\`${PRESENT_FOLDER}/\`` : 'none'} |
${stages.map(row).join('\n')}

Do the stages in order. Within a stage, API servers may have the file of the previous stage or the new one, in any order
and for as long as it takes. Never begin a stage before the check of the previous one succeeds for **every** API server,
and let no control-plane node join or come back with an older file meanwhile.

The folders hold ${holdsKeys
  ? 'keys: copy them only over encrypted connections, and delete them when the rotation is done' : 'no keys'}.

${stages.map(section).join('\n')}
## Afterwards

- Old revisions in etcd, and backups from before, still hold objects as they were stored then: compact and defragment
  etcd, and let the backups expire. Keep the old keys for as long as there is a backup that needs them.
- Add the last file to the code that creates the cluster, so that a new control-plane node starts with it.

${UNDECRYPTABLE}`;
}

function row(stage: EncryptionStage): string {
  const file = stage.file ? `\`${stage.folderName}/\`, ${stage.file.hash}` : 'none';
  return `| ${stage.number} | ${stage.title} | ${file} |`;
}

function section(stage: EncryptionStage): string {
  return `## Stage ${stage.number}: ${stage.title}

Before the stage:

${list(stage.preconditions)}

Run in the folder \`${stage.folderName}\`:

${numbered(stage.commands)}

The stage is done when this command succeeds:

\`\`\`sh
${stage.doneWhen}
\`\`\`

Rollback, until the next stage begins:

${numbered(stage.rollback)}
`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join('\n');
}

function numbered(lines: readonly string[]): string {
  return lines.map((line, index) => `${index + 1}. ${code(line)}`).join('\n');
}

/** A line that begins like a command is set as one. */
function code(line: string): string {
  if (!/^(sudo|sh|kubectl|talosctl|kops|INSTALLED_AT=)(?!\w)/.test(line)) {
    return line;
  }
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}
