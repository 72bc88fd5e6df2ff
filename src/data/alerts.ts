import { quoted } from '../redaction/quoted';

/** One alert of Prometheus. */
export interface Alert {
  readonly name: string;
  readonly expr: string;
  readonly holds: string;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
  readonly description: string;
}

/** An alert as a PrometheusRule has it. */
export function alertRule({ name, expr, holds, severity, summary, description }: Alert): object {
  return { alert: name, expr, for: holds, labels: { severity }, annotations: { summary, description } };
}

/**
 * Matchers of a query, as between its braces.
 *
 * @throws Error when they would break the query
 */
export function matchersOf(constructPath: string, selector: string): string {
  const matcher = '[a-zA-Z_][a-zA-Z0-9_]*\\s*(=|!=|=~|!~)\\s*"[^"\\\\]*"';
  if (selector !== '' && !new RegExp(`^\\s*${matcher}(\\s*,\\s*${matcher})*\\s*$`).test(selector)) {
    throw new Error(`${constructPath}: got ${quoted(selector)} as a selector; give matchers as between the braces of ` +
      'a query, as in job="apiserver"');
  }
  return selector.trim();
}

/** A series of a metric. */
export function seriesOf(metric: string, ...matchers: string[]): string {
  const all = matchers.filter((matcher) => matcher !== '');
  return all.length === 0 ? metric : `${metric}{${all.join(',')}}`;
}
