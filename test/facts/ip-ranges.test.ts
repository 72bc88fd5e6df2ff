import { isIP } from 'net';
import * as fc from 'fast-check';
import { ipRange } from '../../src/facts/ip-ranges';
import { runs } from '../support/runs';

const textOf = (text: string) => {
  const range = ipRange(text);
  return typeof range === 'string' ? range : range.text;
};

test.each([
  ['192.0.2.10', '192.0.2.10/32'],
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['::', '::/128'],
  ['::/0', '::/0'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1/128'],
  ['2001:db8:0:1:0:0:0:1', '2001:db8:0:1::1/128'],
  ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4/128'],
  ['10:0:1:0:0:0:0:0', '10:0:1::/128'],
  ['1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0/128'],
  ['1:20:0:0:4:5:6:7', '1:20::4:5:6:7/128'],
  ['64:ff9b::192.0.2.1', '64:ff9b::c000:201/128'],
  ['fd00::/8', 'fd00::/8'],
])('%s is %s', (text, range) => {
  expect(textOf(text)).toBe(range);
});

test.each([
  ['', 'is not an IP address'], ['api.acme', 'is not an IP address'], ['1.2.3', 'is not an IP address'],
  ['1.2.3.256', 'is not an IP address'], ['010.0.0.1', 'is not an IP address'], ['1.2.3.4 ', 'is not an IP address'],
  ['1:2:3:4:5:6:7', 'is not an IP address'], ['1::2::3', 'is not an IP address'], [':1:2:3:4:5:6:7', 'is not an IP'],
  ['1:2:3:4:5:6:7::8', 'is not an IP address'], ['fe80::1%eth0', 'is not an IP address'],
  ['12345::', 'is not an IP address'], ['::1.2.3', 'is not an IP address'],
  ['10.0.0.0/33', 'has a prefix length that is not a number from 0 to 32'],
  ['10.0.0.0/', 'has a prefix length'], ['10.0.0.0/08', 'has a prefix length'], ['::/129', 'from 0 to 128'],
  ['10.0.0.1/8', 'has bits set behind its prefix length; the range is 10.0.0.0/8'],
  ['2001:db8::1/32', 'has bits set behind its prefix length; the range is 2001:db8::/32'],
  ['::ffff:10.0.0.1', 'is an IPv4 address within an IPv6 one'],
])('%s is refused', (text, fault) => {
  expect(ipRange(text)).toEqual(expect.stringContaining(fault));
});

test('every address is read as Node reads it, and written as it was or shorter', () => {
  fc.assert(fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (address) => {
    const range = ipRange(address);
    if (typeof range === 'string') {
      return /within an IPv6 one/.test(range);
    }
    const [written] = range.text.split('/');
    return isIP(written) === (range.family === 'IPv4' ? 4 : 6) && textOf(written) === range.text
      && (range.family === 'IPv4' ? written === address : new URL(`http://[${address}]`).hostname === `[${written}]`);
  }), { numRuns: runs(500, 5000) });
});

test('what Node does not read as an address is none', () => {
  const texts = fc.string({ unit: fc.constantFrom(...'0123af:.%'), maxLength: 20 });
  const isAddress = (text: string) => isIP(text) !== 0 && !text.includes('%');
  fc.assert(fc.property(texts, (text) => isAddress(text) || typeof ipRange(text) === 'string'), {
    numRuns: runs(500, 5000),
  });
});

test('an IPv4 address within an IPv6 one is refused, and an IPv4 address is not', () => {
  expect(textOf('::ffff:192.0.2.10')).toMatch(/IPv4 address within an IPv6 one|is not an IP address/);
  expect(textOf('::ffff:c000:20a')).toBe('is an IPv4 address within an IPv6 one; write the IPv4 address');
  expect(textOf('2001:db8::ffff:c000:20a')).toBe('2001:db8::ffff:c000:20a/128');
});
