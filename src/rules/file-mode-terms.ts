import { allOf, anyOf, hasEntries, hasSome, not } from './cel-terms';
import { TOKEN_VOLUME_PREFIX } from '../facts/account-token';
import { DEFAULT_FILE_MODE } from '../facts/file-access';
import { CONTAINER_LISTS } from '../facts/pod-shapes';

/** CEL terms for the modes of files of Secrets: `self` is a pod spec, but where a term says otherwise. */

/** Mode with which owner and group read, as CEL. */
export const TIGHT_MODE = String(0o440);

const hasDefaultMode = (source: string) =>
  anyOf(`!has(${source}.defaultMode)`, `int(${source}.defaultMode) == ${DEFAULT_FILE_MODE}`);

/**
 * A volume has files of a Secret, with the mode that the API server sets where a manifest has none. It sets it before
 * admission, so that nobody can tell the two apart.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/v1.37.2/pkg/apis/core/v1/defaults.go
 */
export function isTightenable(volume: string): string {
  return anyOf(
    allOf(`has(${volume}.secret)`, hasDefaultMode(`${volume}.secret`)),
    allOf(
      `has(${volume}.projected)`, `!${volume}.name.startsWith('${TOKEN_VOLUME_PREFIX}')`,
      hasDefaultMode(`${volume}.projected`), hasSome(`${volume}.projected.sources`, 's', 'has(s.secret)'),
    ),
  );
}

/** A field of a security context that is set. */
const isSet = (context: string, field: string) => allOf(isGiven(context), isGiven(`${context}.${field}`));

/** The field is set, and not to null. */
function isGiven(field: string): string {
  return allOf(`has(${field})`, `dyn(${field}) != null`);
}

/** A container of any list does not set `runAsUser: 0`, nor does its pod for it. */
const MAY_NOT_BE_ROOT = `[${CONTAINER_LISTS.map((list) =>
  `(${hasEntries(`self.${list}`)} ? dyn(self.${list}) : dyn([]))`).join(', ')}].exists(l, l.exists(c, ${
  [`${isSet('c.securityContext', 'runAsUser')} ? int(c.securityContext.runAsUser) != 0`,
    `${isSet('self.securityContext', 'runAsUser')} ? int(self.securityContext.runAsUser) != 0`, 'true'].join(' : ')}))`;

/**
 * Every process of the pod reads files of mode 0440, as `readsFile` of the facts says: they are in the group of the
 * files, or the manifest says that they are root. The kubelet has no such modes on Windows.
 */
const READS_TIGHT_FILES = allOf(
  anyOf(isSet('self.securityContext', 'fsGroup'), not(MAY_NOT_BE_ROOT)),
  not(allOf('has(self.os)', "self.os.name == 'windows'")),
);

/** The pod has a volume with files of a Secret whose default mode can be 0440. */
export const HAS_TIGHTENABLE_VOLUME = allOf(hasSome('self.volumes', 'v', isTightenable('v')), READS_TIGHT_FILES);

/** A number of a security context: that of the container, else that of the pod, else another one. */
function inEffect(field: string, otherwise: number): string {
  const parts = ['container', 'pod'].map((who) =>
    `${isSet(`${who}.securityContext`, field)} ? int(${who}.securityContext.${field}) : `);
  return `(${parts.join('')}${otherwise})`;
}

/**
 * The mount that is `self` is of a Secret whose files the `container` cannot read, as far as its `pod` alone says that:
 * it runs as a user who is not root and in no group of the files, and others have no permission.
 */
export const MOUNTS_UNREADABLE_FILES = allOf(
  'has(volume.secret)', isGiven('volume.secret.defaultMode'), 'int(volume.secret.defaultMode) % 8 < 4',
  not(hasEntries('volume.secret.items')), not('has(volume.secret.defaultUser)'),
  not(isSet('pod.securityContext', 'fsGroup')),
  not(allOf(isGiven('pod.securityContext'), hasEntries('pod.securityContext.supplementalGroups'))),
  not(allOf('has(pod.os)', "pod.os.name == 'windows'")),
  `${inEffect('runAsUser', 0)} != 0`, `${inEffect('runAsGroup', 1)} != 0`,
);
