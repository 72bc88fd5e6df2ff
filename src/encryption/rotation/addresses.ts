import { named, quoted } from '../../redaction/quoted';

const ADDRESS = /^https:\/\/[-.a-zA-Z0-9[\]:]+$/;

/**
 * Checks the addresses of the API servers of a rotation.
 *
 * @param where named in errors
 * @throws Error when there is none, one is not an address, or one is there twice
 */
export function checkAddresses(where: string, apiServers: readonly string[]): void {
  if (apiServers.length === 0) {
    throw new Error(`${where}: no API servers were given; list the address of every one, since one that is left ` +
      'behind cannot read what the others write');
  }
  const wrong = apiServers.find((server) => !ADDRESS.test(server));
  if (wrong !== undefined) {
    throw new Error(`${where}: got ${quoted(wrong)} as an API server; give its own address, ` +
      'as in https://10.0.0.11:6443');
  }
  const twice = apiServers.find((server, index) => apiServers.indexOf(server) !== index);
  if (twice !== undefined) {
    throw new Error(`${where}: API server ${named(twice)} is given twice; list every one once, by its own address`);
  }
}
