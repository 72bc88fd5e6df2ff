import { cpSync, readFileSync, writeFileSync } from 'fs';
import { dirname, join } from 'path';
import { npmInstall } from './run';
import { packLibrary, projectRoot } from '../../support/package-under-test';
import { oncePerRun } from '../../support/test-run';

export interface TemplateAppOptions {
  /** Packages of the template that the app does without. */
  readonly without?: readonly string[];

  /** Packages that it has besides, or in another version. */
  readonly devDependencies?: { readonly [name: string]: string };

  /** Files that it has besides, by name. */
  readonly files?: { readonly [name: string]: string };
}

/** Where the apps are, and what else a run installs. */
export const appsFolder = () => oncePerRun('apps', () => {});

const packageFile = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

/**
 * The app that `cdk8s init typescript-app` makes, by the template in the cdk8s CLI that is installed here, with the
 * packed library and its peers installed, and with the files of `test/tarball/app`.
 *
 * @returns its folder
 */
export async function templateApp(name: string, options: TemplateAppOptions = {}): Promise<string> {
  const folder = join(appsFolder(), name);
  const cli = dirname(require.resolve('cdk8s-cli/package.json'));
  // The snapshot of the template is in a form that no jest of today writes; `cdk8s init` writes it again as well.
  cpSync(join(cli, 'templates/typescript-app'), folder, {
    recursive: true,
    filter: (source) => !/__snapshots__|\{\{\}\}|\.hooks/.test(source),
  });
  const values: { readonly [key: string]: string } = {
    $base: name,
    cdk8s_cli_spec: `^${packageFile(cli).version}`,
    cdk8s_core_version: '2.70.0',
    cdk8s_plus_version: '2.0.0',
    constructs_version: '10.3.0',
  };
  for (const file of ['package.json', 'main.ts']) {
    const text = readFileSync(join(folder, file), 'utf8');
    writeFileSync(join(folder, file), text.replace(/\{\{ (\S+) \}\}/g, (_placeholder, key: string) => values[key]));
  }
  cpSync(join(projectRoot, 'test/tarball/app'), folder, { recursive: true });
  for (const [file, text] of Object.entries(options.files ?? {})) {
    writeFileSync(join(folder, file), text);
  }
  const manifest = packageFile(folder);
  const library = { 'cdk8s-strongbox': `file:${packLibrary()}` };
  Object.assign(manifest.dependencies, packageFile(projectRoot).peerDependencies, library);
  (options.without ?? []).forEach((dependency) => delete manifest.devDependencies[dependency]);
  Object.assign(manifest.devDependencies, options.devDependencies);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  await npmInstall(folder);
  return folder;
}
