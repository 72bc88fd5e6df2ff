import { ReadFile } from '../output/same-file';

/** Files beside manifests that an audit reads, as errors name them. */
export function auditInputs(configFiles: readonly string[], baseline: string | undefined): ReadFile[] {
  return [
    ...configFiles.map((path) => ({ what: 'the config file', path })),
    ...(baseline === undefined ? [] : [{ what: 'the baseline', path: baseline }]),
  ];
}
