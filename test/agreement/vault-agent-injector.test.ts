import { App, Chart, Duration } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { FileMode } from '../../src/mounts/file-mode';
import { VaultAgentInjector } from '../../src/stores/vault/vault-agent-injector';

const PREFIX = 'vault.hashicorp.com/';

interface Item {
  readonly name: string;
  readonly path: string;
  readonly template?: string;
  readonly templateFile?: string;
  readonly fileName?: string;
  readonly mode?: number;
  readonly command?: string;
}

interface Input {
  readonly kind: 'Deployment' | 'Job';
  readonly account: string;
  readonly role: string;
  readonly mountPath?: string;
  readonly containers?: string[];
  readonly audience?: string;
  readonly texts: {
    readonly authMountPath?: string;
    readonly authType?: string;
    readonly vaultNamespace?: string;
    readonly address?: string;
    readonly caCertPath?: string;
    readonly tlsServerName?: string;
  };
  readonly memoryLimit?: string;
  readonly prePopulateOnly?: boolean;
  readonly revokeOnShutdown?: boolean;
  readonly renderMinutes?: number;
  readonly cache?: boolean;
  readonly unsafeInjectToken?: boolean;
  readonly runAsSameUser?: boolean;
  readonly runAsUser?: number;
  readonly secrets: readonly Item[];
}

const item: fc.Arbitrary<Item> = fc.record({
  name: fc.oneof(
    often(40, 'password', 'User', 'db.conf'),
    often(1, 'file-db', 'a b', 'a/b', '-', 'end-', 'a'.repeat(37), 'token'),
  ),
  path: fc.oneof(
    often(40, 'secret/data/till', 'secret/data/shop/till'),
    often(2, 'secret/till'),
    often(3, '', '/secret/data/till', 'v1/secret/data/till', 'secret/data/', 'secret/data/a#b', 'kv/"'),
  ),
  template: fc.oneof(
    often(30, undefined), often(9, '{{ with secret "secret/data/till" }}{{ .Data.data.a }}{{ end }}'), often(1, ''),
  ),
  templateFile: fc.oneof(often(30, undefined), often(2, '/templates/till.ctmpl'), often(1, '')),
  fileName: fc.oneof(often(40, undefined, 'db/host'), often(1, '', '/abs', '../up', 'a//b', 'db', 'token')),
  mode: fc.oneof(often(40, undefined, 0o444), often(1, 0o440, 0o400, 0o644)),
  command: fc.oneof(often(40, undefined, 'kill -HUP 1'), often(1, '')),
});

const inputs: fc.Arbitrary<Input> = fc.record({
  kind: fc.constantFrom('Deployment' as const, 'Deployment' as const, 'Job' as const),
  account: fc.oneof(often(10, 'till'), often(1, 'default')),
  role: fc.oneof(often(40, 'till', 'till_2.b'), often(1, '', ' ', 'till role', 'a/b', 'a\nb')),
  mountPath: fc.oneof(
    often(40, undefined, '/etc/vault'), often(1, '', '/', '/etc', 'vault', '/a/../b', '/a"b', '/proc/x'),
  ),
  containers: fc.oneof(often(20, undefined, ['main']), often(1, ['nope'])),
  audience: fc.oneof(often(40, undefined, 'vault'), often(1, '', 'a\nb')),
  texts: fc.record({
    authMountPath: fc.oneof(
      often(40, undefined, 'k8s'), often(1, '', 'auth/kubernetes', '/k8s', 'k8s/', 'a"b', 'a\nb'),
    ),
    authType: fc.oneof(often(40, undefined, 'jwt'), often(10, 'aws'), often(1, '', 'a"b', 'a\nb')),
    vaultNamespace: fc.oneof(often(40, undefined, 'shop'), often(1, '', 'a"b', 'a\nb')),
    address: fc.oneof(often(40, undefined, 'https://vault:8200'), often(1, '', 'vault', 'http://vault', 'https://v\n')),
    caCertPath: fc.oneof(often(40, undefined, '/vault/tls/ca.crt'), often(1, '', 'a"b', 'a\nb')),
    tlsServerName: fc.oneof(often(40, undefined, 'vault'), often(1, '', 'a"b', 'a\nb')),
  }),
  memoryLimit: fc.oneof(often(40, undefined, '64Mi'), often(1, '', '64Mi\n')),
  prePopulateOnly: fc.oneof(often(9, undefined), often(1, true, false)),
  revokeOnShutdown: fc.oneof(often(9, undefined, false), often(1, true)),
  renderMinutes: fc.oneof(often(9, undefined), often(1, 1, 0)),
  cache: fc.oneof(often(9, undefined), often(1, true)),
  unsafeInjectToken: fc.oneof(often(9, undefined), often(1, true)),
  runAsSameUser: fc.oneof(often(6, undefined), often(1, true)),
  runAsUser: fc.oneof(often(6, undefined), often(1, 1000)),
  secrets: fc.uniqueArray(item, { maxLength: 3, selector: ({ name }) => name }),
});

