import { Duration } from 'cdk8s';
import * as fc from 'fast-check';
import { Exception, often, testAgreement } from './harness';
import { chartWithDeployment, deploymentOf, validate } from './workload';
import { IMountable, MountSource } from '../../src/mounts/mount-source';
import { ImageVolumePullPolicy, PodCertificateKeyType } from '../../src/mounts/mount-source-volumes';
import { ReloadStrategy } from '../../src/mounts/reload-strategy';
import { RotatingVolumeMount } from '../../src/mounts/rotating-volume-mount';

/** Mounts a source in a Deployment, and checks what synth would. */
function mount(source: IMountable, account: string | undefined, reload?: ReloadStrategy): void {
  const { chart, workload } = chartWithDeployment({ account });
  new RotatingVolumeMount(chart, 'Files', { workload, source, mountPath: '/run/till', reload });
  validate(chart);
}

/** The Deployment with a volume that is mounted there. */
function mounted(volume: object, account: string | undefined, annotations?: { [name: string]: string }): string {
  return JSON.stringify(deploymentOf({
    account,
    annotations,
    container: { volumeMounts: [{ name: 'files', mountPath: '/run/till', readOnly: true }] },
    volumes: [{ name: 'files', ...volume }],
  }));
}

const POD = '/spec/template/spec';
const SOURCE = `${POD}/volumes/0/projected/sources/0`;
const projection = (...sources: object[]) => ({ projected: { defaultMode: 0o440, sources } });

const account = fc.oneof(often(20, 'till'), often(1, undefined, 'default'));
const file = fc.oneof(
  often(20, undefined, 'file', 'till/file.pem', '.file'),
  often(1, '', '/file', '../file', '..file', 'till/../file', 'till//file', './file', 'x'.repeat(256)),
);

/** A path that the kubelet takes, and that is not written in the one way that the constructs take. */
function untidy<Input extends { readonly fileName: string | undefined }>(): Exception<Input> {
  return {
    why: 'the kubelet takes a path with empty parts; the construct has one spelling, since it compares paths',
    holds: ({ fileName }) => /\/\/|^\.\//.test(fileName ?? ''),
    refusals: /file path "[^"]*" has an empty part or a part '\.'.*?without both/g,
  };
}

const ofFile = (at: string) => (message: string) => message.includes('file path') ? [at] : [];

const seconds = fc.oneof(
  often(20, undefined, 600, 3600, 86_400, 2 ** 32), often(1, 0, 599, 599.5, 2 ** 32 + 1),
);
const tokens = fc.record({
  audience: fc.oneof(often(20, 'vault', 'https://ledger.example'), often(1, '', '  ')),
  fileName: file,
  seconds,
  account,
});

testAgreement('MountSource.serviceAccountToken', {
  inputs: tokens,
  construct: ({ audience, fileName, seconds: life, account: name }) => {
    const expiration = life === undefined ? undefined : Duration.millis(life * 1000);
    mount(MountSource.serviceAccountToken(audience, { fileName, expiration }), name, ReloadStrategy.inProcess());
  },
  manifest: ({ audience, fileName = 'token', seconds: life = 3600, account: name }) =>
    mounted(projection({ serviceAccountToken: { audience, path: fileName, expirationSeconds: life } }), name),
  places: (message) => [
    ...ofFile(`${SOURCE}/serviceAccountToken/path`)(message),
    ...message.includes('expiration of') ? [`${SOURCE}/serviceAccountToken/expirationSeconds`] : [],
    ...message.includes('default one') ? [`${POD}/serviceAccountName`] : [],
  ],
  exceptions: [
    untidy(),
    {
      why: 'a token without an audience is one for the API server, for which there is LeastPrivilegeSecretReader',
      holds: ({ audience }) => audience.trim() === '',
      refusals: /MountSource\.serviceAccountToken: the audience is blank.*$/g,
    },
  ],
});

const signer = fc.oneof(
  often(20, 'example.com/mesh', 'example.com/shop.mesh', 'kubernetes.io/kube-apiserver-client-pod'),
  often(1, '', 'mesh', 'example/mesh', 'example.com/', 'example.com/Mesh', 'example.com/mesh_1', 'Example.com/mesh',
    'example.com/a/b', `${'a'.repeat(64)}.com/mesh`, 'example.com/a..b'),
);
const certificates = fc.record({
  signer,
  keyType: fc.constantFrom(...Object.values(PodCertificateKeyType), undefined),
  fileName: file,
  seconds: fc.oneof(often(20, undefined, 3600, 86_400), often(2, 86_401), often(1, 3599, 3600.5, 91 * 86_400 + 1)),
  account,
});

