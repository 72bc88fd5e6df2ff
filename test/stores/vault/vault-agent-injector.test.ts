import { Chart, Duration, Testing } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { FileMode, VaultInjectedSecret, VaultAgentInjector, VaultAgentInjectorProps, VaultEngine } from '../../../src';
import { expectValidManifests } from '../../support/kubernetes-schema';

function make(props: Partial<VaultAgentInjectorProps> = {}, workloadOf?: (chart: Chart) => any) {
  const chart = new Chart(Testing.app(), 'payments', { disableResourceNameHashes: true });
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'payments');
  const workload =
    workloadOf?.(chart) ?? new kplus.Deployment(chart, 'Api', { containers: [{ image: 'api:1', name: 'api' }] });
  const injector = new VaultAgentInjector(chart, 'Vault', {
    workload, role: 'payments', serviceAccount, secrets: { db: { path: 'secret/data/payments/db' } }, ...props,
  });
  const synth = () => {
    const manifests = Testing.synth(chart);
    expectValidManifests(manifests);
    const { kind, metadata, spec } = manifests.find((manifest) => manifest.kind !== 'Service');
    const template =
      kind === 'Pod' ? { metadata, spec } : kind === 'CronJob' ? spec.jobTemplate.spec.template : spec.template;
    const annotations = Object.fromEntries(
      Object.entries(template.metadata.annotations as object).map(([name, value]) => [
        name.replace('vault.hashicorp.com/', ''),
        value,
      ]),
    );
    return { annotations, podSpec: template.spec };
  };
  return { injector, synth };
}

const kinds: { [kind: string]: (chart: Chart) => any } = {
  Deployment: (chart) => new kplus.Deployment(chart, 'W', { containers: [{ image: 'x:1' }] }),
  StatefulSet: (chart) => new kplus.StatefulSet(chart, 'W', { containers: [{ image: 'x:1', portNumber: 80 }] }),
  DaemonSet: (chart) => new kplus.DaemonSet(chart, 'W', { containers: [{ image: 'x:1' }] }),
  Job: (chart) => new kplus.Job(chart, 'W', { containers: [{ image: 'x:1' }] }),
  CronJob: (chart) =>
    new kplus.CronJob(chart, 'W', {
      containers: [{ image: 'x:1' }],
      schedule: { expressionString: '0 2 * * *' } as any,
    }),
  Pod: (chart) => new kplus.Pod(chart, 'W', { containers: [{ image: 'x:1' }] }),
};

test('snapshot: minimal props', () => {
  const { annotations, podSpec: { volumes, serviceAccountName, automountServiceAccountToken } } = make().synth();
  expect({ annotations, volumes, serviceAccountName, automountServiceAccountToken }).toMatchSnapshot();
});

test.each(Object.keys(kinds))(
  'the annotations are on the pods of a %s, which has the token volume that they name',
  (kind) => {
    const { annotations, podSpec } = make({ audience: 'vault' }, kinds[kind]).synth();
    expect(annotations['agent-inject']).toBe('true');
    expect(podSpec.volumes).toContainEqual({
      name: annotations['agent-service-account-token-volume-name'],
      projected: {
        defaultMode: 292,
        sources: [{ serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 3600 } }],
      },
    });
    expect(podSpec.serviceAccountName).toBe('payments');
    expect(podSpec.automountServiceAccountToken).toBe(false);
  },
);

test.each(['Job', 'CronJob'])('the pods of a %s have no sidecar, beside which they would never end', (kind) => {
  const { annotations } = make({}, kinds[kind]).synth();
  expect(annotations['agent-pre-populate-only']).toBe('true');
  expect(annotations['agent-revoke-on-shutdown']).toBeUndefined();
  expect(() => make({ prePopulateOnly: false }, kinds[kind])).toThrow(
    'payments/Vault: the pods of a Job would never end beside a sidecar; leave prePopulateOnly out',
  );
});