const printed = (mode: number) => `0${mode.toString(8).padStart(3, '0')}`;

/** The annotations that say what is given, as the injector documents them. */
function annotations(input: Input): { [name: string]: string } {
  const { texts, secrets } = input;
  const prePopulateOnly = input.prePopulateOnly ?? input.kind === 'Job';
  const all: { [name: string]: string | number | boolean | undefined } = {
    'agent-inject': true,
    'role': input.role,
    'agent-service-account-token-volume-name': 'token',
    'preserve-secret-case': true,
    'secret-volume-path': input.mountPath ?? '/vault/secrets',
    'agent-inject-containers': input.containers?.join(','),
    'agent-pre-populate-only': prePopulateOnly || undefined,
    'agent-revoke-on-shutdown': input.revokeOnShutdown ?? (prePopulateOnly ? undefined : true),
    'auth-path': texts.authMountPath === undefined ? undefined : `auth/${texts.authMountPath}`,
    'auth-type': texts.authType,
    'namespace': texts.vaultNamespace,
    'service': texts.address,
    'ca-cert': texts.caCertPath,
    'tls-server-name': texts.tlsServerName,
    'template-static-secret-render-interval':
      input.renderMinutes === undefined ? undefined : `${input.renderMinutes}m`,
    'agent-run-as-same-user': input.runAsSameUser,
    'agent-run-as-user': input.runAsUser,
    'agent-inject-token': input.unsafeInjectToken,
    'agent-cache-enable': input.cache,
    'agent-limits-mem': input.memoryLimit,
  };
  for (const { name, path, template, templateFile, fileName, mode, command } of secrets) {
    Object.assign(all, {
      [`agent-inject-secret-${name}`]: path,
      [`agent-inject-template-${name}`]: template,
      [`agent-inject-template-file-${name}`]: templateFile,
      [`agent-inject-file-${name}`]: fileName,
      [`agent-inject-perms-${name}`]: printed(mode ?? 0o444),
      [`agent-inject-command-${name}`]: command,
      [`error-on-missing-key-${name}`]: true,
    });
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)
    .map(([name, value]) => [`${PREFIX}${name}`, String(value)]));
}

