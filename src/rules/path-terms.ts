import { BY_SUB_PATH, isSecretsStoreVolume, projects } from './cel';
import { allOf, anyOf, listOf, not } from './cel-terms';
import { TOKEN_PATH } from '../facts/account-token';
import { PUBLIC_FILE, SECRET_PLACES } from '../facts/host-paths';
import { KERNEL_PATHS, SYSTEM_PATHS } from '../facts/mount-paths';

/**
 * CEL terms for paths of nodes and of mounts, for parts of rules. CEL cannot resolve `..`, so that only paths without
 * it are judged. `/var/run` is a link to `/run`: paths below it have both spellings.
 */

function isNormal(path: string): string {
  return allOf(`${path}.startsWith('/')`, `!${path}.matches('//|/[.][.]?(/|$)')`);
}

function spellings(paths: readonly string[]): string[] {
  return paths.flatMap((path) => /^\/run(?=\/|$)/.test(path) ? [path, `/var${path}`] : [path]);
}

/** The path is one of these, with or without a slash at its end. */
function isOneOfPaths(path: string, paths: readonly string[]): string {
  return `${path} in ${listOf(spellings(paths).flatMap((each) => each === '/' ? [each] : [each, `${each}/`]))}`;
}

/** The path is one of these, or below one. */
function isAtOrBelow(path: string, paths: string): string {
  return `${paths}.exists(p, ${path} == p || ${path}.startsWith(p + '/'))`;
}

/** The path of a node is a place with secrets, is in one, or has one in it. */
function leadsToSecrets(path: string): string {
  // A named pipe of Windows has two slashes.
  const places = listOf(spellings(SECRET_PLACES.map((place) => place.path).filter((each) => !each.startsWith('//'))));
  const folder = `(${path}.endsWith('/') ? ${path} : ${path} + '/')`;
  const publicFile = PUBLIC_FILE.source.replace(/\$$/, '/?$').replaceAll('\\.', '[.]').replace('(?:', '(');
  return allOf(
    isNormal(path), `!${path}.matches('${publicFile}')`,
    anyOf(isAtOrBelow(path, places), `${places}.exists(p, p.startsWith(${folder}))`),
  );
}

/** The mount that is `self` is of a whole `volume` of the node that leads to secrets. */
export const MOUNTS_NODE_SECRETS = allOf(
  'has(volume.hostPath)', 'has(volume.hostPath.path)', leadsToSecrets('volume.hostPath.path'), not(BY_SUB_PATH),
);

const IS_OF_FILES = anyOf(
  ...['secret', 'configMap', 'projected', 'downwardAPI'].map((field) => `has(volume.${field})`),
  isSecretsStoreVolume('volume'),
);

/** Volumes in which the API server put tokens until Kubernetes 1.24 are named so. */
const BRINGS_TOKEN = anyOf(
  projects('volume', 'serviceAccountToken'),
  allOf(
    'has(volume.secret)', 'has(volume.secret.secretName)',
    "volume.secret.secretName.matches('-token-[a-z0-9]{5}$')",
  ),
);

/** The mount that is `self` is of a whole `volume` with a few files, and hides a directory that the container needs. */
export const HIDES_SYSTEM_PATH = allOf(
  IS_OF_FILES, 'has(self.mountPath)', isNormal('self.mountPath'), not(BY_SUB_PATH),
  anyOf(
    isOneOfPaths('self.mountPath', ['/', ...SYSTEM_PATHS]),
    isAtOrBelow('self.mountPath', listOf(KERNEL_PATHS)),
    allOf(isOneOfPaths('self.mountPath', [TOKEN_PATH.slice('/var'.length)]), not(BRINGS_TOKEN)),
  ),
);