test('every option has its annotation', () => {
  const tlsSecret = kplus.Secret.fromSecretName(Testing.chart(), 'Tls', 'vault-tls');
  const { injector, synth } = make({
    mountPath: '/etc/vault',
    containers: ['api'],
    authMountPath: 'k8s',
    authType: 'jwt',
    vaultNamespace: 'admin',
    address: 'https://vault',
    tlsSecret,
    caCertPath: '/vault/tls/ca.crt',
    tlsServerName: 'vault',
    unsafeSkipTlsVerify: true,
    initFirst: true,
    staticSecretRenderInterval: Duration.minutes(1),
    revokeOnShutdown: false,
    runAsUser: 1000,
    runAsGroup: 3000,
    unsafeInjectToken: true,
    cache: true,
    resources: { cpuRequest: '10m', cpuLimit: '100m', memoryRequest: '32Mi', memoryLimit: '64Mi' },
    secrets: {
      db: {
        path: 'database/creds/payments',
        template: '{{ with secret "database/creds/payments" }}{{ .Data.password }}{{ end }}',
        fileName: 'Db/password',
        mode: FileMode.fromString('0644'),
        command: 'kill -HUP 1',
        errorOnMissingKey: false,
      },
      tls: { path: 'pki/issue/api', templateFile: '/templates/tls.ctmpl' },
    },
  });
  expect(synth().annotations).toEqual({
    'agent-inject': 'true',
    'role': 'payments',
    'agent-service-account-token-volume-name': 'vault-agent-token',
    'secret-volume-path': '/etc/vault',
    'preserve-secret-case': 'true',
    'agent-inject-containers': 'api',
    'agent-init-first': 'true',
    'agent-revoke-on-shutdown': 'false',
    'auth-path': 'auth/k8s',
    'auth-type': 'jwt',
    'namespace': 'admin',
    'service': 'https://vault',
    'tls-secret': 'vault-tls',
    'ca-cert': '/vault/tls/ca.crt',
    'tls-server-name': 'vault',
    'tls-skip-verify': 'true',
    'template-static-secret-render-interval': '1m',
    'agent-run-as-user': '1000',
    'agent-run-as-group': '3000',
    'agent-inject-token': 'true',
    'agent-cache-enable': 'true',
    'agent-requests-cpu': '10m',
    'agent-limits-cpu': '100m',
    'agent-requests-mem': '32Mi',
    'agent-limits-mem': '64Mi',
    'agent-inject-secret-db': 'database/creds/payments',
    'agent-inject-template-db': '{{ with secret "database/creds/payments" }}{{ .Data.password }}{{ end }}',
    'agent-inject-file-db': 'Db/password',
    'agent-inject-perms-db': '0644',
    'agent-inject-command-db': 'kill -HUP 1',
    'error-on-missing-key-db': 'false',
    'agent-inject-secret-tls': 'pki/issue/api',
    'agent-inject-template-file-tls': '/templates/tls.ctmpl',
    'agent-inject-perms-tls': '0444',
    'error-on-missing-key-tls': 'true',
  });
  expect(injector.pathOf('db')).toBe('/etc/vault/Db/password');
  expect(injector.pathOf('tls')).toBe('/etc/vault/tls');
  expect(() => injector.pathOf('x')).toThrow('payments/Vault: no secret "x" is injected; the secrets are db, tls');
});

const secret = (more: Partial<VaultInjectedSecret>, name = 'db'): Partial<VaultAgentInjectorProps> => ({
  secrets: { [name]: { path: 'secret/data/x', ...more } },
});

test.each<[string, Partial<VaultAgentInjectorProps>, string]>([
  ['no role', { role: '' }, 'payments/Vault: the Vault role is empty; name the role that the identity is bound to'],
  ['a container that is not there', { containers: ['nope'] }, 'has no container "nope"; its containers are'],
  ['no secrets', { secrets: {} }, 'payments/Vault: no secrets are named, so the agent would write nothing'],
  [
    'plain http',
    { address: 'http://vault' },
    'payments/Vault: Vault address "http://vault" sends tokens and secrets in plain text',
  ],
  [
    'the default account',
    { serviceAccount: kplus.ServiceAccount.fromServiceAccountName(Testing.chart(), 'D', 'default') },
    "payments/Vault: the service account is the namespace's 'default'",
  ],
  [
    'a cache without a sidecar',
    { prePopulateOnly: true, cache: true },
    'payments/Vault: without a sidecar nothing revokes, renders again or caches',
  ],
  [
    'two users',
    { runAsSameUser: true, runAsUser: 5 },
    'payments/Vault: runAsSameUser and a user or group of the agent contradict each other; set one of them',
  ],
  [
    'a mount path that hides the image',
    { mountPath: '/etc' },
    'payments/Vault: mountPath "/etc" would hide what the image has in /etc',
  ],
  [
    'a name that no annotation can have',
    secret({}, 'a/b'),
    'payments/Vault: "a/b" cannot end the name of an annotation',
  ],
  [
    'a name that the injector reads as another one',
    secret({}, 'file-db'),
    'payments/Vault: the injector would take the name "file-db" for the template file of "db"; give another name, '
      + 'and `fileName` for the file',
  ],
  ['a name that is too long', secret({}, 'x'.repeat(37)), 'cannot end the name of an annotation: 1 to 36 letters'],
  [
    'a path with a slash',
    secret({ path: '/secret/x' }),
    'payments/Vault: path "/secret/x" of "db" does not begin with the mount of an engine',
  ],
  [
    'a key-value path that answers 404',
    secret({ path: 'secret/payments/db' }),
    'payments/Vault: path "secret/payments/db" of "db" has no \'/data/\'',
  ],
  [
    'two templates',
    secret({ template: 'a', templateFile: 'b' }),
    'payments/Vault: db has both template and templateFile; give one of them',
  ],
  [
    'a mode that hides the file',
    secret({ mode: FileMode.GROUP_READ }),
    'payments/Vault: file db of mode 0440 could not be read: the agent writes it as its own user',
  ],
  [
    'the mount of an auth method with auth/ before it',
    { authMountPath: 'auth/kubernetes' },
    "payments/Vault: authMountPath \"auth/kubernetes\" has 'auth/' or a slash around it; give the mount alone, such "
      + "as 'kubernetes'",
  ],
  ['a file outside', secret({ fileName: '../x' }), 'payments/Vault: file name "../x" steps out of the mount path'],
  [
    'the file of the token',
    { ...secret({ fileName: 'token' }), unsafeInjectToken: true },
    'payments/Vault: two objects are written to the file "token"',
  ],
])('%s is refused', (_, props, message) => {
  expect(() => make(props)).toThrow(message);
});

