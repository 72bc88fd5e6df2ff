import { AuditFinding, AuditReport } from '../../../src/audit/audit-report';
import { ReportInput } from '../../../src/audit/reports/report-input';
import { RuleLevel } from '../../../src/rules/finding';
import { RulePreset } from '../../../src/rules/rule-preset';

const at = (file: string, line: number) => ({ file, line, column: 5, endLine: line, endColumn: 20 });

const api = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  name: 'api',
  objectNamespace: 'payments',
  location: at('deploy/api.yaml', 1),
};
const worker = { apiVersion: 'batch/v1', kind: 'Job', name: 'worker-*', location: at('deploy/api.yaml', 40) };
const synthesised = { apiVersion: 'v1', kind: 'Secret', name: 'db', constructPath: 'app/payments/Db' };

export const FINDINGS: readonly AuditFinding[] = [
  {
    ruleId: 'secret-in-env',
    level: RuleLevel.WARNING,
    message: 'container "app", variable "DB": takes its value from a Secret',
    subject: api,
    pointer: '/spec/template/spec/containers/0/env/0',
    location: at('deploy/api.yaml', 12),
    fingerprint: 'f1',
  },
  {
    ruleId: 'credential-in-args',
    level: RuleLevel.ERROR,
    message: 'container "app": an argument holds a credential',
    subject: api,
    pointer: '/spec/template/spec/containers/0/args/0',
    location: at('deploy/api.yaml', 9),
    fingerprint: 'f2',
  },
  {
    ruleId: 'secret-in-env',
    level: RuleLevel.WARNING,
    message: 'container "app": reads every key of a Secret into the environment',
    subject: worker,
    pointer: '/spec/template/spec/containers/0/envFrom/0',
    location: at('deploy/api.yaml', 51),
    fingerprint: 'f3',
    suppression: { reason: 'the vendor reads nothing else', expires: '2030-01-31', origin: 'annotation' },
  },
  {
    ruleId: 'not-immutable',
    level: RuleLevel.NOTE,
    message: 'may be changed in place',
    subject: synthesised,
    pointer: '',
    fingerprint: 'f4',
  },
];

/** A report with one of everything. */
export const REPORT: AuditReport = {
  findings: [...FINDINGS],
  problems: [
    {
      id: 'unreadable-input',
      level: RuleLevel.ERROR,
      message: 'not YAML: a tab',
      location: at('deploy/broken.yaml', 3),
    },
    {
      id: 'suppression-unused',
      level: RuleLevel.WARNING,
      message: 'nothing to suppress',
      constructPath: 'app/payments/Db',
    },
  ],
  objectCount: 7,
  fileCount: 2,
  ruleIds: RulePreset.STRICT.ruleIds,
};

export const EMPTY: AuditReport = {
  findings: [],
  problems: [],
  objectCount: 3,
  fileCount: 1,
  ruleIds: RulePreset.STRICT.ruleIds,
};

export function inputOf(report: AuditReport): ReportInput {
  return { report, rules: RulePreset.STRICT._rules };
}
