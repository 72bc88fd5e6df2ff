import { readFileSync } from 'fs';
import { join } from 'path';
import { secondsInWords } from '../../src/facts/durations';
import {
  csiRefresh,
  csiRotationIn,
  externalSecretRefresh,
  injectorRefresh,
  pushSecretRefresh,
  vaultSecretRefresh,
} from '../../src/facts/refresh';
import { LONGEST_SYNC_SECONDS } from '../../src/facts/updates';

const page = readFileSync(join(__dirname, '../../docs/rotating.md'), 'utf8');
const row = (start: string) => page.split('\n').find((line) => line.startsWith(`| ${start}`)) ?? '';

test('the page has the times that plans are made with', () => {
  expect(row('volume, mounted as a whole directory')).toContain(`within ${secondsInWords(LONGEST_SYNC_SECONDS)}`);
  expect(row('a store | a Secret, by an ExternalSecret')).toContain(
    `${secondsInWords(externalSecretRefresh({}).seconds!)} by default`,
  );
  expect(row('a Secret | a store, by a PushSecret')).toContain(
    `${secondsInWords(pushSecretRefresh({}).seconds!)} by default`,
  );
  expect(row('Vault | a Secret, by a VaultStaticSecret')).toContain(
    `every ${secondsInWords(vaultSecretRefresh('VaultStaticSecret', {}).seconds!)}`,
  );
  expect(row('Vault | a file, by the Vault agent')).toContain(`every ${secondsInWords(injectorRefresh({}).seconds!)}`);
  const poll = csiRefresh(csiRotationIn(['--enable-secret-rotation'])!).seconds! - LONGEST_SYNC_SECONDS;
  expect(row('a store | a file, by the Secrets Store CSI driver')).toContain(`poll interval (${poll / 60} min)`);
});
