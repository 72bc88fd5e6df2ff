import * as fc from 'fast-check';
import { withPod } from './objects';
import { POD_KINDS } from '../../../src/facts/admission-kinds';
import { anyToken } from '../../credentials/token-samples';

/** Objects with texts that may be tokens, where the parts of the rules on credentials look. */

const DEPLOYMENT = POD_KINDS.find(({ kind }) => kind === 'Deployment')!;

/** An object with a text in one place, by the id of the rule that judges the place. */
export const PLACES: { readonly [ruleId: string]: readonly ((text: string) => any)[] } = {
  'credential-in-env': [
    (value) => withVariable({ name: 'SETTING', value }),
    (value) => withVariable({ name: 'SETTING', value: `url: "${value}"\nother: "{}"` }),
  ],
  'credential-in-args': [
    (text) => withContainer({ args: ['serve', text] }),
    (text) => withContainer({ command: ['sh', '-c', `exec login ${text} now`] }),
    (text) => withContainer({ args: [`--setting=${text}`] }),
    (text) => withContainer({ args: [`-${text}`] }),
  ],
  'credential-in-probe': [
    (value) => withContainer({ livenessProbe: { httpGet: { port: 1, httpHeaders: [{ name: 'X-Setting', value }] } } }),
    (text) => withContainer({ lifecycle: { preStop: { exec: { command: ['leave', `--setting=${text}`] } } } }),
    (text) => withContainer({ startupProbe: { httpGet: { port: 1, path: `/health?a=${text}` } } }),
  ],
  'credential-in-configmap': [
    (text) => ({ ...object('ConfigMap'), data: { 'key.txt': text } }),
    (text) => ({ ...object('ConfigMap'), data: { 'a.json': `{"b": "\\n${text}", "c": 1}`, 'd': 'x' } }),
  ],
  'credential-in-annotation': [
    (text) => ({ ...object('ServiceAccount', { annotations: { 'acme.io/note': text } }) }),
    (text) => ({ ...object('ConfigMap', { annotations: { 'acme.io/note': `see ${text}!` } }) }),
    (text) => withPod(DEPLOYMENT, 'tokens', { containers: [container({})] }, { annotations: { 'acme.io/note': text } }),
    (text) => inPods({ annotations: { 'acme.io/note': text } }),
    ...['kubectl.kubernetes.io/last-applied-configuration', 'cdk8s-strongbox/suppress.secret-in-env'].map((name) =>
      (text: string) => object('ServiceAccount', { annotations: { [name]: text } })),
  ],
};

function object(kind: string, metadata: object = {}): any {
  return { apiVersion: 'v1', kind, metadata: { name: 'tokens', namespace: 'policies', ...metadata } };
}

function container(fields: object): object {
  return { name: 'main', image: 'main:1', ...fields };
}

function withContainer(fields: object): any {
  return withPod(DEPLOYMENT, 'tokens', { containers: [container(fields)] });
}

function withVariable(variable: object): any {
  return withContainer({ env: [{ name: 'LOG_LEVEL', value: 'info' }, variable] });
}

function inPods(metadata: object): any {
  const made: any = withContainer({});
  Object.assign(made.spec.template.metadata, metadata);
  return made;
}

/** A token, or one that a placeholder or a mask stands in for. */
const texts = fc.tuple(
  anyToken,
  fc.oneof({ weight: 5, arbitrary: fc.constant('whole') }, fc.constantFrom('masked', 'telling', 'words', 'cut')),
  fc.constantFrom('YOUR', 'example', 'change_me', 'not-a-real', 'Fake-Token', '<here>'),
  fc.constantFrom('', '', ' ', '"', '_', '-', '=', 'a', '\\n'),
  fc.constantFrom('', '', ' ', '"', '_', '-', '=', 'a', '.'),
).map(([token, change, word, before, after]) => {
  const changed: { readonly [change: string]: string } = {
    whole: token,
    masked: token.slice(0, -14) + 'x'.repeat(14),
    telling: token.slice(0, 8) + word + token.slice(8 + word.length),
    words: token.replace(/[0-9]/g, 'a').toLowerCase(),
    cut: token.slice(0, -3),
  };
  return before + changed[change] + after;
});

const places = Object.values(PLACES).flat();

const suppression = fc.tuple(
  fc.constantFrom(...Object.keys(PLACES)), fc.constantFrom('', '[main] ', '[SETTING] ', '[main/SETTING] ', '[key.txt] ',
    '[acme.io/note] ', '[other] '),
).map(([rule, place]) => ({ [`cdk8s-strongbox/suppress.${rule}`]: `${place}it is a sample` }));

/** Objects with a text that has a token in it, or nearly. */
export const objectsWithTokens: fc.Arbitrary<any> = fc.tuple(
  texts, fc.constantFrom(...places), fc.option(suppression, { nil: {}, freq: 5 }),
).map(([text, place, annotations]) => {
  const made = place(text);
  return { ...made, metadata: { ...made.metadata, annotations: { ...made.metadata.annotations, ...annotations } } };
});
