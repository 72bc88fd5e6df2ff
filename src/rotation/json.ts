import { Plan } from './plan';
import { jsonText } from '../redaction/printable';

/** Version of the shape that docs/schemas/rotation-plan-1.json describes. A field may be added within a version. */
const SCHEMA_VERSION = 1;

/** The plan for programs. It holds names and places, never a value. */
export function renderPlanJson(plan: Plan, tool: { readonly name: string; readonly version: string }): string {
  return jsonText({ schemaVersion: SCHEMA_VERSION, tool, plan });
}
