import * as fc from 'fast-check';
import { deployment, planFor } from './plans';
import { PLAN_FORMATS, render } from '../../src/cli/rotate-plan-command';
import { renderPlanMarkdown } from '../../src/rotation/markdown';
import { mermaidOf } from '../../src/rotation/mermaid';
import { renderPlanText } from '../../src/rotation/text';
import { acts, commandsIn, hostileText } from '../support/hostile-text';
import { runs } from '../support/runs';

const INPUT = `
apiVersion: external-secrets.io/v1
kind: SecretStore
metadata: {name: aws, namespace: shop}
spec: {provider: {aws: {service: SecretsManager, region: eu-central-1}}}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: db, namespace: shop}
spec: {refreshInterval: 10m, secretStoreRef: {name: aws}, dataFrom: [{extract: {key: shop/db}}]}
${deployment('api', 'env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]')}
${deployment('web', 'volumeMounts: [{name: v, mountPath: /db}]', 'volumes: [{name: v, secret: {secretName: db}}]')}`;

const lines = (text: string, from: string, to: string) => text.slice(text.indexOf(from), text.indexOf(to)).trimEnd();

test('text for a terminal', () => {
  const text = renderPlanText(planFor('db/password', INPUT), { colour: false, width: 100 });
  expect(lines(text, 'Rotation', 'What is not known')).toBe(`Rotation of Secret shop/db, key "password"

Where it comes from
  ExternalSecret shop/db reads shop/db in AWS Secrets Manager (eu-central-1). A change is there
  within 10 min.

Who uses it, and when each sees a change
  Deployment shop/api
    container app  environment variable PW  at the next start of the container
  Deployment shop/web
    container app  live file, /db  within 90 s, 12 min after the source`);
  expect(lines(text, '  3. Have', '  4.')).toBe(`  3. Have every copy follow
     Secret shop/db would follow within 10 min: ExternalSecret shop/db looks at the store once per
     refreshInterval.
       $ kubectl annotate externalsecret.external-secrets.io/db -n shop force-sync="$(date +%s)" --overwrite
     Rollback:
       As in the step that writes the new value, and this step again.`);
});

test('a plan that cuts one end off begins with it, in red', () => {
  const server = deployment(
    'pg',
    'ports: [{containerPort: 5432}], env: [{name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: '
      + 'password}}}]',
  );
  const text = renderPlanText(planFor('db/password', INPUT + server), { colour: true, width: 100 });
  expect(text.split('\n')[2]).toBe('\u001b[31mThis rotation cuts one end off\u001b[0m');
  expect(renderPlanMarkdown(planFor('db/password', INPUT + server)).split('\n')[2]).toMatch(
    /^> \*\*This rotation cuts one end off\.\*\*/,
  );
});

test('a runbook in Markdown, with a picture', () => {
  const text = renderPlanMarkdown(planFor('db/password', INPUT));
  expect(lines(text, '# Rotation', '## Where')).toBe(`# Rotation of Secret shop/db, key "password"

\`\`\`mermaid
flowchart LR
  n0["Secret shop/db"]
  n1["shop/db in AWS Secrets Manager (eu-central-1)"]
  n2["ExternalSecret shop/db"]
  n1 --> n2
  n2 --> n0
  n3["Deployment shop/api"]
  n0 ==> n3
  n4["Deployment shop/web"]
  n0 --> n4
\`\`\`

A thick line: it sees a change only when it starts. A broken line: never, or not known when.`);
  expect(lines(text, '| who | container', '## What is')).toBe(`| who | container | how | sees a change |
| --- | --- | --- | --- |
| Deployment shop/api | container app | environment variable PW | at the next start of the container |
| Deployment shop/web | container app | live file, /db | within 90 s, 12 min after the source |`);
});

