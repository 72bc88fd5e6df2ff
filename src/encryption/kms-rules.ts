import { Fields, unknownFields } from './plain-fields';
import { named, quoted } from '../redaction/quoted';

const GO_DURATION = /^\+?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/;
const NANOSECONDS: { readonly [unit: string]: number } = { ns: 1, us: 1e3, µs: 1e3, μs: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };
const LONGEST = 2 ** 63;

/** What the API server refuses in a KMS provider (`validateKMSConfiguration`), with automatic reload on. */
export function kmsProblems(where: string, fields: Fields, names: Set<string>): string[] {
  const problems = unknownFields(where, fields, ['apiVersion', 'name', 'endpoint', 'timeout', 'cachesize']);
  const version = fields.apiVersion;
  if (version === undefined || version === null || version === '') {
    problems.push(`${where}.apiVersion: missing, and the API server then takes v1, which is off since Kubernetes 1.29; write v2`);
  } else if (version !== 'v1' && version !== 'v2') {
    problems.push(`${where}.apiVersion: unsupported apiVersion ${quoted(version)} for KMS provider, only v1 and v2 ` +
      'are supported');
  }
  problems.push(...nameProblems(where, fields.name, version === 'v1', names));
  if (isGiven(fields.timeout) && !isPositiveDuration(fields.timeout)) {
    problems.push(`${where}.timeout: timeout should be a positive value such as "3s"; got ${quoted(fields.timeout)}`);
  }
  const endpoint = endpointProblem(fields.endpoint);
  if (endpoint !== undefined) problems.push(`${where}.endpoint: ${endpoint}`);
  if (isGiven(fields.cachesize)) {
    if (version !== 'v1') {
      problems.push(`${where}.cachesize: cachesize is not supported in v2`);
    } else if (!isInt32(fields.cachesize) || fields.cachesize === 0) {
      problems.push(`${where}.cachesize: cachesize should be a positive value, or negative to disable; got ` +
        `${quoted(fields.cachesize)}`);
    }
  }
  return problems;
}

function nameProblems(where: string, name: unknown, isV1: boolean, names: Set<string>): string[] {
  if (name === undefined || name === null || name === '') return [`${where}.name: name is a mandatory field for a provider`];
  if (typeof name !== 'string') return [`${where}.name must be a string; put it in quotes`];
  const problems: string[] = [];
  if (!isV1 && name.includes(':')) {
    problems.push(`${where}.name: invalid KMS provider name ${named(name)}, must not ` +
    'contain \':\'');
  }
  if (names.has(name)) {
    problems.push(`${where}.name: duplicate KMS provider name ${named(name)}, names must be ` +
    'unique in the whole file, since automatic reload tells providers apart by them');
  }
  names.add(name);
  return problems;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= -(2 ** 31) && (value as number) < 2 ** 31;
}

/** Whether Go's `time.ParseDuration` reads it, and as more than nothing. */
function isPositiveDuration(value: unknown): boolean {
  if (typeof value !== 'string' || !GO_DURATION.test(value)) return false;
  const nanoseconds = [...value.matchAll(/([\d.]+)([^\d.]+)/g)].reduce((sum, [, number, unit]) => sum + Math.floor(Number(number) * NANOSECONDS[unit]), 0);
  return nanoseconds > 0 && nanoseconds < LONGEST;
}

function endpointProblem(endpoint: unknown): string | undefined {
  if (endpoint === undefined || endpoint === null || endpoint === '') return 'endpoint is a mandatory field for a kms';
  if (typeof endpoint !== 'string') return 'must be a string';
  const got = `got ${quoted(endpoint)}`;
  const [url, ...fragment] = endpoint.split('#');
  if (/[\0-\x1f\x7f]/.test(url) || url.startsWith(':')) return `invalid endpoint for kms provider, error: it is no URL; ${got}`;
  const [, scheme = '', rest = ''] = /^([a-zA-Z][-+.a-zA-Z0-9]*):(.*)$/s.exec(url) ?? [];
  if (scheme.toLowerCase() !== 'unix') {
    return `unsupported scheme ${quoted(scheme.toLowerCase())} for KMS provider, ` +
    `only unix is supported; ${got}`;
  }
  // Go reads escapes in a path and in what follows '#', and neither in a query nor in a path without a slash.
  const escaped = [...rest.startsWith('/') ? [rest.split('?')[0]] : [], fragment.join('#')];
  if (escaped.some((part) => /%(?![0-9a-fA-F]{2})/.test(part))) return `invalid endpoint for kms provider, error: invalid URL escape; ${got}`;
  // The API server takes a host, or does not, and in either case leaves it out of the path.
  if (/^\/\/[^/?]/.test(rest)) return `invalid endpoint for kms provider, error: it has a host, where a path needs a third slash, as in unix:///run/kms/socket.sock; ${got}`;
  return undefined;
}
