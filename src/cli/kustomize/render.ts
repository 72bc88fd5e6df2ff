import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join, relative } from 'path';
import { KustomizationRoot } from './kustomization';
import { isComponent, KUSTOMIZATION_FILES } from '../../manifest/kustomize';
import { itemsOf } from '../../manifest/read';
import { quoted, WORD } from '../../redaction/quoted';
import { shellWord } from '../../redaction/shell-word';
import { KubectlFault, KubectlOutcome, runKubectl } from '../kubectl-process';
import { UsageError } from '../usage-error';

/** When kustomizations are rendered. */
export const KUSTOMIZE_CHOICES = ['auto', 'never', 'fetch'] as const;
export type KustomizeChoice = (typeof KUSTOMIZE_CHOICES)[number];

/** Reads the option `--kustomize`. */
export function kustomizeChoice(text = 'auto'): KustomizeChoice {
  const choice = KUSTOMIZE_CHOICES.find((each) => each === text);
  if (choice === undefined) {
    throw new UsageError(`--kustomize ${quoted(text, WORD)}: use one of ${KUSTOMIZE_CHOICES.join(', ')}`);
  }
  return choice;
}

/** The output of kustomize, and the folder that the paths of its origin annotations start from. */
export interface Rendering {
  readonly text: string;
  readonly folder: string;
}

/** Why a kustomization was not rendered. */
export interface NotRendered {
  readonly reason: string;

  /** Whether rendering failed, as opposed to not having been tried. */
  readonly isFault: boolean;

  /** The command that renders the kustomization, or shows why it cannot be rendered. */
  readonly command: string;
}

/** Keeps kustomize from fetching anything: only what is on this machine is checked. */
const NOTHING_FETCHED: NodeJS.ProcessEnv = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  http_proxy: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
  NO_PROXY: '',
  no_proxy: '',
};

/** Renders a kustomization as `kubectl kustomize` does, with the origin of each object where kustomize can tell it. */
export async function render(parts: KustomizationRoot, choice: KustomizeChoice): Promise<Rendering | NotRendered> {
  const { root, addresses, missing } = parts;
  const command = `kubectl kustomize ${shellWord(root.shown)}`;
  if (isComponent(root.fields)) {
    return {
      reason: 'it is a component, and no kustomization that was named includes it',
      isFault: false,
      command: 'kubectl kustomize <folder that includes it>',
    };
  }
  if (choice === 'never') {
    return { reason: '--kustomize is never', isFault: false, command };
  }
  try {
    if (addresses.length > 0 && choice !== 'fetch') {
      await runKubectl(['version', '--client']);
      return {
        reason: `it includes ${addresses.join(', ')}, and nothing is fetched without --kustomize fetch`,
        isFault: true,
        command,
      };
    }
    const environment = choice === 'fetch' ? {} : NOTHING_FETCHED;
    const rendering =
      (await renderWithOrigins(parts, environment)) ?? (await renderPlainly(root.folder, environment));
    return 'text' in rendering ? rendering : { ...faultOf(rendering, missing, root.shown), isFault: true };
  } catch (error) {
    if (error instanceof KubectlFault) {
      return {
        reason: error.isMissing ? 'there is no kubectl on the PATH' : error.message,
        isFault: !error.isMissing,
        command,
      };
    }
    throw error;
  }
}

/**
 * Renders through a temporary kustomization that requests origins, so that nothing is written into the tree. An
 * `openapi` field only applies to the kustomization that is rendered itself.
 */
async function renderWithOrigins(
  { root }: KustomizationRoot,
  environment: NodeJS.ProcessEnv,
): Promise<Rendering | undefined> {
  if (root.fields.openapi !== undefined || itemsOf(root.fields.buildMetadata).length > 0) {
    return undefined;
  }
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'strongbox-kustomize-')));
  try {
    const overlay = join(folder, 'overlay');
    mkdirSync(overlay);
    const path = relative(overlay, root.folder).replaceAll('\\', '/');
    writeFileSync(
      join(overlay, KUSTOMIZATION_FILES[0]),
      JSON.stringify({ resources: [path], buildMetadata: ['originAnnotations'] }),
    );
    const outcome = await runKubectl(['kustomize', overlay], environment);
    return isWhole(outcome) ? { text: outcome.stdout, folder: overlay } : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function renderPlainly(folder: string, environment: NodeJS.ProcessEnv): Promise<Rendering | KubectlOutcome> {
  const outcome = await runKubectl(['kustomize', folder], environment);
  return isWhole(outcome) ? { text: outcome.stdout, folder } : outcome;
}

/** Whether the output of a command is complete: output that is cut off ends in the middle of a line. */
function isWhole({ code, stdout }: KubectlOutcome): boolean {
  return code === 0 && (stdout === '' || stdout.endsWith('\n'));
}

/** Why kustomize failed. Its message may quote the literals and patches that it read, so none of it is repeated. */
function faultOf(
  { code, signal, stderr }: KubectlOutcome,
  missing: readonly string[],
  folder: string,
): { readonly reason: string; readonly command: string } {
  const word = shellWord(folder);
  const command = `kubectl kustomize ${word}`;
  if (missing.length > 0) {
    return { reason: `it names ${missing.join(', ')}, which does not exist`, command };
  }
  if (/is not in or below/.test(stderr)) {
    return {
      reason: 'it names a file outside of its folder',
      command: `kubectl kustomize --load-restrictor LoadRestrictionsNone ${word}`,
    };
  }
  if (/enable-helm|helm/i.test(stderr)) {
    return { reason: 'it renders a Helm chart', command: `kubectl kustomize --enable-helm ${word}` };
  }
  if (/cycle/.test(stderr)) {
    return { reason: 'it includes itself', command };
  }
  if (code === 0) {
    return { reason: 'the output of kubectl is cut off', command };
  }
  return {
    reason:
      signal === undefined ? `kubectl kustomize fails with exit code ${code}` : `kubectl was killed by ${signal}`,
    command,
  };
}
