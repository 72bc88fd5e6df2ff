/** Addresses of networks as Kubernetes reads them. */

export type IpFamily = 'IPv4' | 'IPv6';

/** A range in the one form that every API server takes: a prefix length, and no bit set behind it. */
export interface IpRange {
  readonly family: IpFamily;
  readonly text: string;
  readonly prefixLength: number;
}

const BYTES = { IPv4: 4, IPv6: 16 };

/** All addresses of a family. */
export const ALL_ADDRESSES = { IPv4: '0.0.0.0/0', IPv6: '::/0' } as const;

/**
 * Reads an address, such as `192.0.2.10`, or a range, such as `192.0.2.0/28`. An address is the range of itself alone.
 *
 * @returns the range, or what is wrong with the text, in words that follow it. A leading zero, an IPv4 address within
 * an IPv6 one and bits behind the prefix length are wrong: programs read them in two ways, and API servers warn of them
 * or refuse them.
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/4858-ip-cidr-validation
 */
export function ipRange(text: string): IpRange | string {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const family: IpFamily = address.includes(':') ? 'IPv6' : 'IPv4';
  const bytes = family === 'IPv4' ? ipv4(address) : ipv6(address);
  if (bytes === undefined) {
    return 'is not an IP address or a range of them, such as 192.0.2.10, 192.0.2.0/28 or 2001:db8::/64';
  }
  const bits = 8 * BYTES[family];
  const length = slash < 0 ? bits : prefixLength(text.slice(slash + 1), bits);
  if (length === undefined) {
    return `has a prefix length that is not a number from 0 to ${bits}`;
  }
  const network = bytes.map((byte, index) => byte - byte % 2 ** (8 - Math.min(8, Math.max(0, length - 8 * index))));
  if (network.some((byte, index) => byte !== bytes[index])) {
    return `has bits set behind its prefix length; the range is ${written(network)}/${length}`;
  }
  if (family === 'IPv6' && bytes.slice(0, 12).join() === '0,0,0,0,0,0,0,0,0,0,255,255') {
    return 'is an IPv4 address within an IPv6 one; write the IPv4 address';
  }
  return { family, text: `${written(network)}/${length}`, prefixLength: length };
}

/** Whether a text is one address, as `net.ParseIP` of Go reads it. */
export function isIpAddress(text: string): boolean {
  return (text.includes(':') ? ipv6(text) : ipv4(text)) !== undefined;
}

function prefixLength(text: string, bits: number): number | undefined {
  return /^(?:0|[1-9]\d{0,2})$/.test(text) && Number(text) <= bits ? Number(text) : undefined;
}

function ipv4(text: string): number[] | undefined {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
    ? parts.map(Number) : undefined;
}

function ipv6(text: string): number[] | undefined {
  // The last two groups may be written as an IPv4 address.
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const last = dotted ? ipv4(dotted[2]) : [];
  if (last === undefined) {
    return undefined;
  }
  const groups = (half: string) => (half === '' ? [] : half.split(':'));
  const halves = (dotted ? `${dotted[1]}${groupsOf(last).join(':')}` : text).split('::').map(groups);
  const count = halves.flat().length;
  const isWhole = halves.length === 1 ? count === 8 : halves.length === 2 && count < 8;
  if (!isWhole || !halves.flat().every((group) => /^[0-9a-f]{1,4}$/i.test(group))) {
    return undefined;
  }
  const [before, after = []] = halves;
  return [...before, ...Array<string>(8 - count).fill('0'), ...after]
    .map((group) => parseInt(group, 16))
    .flatMap((group) => [Math.floor(group / 256), group % 256]);
}

/** Bytes by twos, in hexadecimal. */
function groupsOf(bytes: readonly number[]): string[] {
  return bytes.flatMap((byte, index) => (index % 2 === 0 ? [(byte * 256 + bytes[index + 1]).toString(16)] : []));
}

function written(bytes: readonly number[]): string {
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  const text = groupsOf(bytes).join(':');
  // RFC 5952: the longest run of two or more zeros is left out, the first of equally long ones.
  const runs = [...text.matchAll(/(?<![0-9a-f])0(?::0(?![0-9a-f]))+/g)];
  const longest = runs.reduce((best, run) => (run[0].length > (best?.[0].length ?? 0) ? run : best), runs[0]);
  if (longest === undefined) {
    return text;
  }
  const end = longest.index + longest[0].length;
  return `${text.slice(0, longest.index).replace(/:$/, '')}::${text.slice(end).replace(/^:/, '')}`;
}
