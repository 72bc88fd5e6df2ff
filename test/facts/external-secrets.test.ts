import { testFaults } from './fault-table';
import {
  externalSecretFaults, externalSecretIdle, pushSecretFaults, refreshes,
} from '../../src/facts/external-secrets';

const one = { secretKey: 'password', remoteRef: { key: 'shop/db' } };
const spec = { data: [one] };
const target = (fields: object) => ({ target: fields });

testFaults('ExternalSecret', externalSecretFaults, spec, [
  [{ data: [] }, 'data'],
  [{ data: [], dataFrom: [{ extract: { key: 'shop' } }] }],
  [{ data: [one, { ...one, secretKey: 'user' }] }],
  [{ data: [one, one] }, 'data[1].secretKey'],
  [{ data: [{ ...one, secretKey: 'a b' }] }, 'data[0].secretKey'],
  [{ data: [{ ...one, secretKey: '' }] }, 'data[0].secretKey'],
  [{ data: [{ ...one, secretKey: 'a'.repeat(253) }] }],
  [{ data: [{ ...one, secretKey: 'a'.repeat(254) }] }, 'data[0].secretKey'],
  [{ data: [{ ...one, secretKey: '.' }] }, 'data[0].secretKey'],
  [{ data: [{ ...one, secretKey: '..a' }] }, 'data[0].secretKey'],
  [{ data: [{ ...one, secretKey: '.a' }] }],
  [{ data: [{ ...one, remoteRef: {} }] }, 'data[0].remoteRef.key'],
  [{ data: [{ ...one, remoteRef: { key: '' } }] }],
  [{ dataFrom: [{ find: {} }] }],
  [{ secretStoreRef: { name: '' } }],
  [{ secretStoreRef: { name: 'store-%REGION%' } }],
  [{ secretStoreRef: { name: 'Store' } }, 'secretStoreRef.name'],
  [{ data: [{ ...one, sourceRef: { storeRef: { name: 'Store' } } }] }, 'data[0].sourceRef.storeRef.name'],
  [
    { dataFrom: [{ find: {} }, { find: {}, sourceRef: { storeRef: { name: 'a_b' } } }] },
    'dataFrom[1].sourceRef.storeRef.name',
  ],
  [{ dataFrom: [{ extract: {} }] }, 'dataFrom[0].extract.key'],
  [{ dataFrom: [{ find: {}, extract: { key: 'shop' } }] }, 'dataFrom[0]'],
  [{ dataFrom: [{}] }, 'dataFrom[0]'],
  [{ dataFrom: [{ sourceRef: { generatorRef: { name: 'g' } } }] }],
  [{ dataFrom: [{ sourceRef: { generatorRef: { name: 'g' } }, find: {} }] }, 'dataFrom[0]'],
  [target({ deletionPolicy: 'Delete' })],
  [target({ deletionPolicy: 'Delete', creationPolicy: 'Owner' })],
  [target({ deletionPolicy: 'Delete', creationPolicy: 'Orphan' })],
  [target({ deletionPolicy: 'Delete', creationPolicy: 'Merge' }), 'target.deletionPolicy'],
  [target({ deletionPolicy: 'Delete', creationPolicy: 'CreateOrMerge' }), 'target.deletionPolicy'],
  [target({ deletionPolicy: 'Delete', creationPolicy: 'None' }), 'target.deletionPolicy'],
  [target({ deletionPolicy: 'Merge', creationPolicy: 'None' }), 'target.deletionPolicy'],
  [target({ deletionPolicy: 'Merge', creationPolicy: 'Owner' })],
  [target({ deletionPolicy: 'Retain', creationPolicy: 'None' })],
  [target({ template: { type: 'kubernetes.io/tls' } })],
  [target({ template: { type: 'bootstrap.kubernetes.io/token' } }), 'target.template.type'],
  [target({ template: { type: 'kubernetes.io/service-account-token' } }), 'target.template.type'],
]);

