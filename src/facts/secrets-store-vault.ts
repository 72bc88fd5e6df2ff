import { isDeepStrictEqual } from 'util';
import { DocumentFault } from './document-fault';
import { PlainFields, plainText } from './plain-fields';
import { ClassObjects } from './secrets-store';
import { authMountFault, unusableText, vaultAddressFault, vaultPathFault, vaultRoleFault } from './vault';

const OBJECTS = ['parameters', 'objects'];

/**
 * What the Vault provider has against a class.
 *
 * @see https://github.com/hashicorp/vault-csi-provider/blob/v1.7.4/internal/config/config.go
 */
export function* vaultCsiFaults({ parameters, objects }: ClassObjects): Generator<DocumentFault> {
  yield* vaultCsiParameterFaults(parameters);
  for (const object of objects) {
    yield* objectFaults(object);
  }
  yield* requestFaults(objects);
}

/** What the Vault provider has against the parameters of a class beside its objects. */
export function* vaultCsiParameterFaults(parameters: PlainFields): Generator<DocumentFault> {
  const role = vaultRoleFault(plainText(parameters.roleName), ['parameters', 'roleName']);
  if (role !== undefined) {
    yield role;
  }
  const address = plainText(parameters.vaultAddress);
  const mount = plainText(parameters.vaultAuthMountPath) || plainText(parameters.vaultKubernetesMountPath);
  const faults = [
    address === '' ? undefined : vaultAddressFault(address, 'Vault address', ['parameters', 'vaultAddress']),
    authMountFault(mount, 'authMountPath', ['parameters', 'vaultAuthMountPath']),
    ...['vaultNamespace', 'audience', 'vaultCACertPath', 'vaultCADirectory', 'vaultTLSServerName']
      .map((name) => unusableText(plainText(parameters[name]), name, ['parameters', name])),
  ];
  yield* faults.filter((fault) => fault !== undefined);
  const [certificate, key] = ['vaultTLSClientCertPath', 'vaultTLSClientKeyPath'];
  if ((plainText(parameters[certificate]) === '') !== (plainText(parameters[key]) === '')) {
    const given = plainText(parameters[certificate]) === '' ? key : certificate;
    yield { at: ['parameters', given], text: 'a client certificate needs both tlsClientCertPath and tlsClientKeyPath' };
  }
}

function* objectFaults(object: PlainFields): Generator<DocumentFault> {
  const of = plainText(object.objectName);
  const path = vaultPathFault({ path: plainText(object.secretPath), of, isKv2: false, isCleaned: true }, OBJECTS);
  if (path !== undefined) {
    yield path;
  }
  const encoding = plainText(object.encoding);
  if (encoding !== '' && !['utf-8', 'base64', 'hex'].includes(encoding.toLowerCase())) {
    yield { at: OBJECTS, text: "encoding %q of %q is not one of 'utf-8', 'base64' and 'hex'", given: [encoding, of] };
  }
}

/** The provider asks once for each path and method, and gives the first answer to every object that has them. */
function* requestFaults(objects: readonly PlainFields[]): Generator<DocumentFault> {
  const first = new Map<string, PlainFields>();
  for (const object of objects) {
    const request = `${plainText(object.method)} ${plainText(object.secretPath)}`;
    const other = first.get(request) ?? object;
    first.set(request, other);
    if (!isDeepStrictEqual(other.secretArgs, object.secretArgs)) {
      yield {
        at: OBJECTS,
        text: '%q and %q have path %q and different secretArgs, and the provider asks once for each path and method: ' +
          'both would hold the first answer. Read each in its own SecretProviderClass',
        given: [other.objectName, object.objectName, object.secretPath],
      };
    }
  }
}
