import { IConstruct } from 'constructs';

/** The methods of an App that write it out as a whole. */
const SYNTH_METHODS = ['synth', 'synthYaml'] as const;

type Synthesiser = { [method in (typeof SYNTH_METHODS)[number]]?: () => unknown };

/** A run of a method that writes an app out, and what was computed in it. */
class SynthRuns {
  public static of(root: IConstruct): SynthRuns {
    let runs = byRoot.get(root);
    if (runs === undefined) {
      runs = new SynthRuns(root);
      byRoot.set(root, runs);
    }
    return runs;
  }

  /** Values by what computes them; undefined outside of a run. */
  public kept?: Map<object, unknown>;
  private running = 0;

  private constructor(root: IConstruct) {
    const app = root as unknown as Synthesiser;
    for (const method of SYNTH_METHODS) {
      const synthesise = app[method]?.bind(root);
      if (synthesise !== undefined) {
        app[method] = () => this.bracket(synthesise);
      }
    }
  }

  private bracket(synthesise: () => unknown): unknown {
    this.running++;
    this.kept ??= new Map();
    try {
      return synthesise();
    } finally {
      this.running--;
      if (this.running === 0) {
        this.kept = undefined;
      }
    }
  }
}

const byRoot = new WeakMap<IConstruct, SynthRuns>();

/**
 * Something that is computed by looking at a whole app, once in a synth.
 *
 * cdk8s validates the whole app again for every chart, and tells nobody when a synth begins or ends. Objects may change
 * between two synths in ways that show only in what they become, so what was computed is kept exactly as long as a
 * method of the app runs that synthesises it. Outside of one, as when a single chart is turned into objects, it is
 * computed each time.
 */
export class OnceASynth<T> {
  public constructor(private readonly compute: (root: IConstruct) => T) {}

  /** Gets told of every synth that begins from now on. For constructors: a synth that runs already is not noticed. */
  public watch(root: IConstruct): void {
    SynthRuns.of(root);
  }

  /** The value for an app in the synth that runs; undefined outside of one. */
  public ofRun(root: IConstruct): T | undefined {
    return byRoot.get(root)?.kept === undefined ? undefined : this.of(root);
  }

  /** The value for an app. */
  public of(root: IConstruct): T {
    const { kept } = SynthRuns.of(root);
    if (kept === undefined) {
      return this.compute(root);
    }
    if (!kept.has(this)) {
      kept.set(this, this.compute(root));
    }
    return kept.get(this) as T;
  }
}