testFaults('ExternalSecret without effect', externalSecretIdle, spec, [
  [target({ deletionPolicy: 'Delete', creationPolicy: 'Orphan' }), 'target.deletionPolicy'],
  [target({ deletionPolicy: 'Delete', creationPolicy: 'Owner' })],
  [target({ deletionPolicy: 'Retain', creationPolicy: 'Orphan' })],
  [{ refreshPolicy: 'OnChange', refreshInterval: '1h' }],
  [{ refreshPolicy: 'OnChange', syncWindows: {} }, 'syncWindows'],
  [{ refreshPolicy: 'Periodic', syncWindows: {} }],
  [{ syncWindows: {} }],
  [{ refreshPolicy: 'Periodic', refreshInterval: '0s' }, 'refreshInterval'],
  [{ refreshPolicy: 'Periodic', refreshInterval: '1s' }],
  [{ refreshPolicy: 'CreatedOnce', refreshInterval: '0' }],
  [target({ immutable: true })],
  [target({ immutable: true, creationPolicy: 'Merge' }), 'target.immutable'],
  [target({ immutable: true, creationPolicy: 'CreateOrMerge' }), 'target.immutable'],
  [target({ immutable: false, creationPolicy: 'Merge' })],
  [{ syncWindows: { windows: [{ duration: '1h' }] } }],
  [{ syncWindows: { windows: [{ duration: '1h' }, { duration: '0m' }] } }, 'syncWindows.windows[1].duration'],
]);

const pushed = (remoteKey?: string, property?: string) => ({ match: { remoteRef: { remoteKey, property } } });
const push = { secretStoreRefs: [{ name: 'store' }], selector: { secret: { name: 'db' } }, data: [pushed('a')] };
testFaults('PushSecret', pushSecretFaults, push, [
  [{ secretStoreRefs: [{ labelSelector: {} }, { name: '${STORE}' }] }],
  [{ secretStoreRefs: [{ name: 'store' }, { kind: 'SecretStore' }] }, 'secretStoreRefs[1]'],
  [{ secretStoreRefs: [{ name: 'Store' }] }, 'secretStoreRefs[0].name'],
  [{ selector: { secret: { selector: {} } } }],
  [{ selector: { generatorRef: { name: 'till' } } }],
  [{ selector: { secret: {} } }, 'selector'],
  [{ selector: undefined }, 'selector'],
  [{ data: [{ match: { ...pushed('a').match, secretKey: '' } }] }],
  [{ data: [{ match: { ...pushed('a').match, secretKey: 'a b' } }] }, 'data[0].match.secretKey'],
  [{ secretStoreRefs: [] }, 'secretStoreRefs'],
  [{ data: [] }, 'data'],
  [{ data: [], dataTo: [{}] }],
  [{ data: [pushed()] }, 'data[0].match.remoteRef.remoteKey'],
  [{ data: [pushed('')] }],
  [{ data: [pushed('a'), pushed('b')] }],
  [{ data: [pushed('a', 'x'), pushed('a', 'y')] }],
  [{ data: [pushed(''), pushed('')] }],
]);

test.each<[object, boolean]>([
  [{}, true], [{ refreshInterval: '1h' }, true], [{ refreshInterval: '0' }, false], [{ refreshInterval: 0 }, false],
  [{ refreshInterval: '0.0s' }, false], [{ refreshInterval: '0h0m' }, false], [{ refreshInterval: '0.1s' }, true],
  [{ refreshInterval: 'x0' }, true], [{ refreshPolicy: 'CreatedOnce', refreshInterval: '1h' }, false],
  [{ refreshPolicy: 'OnChange', refreshInterval: '0' }, true], [{ refreshPolicy: 'Periodic' }, true],
])('an ExternalSecret with %j is written again: %s', (fields, again) => {
  expect(refreshes({ ...fields })).toBe(again);
});
