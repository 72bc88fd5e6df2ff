import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { VersionedConfigMap, VersionedConfigMapProps } from '../../src/config/versioned-config-map';

const goodKey = fc.constantFrom('log-level', 'app.properties', 'UPPER_case', '..data-not', 'a'.repeat(253));
const key = fc.oneof(
  { weight: 20, arbitrary: goodKey },
  often(1, '', '.', '..', '..app', 'with blank', 'sla/sh', 'ü', 'a'.repeat(254)),
);
const text = fc.oneof(
  often(20, '', 'info', 'yes', 'port = 8080\nlevel = debug\n', 'false', '1_000'),
  often(
    1,
    'postgres://shop:till-roll-7@db/shop',
    `-----BEGIN PRIVATE KEY-----\n${'MIIEvQ'.repeat(20)}\n-----END PRIVATE KEY-----\n`,
  ),
);
const bytes = fc.oneof(often(20, 'AAEC/w==', '', 'AAEC\n/w=='), often(1, 'AAEC/w', 'not base64', 'AAEC_w=='));
const name = fc.oneof(
  often(20, 'till', 'shop.till', 'a'.repeat(242)),
  often(1, 'Till', 'till_', '-till', 'a'.repeat(243), ''),
);
const namespace = fc.oneof(often(20, 'shop', undefined), often(1, 'Shop', 'shop.eu', 'a'.repeat(64)));

interface Input {
  readonly name: string;
  readonly namespace?: string;
  readonly data: [string, string][];
  readonly binaryData: [string, string][];
}

const inputs: fc.Arbitrary<Input> = fc.record({
  name,
  namespace,
  data: fc.array(fc.tuple(key, text), { maxLength: 3 }),
  binaryData: fc.array(fc.tuple(key, bytes), { maxLength: 2 }),
});

const map = (name_: string, entries: readonly [string, string][]) =>
  entries.length === 0 ? '' : `${name_}: {${Object.entries(Object.fromEntries(entries))
    .map((entry) => entry.map((part) => JSON.stringify(part)).join(': ')).join(', ')}}\n`;

testAgreement('VersionedConfigMap', {
  inputs,
  construct: ({ name: stem, namespace: namespaceName, data, binaryData }) => {
    const props: VersionedConfigMapProps = {
      metadata: { name: stem, ...namespaceName !== undefined && { namespace: namespaceName } },
      ...data.length > 0 && { data: Object.fromEntries(data) },
      ...binaryData.length > 0 && { binaryData: Object.fromEntries(binaryData) },
    };
    new VersionedConfigMap(new Chart(new App(), 'shop'), 'Config', props);
  },
  // The name ends in a hash of ten characters.
  manifest: ({ name: stem, namespace: namespaceName, data, binaryData }) => 'apiVersion: v1\nkind: ConfigMap\n'
    + `metadata: {name: ${JSON.stringify(`${stem}-0123456789`)}`
    + `${namespaceName === undefined ? '' : `, namespace: ${JSON.stringify(namespaceName)}`}}\n`
    + `immutable: true\n${map('data', data)}${map('binaryData', binaryData)}`,
  places: (message, { data }) => [
    ...[...message.matchAll(/value of key "([^"]*)" in `(data|binaryData)`/g)].map(
      ([, at, field]) => `/${field}/${at.replace('~', '~0').replace('/', '~1')}`,
    ),
    ...data.flatMap(([at]) =>
      message.includes(`key "${at}"`) && /credential|private key|password/.test(message)
        ? [`/data/${at.replace('~', '~0').replace('/', '~1')}`]
        : [],
    ),
  ],
  exceptions: [
    {
      why: 'the construct makes no empty ConfigMap, which the API server takes and which does no harm',
      holds: ({ data, binaryData }) => data.length + binaryData.length === 0,
      refusals: /a ConfigMap that is empty.*$/g,
    },
  ],
});
