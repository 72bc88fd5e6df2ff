import { admittedFixtures } from './admitted';
import { withPod } from './objects';
import { BINDING_KINDS, OBJECT_KINDS, POD_KINDS } from '../../../src/facts/admission-kinds';
import { apiVersionOf } from '../../../src/facts/api-kinds';

const OBJECTS = [...OBJECT_KINDS, ...BINDING_KINDS];
const LISTS = ['containers', 'initContainers'];

/** Fields that a container needs and examples leave out. */
function complete(container: any): object {
  return { ...container, image: container.image ?? 'main:1' };
}

/** A pod spec with its containers in another list, which needs one container in any case. */
function moved(spec: any, list: string): object {
  const containers = (spec.containers ?? []).map(complete);
  const others = spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(complete) };
  return list === 'containers' ? { ...spec, ...others, containers }
    : { ...spec, containers: [{ name: 'only', image: 'main:1' }], [list]: containers };
}

/**
 * The examples of rules as objects that an API server takes: a Pod in every kind of Kubernetes, among each list of
 * containers that an object may have when it is created; another object with a pod as it is.
 */
export function embeddedFixtures(ruleIds: readonly string[], namespace: string): any[] {
  const ids = ruleIds.filter((id) => !id.startsWith('acme-'));
  return admittedFixtures(ids).flatMap(({ documents }) =>
    documents.filter((document: any) => typeof document?.metadata?.name === 'string').flatMap((document: any) => {
      const { kind, metadata } = document;
      if (kind === 'Pod' && document.spec !== undefined) {
        return POD_KINDS.flatMap((target) => LISTS.map((list) =>
          withPod(target, 'example', moved(document.spec, list), { annotations: metadata.annotations })));
      }
      const own = POD_KINDS.find((target) => target.kind === kind && apiVersionOf(target) === document.apiVersion);
      if (own !== undefined) {
        const [spec, of] = [own.podSpec!, own.podMetadata!].map((way) =>
          way.split('.').reduce((value: any, field) => value?.[field], document));
        return spec === undefined || spec === null ? []
          : [withPod(own, 'example', moved(spec, 'containers'), { annotations: metadata.annotations },
            of?.annotations)];
      }
      if (!OBJECTS.some((target) => target.kind === kind && apiVersionOf(target) === document.apiVersion)) {
        return [];
      }
      const isWide = ['ClusterRole', 'ClusterSecretStore', 'ClusterRoleBinding'].includes(kind);
      return [{ ...document, metadata: { ...metadata, ...!isWide && { namespace } } }];
    })).map((object) => JSON.parse(JSON.stringify(object)));
}
