import * as fc from 'fast-check';
import { EncryptionFile } from '../../../src/encryption/encryption-file';
import { EncryptionKey } from '../../../src/encryption/encryption-key';
import { EncryptionProvider } from '../../../src/encryption/encryption-provider';
import { EncryptionRotation } from '../../../src/encryption/rotation/encryption-rotation';
import { EncryptionStageKind } from '../../../src/encryption/rotation/encryption-stage';
import { runs } from '../../support/runs';
import { contentOf, testKey, testKeyBytes } from '../support';
import { ApiServerModel, rewrite, Stored, walk } from './api-server-model';

const SERVERS = ['https://10.0.0.11:6443', 'https://10.0.0.12:6443', 'https://10.0.0.13:6443'];
const OPTIONS = { apiServers: SERVERS };
/** One resource of every kind of name that the generated files use, and one that only the widest wildcard covers. */
const OBJECTS = [
  'secrets',
  'configmaps',
  'pods',
  'deployments.apps',
  'replicasets.apps',
  'roles.rbac.authorization.k8s.io',
  'pandas.bears.example',
];
const SELECTORS = ['secrets', 'configmaps', 'deployments.apps', 'pandas.bears.example', '*.', '*.apps', '*.*'];

const keys = new Map<string, EncryptionKey>();
function keyNamed(name: string): EncryptionKey {
  if (!keys.has(name)) keys.set(name, testKey(name));
  return keys.get(name)!;
}

type Atom = { kind: 'secretbox' | 'aescbc' | 'aesgcm' | 'kms' | 'identity'; name: string };
const atom: fc.Arbitrary<Atom> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('secretbox' as const, 'aescbc' as const, 'aesgcm' as const),
      name: fc.constantFrom('a', 'b', 'c'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('kms' as const), name: fc.constantFrom('k1', 'k2', 'k3') }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'identity' as const, name: '' }) },
);

function providerOf({ kind, name }: Atom): object {
  if (kind === 'identity') return { identity: {} };
  if (kind === 'kms') {
    return { kms: { apiVersion: 'v2', name, endpoint: `unix:///var/run/${name}/socket.sock`, timeout: '3s' } };
  }
  return { [kind]: { keys: [{ name: `${kind}-${name}`, secret: testKeyBytes(`${kind}-${name}`) }] } };
}

/**
 * A file as people write them: several entries, wildcards, each resource once, KMS names once. Undefined where it is
 * invalid.
 */
const file: fc.Arbitrary<EncryptionFile | undefined> = fc.array(
  fc.record({
    resources: fc.uniqueArray(fc.constantFrom(...SELECTORS), { minLength: 1, maxLength: 3 }),
    atoms: fc.array(atom, { minLength: 1, maxLength: 4 }),
  }),
  { minLength: 1, maxLength: 3 },
).map((entries) => {
  const used = new Set<string>();
  const seen = new Set<string>();
  const documents = entries.map(({ resources, atoms }) => ({
    resources: resources.filter((resource) => !used.has(resource) && used.add(resource)),
    providers: atoms.filter((one) => one.kind !== 'kms' || (!seen.has(one.name) && seen.add(one.name))).map(providerOf),
  })).filter((entry) => entry.resources.length > 0 && entry.providers.length > 0);
  try {
    return EncryptionFile._ofEntries('generated', documents as any, []);
  } catch {
    return undefined;
  }
});

const models = new Map<string, ApiServerModel>();
function model(one: EncryptionFile | undefined): ApiServerModel {
  const key = one?.hash ?? '';
  if (!models.has(key)) models.set(key, new ApiServerModel(one?._text()));
  return models.get(key)!;
}

