import { directoryTime } from './shown-reads';

/**
 * Annotation of a pod that declares at which port and path of the pod the metrics of a container are served: a list,
 * separated by commas, of `container=port/path`, such as `api=8080/metrics`.
 */
export const METRICS_ANNOTATION = 'cdk8s-strongbox/metrics';

/**
 * Metric by which a program shows from when the files of a mounted volume are that it uses, in the text format of
 * Prometheus: `strongbox_files_in_use_info{path="/etc/db",directory="..2026_05_02_10_00_00.123456789"} 1`. The path is
 * where the volume is mounted. The directory is what its link `..data` named when the program read the oldest value
 * that it still uses. It is made of nothing that the files contain.
 */
export const IN_USE_METRIC = 'strongbox_files_in_use_info';

/** Where the metrics of a container are served. */
export interface MetricsEndpoint {
  readonly port: number;

  /** Without the slash at its beginning. */
  readonly path: string;
}

const SEGMENT = '[A-Za-z0-9_~-][A-Za-z0-9._~-]*';
const ENDPOINT = new RegExp(`^([a-z0-9-]+)=(\\d{1,5})/(${SEGMENT}(?:/${SEGMENT})*)$`);

/** Where the metrics of a container are served, as an annotation declares it; undefined where it does not. */
export function metricsEndpoint(annotation: string, container: string): MetricsEndpoint | undefined {
  for (const entry of annotation.split(',')) {
    const [, name, port, path] = ENDPOINT.exec(entry.trim()) ?? [];
    if (name === container && Number(port) > 0 && Number(port) < 65_536) {
      return { port: Number(port), path };
    }
  }
  return undefined;
}

/**
 * When the oldest files were written that a program uses, by path of the volume, in milliseconds, by the clock of the
 * node. A path of which one sample shows no directory of the kubelet is left out.
 *
 * @param text metrics in the text format
 * @see https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md
 */
export function filesInUse(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const line of text.split('\n')) {
    const body = SAMPLE.exec(line)?.[1];
    const labels = new Map([...body?.matchAll(LABEL) ?? []].map(([, name, value]) => [name, unescaped(value)]));
    const path = labels.get('path');
    if (path !== undefined) {
      const time = directoryTime(labels.get('directory') ?? '') ?? Number.NaN;
      found.set(withoutSlash(path), Math.min(found.get(withoutSlash(path)) ?? Number.POSITIVE_INFINITY, time));
    }
  }
  return new Map([...found].filter(([, time]) => !Number.isNaN(time)));
}

/** A path without the slash at its end. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

const VALUE = '(?:[^"\\\\]|\\\\.)*';
const SAMPLE = new RegExp(`^\\s*${IN_USE_METRIC}\\s*\\{((?:[^"}]|"${VALUE}")*)\\}\\s*1(?:\\.0*)?(?:\\s+-?\\d+)?\\s*$`);
const LABEL = new RegExp(`([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*"(${VALUE})"`, 'g');

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}
