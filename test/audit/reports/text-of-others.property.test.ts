import { DOMParser } from '@xmldom/xmldom';
import * as fc from 'fast-check';
import { auditFiles } from '../../../src/audit/audit-files';
import { auditObjects } from '../../../src/audit/audit-objects';
import { AuditReport } from '../../../src/audit/audit-report';
import { AuditValidation } from '../../../src/audit/audit-validation';
import { FORMATS, render } from '../../../src/cli/report-outputs';
import { RuleLevel } from '../../../src/rules/finding';
import { RulePreset } from '../../../src/rules/rule-preset';
import { RuleScope } from '../../../src/rules/rule-scope';
import { acts, commandsIn, hostileText } from '../../support/hostile-text';

const SETTINGS = { preset: RulePreset.STRICT };
const COLOURS = /\u001b\[\d{1,2}m/g;

/** Objects whose every name is a text of others. */
function documents(text: string): unknown[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: text,
        namespace: text,
        annotations: { 'cdk8s-strongbox/suppress.secret-in-env': `reason ${text}` },
      },
      spec: {
        containers: [{
          name: text,
          env: [
            { name: text, valueFrom: { secretKeyRef: { name: text, key: text } } },
            { name: `${text}_PASSWORD`, value: 'hV4nRx81kQzt7Lp2' },
          ],
          volumeMounts: [{ name: text, mountPath: text, subPath: text }],
        }],
        volumes: [{ name: text, secret: { secretName: text } }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: text },
      data: { [`${text}password`]: 'hV4nRx81kQzt7Lp2' },
    },
    {
      apiVersion: `${text}/v1`,
      kind: text,
      metadata: { name: 'x', annotations: { [`cdk8s-strongbox/suppress.${text}`]: 'no such rule' } },
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: text },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
    },
  ];
}

/** The preset with a rule whose words are those of others. */
function presetWith(text: string): RulePreset {
  return RulePreset.STRICT.derive({
    customRules: [{
      id: 'acme-x',
      title: `x${text}`,
      scope: RuleScope.CONFIG_MAP,
      violation: 'true',
      message: `x${text}`,
      remediation: `${text} x`,
      rationale: `${text} x`,
      url: `x${text}`,
    }],
  });
}

function parsed(xml: string) {
  const onError = (level: string, message: string) => {
    // It warns of the character for what is unknown, which a file may have.
    if (level !== 'warning') {
      throw new Error(message);
    }
  };
  return new DOMParser({ onError }).parseFromString(xml, 'text/xml');
}

function checkOutput(report: AuditReport, preset: RulePreset): void {
  for (const format of FORMATS) {
    for (const colour of [false, true]) {
      const output = render(format, { report, rules: preset._rules }, { colour, width: 80 });
      const plain = colour && format === 'text' ? output.replace(COLOURS, '') : output;
      expect([format, acts(plain), commandsIn(plain)]).toEqual([format, false, []]);
    }
  }
}

test('no name, path or reason does anything in a report, whatever its format, and JSON has it as it was', () => {
  fc.assert(fc.property(hostileText, (text) => {
    const preset = presetWith(text);
    const file = `${text}.yaml`;
    const problem = { id: 'kind-unreadable', level: RuleLevel.WARNING, message: text };
    const objects = auditObjects(documents(text), [problem], { preset });
    checkOutput(objects, preset);
    const files = auditFiles(
      [{ file, text: JSON.stringify(documents(text)[0]) }, { file, text: `a: "${text}` }],
      { preset },
    );
    checkOutput(files, preset);
    const json = JSON.parse(render('json', { report: objects, rules: preset._rules }, { colour: false, width: 80 }));
    expect(json.findings.some(({ subject }: { subject: { name: string } }) => subject.name === text)).toBe(true);
    const xml = render('junit', { report: files, rules: preset._rules }, { colour: false, width: 80 });
    expect(parsed(xml).documentElement?.tagName).toBe('testsuites');
  }), { numRuns: 100 });
});

test('nor in what the cdk8s CLI is told', async () => {
  await fc.assert(fc.asyncProperty(hostileText, async (text) => {
    const said: unknown[] = [];
    const violation = (each: unknown) => said.push(each);
    const validation = new AuditValidation({ noConfig: true, preset: 'strict', failOn: 'note' });
    const report = auditObjects(documents(text), [], SETTINGS);
    [...(validation as any).violations(report), ...(validation as any).problems(report)].forEach(violation);
    expect(said.length).toBeGreaterThan(2);
    const texts = (value: unknown): string[] =>
      typeof value === 'string' ? [value] : Object.values(value as object).flatMap(texts);
    expect(texts(said).filter((each) => acts(each) || commandsIn(each).length > 0)).toEqual([]);
  }), { numRuns: 100 });
});
