import { spawnSync } from 'child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import * as fc from 'fast-check';
import { AREAS } from './cases';
import { EncryptionFile } from '../../../src/encryption/encryption-file';
import { hasGo, kubernetesModule, program } from '../support/binaries';
import { clusterSuite } from '../support/suite';

/**
 * What we refuse and the API server takes, each for a reason that the message gives. Nothing may be the other way
 * round.
 */
const STRICTER: readonly RegExp[] = [
  /not the name of a resource/, // The server never meets it, so what it was meant for stays plaintext.
  /two different keys are named/, // What one encrypted is given to the other to read.
  /YAML documents, and the API server reads one/, // It silently ignores the others.
  /apiVersion: missing, and the API server then takes v1/, // Which is off since 1.29.
  /error: it has a host/, // It leaves the host out of the path.
  /name must be a string; put it in quotes/, // `12:30` is a number to many parsers, and a text to the server's.
];

/** What the API server let pass before 1.31, when it did not decode strictly. */
const BEFORE_1_31 = /unknown field|duplicated mapping key/;

interface Verdict {
  readonly text: string;
  /** What was wrong; empty where the file is accepted. */
  readonly ours: string;
  readonly server: string;
}

function judge(texts: string[]): Verdict[] {
  const folder = mkdtempSync(join(tmpdir(), 'strongbox-verdicts-'));
  try {
    const paths = texts.map((text, index) => {
      const path = join(folder, `${index}`);
      writeFileSync(path, text);
      return path;
    });
    const { stdout } = spawnSync(program('verdicts'), {
      input: `${paths.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const answers = stdout.split('\n').slice(0, -1);
    expect(answers).toHaveLength(texts.length);
    return texts.map((text, index) => ({ text, ours: ourWords(paths[index]), server: answers[index] }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ourWords(path: string): string {
  try {
    EncryptionFile.fromFile(path);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function strict(): boolean {
  return Number(kubernetesModule().minor.split('.')[1]) >= 31;
}

/** Each rule by words that stand in the message of both. */
const RULES: readonly [string, string][] = [
  ['2, resources', 'at least one resources is required'],
  ['2, resources of an entry', 'at least one resources[0].resources is required'],
  ['2, providers', 'at least one resources[0].providers is required'],
  ['3', 'the same resource cannot be specified multiple times'],
  [
    '4',
    "using overlapping resources such as 'secrets' and '*.' in the same resource list is not allowed as they will "
      + 'be masked',
  ],
  ['5', 'resource name should not contain capital letters'],
  ['6', "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources"],
  ['7', 'resources which do not have REST API/s cannot be encrypted'],
  ['8', "Use 'events' instead"],
  ['9', "'extensions' group has been removed and cannot be used for encryption"],
  ['10', 'encrypting the same resource across groups is not supported'],
  ['11', 'provider does not contain any of the expected providers: KMS, AESGCM, AESCBC, Secretbox, Identity'],
  ['12', 'more than one provider specified in a single element, should split into different list elements'],
  ['13', 'at least one keys is required'],
  ['14, name', 'name is a mandatory field for a key'],
  ['14, secret', 'secret is a mandatory field for a key'],
  ['15', 'secrets must be base64 encoded'],
  ['16', 'secret is not of the expected length, got '],
  ['17', 'name is a mandatory field for a provider'],
  ['18', "invalid KMS provider name a:b, must not contain ':'"],
  ['19', 'duplicate KMS provider name'],
  ['20', 'timeout should be a positive value'],
  ['21, none', 'endpoint is a mandatory field for a kms'],
  ['21, no URL', 'invalid endpoint for kms provider, error:'],
  ['21, not unix', 'for KMS provider, only unix is supported'],
  ['22, v2', 'cachesize is not supported in v2'],
  ['22, v1', 'cachesize should be a positive value, or negative to disable'],
  ['23', 'for KMS provider, only v1 and v2 are supported'],
  ['24, empty', 'is empty'],
  ['24, strictly', 'unknown field'],
  ['25', 'is masked by earlier rule "*.'],
];

clusterSuite('Encryption files: the verdict of the API server', (claim) => {
  const verdicts: Verdict[] = [];
  beforeAll(() => {
    for (const generator of Object.values(AREAS)) verdicts.push(...judge([...new Set(fc.sample(generator, 2000))]));
  }, 300_000);

  claim(
    'a file that the API server refuses is refused at synth, and one that it takes is taken, but for six things '
        + 'that we refuse and it should',
    'generated files, most of them wrong, given to EncryptionFile.fromFile and to the loader of the API server',
    async () => {
      const differing = verdicts.filter(({ ours, server }) => (ours === '') !== (server === ''));
      const reasons = strict() ? STRICTER : [...STRICTER, BEFORE_1_31];
      expect(differing.filter(({ ours }) => !reasons.some((reason) => reason.test(ours))).slice(0, 5)).toEqual([]);
      const accepted = verdicts.filter(({ server }) => server === '').length;
      expect(accepted).toBeGreaterThan(200);
      return 'holds for thousands of files around the '
          + `limits${strict() ? '' : ', but for unknown and doubled fields, which are an error since Kubernetes 1.31'}`;
    },
  );

  for (const [rule, words] of RULES) {
    claim(
      `rule ${rule}: we and the API server say "${words.trim()}"`,
      'those of the generated files that break the rule',
      async () => {
        if (rule === '24, strictly' && !strict()) return 'since Kubernetes 1.31';
        const broken = verdicts.filter(({ ours, server }) => ours.includes(words) && server.includes(words));
        expect(broken.length).toBeGreaterThan(0);
        // Both tell all that is wrong, so whoever names the rule must find the other naming it too, or stopping
        // before.
        const silent = verdicts.filter(({ ours, server }) => server.includes(words) && ours === '');
        expect(silent).toEqual([]);
        return undefined;
      },
    );
  }
},
{
  unavailable:
      process.env.STRONGBOX_CLUSTER_UNAVAILABLE ??
      (hasGo() ? undefined : 'no Go, to build the loader of the API server with'),
},
);
