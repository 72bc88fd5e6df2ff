import { createPrivateKey } from 'crypto';
import { pemBlocks } from './pem';

const KEY = 'ssh-privatekey';
const OPENSSH_LABEL = 'OPENSSH PRIVATE KEY';
const OPENSSH_BEGIN = `-----BEGIN ${OPENSSH_LABEL}-----\n`;
const OPENSSH_END = `-----END ${OPENSSH_LABEL}-----\n`;
const OPENSSH_MAGIC = 'openssh-key-v1\0';

/**
 * Checks that an SSH key Secret holds a private key that OpenSSH can load. One with a passphrase is taken: some programs read
 * the passphrase from another key.
 */
export function checkSshKey(path: string, values: ReadonlyMap<string, Buffer>): void {
  const text = values.get(KEY)!.toString('latin1');
  if (text.trim() === '') throw new Error(`${path}: "${KEY}" is empty`);
  if (/^(ssh-|ecdsa-sha2-|sk-)/.test(text)) {
    throw new Error(`${path}: "${KEY}" holds a public key; give the private key that belongs to it`);
  }
  if (text.includes(`-----BEGIN ${OPENSSH_LABEL}-----`)) {
    checkOpenSsh(path, text);
    return;
  }
  if (/-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: *4,ENCRYPTED/.test(text)) return;
  try {
    createPrivateKey(text);
  } catch {
    throw new Error(`${path}: "${KEY}" does not hold a private key in OpenSSH or PEM form`);
  }
}

function checkOpenSsh(path: string, text: string): void {
  // OpenSSH compares these marks with their line feed, and says "error in libcrypto" or "invalid format" otherwise.
  if (!text.startsWith(OPENSSH_BEGIN) || !text.includes(OPENSSH_END)) {
    throw new Error(
      `${path}: OpenSSH cannot load the private key in "${KEY}": it needs nothing before the first line, lines that end in LF ` +
      '(not CRLF), and a line break at the very end; do not trim the file that it comes from',
    );
  }
  const [block = ''] = pemBlocks(text, OPENSSH_LABEL);
  const body = Buffer.from(block.split('-----')[2] ?? '', 'base64').toString('latin1');
  if (!body.startsWith(OPENSSH_MAGIC)) {
    throw new Error(`${path}: the private key in "${KEY}" has the marks of an OpenSSH key, but not its content`);
  }
}
