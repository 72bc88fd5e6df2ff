import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { faultsOf } from './support/acceptance';
import { Manifest } from './support/api-client';
import { hasGo } from './support/binaries';
import { installCrds, PUBLISHERS, publishedCrds } from './support/crds';
import { clusterSuite, useControlPlane } from './support/suite';
import {
  CertificateFormat, CertificateIssuer, CertificateKeystoreFormat,
  LeastPrivilegeGroupReader, LeastPrivilegeSecretReader, SecretSource, SecureSecret, VersionedConfigMap,
} from '../../src';
import { PLAIN_CERTIFICATE_OPTIONS } from '../support/certificate-options';

jest.setTimeout(120_000);

const NAMESPACE = 'sources';

function manifestsOf(build: (chart: Chart) => void): Manifest[] {
  const chart = new Chart(new App(), 'sources', { namespace: NAMESPACE, disableResourceNameHashes: true });
  build(chart);
  return chart.toJson();
}

clusterSuite(
  'Sources of a Secret',
  (claim) => {
    const plane = useControlPlane();
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'strongbox-sources-'));
      await plane().apiServer.createNamespace(NAMESPACE);
      await installCrds(plane().admin, publishedCrds(PUBLISHERS.certManager)!);
    });

    afterAll(() => rmSync(folder, { recursive: true }));

    claim(
      'a Certificate with every option of SecretSource.certManager is taken',
      'the definition that cert-manager publishes; server-side apply with strict validation, then read back',
      async () => {
        const manifests = manifestsOf((chart) => {
          const passwordSecret = new SecureSecret(chart, 'Store', {
            keys: ['password'], source: SecretSource.existing('keystore'),
          });
          new SecureSecret(chart, 'Front', {
            source: SecretSource.certManager(CertificateIssuer.clusterWide('maple-ca'), {
              ...PLAIN_CERTIFICATE_OPTIONS,
              withAuthority: true,
              keystores: [
                { format: CertificateKeystoreFormat.JKS, passwordSecret, alias: 'front' },
                { format: CertificateKeystoreFormat.PKCS12, passwordSecret },
              ],
              additionalFormats: [CertificateFormat.COMBINED_PEM, CertificateFormat.DER],
            }),
          });
        });
        expect(manifests.map(({ kind }) => kind)).toEqual(['Certificate']);
        expect(await faultsOf(plane().admin, manifests[0])).toEqual([]);
      },
    );

    /** A Secret as SOPS writes it, with its values in one of the two fields. */
    function encrypted(field: 'data' | 'stringData'): Manifest {
      const bytes = (count: number) => Buffer.alloc(count, 7).toString('base64');
      const enc = (size: number) => `ENC[AES256_GCM,data:${bytes(size)},iv:${bytes(32)},tag:${bytes(16)},type:str]`;
      const file = join(folder, `${field}.json`);
      writeFileSync(file, JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: `db-${field.toLowerCase()}`, namespace: NAMESPACE },
        [field]: { password: enc(16) },
        sops: {
          age: [{ recipient: 'age1maple', enc: 'maple' }],
          lastmodified: '2026-02-03T04:05:06Z',
          mac: enc(128),
          encrypted_regex: '^(data|stringData)$',
          version: '3.11.0',
        },
      }));
      const [manifest, ...others] = manifestsOf((chart) => {
        new SecureSecret(chart, 'Db', { source: SecretSource.sopsEncrypted(file) });
      });
      expect(others).toEqual([]);
      return manifest;
    }

    const applied = (manifest: Manifest, ...flags: string[]) =>
      plane().apiServer.kubectl(['apply', ...flags, '--filename', '-'], { input: JSON.stringify(manifest) });

    claim(
      'a Secret of SecretSource.sopsEncrypted is refused as long as it is encrypted',
      '`kubectl apply`, with the ciphertext in `data` and in `stringData`',
      async () => {
        for (const field of ['data', 'stringData'] as const) {
          const { status, stderr } = applied(encrypted(field));
          expect([status, stderr]).toEqual([1, expect.stringMatching(/unknown field "sops"|illegal base64/)]);
        }
      },
    );

    claim(
      'without validation, its ciphertext in `stringData` becomes the value, and nothing shows it',
      '`kubectl apply --validate=false`',
      async () => {
        expect(applied(encrypted('data'), '--validate=false').status).toBe(1);
        const manifest = encrypted('stringData');
        expect(applied(manifest, '--validate=false').status).toBe(0);
        const { body } = await plane().admin.get(manifest);
        expect(body.sops).toBeUndefined();
        expect(Buffer.from(body.data.password, 'base64').toString()).toMatch(/^ENC\[/);
        return 'the value begins with `ENC[`; ciphertext in `data` is refused, since it is not base64';
      },
    );

    claim(
      'once it is decrypted, as Flux and KSOPS do, it is taken',
      'the same without `sops`; server-side apply with strict validation, then read back',
      async () => {
        const { sops, ...manifest } = encrypted('data');
        expect(sops).toBeDefined();
        const decrypted: Manifest = {
          ...manifest,
          metadata: { ...manifest.metadata, name: 'decrypted' },
          data: { password: Buffer.from('made up').toString('base64') },
        };
        expect(await faultsOf(plane().admin, decrypted)).toEqual([]);
      },
    );
  },
  {
    unavailable: hasGo()
      ? undefined
      : (process.env.STRONGBOX_CLUSTER_UNAVAILABLE ?? 'no Go to download the published CRDs with'),
  },
);

