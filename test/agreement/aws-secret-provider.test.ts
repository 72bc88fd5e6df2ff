import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { FileMode } from '../../src/mounts/file-mode';
import { AwsCsiIdentity } from '../../src/stores/csi/aws-csi-identity';
import { AwsSecretProvider } from '../../src/stores/csi/aws-secret-provider';

interface Version {
  readonly objectVersion?: string;
  readonly objectVersionLabel?: string;
}

interface Item extends Version {
  readonly objectName: string;
  readonly objectType?: string;
  readonly fileName?: string;
  readonly mode: number;
  readonly jmesPath?: readonly { readonly path: string; readonly fileName: string }[];
  readonly failoverObject?: Version & { readonly objectName: string };
}

interface Input {
  readonly region?: string;
  readonly failoverRegion?: string;
  readonly pathTranslation?: string;
  readonly objects: readonly Item[];
}

const ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:till-a1b2c3';
const FOREIGN = ARN.replace('eu-central-1', 'us-east-1');

const named: fc.Arbitrary<Pick<Item, 'objectName' | 'objectType'>> = fc.oneof(
  fc.record({
    objectName: fc.oneof(
      often(40, 'till', 'shop/till', '/shop/db'), often(1, '', 'a till', 'till#1', 'a'.repeat(2049)),
    ),
    objectType: fc.oneof(often(40, 'ssmparameter', 'secretsmanager'), often(1, 'ssm', '', undefined)),
  }),
  fc.record({
    objectName: fc.oneof(
      often(9, ARN),
      often(1, FOREIGN, 'arn:aws:s3:::till', 'arn:till', 'arn:aws:ssm:eu-central-1:123456789012:parameter/till'),
    ),
    objectType: fc.oneof(often(9, undefined, 'secretsmanager'), often(1, 'ssmparameter')),
  }),
);

const version: fc.Arbitrary<Version> = fc.record({
  objectVersion: fc.oneof(often(20, undefined), often(1, '3', '')),
  objectVersionLabel: fc.oneof(often(20, undefined), often(1, 'AWSPREVIOUS')),
});

const item: fc.Arbitrary<Item> = fc.tuple(named, version, fc.record({
  fileName: fc.oneof(
    often(40, 'password', 'user', 'host', 'db-host', undefined), often(1, '', 'db/host', '../up', '..a'),
  ),
  mode: fc.oneof(often(40, 0o444, 0o440, 0o400), often(1, 0o666, 0o040, 0o460)),
  jmesPath: fc.oneof(
    often<Item['jmesPath']>(20, undefined, [{ path: 'port', fileName: 'port' }]),
    often<Item['jmesPath']>(
      1, [{ path: '', fileName: 'port' }], [{ path: 'port', fileName: '' }], [{ path: 'a', fileName: 'password' }],
      [{ path: 'a', fileName: 'a' }, { path: 'b', fileName: 'a' }], [{ path: 'a', fileName: '../a' }], [],
    ),
  ),
  failoverObject: fc.oneof(
    often<Item['failoverObject']>(30, undefined),
    often<Item['failoverObject']>(2, { objectName: 'till-west' }),
    often<Item['failoverObject']>(
      1, { objectName: '' }, { objectName: FOREIGN }, { objectName: 'till-west', objectVersion: '3' },
      { objectName: 'till-west', objectVersion: '3', objectVersionLabel: 'AWSPREVIOUS' },
    ),
  ),
})).map(([name, versions, rest]) => ({ ...name, ...versions, ...rest }));

const inputs: fc.Arbitrary<Input> = fc.record({
  region: fc.oneof(often(20, undefined, 'eu-central-1'), often(1, '', 'eu-central', 'Frankfurt')),
  failoverRegion: fc.oneof(often(20, undefined), often(4, 'us-east-1'), often(1, '', 'eu-central-1', 'east')),
  pathTranslation: fc.oneof(often(20, undefined, '-'), often(1, 'False', '', '--', '/', ' ')),
  objects: fc.array(item, { minLength: 1, maxLength: 3 }),
});

const hasEmpty = (values: readonly unknown[]) => values.includes('');

testAgreement<Input>('AwsSecretProvider', {
  inputs,
  construct: ({ objects, ...props }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'till');
    new AwsSecretProvider(chart, 'Aws', { ...props, identity: AwsCsiIdentity.podIdentity(), serviceAccount })
      .addSecret('Own', { objects: objects.map((each) => ({ ...each, mode: FileMode.fromNumber(each.mode) })) as any });
  },
  manifest: ({ objects, ...regions }) => JSON.stringify({
    apiVersion: 'secrets-store.csi.x-k8s.io/v1',
    kind: 'SecretProviderClass',
    metadata: { name: 'till', namespace: 'shop' },
    spec: {
      provider: 'aws',
      parameters: {
        ...regions,
        usePodIdentity: 'true',
        objects: JSON.stringify(objects.map(({ fileName, mode, jmesPath, ...each }) => ({
          ...each,
          objectAlias: fileName,
          filePermission: mode.toString(8).padStart(4, '0'),
          jmesPath: jmesPath?.map(({ path, fileName: objectAlias }) => ({ path, objectAlias })),
        }))),
      },
    },
  }),
  places: (message) => {
    const parameter = /AWS region|pathTranslation (?=")|failoverRegion (?=is |\S+ needs)/.exec(message)?.[0].trim();
    return [`/spec/parameters${parameter === 'AWS region' ? '' : `/${parameter ?? 'objects'}`}`];
  },
  exceptions: [
    {
      why: 'a parameter, an alias or a failover object that is empty is one that is not given, as templates write it',
      holds: ({ region, failoverRegion, pathTranslation, objects }) => hasEmpty([
        region, failoverRegion, pathTranslation,
        ...objects.flatMap(({ fileName, failoverObject }) => [fileName, failoverObject?.objectName]),
      ]),
      refusals: /(?:\w+ is empty; leave it out|a file name of .* is empty; name|an objectName is empty; name).*$/g,
    },
  ],
});
