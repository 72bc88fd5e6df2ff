import * as fc from 'fast-check';
import { deployment, planFor } from './plans';
import { PLAN_FORMATS, render } from '../../src/cli/rotate-plan-command';
import { renderPlanHtml } from '../../src/rotation/html';
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
    container app  live file, /db  within 90 s, and 12 min after a change of the source`);
  expect(lines(text, '  3. Update', '  4.')).toBe(`  3. Update every copy
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
| Deployment shop/web | container app | live file, /db | within 90 s, and 12 min after a change of the source |`);
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

/** The tags of a page in their order, each as it is written, and the text between them. */
function parsed(page: string): { readonly tags: string[]; readonly texts: string[] } {
  const body = page.slice(page.indexOf('<body>'));
  const tags = [...body.matchAll(/<[^<>]*>/g)].map(([tag]) => tag);
  return { tags, texts: body.split(/<[^<>]*>/).filter((part) => part.trim() !== '') };
}

/** The tags of a page that the plan has, and their attributes, without numbers. */
const TAGS = [
  /^<\/?(?:body|section|h[123]|p|ul|li|table|tr|th|td|pre|code|strong|div|svg|g|title|text|defs|marker)>$/,
  /^<(?:p|div|g|text) class="\w+"(?: role="alert")?>$/,
  /^<text x="[\d.]+" y="[\d.]+"(?: class="kind")?>$/,
  /^<rect x="[\d.]+" y="[\d.]+" width="\d+" height="\d+" rx="5"\/>$/,
  /^<path (?:class="\w+" )?d="[MCLz\d. ]+"(?: marker-end="url\(#head\)")?\/>$/,
  /^<svg viewBox="0 0 \d+ \d+" width="\d+" height="\d+" role="img" style="min-width: \d+px" aria-label="[\w ]+">$/,
  /^<marker id="head" [\w =".]+>$/,
  /^<\/html>$/,
];

/** What is open at the end, where each tag closes the one that was opened last. */
function leftOpen(tags: readonly string[]): string[] {
  const open: string[] = [];
  for (const tag of tags.filter((each) => !each.endsWith('/>') && each !== '</html>')) {
    const [, end, name] = /^<(\/?)(\w+)/.exec(tag)!;
    if (end === '') {
      open.push(name);
    } else if (open.pop() !== name) {
      return [`${tag} closes another one`];
    }
  }
  return open;
}

test('nor are they markup in HTML: all tags are those of the page', () => {
  fc.assert(fc.property(fc.oneof(markup, hostileText, fc.constant('\'"><script>alert(1)</script>')), (text) => {
    const page = renderPlanHtml(planFor('db', objectsWith(text)));
    const { tags, texts } = parsed(page);
    expect(tags.filter((tag) => !TAGS.some((known) => known.test(tag)))).toEqual([]);
    expect(leftOpen(tags)).toEqual([]);
    expect(texts.filter((part) => /[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/.test(part))).toEqual([]);
    expect(page).not.toMatch(/<script|javascript:|\bon\w+=|https?:/);
  }), { numRuns: runs(200, 2000) });
});

test('a page for a browser has what the runbook has, begins with what is cut off, and loads nothing', () => {
  const server = deployment(
    'pg',
    'ports: [{containerPort: 5432}], env: [{name: POSTGRES_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: '
      + 'password}}}]',
  );
  const plan = planFor('db/password', INPUT + server);
  const page = renderPlanHtml(plan);
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-/);
  expect(page).toContain('content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;;');
  expect(page).not.toMatch(/<script|<link|<img|@import|\bsrc=|\bhref=|url\((?!#head\))/);
  const { texts } = parsed(page);
  expect(texts.slice(0, 3)).toEqual([
    'Rotation of Secret shop/db, key &quot;password&quot;', 'This rotation cuts one end off.',
    expect.stringContaining('Deployment shop/pg checks the value'),
  ]);
  const titles = [...renderPlanMarkdown(plan).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
  expect([...page.matchAll(/<h2>(.*)<\/h2>/g)].map(([, title]) => title)).toEqual(titles);
  expect(page).toContain('<pre><code>kubectl rollout restart deployment/api -n shop\n');
});

test('its picture has each node once, in columns from the source to the users, and no line without its ends', () => {
  const page = renderPlanHtml(planFor('db/password', INPUT));
  const boxes = [...page.matchAll(/<g class="(\w+)"><title>([^<]*)<\/title><rect x="(\d+)"/g)];
  expect(boxes.map(([, column, title, x]) => [column, title, Number(x)])).toEqual([
    ['target', 'Secret shop/db', 608],
    ['place', 'shop/db in AWS Secrets Manager (eu-central-1)', 8],
    ['maker', 'ExternalSecret shop/db', 308],
    ['user', 'Deployment shop/api', 908],
    ['user', 'Deployment shop/web', 908],
  ]);
  expect([...page.matchAll(/<path class="(\w+)"/g)].map(([, line]) => line))
    .toEqual(['follows', 'follows', 'starts', 'follows']);
  expect(page).toContain('>shop/db in AWS…eu-central-1)</text>');
});

test('of many long names its picture shows beginning and end, has the source in view, and counts the rest', () => {
  const names = Array.from({ length: 50 }, (_, index) => `a-service-with-a-very-long-name-${index}`);
  const env = 'env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: password}}}]';
  const page = renderPlanHtml(planFor('db', INPUT + names.map((name) => deployment(name, env)).join('')));
  expect(page).toContain('>shop/a-service…-long-name-17</text>');
  expect(page).toMatch(/>\d+ more uses<\/text>/);
  const tops = [...page.matchAll(/<g class="(place|target)">.*?<rect x="\d+" y="(\d+)"/g)].map(([, , y]) => Number(y));
  expect(tops.length).toBeGreaterThan(1);
  expect(Math.max(...tops)).toBeLessThan(300);
  // A page that is narrower than the picture makes it smaller, down to what can be read.
  expect(page).toMatch(/<svg [^>]*style="min-width: 560px"/);
});

test('a command takes a name for one word, whatever it is made of', () => {
  const plan = planFor('db', objectsWith("a'; rm -rf $(pwd) #"));
  const commands = plan.steps.flatMap(({ actions }) => actions.flatMap((action) => action.commands ?? []));
  const quoted = commands.map((command) => command.replaceAll('\'"\'"\'', '').replace(/'(?:[^']|'\\'')*'/g, 'WORD'));
  expect(quoted.filter((command) => command.includes('rm -rf'))).toEqual([]);
  expect(commands.filter((command) => command.includes('rm -rf')).length).toBeGreaterThan(0);
});