clusterSuite(
  'Access of a team, and to ConfigMaps',
  (claim) => {
    const TEAM = 'oidc:payments';
    const plane = useControlPlane({
      users: [
        { token: 'token-of-a-member', name: 'ana', groups: [TEAM] },
        { token: 'token-of-another', name: 'ben', groups: ['oidc:shop'] },
      ],
    });
    const statusOf = async (token: string, kind: string, name: string, query = {}) => (await plane().admin.as(token)
      .request('GET', `/api/v1/namespaces/${NAMESPACE}/${kind}${name && `/${name}`}`, { query })).status;
    const only = (name: string) => ({ fieldSelector: `metadata.name=${name}` });
    let settings = '';
    let account = '';

    beforeAll(async () => {
      await plane().apiServer.createNamespace(NAMESPACE);
      const manifests = manifestsOf((chart) => {
        const db = new SecureSecret(chart, 'Db', { keys: ['password'], source: SecretSource.existing('db') });
        const config = new VersionedConfigMap(chart, 'Settings', { data: { color: 'blue' } });
        settings = config.name;
        const other = new kplus.ConfigMap(chart, 'Other', { data: { color: 'red' } });
        expect(other.name).not.toBe(settings);
        const objects = { secrets: [db], configMaps: [config] };
        new LeastPrivilegeGroupReader(chart, 'Team', { groups: [TEAM], listAndWatchByName: true, ...objects });
        account = new LeastPrivilegeSecretReader(chart, 'Program', objects).serviceAccount.name;
      });
      for (const manifest of manifests) {
        await plane().admin.expectApplied(manifest);
      }
      for (const name of ['db', 'gateway']) {
        await plane().admin.expectApplied({
          apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: NAMESPACE }, stringData: { password: 'x' },
        });
      }
    });

    claim(
      'LeastPrivilegeGroupReader: a member of the group reads, lists and watches what is named, and nothing else',
      '`get`, and `list` and `watch` with the field selector and without, with the token of a member',
      async () => {
        for (const [kind, name] of [['secrets', 'db'], ['configmaps', settings]]) {
          expect(await statusOf('token-of-a-member', kind, name)).toBe(200);
          expect(await statusOf('token-of-a-member', kind, '', only(name))).toBe(200);
          expect(await statusOf('token-of-a-member', kind, '', { watch: '1', timeoutSeconds: '1', ...only(name) }))
            .toBe(200);
          expect(await statusOf('token-of-a-member', kind, '')).toBe(403);
          expect(await statusOf('token-of-a-member', kind, '', only('gateway'))).toBe(403);
        }
        expect(await statusOf('token-of-a-member', 'secrets', 'gateway')).toBe(403);
        expect(await statusOf('token-of-a-member', 'configmaps', 'sources-other')).toBe(403);
      },
    );

    claim('a user of another group reads nothing of it', '`get` and `list` with a token of that user', async () => {
      for (const [kind, name] of [['secrets', 'db'], ['configmaps', settings]]) {
        expect(await statusOf('token-of-another', kind, name)).toBe(403);
        expect(await statusOf('token-of-another', kind, '', only(name))).toBe(403);
      }
    });

    claim(
      'LeastPrivilegeSecretReader with `configMaps` gets the ConfigMap that it names, and lists none',
      '`get` and `list` with a token of its service account',
      async () => {
        const token = await plane().apiServer.serviceAccountToken(NAMESPACE, account);
        expect(await statusOf(token, 'configmaps', settings)).toBe(200);
        expect(await statusOf(token, 'configmaps', 'sources-other')).toBe(403);
        expect(await statusOf(token, 'configmaps', '', only(settings))).toBe(403);
      },
    );
  },
);
