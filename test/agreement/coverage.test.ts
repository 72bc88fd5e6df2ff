import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { Construct } from 'constructs';
import * as library from '../../src';

/**
 * What has no agreement test, by the reason. `new X` is a construct, `X.y` a function that makes what a construct is
 * given.
 */
const EXCEPTIONS: readonly (readonly [reason: string, ...subjects: string[]])[] = [
  [
    'makes no object: it reads, checks or plans what an app has',
    'Audit.attach', 'Audit.suppress', 'AuditConfig.find', 'AuditConfig.fromFile', 'KubernetesTarget.set',
    'KubernetesTarget.versionOf', 'RotationPlan.of', 'RotationTarget.configMap', 'RotationTarget.of',
    'RotationTarget.secret', 'RotationTarget.storePath', 'Workload.of',
  ],
  [
    'names an object that is made elsewhere, and makes none: what is wrong with a name, agreements of its users draw',
    'ClusterExternalSecretStore.fromName', 'MountSource.csi', 'MountSource.fromConfigMap', 'MountSource.fromSecret',
    'SecretSource.existing',
  ],
  [
    'reads a value or a mode in another notation, whose content the agreement of its user draws',
    'EncryptionKey.fromFile', 'EncryptionKey.generate', 'EncryptionKey.weakFromFile', 'FileMode.fromString',
    'SecretValue.fromEnvironment', 'SecretValue.fromFile',
  ],
  [
    'makes steps and scripts for people, between encryption files, which have an agreement',
    'EncryptionRotation.between', 'EncryptionRotation.changeProvider', 'EncryptionRotation.decrypt',
    'EncryptionRotation.enable', 'EncryptionRotation.oneStepProblems', 'EncryptionRotation.retirePlaintext',
    'EncryptionRotation.rotateKey', 'ReEncryption.patches', 'ReEncryption.storageVersionMigration',
  ],
  [
    'makes the configuration of a distribution for an encryption file that was found good; it takes a folder alone',
    'ControlPlane.k3s', 'ControlPlane.kops', 'ControlPlane.kubeadm', 'ControlPlane.rke2', 'ControlPlane.staticPod',
    'ControlPlane.talos', 'ControlPlane.talosSecretbox',
  ],
  [
    'makes alerts, policies of a network or policies at admission, of which rules read the metadata alone',
    'PodNetwork.calico', 'PodNetwork.cilium', 'PodNetwork.standard', 'new AdmissionPolicies',
    'new ApiServerNetworkPolicy', 'new EncryptionAlerts', 'new RotationAlerts',
  ],
  [
    'declares how a program learns of a change, which the audit has to believe: no manifest shows it',
    'ReloadStrategy.onRelease', 'ReloadStrategy.restartedElsewhere', 'ReloadStrategy.stakaterReloader',
  ],
];

/**
 * What has no dedicated agreement test, because the construct throws what a function of `src/facts/` has against its
 * object, and a rule reports the same. The function is named first.
 */
const SHARED: readonly (readonly [fact: string, ...subjects: string[]])[] = [
  ['certificateFaults', 'CertificateIssuer.clusterWide', 'CertificateIssuer.namespaced'],
  [
    'secretStoreFaults',
    'ExternalSecretStoreCertificateAuthority.fromConfigMap', 'ExternalSecretStoreCertificateAuthority.fromPem',
    'ExternalSecretStoreCertificateAuthority.fromSecret', 'VaultStoreAuth.gcp', 'VaultStoreAuth.unsafeLdap',
  ],
  [
    'providerFaults',
    'AwsCsiIdentity.irsa', 'AzureCsiIdentity.unsafeArchivedPodIdentity', 'AzureCsiIdentity.unsafeNodeIdentity',
    'AzureCsiIdentity.unsafeStaticCredentials', 'GcpCsiIdentity.unsafeStaticCredentials',
  ],
  ['driverFaults', 'SecretSource.csiSynced', 'new CsiSecret'],
  [
    'externalSecretFaults',
    'ExternalSecretDataFrom.extract', 'ExternalSecretDataFrom.find', 'ExternalSecretRewrite.regexp',
    'ExternalSecretRewrite.transform', 'ExternalSecretTemplate.connectionUrl',
    'ExternalSecretTemplate.dockerConfigJson', 'ExternalSecretTemplate.value',
  ],
  ['passwordFaults', 'ExternalSecretGenerator.password', 'ExternalSecretGenerator.uuid', 'SecretSource.generated'],
  ['sshKeyFaults', 'ExternalSecretGenerator.sshKey'],
  ['pushSecretFaults', 'new PushSecret'],
];

const SOURCES = readdirSync(join(__dirname, '../../src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(join(__dirname, '../../src', file), 'utf8') }));

/** The agreement tests, as texts. */
const TESTS = readdirSync(__dirname).filter((file) => file.endsWith('.test.ts') && file !== 'coverage.test.ts')
  .map((file) => readFileSync(join(__dirname, file), 'utf8'))
  .filter((text) => /testAgreement|strictAudit\(/.test(text));

/** Whether the compiler keeps a function from users. */
function isPrivate(owner: string, member: string): boolean {
  return SOURCES.some(({ text }) => text.includes(`class ${owner} `) && text.includes(`private static ${member}(`));
}

/** Every construct, and every function of a class by which users make something. */
function subjects(): string[] {
  return Object.entries(library).flatMap(([name, value]) => {
    if (typeof value !== 'function') {
      return [];
    }
    const members = value as unknown as { readonly [member: string]: unknown };
    const makers = Object.getOwnPropertyNames(value)
      .filter((member) => typeof members[member] === 'function' && !member.startsWith('_') && !isPrivate(name, member))
      .map((member) => `${name}.${member}`);
    return value.prototype instanceof Construct ? [`new ${name}`, ...makers] : makers;
  });
}

/** Whether an agreement test calls it, by its name or by one that is drawn: `X[method]` beside `jwt`. */
function hasAgreement(subject: string): boolean {
  const call = new RegExp(`(?<![\\w.])${subject.replace('.', '\\.')}\\b`);
  const [owner, member] = subject.split('.');
  return TESTS.some((text) => call.test(text) || (text.includes(`${owner}[`) && new RegExp(`\\b${member}\\b`).test(text)));
}

const SUBJECTS = subjects();
const EXCEPTED = EXCEPTIONS.flatMap(([, ...names]) => names);
const ALL_SHARED = SHARED.flatMap(([, ...names]) => names);

test('every construct, and everything that a construct is given, has an agreement or a reason to have none', () => {
  expect(SUBJECTS.length).toBeGreaterThan(150);
  expect(SUBJECTS.filter((subject) =>
    !hasAgreement(subject) && ![...EXCEPTED, ...ALL_SHARED].includes(subject))).toEqual([]);
});

test('every exception is of something that is there', () => {
  expect(EXCEPTED.filter((subject) => !SUBJECTS.includes(subject))).toEqual([]);
  expect(new Set(EXCEPTED).size).toBe(EXCEPTED.length);
});

test.each(SHARED)('%s is used by a construct and by a rule', (fact, ...names) => {
  const isUsedIn = (folders: RegExp) =>
    SOURCES.some(({ file, text }) => folders.test(file) && new RegExp(`\\b${fact}\\b`).test(text));
  expect([/^facts\//, /^(?:secrets|stores)\//, /^rules\//].map(isUsedIn)).toEqual([true, true, true]);
  expect(names.filter((name) => !SUBJECTS.includes(name))).toEqual([]);
});
