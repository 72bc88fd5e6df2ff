import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { often, testAgreement } from './harness';
import { SecretSource } from '../../src/secrets/secret-source';
import { SecureSecret } from '../../src/secrets/secure-secret';

const folder = mkdtempSync(join(tmpdir(), 'sops-agreement-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Ciphertext as SOPS writes it. */
const enc = (bytes: number, type = 'str') => {
  const [data, iv, tag] = [bytes, 32, 16].map((size) => Buffer.alloc(size, 9).toString('base64'));
  return `ENC[AES256_GCM,data:${data},iv:${iv},tag:${tag},type:${type}]`;
};

/** As documentation writes it. */
const SHORTENED = 'ENC[AES256_GCM,data:k3mQ,iv:1,tag:2,type:str]';

const value = fc.oneof(
  often<unknown>(30, enc(20)),
  often<unknown>(1, enc(20).slice(0, -3), enc(4, 'int'), enc(4, 'bool'), 'tr0ub4dor-3', 7, '', SHORTENED),
  often<unknown>(2, 'till'),
);

const inputs = fc.record({
  kind: fc.oneof(often(60, 'Secret'), often(1, 'ConfigMap', enc(6))),
  name: fc.oneof(often(60, 'till'), often(1, enc(4), 'Till_')),
  field: fc.constantFrom('data', 'stringData'),
  content: fc.record({ username: value, password: value }),
  age: fc.oneof(often<unknown>(30, [{ recipient: 'age1maple', enc: 'a key' }]),
    often<unknown>(1, undefined, [], [{ recipient: 'age1maple' }])),
  mac: fc.oneof(
    often<string | undefined>(40, enc(128)), often<string | undefined>(1, undefined, 'a mac', enc(128).slice(1)),
  ),
  lastmodified: fc.oneof(
    often<string | undefined>(40, '2026-02-03T04:05:06Z'), often<string | undefined>(1, undefined, 'today'),
  ),
  selection: fc.oneof(
    often<object>(30, { encrypted_regex: '^(data|stringData)$' }),
    often<object>(8, { encrypted_regex: 'data|Data' }, { unencrypted_regex: '^(apiVersion|kind|metadata|type)$' }),
    often<object>(2, {}, { encrypted_regex: '^(password)$' }),
    often<object>(1, { encrypted_regex: '^(dta)$' },
      { encrypted_regex: '^(metadata|data)$' }, { encrypted_suffix: 'word', encrypted_regex: '^data$' }),
  ),
  hasMetadata: fc.oneof(often(12, true), often(1, false)),
});
type Input = typeof inputs extends fc.Arbitrary<infer T> ? T : never;

const manifest = ({ kind, name, field, content, hasMetadata, selection, ...sops }: Input) => JSON.stringify({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
  [field]: content,
  sops: hasMetadata ? { ...sops, ...selection, version: '3.13.2' } : undefined,
});

const values = ({ content }: Input) => Object.values(content);

/** Whether a selection leaves values in the clear that are words, which may stand there. */
const leavesWords = (input: Input) => {
  const { encrypted_regex: regex = '' } = input.selection as { readonly encrypted_regex?: string };
  const isOpen = (key: string) => regex === '^(password)$' ? key === 'username' : /dta|^.meta/.test(regex);
  const words: unknown[] = ['till', 'tr0ub4dor-3', 7];
  return Object.entries(input.content).some(([key, given]) => words.includes(given) && isOpen(key));
};
let files = 0;

testAgreement<Input>('SecureSecret of a file of SOPS', {
  inputs,
  construct: (input) => {
    const path = join(folder, `${files++ % 10}.yaml`);
    writeFileSync(path, manifest(input));
    new SecureSecret(new Chart(new App(), 'shop', { namespace: 'shop' }), 'Own', {
      source: SecretSource.sopsEncrypted(path),
    });
  },
  manifest,
  places: (message, { field, selection }) => {
    const [, key] = /the value of key "(\w+)"/.exec(message) ?? [];
    if (key !== undefined) {
      // Another selection makes other findings, which are about all values.
      return Object.keys(selection).some((each) => /dta|word|\(meta/.test(String((selection as any)[each]))) ? []
        : [`/${field}`];
    }
    const [, place] = [
      ['no field `sops`', ''], ['sops.mac', '/sops/mac'], ['sops.lastmodified', '/sops/lastmodified'],
      ['names no key', '/sops'], ['more than one of them', '/sops/encrypted_regex'],
      ['metadata.name is encrypted', '/metadata/name'], ['is not a valid object name', '/metadata/name'],
      ['selects it', '/metadata'],
    ].find(([words]) => message.includes(words)) ?? ['', `/${message}`];
    return [place];
  },
  exceptions: [
    {
      why: 'an empty value is a note, as it is often meant; the construct wants the key left out',
      holds: (input) => values(input).includes(''),
      refusals: /the file "[^"]*": the value of key "\w+" in \w+ is empty, and SOPS encrypts no empty value; leave out the key/g,
    },
    {
      why: 'SOPS leaves in the clear what the settings do not select, and the audit judges whether it is a credential',
      holds: leavesWords,
      refusals: /the file "[^"]*": the value of key "\w+" in \w+ is not ciphertext of SOPS, or not all of it; .*$/g,
    },
    {
      why: 'documentation shortens ciphertext, so that what has its form is not judged',
      holds: (input) => values(input).includes(SHORTENED),
      refusals: /the file "[^"]*": the value of key "\w+" in \w+ is not ciphertext of SOPS, or not all of it; .*$/g,
    },
    {
      why: 'without metadata and whole ciphertext nothing tells that SOPS has to do with it',
      holds: (input) => !input.hasMetadata && !values(input).includes(enc(20)),
      refusals: /the file "[^"]*": the value of key "\w+" in \w+ is not ciphertext of SOPS, or not all of it; .*$/g,
    },
    {
      why: 'other tools apply files that are encrypted as a whole, and other kinds',
      holds: ({ kind }) => kind !== 'Secret',
      refusals: /the file "[^"]*": (?:all of it is encrypted|it is not a Secret of apiVersion v1).*$/g,
    },
  ],
});
