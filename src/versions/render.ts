import { UnusedVersion, Versions } from './unused-versions';
import { TextStyle } from '../output/text-style';
import { jsonText } from '../redaction/printable';

/** Version of the shape of the JSON. A field may be added within a version. */
const SCHEMA_VERSION = 1;

/** The result for programs. */
export function renderVersionsJson(
  versions: Versions, tool: { readonly name: string; readonly version: string },
): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, tool, ...versions });
}

/** The result for people: each version, and the commands that delete them. All names are valid for the API server. */
export function renderVersionsText({ total, unused, young, unknowns }: Versions, colour: boolean): string {
  const style = new TextStyle(colour);
  const lines = [
    style.strong(`${unused.length} of ${total} versions of ConfigMaps and Secrets are not named by anything that was `
      + 'read.'),
    ...young === 0 ? [] : [`${young} more are too young to tell (--older-than).`],
    ...unused.length === 0 ? [] : [
      '', ...unused.map((version) => `  ${namespaceOf(version)}  ${version.kind}  ${version.name}`
        + (version.created === undefined ? '' : `  created ${dayOf(version.created)}`)),
      '', 'To delete them:', ...commandsFor(unused).map((command) => `  ${command}`),
    ],
    ...unknowns.length === 0 ? [] : [
      '', style.doubtful('Do not delete yet:'), ...unknowns.map((unknown) => `  ${unknown}`),
    ],
  ];
  return `${lines.join('\n')}\n`;
}

function namespaceOf({ namespace }: UnusedVersion): string {
  return namespace === '' ? '(no namespace)' : namespace;
}

function dayOf(created: string): string {
  const time = Date.parse(created);
  return Number.isNaN(time) ? 'at an unknown time' : new Date(time).toISOString().slice(0, 10);
}

function commandsFor(unused: readonly UnusedVersion[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { kind, namespace, name } of unused) {
    const command = `kubectl delete ${kind.toLowerCase()}${namespace === '' ? '' : ` --namespace ${namespace}`}`;
    groups.set(command, [...groups.get(command) ?? [], name]);
  }
  return [...groups].map(([command, names]) => `${command} ${names.join(' ')}`);
}
