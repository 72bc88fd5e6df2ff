import { ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { CsiSecretProps } from './csi-secret';
import { STORE_PROVIDERS } from '../../facts/secrets-store';
import { classIdle, providerFaults } from '../../facts/secrets-store-faults';
import { FileMode } from '../../mounts/file-mode';
import { refuse } from '../refuse';

/** A SecretProviderClass of a provider whose parameters are known. */
export interface ProviderClass {
  /** Name of the provider. */
  readonly provider: string;

  /** Objects in the provider's notation. */
  readonly objects: readonly object[];

  /** Parameters beside the objects. */
  readonly parameters: { readonly [name: string]: string | undefined };

  /** The objects as the text of a parameter. */
  readonly text: string;
  readonly serviceAccount?: kplus.IServiceAccount;
  readonly credentials?: kplus.ISecret;
  readonly metadata?: ApiObjectMetadata;
}

/**
 * Props of the CsiSecret with the files that the provider writes.
 *
 * @param constructPath construct path, named in the error
 * @throws Error on whatever the provider or the driver would refuse at the first mount
 */
export function providerClassProps(constructPath: string, providerClass: ProviderClass): CsiSecretProps {
  const { provider, serviceAccount, credentials, metadata } = providerClass;
  const { parameter, filesOf } = STORE_PROVIDERS.get(provider)!;
  const objects = providerClass.objects.map((object) => ({ ...object }));
  const parameters = Object.fromEntries(Object.entries(providerClass.parameters)
    .filter((entry): entry is [string, string] => entry[1] !== undefined));
  const given = { parameters, objects };
  refuse(constructPath, [...providerFaults(provider, given), ...classIdle(provider, given)]);
  return {
    provider,
    serviceAccount,
    unsafeStaticCredentials: credentials,
    metadata,
    parameters: { ...parameters, [parameter]: providerClass.text },
    files: objects.flatMap((object) => filesOf(object, parameters)).filter((file) => file.listed)
      .map(({ name, mode }) => ({ fileName: name, mode: FileMode.fromNumber(mode!) })),
  };
}