test.each<Partial<VaultInjectedSecret>>([
  { engine: VaultEngine.OTHER },
  { engine: VaultEngine.KV_V1 },
  { template: '{{ with secret "database/creds/payments" }}{{ end }}' },
])('another engine, or a template that contains the read, needs no /data/ (%j)', (more) => {
  expect(() => make(secret({ path: 'database/creds/payments', ...more }))).not.toThrow();
});

test('the agent as the user of the container can hide the file from others', () => {
  expect(make({ ...secret({ mode: FileMode.OWNER_READ }), runAsSameUser: true }).synth().annotations).toMatchObject({
    'agent-inject-perms-db': '0400',
    'agent-run-as-same-user': 'true',
  });
});

test('a pod has one agent', () => {
  const chart = new Chart(Testing.app(), 'payments');
  const workload = new kplus.Deployment(chart, 'W', { containers: [{ image: 'x:1' }] });
  const serviceAccount = kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', 'payments');
  const inject = (id: string) =>
    new VaultAgentInjector(chart, id, {
      workload,
      role: 'payments',
      serviceAccount,
      secrets: { [id]: { path: 'secret/data/x' } },
    });
  inject('one');
  expect(() => inject('two')).toThrow(
    'payments/two: payments/W has an agent already, and a pod has only one; name all of its secrets in one '
      + 'VaultAgentInjector',
  );
});

test('a workload that runs under another service account is refused', () => {
  expect(() =>
    make(
      {},
      (chart) =>
        new kplus.Deployment(chart, 'W', {
          containers: [{ image: 'x:1' }],
          serviceAccount: new kplus.ServiceAccount(chart, 'Other'),
        }),
    ),
  ).toThrow('payments/W already runs under service account "payments-other"');
});

test.each<[string, Partial<VaultAgentInjectorProps>, string]>([
  ['a role with a line break', { role: 'payments\nadmin' }, 'payments/Vault: Vault role '],
  ['a path that ends its text', secret({ path: 'secret/data/x"' }), 'has a quote, a backslash'],
  ['a path that begins an action', secret({ path: 'secret/data/{{ x }}' }), 'has a quote, a backslash'],
  ['a path with a line break', secret({ path: 'secret/data/x\ny' }), 'has a line break or another control character'],
  ['a namespace with a quote', { vaultNamespace: 'a"b' }, 'annotation namespace'],
  ['a server name with a line break', { tlsServerName: 'a\nb' }, 'tlsServerName'],
  [
    'the mount of an auth method with braces',
    { authMountPath: 'k8s{{' },
    'authMountPath "k8s{{" has a quote, a backslash',
  ],
  [
    'a file name with a backslash',
    secret({ template: '' }),
    'payments/Vault: template of "db" is empty; leave it out for the default',
  ],
  ['a memory limit of two lines', { resources: { memoryLimit: '64Mi\n' } }, 'payments/Vault: memoryLimit'],
  ['an empty type', { authType: '' }, 'payments/Vault: authType is empty; leave it out for the default'],
])('text that would change the agent is refused: %s', (_, props, message) => {
  expect(() => make(props)).toThrow(message);
});

test('plain http needs to be said', () => {
  expect(make({ address: 'http://vault:8200', unsafeAllowHttp: true }).synth().annotations).toMatchObject({
    service: 'http://vault:8200',
  });
});
