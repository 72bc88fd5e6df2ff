import { ApiObject, App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { FileMode } from '../../src/mounts/file-mode';
import { MountSource } from '../../src/mounts/mount-source';
import { ImageVolumePullPolicy, PodCertificateKeyType } from '../../src/mounts/mount-source-volumes';
import { ReloadStrategy } from '../../src/mounts/reload-strategy';
import { RotatingVolumeMount, RotatingVolumeMountProps } from '../../src/mounts/rotating-volume-mount';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';
import { RuleLevel } from '../../src/rules/finding';
import { KubernetesTarget } from '../../src/workload/kubernetes-target';

const DIGEST = `registry.example/geo@sha256:${'0a'.repeat(32)}`;
const reload = ReloadStrategy.inProcess();

function make(source: MountSource, props: Partial<RotatingVolumeMountProps> = {}, accountName: string | null = 'web') {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop', disableResourceNameHashes: true });
  const workload = new kplus.Deployment(chart, 'Web', {
    containers: [{ image: 'web:1', name: 'web', portNumber: 8080 }],
    serviceAccount: accountName === null ? undefined
      : kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', accountName),
  });
  const files = new RotatingVolumeMount(chart, 'Files', { workload, source, mountPath: '/run/files', ...props });
  const pod = () => ApiObject.of(workload).toJson().spec.template.spec;
  return { app, chart, files, workload, pod, volume: () => pod().volumes[0] };
}

test('snapshot: minimal props', () => {
  const volumes = [
    make(MountSource.serviceAccountToken('vault'), { reload }),
    make(MountSource.podCertificate('example.com/mesh'), { reload }),
    make(MountSource.clusterTrustBundle('mesh'), { reload }),
    make(MountSource.clusterTrustBundlesOf('example.com/mesh'), { reload }),
    make(MountSource.image(DIGEST)),
  ].map(({ volume }) => volume());
  expect(volumes).toMatchSnapshot();
});

test('every option is written', () => {
  const token = MountSource.serviceAccountToken('vault', { fileName: 'jwt', expiration: Duration.minutes(10) });
  expect(make(token, { reload }).volume().projected.sources).toEqual([
    { serviceAccountToken: { audience: 'vault', expirationSeconds: 600, path: 'jwt' } },
  ]);
  const certificate = MountSource.podCertificate('example.com/mesh', {
    keyType: PodCertificateKeyType.ED25519, fileName: 'id.pem', maxExpiration: Duration.days(91),
  });
  expect(make(certificate, { reload }).volume().projected.sources).toEqual([{
    podCertificate: {
      signerName: 'example.com/mesh', keyType: 'ED25519', maxExpirationSeconds: 7862400, credentialBundlePath: 'id.pem',
    },
  }]);
  const bundles = MountSource.clusterTrustBundlesOf('example.com/mesh', {
    matchLabels: { live: 'yes' }, fileName: 'x',
  });
  expect(make(bundles, { reload }).volume().projected.sources).toEqual([{
    clusterTrustBundle: { signerName: 'example.com/mesh', labelSelector: { matchLabels: { live: 'yes' } }, path: 'x' },
  }]);
  const image = MountSource.image('registry.example/geo:7', {
    acceptTag: true, pullPolicy: ImageVolumePullPolicy.ALWAYS,
  });
  expect(make(image).volume().image).toEqual({ reference: 'registry.example/geo:7', pullPolicy: 'Always' });
});

test('they go into one volume with each other and with Secrets', () => {
  const source = MountSource.projected(
    MountSource.secret('db', { keys: ['password'] }),
    MountSource.podCertificate('example.com/mesh'),
    MountSource.clusterTrustBundle('mesh', { fileName: 'mesh/ca.crt' }),
  );
  const { volume, files } = make(source, { reload });
  expect(volume().projected.sources.map((each: object) => Object.keys(each)[0])).toEqual([
    'secret', 'podCertificate', 'clusterTrustBundle',
  ]);
  expect(files.pathOf('credentialbundle.pem')).toBe('/run/files/credentialbundle.pem');
  expect(files.pathOf('mesh/ca.crt')).toBe('/run/files/mesh/ca.crt');
  const clash = MountSource.projected(
    MountSource.clusterTrustBundle('mesh'), MountSource.secret('front', { keys: ['ca.crt'] }),
  );
  expect(() => make(clash, { reload })).toThrow('both become file "ca.crt"');
});

test('the strict audit has nothing against them', () => {
  const sources = [
    MountSource.serviceAccountToken('vault'),
    MountSource.podCertificate('example.com/mesh'),
    MountSource.clusterTrustBundlesOf('example.com/mesh'),
  ];
  for (const { app } of [...sources.map((source) => make(source, { reload })), make(MountSource.image(DIGEST))]) {
    const manifests = app.charts.flatMap((chart) => chart.toJson());
    const found = evaluate(manifests, CATALOG).filter(({ level }) => level !== RuleLevel.NOTE);
    // The account is made elsewhere.
    expect(found.filter(({ ruleId }) => ruleId !== 'missing-reference')).toEqual([]);
  }
});

test('a target that is too old is an error at synth', () => {
  const synth = (source: MountSource, version: string) => {
    const { app } = make(source, source === image ? {} : { reload });
    KubernetesTarget.set(app, version);
    return () => app.synthYaml();
  };
  const image = MountSource.image(DIGEST);
  expect(synth(image, '1.35')).toThrow('shop/Files: a volume with the content of an image needs Kubernetes 1.36');
  expect(synth(image, '1.36')).not.toThrow();
  expect(synth(MountSource.podCertificate('example.com/mesh'), '1.36')).toThrow('needs Kubernetes 1.37');
  expect(synth(MountSource.clusterTrustBundle('mesh'), '1.36')).toThrow('needs Kubernetes 1.37');
  expect(synth(MountSource.serviceAccountToken('vault'), '1.28')).not.toThrow();
});

test('what renews automatically needs a reload that can see it', () => {
  const token = MountSource.serviceAccountToken('vault');
  expect(() => make(token)).toThrow(
    'shop/Files: service account token "vault" is changed by the kubelet without a release, and nothing says how a '
      + 'change reaches the running processes; give reload: ReloadStrategy.inProcess() if the program reads changed '
      + 'files again (nginx and the like do not); or ReloadStrategy.restartedElsewhere()',
  );
  expect(() => make(token, { reload: ReloadStrategy.stakaterReloader() })).toThrow(
    'Reloader does not see the service account token "vault", which is not an object of the cluster; use inProcess or',
  );
  const { workload } = make(token, { reload });
  expect(ApiObject.of(workload).toJson().metadata.annotations).toBeUndefined();
});

test('a token or certificate of the default account is an error at synth', () => {
  const synth = (source: MountSource, name: string | null) => {
    const { app } = make(source, { reload }, name);
    return () => app.synthYaml();
  };
  expect(synth(MountSource.serviceAccountToken('vault'), null)).toThrow(
    'shop/Files: the service account token "vault" is for the service account of the pods, and shop/Web has none but '
      + 'the default one of its namespace',
  );
  expect(synth(MountSource.podCertificate('example.com/mesh'), 'default')).toThrow('give the workload a dedicated');
  expect(synth(MountSource.clusterTrustBundle('mesh'), null)).not.toThrow();
});

test.each<[what: string, source: () => MountSource, message: string]>([
  ['a blank audience', () => MountSource.serviceAccountToken(' '), 'the audience is blank; name who is to accept'],
  [
    'a short token', () => MountSource.serviceAccountToken('vault', { expiration: Duration.minutes(9) }),
    'an expiration of 540 s is not a whole number of seconds from 600',
  ],
  ['no signer', () => MountSource.podCertificate('mesh'), '"mesh" is not the name of a signer, such as'],
  [
    'a short certificate',
    () => MountSource.podCertificate('example.com/mesh', { maxExpiration: Duration.minutes(59) }),
    'a maxExpiration of 3540 s is not a whole number of seconds from 3600 (1 hour) to 7862400 (2184 hours)',
  ],
  [
    'a long certificate of Kubernetes',
    () => MountSource.podCertificate('kubernetes.io/kube-apiserver-client-pod', { maxExpiration: Duration.days(2) }),
    'to 86400 (24 hours)',
  ],
  ['no bundle', () => MountSource.clusterTrustBundle(''), '"" is not a valid object name'],
  ['a bundle without a valid name', () => MountSource.clusterTrustBundle('Mesh CA'), 'is not a valid object name'],
  ['a bundle of a signer', () => MountSource.clusterTrustBundle('example.com:mesh:'), 'is not a valid object name'],
  ['a bundle without a signer', () => MountSource.clusterTrustBundle('mesh:main'), 'is not the name of a signer, with'],
  [
    'a label', () => MountSource.clusterTrustBundlesOf('example.com/mesh', { matchLabels: { 'a b': 'yes' } }),
    'MountSource.clusterTrustBundlesOf: matchLabels: the label "a b" is not a valid name of a label',
  ],
  ['capitals in a signer', () => MountSource.podCertificate('example.com/Mesh'), 'is not the name of a signer'],
  ['no signer of bundles', () => MountSource.clusterTrustBundlesOf('mesh'), 'is not the name of a signer'],
  ['a tag', () => MountSource.image('registry.example/geo:7'), 'has no digest, so two pods of one release may have'],
  ['no image', () => MountSource.image('geo 7'), '"geo 7" is not a reference to an image'],
  ['capitals in an image', () => MountSource.image(`Geo@sha256:${'0a'.repeat(32)}`), 'is not a reference to an image'],
  ['half a digest', () => MountSource.image('geo@sha256:'), 'is not a reference to an image'],
  [
    'paths', () => MountSource.clusterTrustBundle('mesh').withPaths({ 'ca.crt': 'b' }),
    'the files of cluster trust bundle "mesh" are named where the source is made, by fileName; leave out the paths',
  ],
  ['a file out of the volume', () => MountSource.clusterTrustBundle('mesh', { fileName: '../ca' }), '"../ca"'],
])('%s is refused', (_what, source, message) => {
  expect(() => make(source(), { reload })).toThrow(message);
});

test('what the files of an image cannot have is refused', () => {
  const image = MountSource.image(DIGEST);
  expect(() => make(image, { mode: FileMode.GROUP_READ })).toThrow('modes, users and groups of the image; leave');
  expect(() => make(image, { fsGroup: 7 })).toThrow('leave out fsGroup');
  expect(() => make(image, { paths: { a: 'b' } })).toThrow('leave out paths');
  expect(() => make(MountSource.projected(image, MountSource.secret('db', { keys: ['a'] })))).toThrow(
    'cannot be in one volume with other objects; mount it at a dedicated path',
  );
  expect(() => make(image, { reload })).toThrow('never changes in place');
});

test('a mode for everybody is refused for tokens and certificates', () => {
  const mode = FileMode.fromNumber(0o444);
  expect(() => make(MountSource.serviceAccountToken('vault'), { reload, mode })).toThrow(
    'every user in the container could read the files of service account token "vault"',
  );
  expect(() => make(MountSource.podCertificate('example.com/mesh'), { reload, mode })).toThrow('could read the files');
  expect(() => make(MountSource.clusterTrustBundle('mesh'), { reload, mode })).not.toThrow();
});

test('a bundle of a signer has its name after the last colon', () => {
  expect(() => make(MountSource.clusterTrustBundle('example.com:mesh:main'), { reload })).not.toThrow();
});

test('a mount that onRelease does not fit is not sent to Reloader, which does not see it', () => {
  expect(() => make(MountSource.clusterTrustBundle('mesh'), { reload: ReloadStrategy.onRelease() }))
    .toThrow('use inProcess or restartedElsewhere');
});
