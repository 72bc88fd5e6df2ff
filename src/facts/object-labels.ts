import { below, DocumentFault, FieldPath } from './document-fault';
import { isNameFilledInLater } from './filled-in-later';
import { labelKeyFault, labelValueFault } from './object-names';
import { mappingOf, PlainFields, plainFields, plainList, plainText } from './plain-fields';

/**
 * Which labels and selectors of labels the API server takes.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
 * @see https://github.com/kubernetes/apimachinery/blob/v0.37.2/pkg/apis/meta/v1/validation/validation.go
 */

/** What is wrong with labels, each fault at its label. Values of other types than text are not judged. */
export function labelFaults(labels: PlainFields): DocumentFault[] {
  return Object.entries(labels).flatMap(([name, value]) => {
    const nameWords = labelKeyFault(name);
    const valueWords = typeof value === 'string' ? labelValueFault(value) : undefined;
    return [
      ...nameWords === undefined ? [] : [fault([name], `the label %q ${nameWords}`, name)],
      ...valueWords === undefined ? [] : [fault([name], `the value %q of label %q ${valueWords}`, value, name)],
    ];
  });
}

/**
 * What is wrong with labels and annotations that a controller writes to a Secret, at the fields of both: the API server
 * refuses the Secret. Those that a template or a tool fills in are not judged.
 */
export function secretMetadataFaults({ labels, annotations }: PlainFields): DocumentFault[] {
  // The API server compares names of annotations in lower case.
  const names = Object.keys(plainFields(annotations)).filter((name) => labelKeyFault(name.toLowerCase()) !== undefined);
  return [
    ...labelFaults(plainFields(labels)).map((each) => below(['labels'], each)),
    ...names.map((name) => fault(
      ['annotations', name], 'the annotation %q of the Secret has a name that no annotation may have', name,
    )),
  ].filter(({ given = [] }) => !given.some((each) => isNameFilledInLater(String(each))));
}

/** What is wrong with a selector of labels. */
export function selectorFaults(selector: PlainFields): DocumentFault[] {
  const { matchLabels, matchExpressions } = selector;
  return [
    ...labelFaults(plainFields(matchLabels)).map((each) => below(['matchLabels'], each)),
    ...plainList(matchExpressions).flatMap((each, index) => {
      const requirement = mappingOf(each);
      return requirement === undefined ? []
        : requirementFaults(requirement).map((found) => below(['matchExpressions', index], found));
    }),
  ];
}

function requirementFaults({ key, operator, values }: PlainFields): DocumentFault[] {
  const texts = plainList(values).filter((value) => typeof value === 'string');
  const name = plainText(key);
  const nameWords = labelKeyFault(name);
  const wrong = texts.flatMap((value) => {
    const words = labelValueFault(value);
    return words === undefined ? [] : [fault(['values'], `the value %q ${words}`, value)];
  });
  return [...nameWords === undefined ? [] : [fault(['key'], `label %q ${nameWords}`, name)], ...wrong,
    ...operatorFaults(operator, plainList(values).length)];
}

function operatorFaults(operator: unknown, values: number): DocumentFault[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      return values > 0 ? [] : [fault([], `operator ${operator} has no values`)];
    case 'Exists':
    case 'DoesNotExist':
      return values === 0 ? [] : [fault(['values'], `operator ${operator} takes no values; leave them out`)];
    default:
      return [fault(['operator'], 'operator %q is not one of In, NotIn, Exists and DoesNotExist', operator)];
  }
}

function fault(at: FieldPath, text: string, ...given: unknown[]): DocumentFault {
  return { at, text, given };
}