/** Everything that may lie in etcd of a cluster with this file: whatever its servers can read. */
function everythingReadable(one: EncryptionFile | undefined): Stored[] {
  const server = model(one);
  const providers: any[] = (one ? contentOf(one).resources : []).flatMap((entry: any) => entry.providers);
  const stored = providers.flatMap((provider): Omit<Stored, 'resource'>[] => {
    if (provider.identity) return [];
    if (provider.kms) return [{ prefix: `k8s:enc:kms:v2:${provider.kms.name}:`, secret: '' }];
    const [kind] = Object.keys(provider);
    return provider[kind].keys.map((key: any) => ({ prefix: `k8s:enc:${kind}:v1:${key.name}:`, secret: key.secret }));
  });
  const all = OBJECTS.flatMap((resource) =>
    [{ prefix: '', secret: '' }, ...stored].map((object) => ({ resource, ...object })),
  );
  return all.filter((object) => server.reads(object));
}

/** The resources that the script of the stage writes again. */
function coverageOf(script: string): (resource: string) => boolean {
  const named = [...script.matchAll(/^ {2}echo '([^']+)'$/gm)].map((match) => match[1]);
  const groups = [...script.matchAll(/^ {2}kubectl api-resources .*--output name(?: --api-group='([^']*)')?$/gm)].map(
    (match) => match[1],
  );
  return (resource) =>
    named.includes(resource) ||
    groups.includes(undefined as any) ||
    groups.includes(resource.includes('.') ? resource.slice(resource.indexOf('.') + 1) : '');
}

/** Walks the rotation stage by stage with every interleaving, and its rollback out of every stage. */
function walkRotation(rotation: EncryptionRotation, servers: number): Stored[] {
  let current = rotation.present;
  let objects = everythingReadable(current);
  for (const stage of rotation.stages) {
    const before = objects;
    objects = walk(model(current), model(stage.file), servers, OBJECTS, before);
    if (stage.kind === EncryptionStageKind.RE_ENCRYPT) {
      const after = rewrite(model(stage.file), objects, coverageOf(stage.scripts['re-encrypt.sh']));
      // A rollback may begin when some objects are written again and some are not.
      walk(model(stage.file), model(stage.rollbackFile), servers, OBJECTS, [...objects, ...after]);
      objects = after;
    }
    walk(model(stage.file), model(stage.rollbackFile), servers, OBJECTS, objects);
    current = stage.file;
  }
  return objects;
}

function rotationOf(
  present: EncryptionFile | undefined,
  target: EncryptionFile | undefined,
): EncryptionRotation | undefined {
  try {
    if (present && target) return EncryptionRotation.between(present, target, OPTIONS);
    if (target) return EncryptionRotation.enable(target, OPTIONS);
    return present && EncryptionRotation.decrypt(present, OPTIONS);
  } catch (error) {
    // The two refusals that a valid pair may meet; anything else fails the test.
    if (
      /API server allows the name of a KMS provider only once in a file|nothing to do/.test((error as Error).message)
    ) {
      return undefined;
    }
    throw error;
  }
}

test('no server ever meets an object that it cannot read: any file to any file, one to three servers, every '
  + 'interleaving', () => {
  const numRuns = runs(100, 500);
  let walked = 0;
  fc.assert(fc.property(file, file, fc.integer({ min: 1, max: 3 }), (present, target, servers) => {
    fc.pre(present !== undefined && target !== undefined);
    const rotation = rotationOf(present, target);
    if (!rotation) return;
    walked += 1;
    walkRotation(rotation, servers);
  }), { numRuns });
  expect(walked).toBeGreaterThan(numRuns * 0.3);
});

test('first enablement and decryption of any file are walked the same way, with plaintext in etcd', () => {
  fc.assert(fc.property(file, fc.boolean(), fc.integer({ min: 1, max: 3 }), (one, enables, servers) => {
    fc.pre(one !== undefined);
    const rotation = enables ? rotationOf(undefined, one) : rotationOf(one, undefined);
    if (rotation) walkRotation(rotation, servers);
  }), { numRuns: runs(50, 200) });
});

