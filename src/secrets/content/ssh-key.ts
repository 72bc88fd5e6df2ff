import { createPrivateKey } from 'crypto';
import { isEncryptedKey } from '../../facts/pem';
import { isOpenSshKey, SecretValues, SSH_KEY_UNREADABLE } from '../../facts/secret-content';

/** Checks that a private key of an SSH Secret, whose form is right, can be parsed. */
export function checkSshKey(path: string, values: SecretValues): void {
  const text = values.get('ssh-privatekey')?.toString('latin1') ?? '';
  if (isOpenSshKey(text) || isEncryptedKey(text)) {
    return;
  }
  try {
    createPrivateKey(text);
  } catch {
    throw new Error(`${path}: ${SSH_KEY_UNREADABLE}`);
  }
}
