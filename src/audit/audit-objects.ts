import { AuditProblem, AuditReport } from './audit-report';
import { AuditSettings, AuditSubject } from './audit-subject';
import { audit } from './engine';
import { ObjectOrigin } from '../manifest/origin';

/** Audits the objects of a cluster. */
export function auditObjects(
  documents: readonly unknown[], problems: readonly AuditProblem[], settings: AuditSettings,
): AuditReport {
  const subject: AuditSubject = {
    documents,
    problems,
    fileCount: 0,
    suppressions: [],
    locate: () => new Map(),
    originOf: () => ObjectOrigin.CLUSTER,
    constructPathOf: () => undefined,
    suppressionsOf: () => [],
  };
  return audit(subject, settings);
}
