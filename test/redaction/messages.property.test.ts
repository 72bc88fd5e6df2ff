import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, Chart } from 'cdk8s';
import { PUBLIC_CALLS } from './public-options';
import { auditFiles } from '../../src/audit/audit-files';
import { AuditValidation } from '../../src/audit/audit-validation';
import { RulePreset } from '../../src/rules/rule-preset';
import { leakOf, NOTATIONS } from '../support/secrets';

function replaced(value: any, by: (text: string) => string): any {
  if (typeof value === 'string') {
    return by(value);
  }
  return Array.isArray(value)
    ? value.map((item) => replaced(item, by))
    : Object.fromEntries(Object.entries(value).map(([name, child]) => [name, replaced(child, by)]));
}

function* inOnePlace(value: any, secret: string, path: string): Generator<[place: string, value: any]> {
  if (typeof value === 'string') {
    yield [path, secret];
    return;
  }
  for (const name of Object.keys(value)) {
    for (const [place, child] of inOnePlace(value[name], secret, `${path}.${name}`)) {
      yield [
        place,
        Array.isArray(value)
          ? value.map((item, index) => (String(index) === name ? child : item))
          : { ...value, [name]: child },
      ];
    }
    if (!Array.isArray(value)) {
      const { [name]: moved, ...others } = value;
      yield [`${path}, the key ${name}`, { ...others, [secret]: moved }];
    }
  }
}

/** All that is said of a call: its error, and what synth says. */
function saidOf(call: (chart: Chart, texts: any) => unknown, texts: any): string {
  const said: string[] = [];
  const chart = new Chart(new App({ outdir: '/nowhere/out' }), 'chart', { namespace: 'shop' });
  for (const step of [
    () => call(chart, texts),
    () =>
      chart.node
        .findAll()
        .flatMap((construct) => construct.node.validate())
        .forEach((error) => said.push(error)),
  ]) {
    try {
      step();
    } catch (error) {
      said.push(String((error as Error).message), String((error as Error).stack));
    }
  }
  return said.join('\n');
}

/** Paths that may be created are created here. */
const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'strongbox-messages-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true, force: true });
});

/** Each place gets some of the notations: every notation comes up in every call, and hundreds of times altogether. */
const A_PLACE = 3;

describe('no message repeats a secret', () => {
  let next = 0;
  test.each(PUBLIC_CALLS.map((each) => [each.name, each] as const))('%s', (_, { call, texts }) => {
    const leaks: string[] = [];
    const places = [...inOnePlace(texts, '', '')].length;
    for (let place = -1; place < places; place++) {
      for (let turn = 0; turn < A_PLACE; turn++) {
        const [notation, secret] = NOTATIONS[next++ % NOTATIONS.length];
        const [where, wrong] =
          place < 0
            ? (['everywhere', replaced(texts, () => secret)] as const)
            : [...inOnePlace(texts, secret, '')][place];
        const said = saidOf(call, wrong);
        if (leakOf(secret, said) !== undefined) {
          leaks.push(`${where}, ${notation}: ${said.slice(0, 400)}`);
        }
      }
    }
    expect(leaks).toEqual([]);
  });
});

test.each(NOTATIONS)('the plugin of the cdk8s CLI repeats no secret that is given as %s', (_, secret) => {
  for (const properties of [
    { preset: secret },
    { level: secret },
    { off: [secret] },
    { [secret]: 1 },
    { off: secret },
  ]) {
    let said = '';
    try {
      new AuditValidation(properties as object);
    } catch (error) {
      said = String((error as Error).stack);
    }
    expect(leakOf(secret, said)).toBeUndefined();
  }
});

test.each(NOTATIONS)('a suppression repeats no value of its object that its reason gives as %s', (_, secret) => {
  const name = JSON.stringify(`a test value, ${secret}`);
  const object = `apiVersion: v1
kind: Pod
metadata: {name: api, namespace: shop, annotations: {cdk8s-strongbox/suppress.credential-in-env: ${name}}}
spec:
  containers:
    - name: app
      image: registry.example/api:1
      env: [{name: DB_PASSWORD, value: ${JSON.stringify(secret)}}]
`;
  const report = auditFiles([{ file: 'pod.yaml', text: object }], { preset: RulePreset.STRICT });
  expect(leakOf(secret, JSON.stringify(report))).toBeUndefined();
});
