import { isFilledInLater, isNameFilledInLater, mayBeFilledIn } from '../../src/facts/filled-in-later';
import { CATALOG } from '../../src/rules/catalog';
import { evaluate } from '../../src/rules/evaluate';

const PLACES = [
  '${DB_PASSWORD}', 'a-${B}-c', '$(DB_PASSWORD)', '{{ .Values.password }}', '<% password %>', '#{Db.Password}',
  '[[ .password ]]', '$DB_PASSWORD', '%DB_PASSWORD%', '@DB_PASSWORD@', '@@password@@', '__DB_PASSWORD__',
  '<path:secret/data/db#password>', 'user=<path:secret/data/db#user>;', ' ${DB_PASSWORD}\n',
];

const REFERENCES = [
  'ref+vault://secret/db#/password', 'op://vault/db/password', 'vault:secret/data/db#password',
  'ENC[AES256_GCM,data:abc,type:str]',
];

const VALUES = ['plain words', 'a}b', '100%', 'a@b', '<a', '#1', '[1]', '[[1]]', '{"a":{"b":1}}', '', '$', '__', 'a_b'];

test.each(PLACES)('%j is filled in later', (text) => {
  expect(isFilledInLater(text)).toBe(true);
  expect(isNameFilledInLater(text)).toBe(true);
});

test.each([...REFERENCES, 'secret/data/db'])('%j says where a value is, and is a path as it stands', (text) => {
  expect([isFilledInLater(text), mayBeFilledIn(text), isNameFilledInLater(text)]).toEqual([true, false, false]);
});

test.each(VALUES)('%j is a value', (text) => {
  expect(isFilledInLater(text)).toBe(false);
});

test('a slot is filled in by a person: a key of encryption that is one is a fault', () => {
  const slot = '<BASE64 KEY>';
  expect([mayBeFilledIn(slot), isFilledInLater(slot), mayBeFilledIn('<a')]).toEqual([true, false, false]);
  expect(found(slot)).toEqual(expect.arrayContaining(['encryption-weak-key']));
  expect(found(slot)).not.toContain('invalid-value');
});

test('a name with a character that no name has is one of a template', () => {
  expect(['${A}-b', 'app-%ENV%', '@A@-b', '{name}', 'a<b>'].map(isNameFilledInLater)).not.toContain(false);
  expect(['A', 'a_b', '_a', 'a.b'].map(isNameFilledInLater)).not.toContain(true);
});

/** The rules that object to what stands at a place of each kind. */
function found(text: string): string[] {
  const objects = [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db' }, type: 'Opaque', data: { password: text } },
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app', namespace: text },
      spec: { containers: [], volumes: [{ name: text, emptyDir: {} }] },
    },
    {
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'EncryptionConfiguration',
      resources: [{
        resources: ['secrets'],
        providers: [{ secretbox: { keys: [{ name: 'a', secret: text }] } }],
      }],
    },
  ];
  const ids = ['invalid-value', 'invalid-name', 'invalid-pod', 'encryption-weak-key'];
  return evaluate(objects, CATALOG.filter(({ id }) => ids.includes(id))).map(({ ruleId }) => ruleId);
}

test.each(PLACES.filter((text) => text.trim() === text))('no rule judges %j', (text) => {
  expect(found(text)).toEqual([]);
});

test.each(REFERENCES)('no rule on values judges %j', (text) => {
  expect(found(text).filter((ruleId) => !['invalid-name', 'invalid-pod'].includes(ruleId))).toEqual([]);
});

test('the same rules judge what is there', () => {
  expect(new Set(found('plain words'))).toEqual(
    new Set(['encryption-weak-key', 'invalid-name', 'invalid-pod', 'invalid-value']),
  );
});
