import { testFaults } from './fault-table';
import { sealedSecretFaults } from '../../src/facts/sealed-secrets';

testFaults('SealedSecret', sealedSecretFaults, { encryptedData: { pin: 'AgBy3i4OJSWK' } }, [
  [{ encryptedData: { pin: 'AQBy3i4OJSWK', user: '\n  AgBy3i4OJSWK' } }],
  [{ encryptedData: { pin: 'AgBy3i4OJSWK', password: 'correct horse' } }, 'encryptedData.password'],
  [{ encryptedData: { password: 'dGlsbC1vZi1zaG9w' } }, 'encryptedData.password'],
  // No RSA ciphertext has 513 bytes.
  [{ encryptedData: { password: 'AgFy3i4OJSWK' } }, 'encryptedData.password'],
  [{ encryptedData: { password: '' } }, 'encryptedData.password'],
  [{ encryptedData: { password: 7 } }, 'encryptedData.password'],
  [{ encryptedData: {} }, 'encryptedData'],
  [{ encryptedData: null }, 'encryptedData'],
  [{ encryptedData: undefined, data: 'AgBy3i4OJSWK' }],
]);
