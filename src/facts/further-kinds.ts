import { CONTAINER, POD_SPEC, POD_TEMPLATE, PodShape } from './pod-shapes';
import { PodTemplateHolds, PodTemplatePath } from './pod-template-path';
import { kind, WorkloadKind } from './workload-kind';

const SHAPES: { readonly [holds in PodTemplateHolds]: PodShape } = {
  [PodTemplateHolds.TEMPLATE]: POD_TEMPLATE,
  [PodTemplateHolds.SPEC]: POD_SPEC,
  [PodTemplateHolds.CONTAINER]: CONTAINER,
};

/** Fields separated by dots, with `[*]` or `.*` for each item. */
export const PATH = /^(?:\$?\.)?[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\*\]|\.\*)*$/;

/** An API group, except for the core group, whose kinds are all known. */
export const GROUP = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** A kind. */
export const KIND = /^[A-Z][A-Za-z0-9]*$/;

/** The fields of a pod template path. */
export const POD_TEMPLATE_FIELDS = ['apiGroup', 'kind', 'path', 'holds', 'runsOnce'] as const;

/** A field of a pod template path with an invalid value, what is allowed, and what was probably meant. */
export interface PodTemplateFault {
  readonly field: (typeof POD_TEMPLATE_FIELDS)[number];
  readonly what: string;
  readonly hint?: string;
}

/** What is wrong with a pod template path of a caller without types; undefined when nothing is. */
export function podTemplateFault(place: { readonly [field: string]: unknown }): PodTemplateFault | undefined {
  const { apiGroup, kind: name, path, holds, runsOnce } = place;
  if (typeof apiGroup !== 'string' || !GROUP.test(apiGroup)) {
    const [group, version] = typeof apiGroup === 'string' ? apiGroup.split('/') : [];
    const hint = version !== undefined && GROUP.test(group)
      ? `write the group without its version, apiGroup: ${group}` : undefined;
    return { field: 'apiGroup', what: 'must be the API group of a kind, such as example.com', hint };
  }
  if (typeof name !== 'string' || !KIND.test(name)) {
    return { field: 'kind', what: 'must be a kind as manifests spell it, such as Worker' };
  }
  if (typeof path !== 'string' || !PATH.test(path)) {
    return {
      field: 'path',
      what: 'must be fields separated by dots, with [*] for each item, such as spec.workers[*].template',
      hint: typeof path === 'string' && path.startsWith('/') ? 'write dots instead of slashes' : undefined,
    };
  }
  if (holds !== undefined && !Object.hasOwn(SHAPES, holds as string)) {
    const hint = 'omit it to have it detected';
    return { field: 'holds', what: `must be one of ${Object.keys(SHAPES).join(', ')}`, hint };
  }
  return runsOnce === undefined || typeof runsOnce === 'boolean'
    ? undefined : { field: 'runsOnce', what: 'must be true or false' };
}

/** Rows for pod template paths, which must be valid. */
export function furtherKinds(places: readonly PodTemplatePath[]): WorkloadKind[] {
  return places.map(({ apiGroup, kind: name, path, holds, runsOnce }) => ({
    ...kind([apiGroup], name, pluralOf(name), [wayOf(path), holds === undefined ? undefined : SHAPES[holds]], {
      life: runsOnce === true ? 'once' : 'kept',
      shows: 'part',
      source: '',
    }),
    configured: path,
  }));
}

function wayOf(path: string): string {
  return path.replace(/^\$?\./, '').replaceAll('[*]', '.*');
}

/** The plural that Kubernetes tools derive from a kind. */
function pluralOf(name: string): string {
  const word = name.toLowerCase();
  if (/(?:s|x|z|ch|sh)$/.test(word)) {
    return `${word}es`;
  }
  return /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
}