testAgreement('MountSource.podCertificate', {
  inputs: certificates,
  construct: ({ signer: name, keyType, fileName, seconds: life, account: of }) => {
    const maxExpiration = life === undefined ? undefined : Duration.millis(life * 1000);
    mount(MountSource.podCertificate(name, { keyType, fileName, maxExpiration }), of, ReloadStrategy.inProcess());
  },
  manifest: ({ signer: signerName, keyType = 'ECDSAP256', fileName: path, seconds: life, account: of }) => {
    const credentialBundlePath = path ?? 'credentialbundle.pem';
    return mounted(
      projection({ podCertificate: { signerName, keyType, maxExpirationSeconds: life, credentialBundlePath } }), of,
    );
  },
  places: (message) => [
    ...ofFile(`${SOURCE}/podCertificate/credentialBundlePath`)(message),
    ...message.includes('maxExpiration of') ? [`${SOURCE}/podCertificate/maxExpirationSeconds`] : [],
    ...message.includes('name of a signer') ? [`${SOURCE}/podCertificate/signerName`] : [],
    ...message.includes('default one') ? [`${POD}/serviceAccountName`] : [],
  ],
  exceptions: [untidy()],
});

const bundles = fc.record({
  name: fc.oneof(
    often(20, 'mesh', 'example.com:mesh:main'),
    often(1, '', 'Mesh', 'mesh:', 'example.com:mesh:', 'example.com/mesh:main', 'mesh:main', 'x'.repeat(254)),
  ),
  fileName: file,
});

testAgreement('MountSource.clusterTrustBundle', {
  inputs: bundles,
  construct: ({ name, fileName }) =>
    mount(MountSource.clusterTrustBundle(name, { fileName }), 'till', ReloadStrategy.inProcess()),
  manifest: ({ name, fileName = 'ca.crt' }) =>
    mounted(projection({ clusterTrustBundle: { name, path: fileName } }), 'till'),
  places: (message) => [
    ...ofFile(`${SOURCE}/clusterTrustBundle/path`)(message),
    ...message.includes('valid object name') ? [`${SOURCE}/clusterTrustBundle/name`] : [],
  ],
  exceptions: [untidy()],
});

const label = fc.record({
  name: fc.oneof(
    often(20, 'live', 'example.com/live'),
    often(1, '', 'a b', '/live', 'Example.com/live', '-live', 'a/b/c', 'x'.repeat(64)),
  ),
  value: fc.oneof(often(20, 'yes', '', 'A.b_c'), often(1, 'a b', '-a', 'x'.repeat(64))),
});
const ofSigner = fc.record({ signer, labels: fc.array(label, { maxLength: 2 }), fileName: file });

testAgreement('MountSource.clusterTrustBundlesOf', {
  inputs: ofSigner,
  construct: ({ signer: name, labels, fileName }) => {
    const matchLabels = labels.length === 0 ? undefined
      : Object.fromEntries(labels.map((each) => [each.name, each.value]));
    mount(MountSource.clusterTrustBundlesOf(name, { matchLabels, fileName }), 'till', ReloadStrategy.inProcess());
  },
  manifest: ({ signer: signerName, labels, fileName = 'ca.crt' }) => {
    const labelSelector = labels.length === 0 ? {}
      : { matchLabels: Object.fromEntries(labels.map((each) => [each.name, each.value])) };
    return mounted(projection({ clusterTrustBundle: { signerName, labelSelector, path: fileName } }), 'till');
  },
  places: (message) => [
    ...ofFile(`${SOURCE}/clusterTrustBundle/path`)(message),
    ...message.includes('name of a signer') ? [`${SOURCE}/clusterTrustBundle/signerName`] : [],
    ...message.includes('matchLabels') ? [`${SOURCE}/clusterTrustBundle/labelSelector/matchLabels`] : [],
  ],
  exceptions: [untidy()],
});

