import { ApiObject, Chart } from 'cdk8s';
import { orderByNeeds } from '../manifest/needs';
import { Fields, textAt, textOf } from '../manifest/read';

const ordered = new WeakSet<Chart>();

/**
 * Has a chart emit what pods need before the pods.
 *
 * cdk8s orders objects by dependencies, which cost too much for it: its sorting visits an object once for each path
 * that leads there, a dependency on an object of another chart becomes one on each object of that chart and changes the
 * names of the files, and a dependency of the user in the other direction is an error. So the objects are put in order
 * when the chart is written. Dependencies of the user are kept.
 */
export function orderForPods(chart: Chart): void {
  if (!ordered.has(chart)) {
    ordered.add(chart);
    const write = chart.toJson.bind(chart);
    chart.toJson = () => inOrder(chart, write() as unknown[]);
  }
}

function inOrder(chart: Chart, documents: unknown[]): unknown[] {
  const dependencies = dependenciesIn(chart, documents);
  const order = orderByNeeds(documents, (index) => dependencies.get(index) ?? []);
  return order === undefined ? documents : order.map((index) => documents[index]);
}

/** The dependencies between the objects of a chart, by their indexes. */
function dependenciesIn(chart: Chart, documents: readonly unknown[]): ReadonlyMap<number, readonly number[]> {
  const dependent = chart.node.findAll().filter((construct): construct is ApiObject =>
    ApiObject.isApiObject(construct) && construct.node.dependencies.length > 0);
  const found = new Map<number, number[]>();
  if (dependent.length === 0) {
    return found;
  }
  const indexes = new Map(documents.map((document, index) => [identityOf(document as Fields), index]));
  for (const object of dependent) {
    const index = indexes.get(identityOfObject(object));
    const before = object.node.dependencies.filter(ApiObject.isApiObject)
      .map((each) => indexes.get(identityOfObject(each))).filter((each) => each !== undefined);
    if (index !== undefined) {
      found.set(index, [...found.get(index) ?? [], ...before]);
    }
  }
  return found;
}

function identityOf(document: Fields): string {
  return [
    textOf(document.apiVersion), textOf(document.kind), textAt(document, 'metadata', 'namespace'),
    textAt(document, 'metadata', 'name'),
  ].join('/');
}

function identityOfObject({ apiVersion, kind, metadata, name }: ApiObject): string {
  return [apiVersion, kind, metadata.namespace ?? '', name].join('/');
}
