import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart, Duration, Testing } from 'cdk8s';
import { KmsPlugin } from './kms-plugin';
import { EncryptionConfig } from '../../../src/encryption/encryption-config';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionAlerts } from '../../../src/encryption/watching/encryption-alerts';
import { hasGo } from '../support/binaries';
import { ApiServer, ControlPlane, Etcd } from '../support/control-plane';
import { clusterSuite } from '../support/suite';

/** A value that no format splits: what of it is in etcd is there in one piece. */
const VALUE = 'correct-horse-battery-staple-8f14e45f';
/** Metrics that only an event brings. Those of a reload are seen in rotation.test.ts. */
const AFTER_AN_EVENT = [
  'apiserver_encryption_config_controller_automatic_reload_last_timestamp_seconds',
  'apiserver_envelope_encryption_invalid_key_id_from_status_total',
];
/** Metrics, and labels of metrics, that came with a release of Kubernetes. */
const SINCE: { readonly [metric: string]: number } = {
  'apiserver_encryption_config_controller_last_config_info': 34,
  'apiserver_storage_transformation_operations_total resource': 32,
};

const plan = { rotateEvery: Duration.days(7), writesPerDay: 1000, rotatedBy: 'the tests' };

clusterSuite(
  'Encryption at rest: what lies in etcd',
  (claim) => {
    const folder = mkdtempSync(join(tmpdir(), 'strongbox-stored-'));
    const path = join(folder, 'enc', 'encryption-config.yaml');
    const socket = join(folder, 'kms', 'socket.sock');
    let plugin: KmsPlugin;
    let plane: ControlPlane;

    beforeAll(async () => {
      mkdirSync(join(folder, 'kms'));
      plugin = await KmsPlugin.start(socket, ['key-1']);
      const config = new EncryptionConfig(new App({ outdir: join(folder, 'dist') }), 'Encryption', {
        resources: ['secrets'],
        writeWith: EncryptionProvider.kmsV2({ endpoint: `unix://${socket}` }),
        moreEntries: [
          { resources: ['configmaps'], writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('box')) },
          { resources: ['serviceaccounts'], writeWith: EncryptionProvider.weakAesCbc(EncryptionKey.generate('cbc')) },
          {
            resources: ['pandas.bears.example'],
            writeWith: EncryptionProvider.aesGcmWithRotation(plan, EncryptionKey.generate('gcm')),
          },
          {
            resources: ['*.rbac.authorization.k8s.io'],
            writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('rbac')),
          },
          { resources: ['namespaces'], writeWith: EncryptionProvider.unencrypted('for the contrast') },
          { resources: ['*.'], writeWith: EncryptionProvider.secretbox(EncryptionKey.generate('core')) },
        ],
      });
      config.writeTo(path);
      plane = await ControlPlane.start({
        args: [`--encryption-provider-config=${path}`, '--encryption-provider-config-automatic-reload=true'],
      });
      await plane.admin.expectApplied({
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'pandas.bears.example' },
        spec: {
          group: 'bears.example',
          scope: 'Cluster',
          names: { plural: 'pandas', singular: 'panda', kind: 'Panda' },
          versions: [
            {
              name: 'v1',
              served: true,
              storage: true,
              schema: { openAPIV3Schema: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
            },
          ],
        },
      });
    }, 300_000);
    afterAll(async () => {
      await plane?.stop(process.env.STRONGBOX_KEEP_LOGS !== undefined);
      await plugin?.stop();
      rmSync(folder, { recursive: true, force: true });
    }, 60_000);

    /** An object with the value in it, stored under a key of etcd. */
    async function stored(object: any, key: string): Promise<Buffer> {
      let last: unknown;
      for (let attempt = 0; attempt < 20; attempt += 1) {
        // A new kind of resource is served a moment later.
        try {
          await plane.admin.expectApplied(object);
          return (await plane.etcd.raw(key))!;
        } catch (error) {
          last = error;
          await new Promise((resolve) => setTimeout(resolve, 500));
        }
      }
      throw last;
    }

    /** The longest run of the value's bytes that is in what is stored. */
    function plaintextIn(raw: Buffer): number {
      for (let length = VALUE.length; length > 0; length -= 1) {
        for (let at = 0; at + length <= VALUE.length; at += 1) {
          if (raw.includes(VALUE.slice(at, at + length))) return length;
        }
      }
      return 0;
    }

    const meta = { name: 'probe', namespace: 'default' };
    const objects: [string, object, string, string][] = [
      [
        'KMS v2, a Secret',
        { apiVersion: 'v1', kind: 'Secret', metadata: meta, stringData: { password: VALUE } },
        '/registry/secrets/default/probe',
        'k8s:enc:kms:v2:kms:',
      ],
      [
        'secretbox, a ConfigMap',
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta, data: { setting: VALUE } },
        '/registry/configmaps/default/probe',
        'k8s:enc:secretbox:v1:box:',
      ],
      [
        'AES-CBC, a ServiceAccount',
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...meta, annotations: { note: VALUE } } },
        '/registry/serviceaccounts/default/probe',
        'k8s:enc:aescbc:v1:cbc:',
      ],
      [
        'AES-GCM, a custom resource',
        { apiVersion: 'bears.example/v1', kind: 'Panda', metadata: { name: 'probe' }, spec: { food: VALUE } },
        '/registry/bears.example/pandas/probe',
        'k8s:enc:aesgcm:v1:gcm:',
      ],
      [
        'a wildcard of a group, a Role',
        {
          apiVersion: 'rbac.authorization.k8s.io/v1',
          kind: 'Role',
          metadata: { ...meta, annotations: { note: VALUE } },
          rules: [],
        },
        '/registry/roles/default/probe',
        'k8s:enc:secretbox:v1:rbac:',
      ],
      [
        'the wildcard of the core group, a LimitRange',
        {
          apiVersion: 'v1',
          kind: 'LimitRange',
          metadata: { ...meta, annotations: { note: VALUE } },
          spec: { limits: [] },
        },
        '/registry/limitranges/default/probe',
        'k8s:enc:secretbox:v1:core:',
      ],
    ];
    for (const [what, object, key, prefix] of objects) {
      claim(
        `${what}: stored under its provider, and no byte run of the value is in etcd`,
        `EncryptionConfig.writeTo, an API server with the file, the raw bytes under ${key}`,
        async () => {
          const raw = await stored(object, key);
          expect(raw.subarray(0, prefix.length).toString('latin1')).toBe(prefix);
          // Three bytes in a row are in random bytes by chance about once in a thousand objects, and four once in
          // hundreds of thousands.
          expect(plaintextIn(raw)).toBeLessThan(4);
          return prefix;
        },
      );
    }

    claim(
      'the name and the namespace of an object are the key in etcd, and stay readable',
      'the keys under /registry/secrets/',
      async () => {
        expect((await plane.etcd.list('/registry/secrets/')).map(({ key }) => key)).toContain(
          '/registry/secrets/default/probe',
        );
      },
    );

    claim(
      'a resource that is left out of a wildcard by EncryptionProvider.unencrypted is stored as plaintext',
      'the raw bytes of a Namespace',
      async () => {
        const raw = await stored(
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'open', annotations: { note: VALUE } } },
          '/registry/namespaces/open',
        );
        expect(raw.includes(VALUE)).toBe(true);
      },
    );

    claim(
      'without an encryption file a Secret lies in etcd as it is',
      'the raw bytes of a Secret of an API server without the flag',
      async () => {
        const etcd = await Etcd.start();
        const server = await ApiServer.start(etcd);
        try {
          await server.admin.expectApplied({
            apiVersion: 'v1',
            kind: 'Secret',
            metadata: meta,
            stringData: { password: VALUE },
          });
          expect((await etcd.raw('/registry/secrets/default/probe'))!.includes(VALUE)).toBe(true);
        } finally {
          await server.stop();
          await etcd.stop();
        }
      },
      300_000,
    );

    claim(
      'every metric of the alerts is served, with the labels that they use',
      'GET /metrics of kube-apiserver and etcd, against the queries of EncryptionAlerts',
      async () => {
        const text = `${(await plane.admin.request('GET', '/metrics')).body}\n${await (await fetch(`${plane.etcd.url}/metrics`)).text()}`;
        const chart = new Chart(Testing.app(), 'alerts');
        new EncryptionAlerts(chart, 'Alerts', { apiServerSelector: '' });
        const queries: string[] = Testing.synth(chart)[0].spec.groups.flatMap((group: any) =>
          group.rules.map((rule: any) => rule.expr),
        );
        const used = queries.flatMap((query) =>
          [...query.matchAll(/\b((?:apiserver|etcd)_[a-z_]+)(?:\{([^}]*)\})?/g)].map(([, metric, matchers = '']) => ({
            metric,
            labels: [...matchers.matchAll(/([a-z_]+)(?:=~|!~|!=|=)/g)].map(([, label]) => label),
          })),
        );
        const served = ({ metric, labels }: { metric: string; labels: string[] }) =>
          new RegExp(`^${metric}[{ ]`, 'm').test(text) &&
          labels.every((label) => new RegExp(`^${metric}\\{[^}]*\\b${label}="`, 'm').test(text));
        const minor = Number((await plane.admin.request('GET', '/version')).body.minor);
        const absent = used
          .filter((one) => !served(one) && !AFTER_AN_EVENT.includes(one.metric))
          .map((one) => ({
            ...one,
            later: [one.metric, ...one.labels.map((label) => `${one.metric} ${label}`)].find(
              (name) => SINCE[name] > minor,
            ),
          }));
        expect(absent.filter(({ later }) => later === undefined)).toEqual([]);
        const later = [...new Set(absent.map((one) => `${one.later} (1.${SINCE[one.later!]})`))].join(' and ');
        return `holds, but for ${AFTER_AN_EVENT.join(' and ')}, which only an event `
          + `brings${later ? `, and for what came later: ${later}` : ''}`;
      },
    );
  },
  {
    unavailable:
      process.env.STRONGBOX_CLUSTER_UNAVAILABLE ?? (hasGo() ? undefined : 'no Go, to build a KMS plugin with'),
  },
);
