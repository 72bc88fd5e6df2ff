/** Checks that both variants create the same objects: one that leaves something out is not faster. */
import { deepStrictEqual } from 'assert';
import { App, Chart } from 'cdk8s';
import * as byHand from './by-hand';
import { Service } from './service';
import * as strongbox from './strongbox';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

type AddService = (chart: Chart, service: Service) => void;

/** Throws, with the difference, unless both ways emit equal objects for some services. Only names may differ. */
export function assertSameObjects(services: number): void {
  for (let index = 0; index < services; index++) {
    const service = new Service(index);
    deepStrictEqual(objectsOf(strongbox.addService, service), objectsOf(byHand.addService, service));
  }
}

/** The objects of one service in the order of their kinds, each name replaced by what it is the name of. */
function objectsOf(addService: AddService, service: Service): object[] {
  const chart = new Chart(new App(), 'chart', { namespace: 'bench' });
  addService(chart, service);
  const manifests: Manifest[] = chart.toJson();
  const names = new Map<string, string>();
  for (const { kind, metadata } of manifests) {
    // The account, the role and the binding may share a name.
    names.set(metadata.name, ['ServiceAccount', 'Role', 'RoleBinding'].includes(kind)
      ? 'name of the access'
      : `name of the ${kind}`);
  }
  manifests.flatMap(volumeNames).forEach((name, place) => names.set(name, `volume ${place}`));
  return manifests
    .sort((left, right) => (left.kind < right.kind ? -1 : 1))
    .map((manifest) => rename(manifest, names) as object);
}

function volumeNames(manifest: any): string[] {
  return (manifest.spec?.template?.spec?.volumes ?? []).map(({ name }: { name: string }) => name);
}

function rename(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') {
    return names.get(value) ?? value;
  }
  if (Array.isArray(value)) {
    return value.map((item) => rename(item, names));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value)
      // The core group, which is what no group means too.
      .filter(([key, item]) => !(key === 'apiGroup' && item === ''))
      .map(([key, item]) => [key, rename(item, names)]));
  }
  return value;
}
