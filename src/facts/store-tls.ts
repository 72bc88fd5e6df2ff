import { DocumentFault, FieldPath } from './document-fault';
import { PlainFields, plainFields, plainText } from './plain-fields';
import { isPlainHttp } from './vault';
import { isYes } from './yes';

const HTTP = 'address %q sends tokens and secrets in plain text; use https://';
const ANY_CERTIFICATE =
  'any certificate is accepted, so that any server can pass for the store; name the certificate ' + 'authority instead';

function http(address: unknown, at: FieldPath): DocumentFault[] {
  return typeof address === 'string' && isPlainHttp(address) ? [{ at, text: HTTP, given: [address] }] : [];
}

/** What lets others read or answer between External Secrets and what a SecretStore names. */
export function secretStoreWithoutTls(spec: PlainFields): DocumentFault[] {
  const provider = plainFields(spec.provider);
  const { vault, azurekv, kubernetes } = provider;
  const server = plainFields(plainFields(kubernetes).server);
  return [
    ...http(plainFields(vault).server, ['provider', 'vault', 'server']),
    ...http(plainFields(azurekv).vaultUrl, ['provider', 'azurekv', 'vaultUrl']),
    ...http(server.url, ['provider', 'kubernetes', 'server', 'url']),
  ];
}

/** The same for a generator that reads a credential of Vault. */
export function vaultGeneratorWithoutTls(spec: PlainFields): DocumentFault[] {
  return http(plainFields(spec.provider).server, ['provider', 'server']);
}

/** The same for the Vault Secrets Operator and a VaultConnection. */
export function connectionWithoutTls(spec: PlainFields): DocumentFault[] {
  return [
    ...http(spec.address, ['address']),
    ...spec.skipTLSVerify === true ? [{ at: ['skipTLSVerify'], text: ANY_CERTIFICATE }] : [],
  ];
}

/** The same for a provider of the Secrets Store CSI driver. */
export function classWithoutTls(spec: PlainFields): DocumentFault[] {
  const parameters = plainFields(spec.parameters);
  return spec.provider !== 'vault' ? [] : [
    ...http(parameters.vaultAddress, ['parameters', 'vaultAddress']),
    ...isYes(parameters.vaultSkipTLSVerify)
      ? [{ at: ['parameters', 'vaultSkipTLSVerify'], text: ANY_CERTIFICATE }] : [],
  ];
}

/** The same for Vault Agent, in the annotations of a pod. */
export function agentWithoutTls(annotations: PlainFields): DocumentFault[] {
  const [service, skip] = ['service', 'tls-skip-verify'].map((name) => `vault.hashicorp.com/${name}`);
  return [
    ...http(plainText(annotations[service]), [service]),
    ...isYes(annotations[skip]) ? [{ at: [skip], text: ANY_CERTIFICATE }] : [],
  ];
}
