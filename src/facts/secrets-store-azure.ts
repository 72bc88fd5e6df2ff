import { DocumentFault } from './document-fault';
import { PlainFields, plainText } from './plain-fields';
import { ClassObjects } from './secrets-store';

const OBJECTS = ['parameters', 'objects'];

/** Whose access is used; no more than one of them. */
const IDENTITIES = ['usePodIdentity', 'useVMManagedIdentity', 'useAzureTokenProxy'];

/**
 * What the Azure provider has against a class.
 *
 * @see https://github.com/Azure/secrets-store-csi-driver-provider-azure/blob/v1.8.2/pkg/provider/provider.go
 * @see https://github.com/Azure/secrets-store-csi-driver-provider-azure/blob/v1.8.2/pkg/provider/validate.go
 */
export function* azureFaults({ parameters, objects }: ClassObjects): Generator<DocumentFault> {
  yield* azureParameterFaults(parameters);
  for (const object of objects) {
    yield* objectFaults(object);
  }
}

/** What the Azure provider has against the parameters of a class beside its objects. */
export function* azureParameterFaults(parameters: PlainFields): Generator<DocumentFault> {
  const text = (name: string) => plainText(parameters[name]).trim();
  if (!/^[-a-zA-Z0-9]{3,24}$/.test(text('keyvaultName'))) {
    yield {
      at: ['parameters', 'keyvaultName'],
      text: "key vault name %q is not 3 to 24 letters, digits and '-'; it is the name, not the URL",
      given: [text('keyvaultName')],
    };
  }
  if (text('tenantID') === '' && text('tenantId') === '') {
    yield { at: ['parameters', 'tenantID'], text: 'the tenantId is empty; name the Entra tenant of the key vault' };
  }
  const identities = IDENTITIES.filter((name) => text(name).toLowerCase() === 'true');
  if (identities.length > 1) {
    const words = `${identities.join(' and ')} contradict each other; set one of them`;
    yield { at: ['parameters', identities[1]], text: words };
  }
  if (identities.includes('useAzureTokenProxy') && text('clientID') === '') {
    yield {
      at: ['parameters', 'clientID'],
      text: 'the client id of the identity is empty, and the token proxy needs it',
    };
  }
}

/** What has no effect in the parameters of a class. */
export function* azureParameterIdle({ cloudName, cloudEnvFileName }: PlainFields): Generator<DocumentFault> {
  const cloud = plainText(cloudName).trim();
  if (plainText(cloudEnvFileName).trim() !== '' && cloud !== 'AzureStackCloud') {
    const is = cloud === '' ? 'is not given' : 'is %s';
    yield {
      at: ['parameters', 'cloudEnvFileName'],
      text: `cloudEnvFileName describes the cloud 'AzureStackCloud', and cloudName ${is}; leave it out`,
      given: [cloud],
    };
  }
}

/** What has another effect in the objects of a class than it says. */
export function* azureObjectIdle(objects: readonly PlainFields[]): Generator<DocumentFault> {
  for (const { objectName, objectAlias } of objects) {
    const file = plainText(objectAlias);
    if (file.trim() !== file) {
      const text = 'file name %q of %q has a space at an end, which the provider strips';
      yield { at: OBJECTS, text, given: [file, objectName] };
    }
  }
}

function* objectFaults(object: PlainFields): Generator<DocumentFault> {
  const field = (key: string) => plainText(object[key]).trim();
  const name = field('objectName');
  const type = field('objectType');
  const fault = (text: string, ...given: unknown[]): DocumentFault => ({ at: OBJECTS, text, given });
  if (!/^[-a-zA-Z0-9]{1,127}$/.test(name)) {
    yield fault("%q is not a name that Key Vault allows: 1 to 127 letters, digits and '-'", name);
  }
  if (!['secret', 'key', 'cert'].includes(type)) {
    yield fault("objectType %q of %q is not one of 'secret', 'key' and 'cert'", type, name);
  }
  if (field('objectAlias').includes('..')) {
    yield fault("file name %q of %q has '..', which the provider refuses", field('objectAlias'), name);
  }
  const format = field('objectFormat').toLowerCase();
  if (format !== '' && format !== 'pem' && format !== 'pfx') {
    yield fault("objectFormat %q of %q is neither 'pem' nor 'pfx'", format, name);
  }
  if (format === 'pfx' && type !== 'secret') {
    yield fault('%q is to be PFX, and only the type secret can be; read the certificate as a secret', name);
  }
  const encoding = field('objectEncoding');
  if (encoding !== '' && type !== 'secret') {
    yield fault('%q has encoding %s, and only the type secret has encodings', name, encoding);
  } else if (encoding !== '' && !['utf-8', 'base64', 'hex'].includes(encoding.toLowerCase())) {
    yield fault("encoding %q of %q is not one of 'utf-8', 'base64' and 'hex'", encoding, name);
  }
  const history = String(object.objectVersionHistory ?? '').trim();
  if (history !== '' && !/^\d+$/.test(history)) {
    yield fault('objectVersionHistory %s of %q is not a number of versions', history, name);
  }
}
