import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { Construct } from 'constructs';

const MARK = Symbol.for('cdk8s-strongbox.ControlPlaneDocument');

/**
 * A file that a control-plane process reads from its disk. It looks like a Kubernetes object and is not one: the API
 * server has no endpoint for it, and decodes it strictly, so that it may not even have `metadata`.
 */
export class ControlPlaneDocument extends ApiObject {
  private readonly document: object;

  public constructor(scope: Construct, id: string, document: { readonly apiVersion: string; readonly kind: string }) {
    super(scope, id, { apiVersion: document.apiVersion, kind: document.kind });
    Object.defineProperty(this, MARK, { value: true });
    this.document = document;
    this.node.addValidation({ validate: () => this.misplacements() });
  }

  public toJson(): any {
    return this.document;
  }

  private misplacements(): string[] {
    const others = this.node.root.node.findAll()
      .filter((node): node is ApiObject => ApiObject.isApiObject(node) && node !== this);
    const problems: string[] = [];
    const applied = others.find((other) => !(MARK in other));
    if (applied) {
      problems.push(`${this.node.path}: ${this.kind} is a file of the API server and not an object to apply, but ` +
        `${applied.node.path} (${applied.kind}) of the same App is one; put control-plane files into a dedicated App`);
    }
    const whole = (this.node.root as App).yamlOutputType === YamlOutputType.FILE_PER_APP;
    const sibling = others.find((other) => MARK in other && (whole || Chart.of(other) === Chart.of(this)));
    if (sibling) {
      problems.push(
        `${this.node.path}: ${sibling.node.path} would go into the same file, and a control-plane ` +
          'process reads one document per file; put each into a dedicated chart, and give the App an output type '
            + 'with a file ' +
          'per chart',
      );
    }
    return problems;
  }
}

/** The output folder of the App that a construct is in, if any. */
export function outdirsOf(construct: Construct): string[] {
  const { root } = construct.node;
  return root instanceof App ? [root.outdir] : [];
}

export function isInChart(construct: Construct): boolean {
  return construct.node.scopes.some((scope) => Chart.isChart(scope));
}
