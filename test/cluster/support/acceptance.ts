import { ApiClient, Manifest } from './api-client';

/**
 * What the server gave back otherwise than it was sent, as `path: sent, got`. Fields that were not sent are its
 * defaults, and no difference.
 *
 * Empty maps, lists and nulls say nothing, and the server leaves them out, as it does with zeros of fields for which
 * zero and nothing are the same. Quantities come back in their shortest form.
 */
export function differences(sent: unknown, got: unknown, path = ''): string[] {
  if (isEmpty(sent) && isEmpty(got)) {
    return [];
  }
  if (Array.isArray(sent) && Array.isArray(got) && sent.length === got.length) {
    return sent.flatMap((item, index) => differences(item, got[index], `${path}/${index}`));
  }
  if (isMap(sent) && isMap(got)) {
    return Object.entries(sent).flatMap(([key, value]) => differences(value, got[key], `${path}/${key}`));
  }
  return sent === got || (got === undefined && isPlainZero(path, sent)) || sameQuantity(path, sent, got)
    ? []
    : [`${path}: sent ${JSON.stringify(sent)}, got ${JSON.stringify(got)}`];
}

const isMap = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isEmpty = (value: unknown) =>
  value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);

const isPlainZero = (path: string, sent: unknown) =>
  (sent === 0 && path.endsWith('/minReadySeconds')) || (sent === false && path.endsWith('/hostNetwork'));

const UNITS: { [unit: string]: number } = {
  '': 1,
  'm': 1e-3,
  'k': 1e3,
  'M': 1e6,
  'G': 1e9,
  'Ki': 2 ** 10,
  'Mi': 2 ** 20,
  'Gi': 2 ** 30,
};

function sameQuantity(path: string, sent: unknown, got: unknown): boolean {
  const bytes = (value: unknown) => {
    const [, number, unit] = /^([\d.]+)([a-zA-Z]*)$/.exec(String(value)) ?? [];
    return Number(number) * UNITS[unit];
  };
  return /\/resources\/(limits|requests)\/[a-z-]+$/.test(path) && bytes(sent) === bytes(got);
}

/**
 * Applies a manifest as a deployment does, and says what is wrong: that it was refused, that the server warned, or what
 * it did not keep.
 */
export async function faultsOf(admin: ApiClient, manifest: Manifest): Promise<string[]> {
  const name = `${manifest.kind}/${manifest.metadata.name}`;
  const { status, body, warnings } = await admin.apply(manifest);
  if (status >= 300) {
    return [`${name}: ${status} ${body.message ?? body}`];
  }
  const { body: kept } = await admin.get(manifest);
  return [
    ...warnings.map((warning) => `${name}: warning: ${warning}`),
    ...differences(manifest, kept).map((difference) => `${name} ${difference}`),
  ];
}
