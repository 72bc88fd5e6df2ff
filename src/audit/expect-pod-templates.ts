import { POD_TEMPLATE_FIELDS, podTemplateFault } from '../facts/further-kinds';
import { expectOptions, shownValue } from '../rules/wrong-input';

/** Error for an invalid value in a pod template, after the name of the field. */
export function podTemplateComplaint(
  place: { readonly [field: string]: unknown },
): [field: string, what: string] | undefined {
  const fault = podTemplateFault(place);
  if (fault === undefined) {
    return undefined;
  }
  const { field, what, hint } = fault;
  return [field, [`${what}, got ${shownValue(place[field])}`, ...hint === undefined ? [] : [hint]].join('; ')];
}

/** @throws Error when the value is given and is not a list of pod templates */
export function expectPodTemplates(where: string, value: unknown): void {
  if (value === undefined) {
    return;
  }
  if (!Array.isArray(value)) {
    throw new Error(`${where} must be a list, got ${shownValue(value)}`);
  }
  for (const [index, place] of (value as { readonly [field: string]: unknown }[]).entries()) {
    expectOptions(`${where}[${index}]`, place, POD_TEMPLATE_FIELDS);
    const complaint = podTemplateComplaint(place);
    if (complaint !== undefined) {
      throw new Error(`${where}[${index}].${complaint.join(' ')}`);
    }
  }
}
