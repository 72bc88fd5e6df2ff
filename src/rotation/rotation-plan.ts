import { extname } from 'path';
import { IConstruct } from 'constructs';
import { findTarget } from './find-target';
import { renderPlanHtml } from './html';
import { renderPlanJson } from './json';
import { RotationIndex } from './lookups';
import { Planner } from './make-plan';
import { renderPlanMarkdown } from './markdown';
import { Plan } from './plan';
import { RotationTarget } from './rotation-target';
import { renderPlanText } from './text';
import { targetInWords } from './words';
import { furtherKinds, podTemplateFault } from '../facts/further-kinds';
import { PodTemplatePath } from '../facts/pod-template-path';
import { Graph } from '../manifest/graph';
import { writeFile } from '../output/durable-file';
import { isInside } from '../output/inside-folder';
import { packageFile, TOOL_NAME } from '../output/package-file';
import { quoted } from '../redaction/quoted';
import { objectsOf } from '../synth/objects-of';

/** Options for a plan of a rotation. */
export interface RotationPlanOptions {
  /**
   * Where objects of additional kinds contain a pod.
   *
   * @default - only the kinds that this library knows
   */
  readonly podTemplates?: PodTemplatePath[];
}

/** Columns of the plan as text. */
const WIDTH = 100;

/**
 * The plan of one rotation, from the objects of an app: who uses a value, what a change does to each and when, who else
 * gets a copy, and what to do in which order. It is what the command `strongbox rotate plan` prints. It has names and
 * places, never a value.
 *
 * @see https://github.com/cdk8s-strongbox/cdk8s-strongbox/blob/main/docs/rotating.md
 * @example
 * const plan = RotationPlan.of(app, RotationTarget.of(db, { key: 'password' }));
 * plan.writeTo('runbooks/database-password.md');
 */
export class RotationPlan {
  /**
   * The plan of a rotation of the objects that a scope has now. Make it after everything else: objects that are added
   * later are not in it.
   *
   * @param scope the app, or the chart whose objects are applied together; what it does not contain is not known
   * @param target what is rotated
   * @throws Error when nothing in the scope is the target, makes it or names it, its name is in several namespaces, or
   * it has no such key
   */
  public static of(scope: IConstruct, target: RotationTarget, options: RotationPlanOptions = {}): RotationPlan {
    const podTemplates = options.podTemplates ?? [];
    podTemplates.forEach((place, index) => {
      const fault = podTemplateFault({ ...place });
      if (fault !== undefined) {
        const hint = fault.hint === undefined ? '' : `; ${fault.hint}`;
        throw new Error(`RotationPlan.of: podTemplates[${index}].${fault.field} ${fault.what}${hint}`);
      }
    });
    const { documents, unserialisable } = objectsOf(scope.node.findAll());
    const index = new RotationIndex(Graph.of(documents, furtherKinds(podTemplates)));
    const found = findTarget(index, target._request);
    if ('fault' in found) {
      throw new Error(`RotationPlan.of: ${target.toString()}: ${found.text.replaceAll('the input', 'the app')}`
        + (found.fault === 'ambiguous' ? '; set namespaceName to one of them' : ''));
    }
    const unread = unserialisable.map(({ node }) =>
      `What ${quoted(node.path)} makes: cdk8s cannot serialise it, and synth reports the reason.`);
    const { outdir } = scope.node.root as { outdir?: string };
    return new RotationPlan(new Planner(index).planOf(found, unread), outdir);
  }

  /** What is rotated, in words: `Secret shop/db, key "password"`. */
  public readonly title: string;

  /**
   * What breaks in this rotation, whatever the order of its steps: a server and its clients that share one value, so
   * that one end is cut off. A pipeline fails on them.
   */
  public readonly errors: string[];

  /** What goes wrong unless it is dealt with before the rotation begins. */
  public readonly warnings: string[];

  /** What the objects do not show, such as who reads the store outside of the cluster. */
  public readonly unknowns: string[];

  /**
   * Whether the scope contains what is rotated, or what makes it. Where it only contains users of it, the plan does not
   * know where the value comes from.
   */
  public readonly complete: boolean;

  /** @internal */
  public readonly _plan: Plan;

  private constructor(plan: Plan, private readonly outdir: string | undefined) {
    this._plan = plan;
    const textsOf = (level: 'error' | 'warning') =>
      plan.findings.filter((finding) => finding.level === level).map(({ text }) => text);
    this.title = targetInWords(plan.target);
    this.errors = textsOf('error');
    this.warnings = textsOf('warning');
    this.unknowns = [...plan.unknowns];
    this.complete = plan.isComplete;
  }

  /** The plan as plain text. */
  public toText(): string {
    return renderPlanText(this._plan, { colour: false, width: WIDTH });
  }

  /** The plan as a runbook in Markdown, with a picture that GitHub and GitLab draw. */
  public toMarkdown(): string {
    return renderPlanMarkdown(this._plan);
  }

  /** The plan as one page for a browser, with a picture: it has no script and loads nothing. */
  public toHtml(): string {
    return renderPlanHtml(this._plan);
  }

  /** The plan as JSON of the schema docs/schemas/rotation-plan-1.json. */
  public toJson(): string {
    return renderPlanJson(this._plan, { name: TOOL_NAME, version: packageFile().version });
  }

  /**
   * Writes the plan to a file in one step: whatever fails, either the old or the new file is there. Missing folders are
   * created. The ending of the path decides the format: `.md` Markdown, `.html` HTML, `.json` JSON, `.txt` text.
   *
   * @param path path of the file, outside the output folder of the app
   * @throws Error when the path has another ending or is inside the output folder, whose files are applied to clusters,
   * or the file cannot be written
   */
  public writeTo(path: string): void {
    const render = FORMATS.get(extname(path).toLowerCase());
    if (render === undefined) {
      throw new Error(`the plan is not written to ${quoted(path)}: its ending shows no format; use `
        + `${[...FORMATS.keys()].join(', ').replace(/, (?=[^,]*$)/, ' or ')}`);
    }
    if (this.outdir !== undefined && isInside(path, this.outdir)) {
      throw new Error(`the plan is not written to ${quoted(path)}: ${quoted(this.outdir)} is the output folder of the `
        + 'app, whose files are applied to clusters; choose a path outside it');
    }
    writeFile('the plan', path, render(this));
  }
}

const FORMATS: ReadonlyMap<string, (plan: RotationPlan) => string> = new Map([
  ['.md', (plan: RotationPlan) => plan.toMarkdown()],
  ['.html', (plan: RotationPlan) => plan.toHtml()],
  ['.json', (plan: RotationPlan) => plan.toJson()],
  ['.txt', (plan: RotationPlan) => plan.toText()],
]);
