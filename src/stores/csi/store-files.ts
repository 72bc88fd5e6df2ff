import { STORE_PROVIDERS } from '../../facts/secrets-store';
import { CsiFile } from '../../mounts/csi-file';
import { FileMode } from '../../mounts/file-mode';

/**
 * The files that a provider writes for objects.
 *
 * @param provider name of a provider that is known
 * @param objects in the provider's notation
 * @param parameters further parameters of the class
 */
export function storeFiles(provider: string, objects: readonly object[], parameters: object = {}): CsiFile[] {
  const { filesOf } = STORE_PROVIDERS.get(provider)!;
  return objects.flatMap((object) => filesOf({ ...object }, { ...parameters }))
    .filter((file) => file.listed)
    .map(({ name, mode }) => ({ fileName: name, mode: FileMode.fromNumber(mode!) }));
}