test('a picture stays one that can be read: of many users it counts the rest', () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    deployment(`w${index}`, 'envFrom: [{secretRef: {name: db}}]'),
  ).join('');
  const picture = mermaidOf(planFor('db', INPUT + many));
  expect(picture.split('\n').length).toBeLessThan(100);
  expect(picture).toContain('["22 more uses"]');
});

/** Objects with a text of others wherever plans have one. */
const objectsWith = (text: string) => [
  { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'db', namespace: 'shop' }, data: { [text]: '' } },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: text, namespace: 'shop' },
    spec: {
      selector: { matchLabels: { [text]: text } },
      template: {
        metadata: {
          annotations: {
            'vault.hashicorp.com/agent-inject': 'true',
            [`vault.hashicorp.com/agent-inject-secret-${text}`]: text,
          },
        },
        spec: {
          containers: [
            {
              name: text,
              env: [{ name: text, valueFrom: { secretKeyRef: { name: 'db', key: text } } }],
              volumeMounts: [{ name: 'v', mountPath: text }],
            },
          ],
          volumes: [{ name: 'v', secret: { secretName: 'db' } }],
        },
      },
    },
  },
  {
    apiVersion: text === '' ? 'v1' : text,
    kind: 'Broker',
    metadata: { name: text, namespace: 'shop' },
    spec: { secretName: 'db' },
  },
  {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: text, namespace: 'shop' },
    spec: { target: { name: 'db' }, data: [{ secretKey: text, remoteRef: { key: text, property: text } }] },
  },
];

test('names of others do nothing, in no format', () => {
  fc.assert(fc.property(hostileText, (text) => {
    const plan = planFor('db', objectsWith(text));
    for (const format of PLAN_FORMATS) {
      const printed = render(format, plan, { colour: false, width: 80 });
      expect([acts(printed), commandsIn(printed)]).toEqual([false, []]);
    }
  }), { numRuns: runs(300, 3000) });
});

const markup = fc
  .array(
    fc.constantFrom(
      '|',
      '<b>',
      '`',
      '```',
      '~~~',
      '*',
      '_',
      '[a](b)',
      '](',
      '"]',
      '-->',
      '%%{',
      ';',
      '#',
      '&lt;',
      '\\',
      'a',
      ' ',
    ),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((parts) => parts.join(''));

test('nor are they markup, in Markdown or in its picture', () => {
  fc.assert(
    fc.property(markup, (text) => {
      const plan = planFor('db', objectsWith(text));
      const rows = renderPlanMarkdown(plan)
        .split('\n')
        .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'));
      const table = rows.filter((row) => row.includes('container') || row.includes('Broker'));
      expect(table.length).toBeGreaterThan(2);
      expect(renderPlanMarkdown(plan).replace(/^( *)(`{3,})sh$[^]*?^\1\2$/gm, '')).not.toContain('<b>');
      for (const row of table) {
        expect(row.replace(/\\\\/g, '').replace(/\\\|/g, '').split('|').length - 2).toBeLessThanOrEqual(4);
      }
      for (const line of mermaidOf(plan).split('\n').slice(1)) {
        expect(line).toMatch(
          /^ {2}n\d+(?:\["(?:[\w .,:/()-]|#\d+;)*"\]| (?:-->|==>|-\.->)(?:\|"(?:[\w .,:/()-]|#\d+;)*"\|)? n\d+)$/,
        );
      }
    }),
    { numRuns: runs(200, 2000) },
  );
});

test('a command takes a name for one word, whatever it is made of', () => {
  const plan = planFor('db', objectsWith("a'; rm -rf $(pwd) #"));
  const commands = plan.steps.flatMap(({ actions }) => actions.flatMap((action) => action.commands ?? []));
  const quoted = commands.map((command) => command.replaceAll('\'"\'"\'', '').replace(/'(?:[^']|'\\'')*'/g, 'WORD'));
  expect(quoted.filter((command) => command.includes('rm -rf'))).toEqual([]);
  expect(commands.filter((command) => command.includes('rm -rf')).length).toBeGreaterThan(0);
});