testAgreement<Input>('VaultAgentInjector', {
  inputs,
  construct: ({ kind, account, texts, memoryLimit, renderMinutes, secrets, ...props }) => {
    const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
    const containers = [{ image: 'till:1' }];
    const workload = kind === 'Job' ? new kplus.Job(chart, 'Till', { containers })
      : new kplus.Deployment(chart, 'Till', { containers, replicas: 2 });
    new VaultAgentInjector(chart, 'Agent', {
      workload,
      serviceAccount: kplus.ServiceAccount.fromServiceAccountName(chart, 'Account', account),
      ...texts,
      ...props,
      resources: memoryLimit === undefined ? undefined : { memoryLimit },
      staticSecretRenderInterval: renderMinutes === undefined ? undefined : Duration.minutes(renderMinutes),
      secrets: Object.fromEntries(secrets.map(({ name, mode, ...each }) =>
        [name, { ...each, mode: mode === undefined ? undefined : FileMode.fromNumber(mode) }])),
    });
  },
  manifest: (input) => {
    const template = {
      metadata: { labels: { app: 'till' }, annotations: annotations(input) },
      spec: {
        restartPolicy: input.kind === 'Job' ? 'Never' : undefined,
        serviceAccountName: input.account,
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true },
        containers: [{ name: 'main', image: 'till:1', securityContext: { runAsUser: 25000, runAsGroup: 26000 } }],
        volumes: [{
          name: 'token',
          projected: {
            sources: [{
              serviceAccountToken: { path: 'token', audience: input.audience, expirationSeconds: 3600 },
            }],
          },
        }],
      },
    };
    return JSON.stringify(input.kind === 'Job'
      ? { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'till', namespace: 'shop' }, spec: { template } }
      : {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'till', namespace: 'shop' },
        spec: { replicas: 2, selector: { matchLabels: { app: 'till' } }, template },
      });
  },
  places: (message) => {
    const template = '/spec/template';
    const of = (name: string) => `${template}/metadata/annotations/vault.hashicorp.com~1${name}`;
    const found: readonly (readonly [words: string, place: string])[] = [
      ['Vault role', of('role')], ['authMountPath', of('auth-path')], ['Vault address', of('service')],
      ['caCertPath', of('ca-cert')], ['tlsServerName', of('tls-server-name')], ['memoryLimit', of('agent-limits-mem')],
      ['mountPath', of('secret-volume-path')], ['service account', `${template}/spec/serviceAccountName`],
      ['runAsSameUser and', of('agent-run-as-user')],
    ];
    return found.filter(([words]) => message.includes(words)).map(([, place]) => place);
  },
  exceptions: [
    {
      why: 'an empty annotation is one that is not there, as templates write it',
      holds: ({ role, secrets, ...props }) => [role, JSON.stringify(secrets), JSON.stringify(props)]
        .some((text) => text.includes('""')),
      refusals: /(?:\w+ (?:of "[^"]*" )?is empty; leave|mountPath "" is|Vault address "" is).*$/g,
    },
    {
      why: 'an annotation with an empty path names no file, and others beside it may',
      holds: ({ secrets }) => secrets.some(({ path }) => path === ''),
      refusals: /path "" of "[^"]*" does not begin.*$/g,
    },
    {
      why: 'a path beside a template is not read',
      holds: ({ secrets }) => secrets.some(({ template, templateFile }) => Boolean(template) || Boolean(templateFile)),
      refusals: /path "(?:[^"\\]|\\.)*" of "[^"]*" .*$/g,
    },
    {
      why: 'that an engine is a key-value engine of version 2 stands in the props alone: version 1 has no /data/',
      holds: ({ secrets }) => secrets.some(({ path }) => path === 'secret/till'),
      refusals: /path "[^"]*" of "[^"]*" has no '\/data\/'.*$/g,
    },
    {
      why: 'a name may begin with file- without a template, and be as long as its annotations allow',
      holds: ({ secrets }) => secrets.some(({ name }) => name.startsWith('file-') || name.length > 36),
      refusals: /(?:the injector would take the name "file-|"a{37}" cannot end the name of an annotation).*$/g,
    },
    {
      why: 'the agent takes a slash after the mount of an auth method away',
      holds: ({ texts }) => texts.authMountPath === 'k8s/',
      refusals: /authMountPath "k8s\/" has .*$/g,
    },
    {
      why: 'the API server takes a token of any audience',
      holds: ({ audience }) => audience === 'a\nb',
      refusals: /audience "[^"]*" has a line break.*$/g,
    },
    {
      why: 'another webhook may add the container that is named',
      holds: ({ containers }) => containers?.includes('nope') ?? false,
      refusals: /shop\/Till has no container "nope".*$/g,
    },
    {
      why: 'the runtime takes other spellings of a path; the construct has one, since it compares paths',
      holds: ({ mountPath = '' }) => /^[^/]|\.\./.test(mountPath),
      refusals: /mountPath "[^"]*" (?:is not normalised|is not absolute).*$/g,
    },
  ],
});