const DIGEST = `sha256:${'0a'.repeat(32)}`;
const images = fc.record({
  reference: fc.oneof(
    often(20, `registry.example/geo@${DIGEST}`, `geo:7@${DIGEST}`, `registry.example:5000/shop/geo@${DIGEST}`),
    often(2, 'registry.example/geo:7'),
    often(1, '', 'geo 7', 'geo@sha256:0a', `registry.example/Geo@${DIGEST}`,
      `registry.example//geo@${DIGEST}`, `https://registry.example/geo@${DIGEST}`),
  ),
  pullPolicy: fc.constantFrom(...Object.values(ImageVolumePullPolicy), undefined),
  acceptTag: fc.boolean(),
});

testAgreement('MountSource.image', {
  inputs: images,
  construct: ({ reference, ...options }) => mount(MountSource.image(reference, options), 'till'),
  manifest: ({ reference, pullPolicy }) => mounted({ image: { reference, pullPolicy } }, 'till'),
  places: (message) => message.includes('not a reference') ? [`${POD}/volumes/0/image/reference`] : [],
  exceptions: [{
    why: 'a tag is not a fault of the manifest, nor a Secret that moves with it; the construct has it accepted by name',
    holds: ({ acceptTag }) => !acceptTag,
    refusals: /MountSource\.image: "[^"]*" has no digest.*$/g,
  }],
});

const key = fc.oneof(often(20, 'password', 'ca.crt', 'API_KEY'), often(1, '', 'a b', 'a/b', '..a', 'x'.repeat(254)));
const keyPath = fc.oneof(
  often(20, 'password', 'db/password', 'ca.crt', 'gateway/key'),
  often(1, '', '/password', '../password', '..data', 'a/../b', 'password/more', 'db'),
);
const objectName = fc.oneof(often(20, 'db', 'gateway', 'shop.gateway'), often(1, '', 'Db', 'db_', 'x'.repeat(254)));
const part = fc.record({
  kind: fc.constantFrom<'secret' | 'configMap'>('secret', 'configMap'),
  name: objectName,
  items: fc.uniqueArray(
    fc.record({ key, path: keyPath }), { selector: (item) => item.key, minLength: 1, maxLength: 2 },
  ),
});
type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;

const sourceOf = ({ kind, name, items }: Part): MountSource =>
  (kind === 'secret' ? MountSource.secret(name) : MountSource.configMap(name))
    .withPaths(Object.fromEntries(items.map((item) => [item.key, item.path])));

/** Of two files that clash, the second one is what is wrong. */
function placesOf(message: string, parts: readonly Part[]): string[] {
  const of = ({ kind }: Part, index: number) =>
    `${POD}/volumes/0/${parts.length === 1 ? kind : `projected/sources/${index}/${kind}`}`;
  const wrong = /file path ("[^"]*")|both become file ("[^"]*")|a directory for ("[^"]*")/.exec(message);
  const path = wrong?.slice(1).find((each) => each !== undefined);
  const paths = parts.flatMap((each, index) => each.items.flatMap((item, nth) =>
    JSON.stringify(item.path) === path ? [`${of(each, index)}/items/${nth}/path`] : []));
  const keys = parts.flatMap((each, index) => each.items.flatMap((item, nth) =>
    message.includes(`: "${item.key}" is not a valid key`) ? [`${of(each, index)}/items/${nth}/key`] : []));
  const names = parts.flatMap((each, index) => message.includes(`: "${each.name}" (`) ? [of(each, index)] : []);
  const ofPath = message.includes('file path') ? paths.slice(0, 1) : paths.slice(-1);
  return [...names.slice(0, 1), ...keys.slice(0, 1), ...ofPath];
}

testAgreement('MountSource.projected, secret and configMap, with paths', {
  inputs: fc.array(part, { minLength: 1, maxLength: 3 }),
  construct: (parts) => mount(MountSource.projected(...parts.map(sourceOf)), 'till'),
  manifest: (parts) => {
    const [{ kind: first, name: object, items: files }] = parts;
    const named = { [first === 'secret' ? 'secretName' : 'name']: object };
    return mounted(parts.length === 1
      ? { [first]: { ...named, defaultMode: 0o440, items: files } }
      : projection(...parts.map(({ kind, name, items }) => ({ [kind]: { name, items } }))), 'till');
  },
  places: placesOf,
});
