import { join } from 'path';
import { App, Chart, Include } from 'cdk8s';
import { Audit, AuditReport } from 'cdk8s-strongbox';

/** What a synth came to. */
export interface Synth {
  readonly report: AuditReport;

  /** The error that failed it; undefined where it wrote its manifests. */
  readonly error?: Error;
}

/**
 * The app of an app team. It takes the rules of the platform team from `strongbox.yaml`, as the command does.
 *
 * @param manifest path of the YAML of its service
 * @param outdir where its manifests are written, unless a rule finds an error
 */
export function synthOrders(manifest: string, outdir: string): Synth {
  const app = new App({ outdir });
  new Include(new Chart(app, 'orders'), 'Service', { url: manifest });
  const audit = Audit.attach(app, { config: join(__dirname, 'strongbox.yaml'), quiet: true });
  try {
    app.synth();
    return { report: audit.report };
  } catch (error) {
    return { report: audit.report, error: error as Error };
  }
}