test('at the end every object is stored by the target provider of its resource, where anything was to '
  + 'be done for it', () => {
  fc.assert(fc.property(file, file, (present, target) => {
    fc.pre(present !== undefined && target !== undefined);
    const rotation = rotationOf(present, target);
    if (!rotation) return;
    const objects = walkRotation(rotation, 2);
    const end = model(target);
    objects.forEach((object) => expect(end.reads(object)).toBe(true));
    if (rotation.stages.some((stage) => stage.kind === EncryptionStageKind.RETIRE)) {
      expect(rotation.stages.at(-1)!.file).toBe(target);
    }
  }), { numRuns: runs(40, 150) });
});

test('every named rotation is walked: key, provider, plaintext, decryption', () => {
  const options = OPTIONS;
  const box = EncryptionFile._ofEntries(
    'box',
    [
      {
        resources: ['secrets'],
        providers: [EncryptionProvider.secretbox(keyNamed('old'))._toDocument(), { identity: {} }],
      },
      { resources: ['configmaps'], providers: [EncryptionProvider.secretbox(keyNamed('old'))._toDocument()] },
    ],
    [],
  );
  const fresh = keyNamed('new');
  for (const rotation of [
    EncryptionRotation.rotateKey(box, fresh, options),
    EncryptionRotation.changeProvider(box, EncryptionProvider.kmsV2(), options),
    EncryptionRotation.changeProvider(box, EncryptionProvider.secretbox(fresh), options),
    EncryptionRotation.retirePlaintext(box, options),
    EncryptionRotation.decrypt(box, options),
    EncryptionRotation.enable(box, options),
  ]) {
    walkRotation(rotation, 3);
  }
});

describe('the model finds the mistakes that the stages avoid', () => {
  const old = EncryptionFile._ofEntries(
    'old',
    [{ resources: ['secrets'], providers: [EncryptionProvider.secretbox(keyNamed('old'))._toDocument()] }],
    [],
  );
  const oldAndNew = EncryptionFile._ofEntries(
    'both',
    [
      {
        resources: ['secrets'],
        providers: [EncryptionProvider.secretbox(keyNamed('new'), keyNamed('old'))._toDocument()],
      },
    ],
    [],
  );
  const onlyNew = EncryptionFile._ofEntries(
    'new',
    [{ resources: ['secrets'], providers: [EncryptionProvider.secretbox(keyNamed('new'))._toDocument()] }],
    [],
  );

  test('a new key that goes first in one step', () => {
    expect(() => walk(model(old), model(oldAndNew), 2, OBJECTS, everythingReadable(old))).toThrow(
      'with old,old, server 0 cannot read secrets stored as "k8s:enc:secretbox:v1:new:"',
    );
  });

  test('the encrypting provider that goes first on a cluster without encryption, as most guides have it', () => {
    const first = EncryptionFile._ofEntries(
      'first',
      [
        {
          resources: ['secrets'],
          providers: [EncryptionProvider.secretbox(keyNamed('new'))._toDocument(), { identity: {} }],
        },
      ],
      [],
    );
    expect(() => walk(model(undefined), model(first), 2, OBJECTS, everythingReadable(undefined))).toThrow(
      'cannot read secrets',
    );
    expect(() => walk(model(undefined), model(first), 1, OBJECTS, everythingReadable(undefined))).toThrow(
      'cannot read secrets',
    );
  });

  test('an old key that goes before objects are written again', () => {
    expect(() => walk(model(oldAndNew), model(onlyNew), 1, OBJECTS, everythingReadable(oldAndNew))).toThrow(
      'cannot read secrets stored as "k8s:enc:secretbox:v1:old:"',
    );
  });

  test('a rollback to the very beginning once something is written the new way', () => {
    expect(() => walk(model(oldAndNew), model(old), 1, OBJECTS, everythingReadable(oldAndNew))).toThrow(
      'cannot read secrets stored as "k8s:enc:secretbox:v1:new:"',
    );
  });
});
