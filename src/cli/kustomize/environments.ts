import { Kustomization, KustomizationRoot, KustomizedFile, readBeside, shownPath } from './kustomization';
import { KustomizeChoice, NotRendered, render, Rendering } from './render';
import { Environment } from '../../audit/audit-files';
import { AuditProblem } from '../../audit/audit-report';
import { GeneratedObjects } from '../../audit/reading/generated-objects';
import { ManifestFile } from '../../audit/reading/manifest-file';
import { ManifestSource } from '../../audit/reading/manifest-source';
import { RenderedManifests } from '../../audit/reading/rendered-manifests';
import { generates, KustomizeUse } from '../../manifest/kustomize';
import { RuleLevel } from '../../rules/finding';
import { InputPath, mayHoldObjects, readText, unreadable } from '../input-file';

/** How many kustomizations are rendered in parallel. */
const AT_ONCE = 4;

/** One environment for each kustomization. */
export interface KustomizedEnvironments {
  readonly environments: readonly Environment[];
  readonly problems: readonly AuditProblem[];
}

/** Makes an environment of each kustomization: from what it renders to, else from its parts. */
export async function environmentsOf(
  roots: readonly KustomizationRoot[],
  choice: KustomizeChoice,
): Promise<KustomizedEnvironments> {
  const renderings = new Map<KustomizationRoot, Rendering | NotRendered>();
  const waiting = [...roots];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let root = waiting.shift(); root !== undefined; root = waiting.shift()) {
        renderings.set(root, await render(root, choice));
      }
    }),
  );
  const files = new Files();
  const problems: AuditProblem[] = [];
  const environments = roots.map((root) => {
    const rendering = renderings.get(root)!;
    if ('text' in rendering) {
      return rendered(root, rendering, files);
    }
    problems.push(notRendered(root, rendering));
    return inParts(root, files, problems);
  });
  return { environments, problems };
}

function rendered(parts: KustomizationRoot, { text, folder }: Rendering, files: Files): Environment {
  const { root, kustomizations } = parts;
  const shown = new Map(parts.files.map((file) => [file.path, file.shown]));
  const patches = parts.files
    .filter(({ use }) => use === KustomizeUse.PATCH)
    .map(({ path }) => files.at(path, shown.get(path)));
  return {
    name: root.shown,
    inputs: [],
    files: filesOf(parts),
    rendered: new RenderedManifests(text, {
      kustomization: root.file,
      folder,
      fileAt: (path) => files.at(path, shown.get(path)),
      layers: [...patches.filter((patch) => patch !== undefined), ...kustomizations.map(generatedBy)],
    }),
  };
}

function inParts(parts: KustomizationRoot, files: Files, problems: AuditProblem[]): Environment {
  const { root, kustomizations, changes } = parts;
  const objects = parts.files.filter(({ use }) => use !== KustomizeUse.OTHER);
  const inputs = objects.flatMap((file) => {
    const text = files.textAt(file, problems);
    return text === undefined || !mayHoldObjects(text)
      ? []
      : [{ file: file.shown, text, part: changes || file.use === KustomizeUse.PATCH }];
  });
  return {
    name: root.shown,
    inputs,
    files: filesOf(parts),
    parts: kustomizations.map(generatedBy),
  };
}

/** The files that objects come from: manifests, patches, and kustomizations that generate some. */
function filesOf({ files, kustomizations }: KustomizationRoot): string[] {
  return [
    ...files.filter(({ use }) => use !== KustomizeUse.OTHER).map(({ shown }) => shown),
    ...kustomizations.filter(({ fields }) => generates(fields)).map(({ file }) => file.file),
  ];
}

function generatedBy(kustomization: Kustomization): ManifestSource {
  return new GeneratedObjects(kustomization.file, (path) => readBeside(kustomization, path));
}

function notRendered({ root, changes }: KustomizationRoot, { reason, isFault, command }: NotRendered): AuditProblem {
  const checked = changes ? 'checked as parts, by the rules that apply to parts' : 'checked as they are';
  const message =
    `the kustomization was not rendered (${reason}), and its files were ${checked}; `
    + `render it: ${command} | strongbox audit -`;
  return {
    ...unreadable(root.file.file, message),
    ...(isFault ? {} : { id: 'kustomization-not-rendered', level: RuleLevel.WARNING }),
  };
}

/** Manifest files, each read once. */
class Files {
  private readonly files = new Map<string, ManifestFile | undefined>();

  public at(path: string, shown = shownPath(path)): ManifestFile | undefined {
    if (!this.files.has(path)) {
      const read = readText(InputPath.of(path));
      this.files.set(path, 'text' in read ? new ManifestFile(shown, read.text) : undefined);
    }
    return this.files.get(path);
  }

  public textAt({ path, shown }: KustomizedFile, problems: AuditProblem[]): string | undefined {
    const read = readText(InputPath.of(path));
    if ('text' in read) {
      return read.text;
    }
    problems.push(unreadable(shown, read.fault));
    return undefined;
  }
}
