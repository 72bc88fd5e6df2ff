import { FileMode } from './file-mode';
import { MountedKind, MountedObject } from './mounted-object';
import { SECRETS_STORE_DRIVER, STORE_FILE_MODE } from '../facts/secrets-store';
import { quoted } from '../redaction/quoted';
import { PodTemplate } from '../workload/pod-template';

/** Mode of a file whose provider was told none. */
const DEFAULT_MODE = FileMode.fromNumber(STORE_FILE_MODE);

/** What a mount says that only the kubelet's own volumes can do. */
export interface KubeletOptions {
  readonly paths?: object;
  readonly mode?: FileMode;
  readonly fsGroup?: number;
  readonly alphaFileUser?: number;
}

/**
 * The SecretProviderClass that is mounted, or undefined where the kubelet itself writes the files.
 *
 * @param constructPath path of the construct that mounts, named in errors
 */
export function csiObjectOf(
  constructPath: string,
  objects: readonly MountedObject[],
  options: KubeletOptions,
): MountedObject | undefined {
  const object = objects.find(({ kind }) => kind === MountedKind.CSI);
  if (!object) {
    return undefined;
  }
  const name = `SecretProviderClass ${quoted(object.name)}`;
  if (objects.length > 1) {
    throw new Error(
      `${constructPath}: ${name} cannot be in one volume with other objects, as a CSI driver writes it; mount it at `
        + 'a dedicated path',
    );
  }
  if (options.paths !== undefined || object.paths !== undefined) {
    throw new Error(
      `${constructPath}: the files of ${name} have the names that its provider gives them; name them there, and `
        + 'leave out paths',
    );
  }
  if (options.mode !== undefined) {
    throw new Error(
      `${constructPath}: the files of ${name} have the mode that its provider gives them; set mode there, and leave `
        + 'it out here',
    );
  }
  const owner = (['fsGroup', 'alphaFileUser'] as const).find((field) => options[field] !== undefined);
  if (owner !== undefined) {
    throw new Error(
      `${constructPath}: ${owner} does not reach the files of ${name}, which a CSI driver writes as root:root; leave `
        + 'it out',
    );
  }
  return object;
}

/** The volume as Kubernetes has it, without its name. */
export function csiVolume({ name, csi }: MountedObject): object {
  return {
    csi: {
      driver: SECRETS_STORE_DRIVER,
      // The driver refuses every other mount.
      readOnly: true,
      // Any further attribute would override a parameter of the SecretProviderClass.
      volumeAttributes: { secretProviderClass: name },
      nodePublishSecretRef: csi?.nodePublishSecretName === undefined ? undefined : { name: csi.nodePublishSecretName },
    },
  };
}

/** The fewest permission bits that all files have. */
export function csiMode({ csi }: MountedObject): FileMode {
  const modes = csi?.files?.map((file) => file.mode ?? DEFAULT_MODE) ?? [DEFAULT_MODE];
  // eslint-disable-next-line no-bitwise -- permission bits
  return FileMode.fromNumber(modes.reduce((bits, mode) => bits & mode.value, 0o777));
}

/**
 * Checks that the pods run, or can run, under the service account that the store knows. Nothing is changed before the
 * returned function is called.
 */
export function planCsiIdentity(constructPath: string, template: PodTemplate, { csi }: MountedObject): () => void {
  const needed = csi?.serviceAccountName;
  const current = template.serviceAccountName;
  if (needed === undefined || needed === current) {
    return () => undefined;
  }
  if (current !== undefined) {
    throw new Error(
      `${constructPath}: ${template.path} runs under service account ${quoted(current)}, and the store knows ` +
        `${quoted(needed)}; ` +
        'give the store that account (of a LeastPrivilegeSecretReader its `serviceAccount`), or leave it out of the '
          + 'workload',
    );
  }
  return template.planServiceAccount(constructPath, needed);
}
