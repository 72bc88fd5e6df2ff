import { IConstruct } from 'constructs';

/** The methods of an App that write it out as a whole. */
const SYNTH_METHODS = ['synth', 'synthYaml'] as const;

type Synthesiser = { [method in (typeof SYNTH_METHODS)[number]]?: () => unknown };

/**
 * A value that is computed once in a synth.
 *
 * cdk8s validates the whole app anew for every chart, and tells nobody when a synth begins or ends. Objects may change between two
 * synths in ways that show only in what they become, so what was computed is kept exactly as long as a method of the app runs that
 * synthesises it. Outside of one, as when a single chart is turned into objects, it is computed each time.
 */
export class DuringSynth<T> {
  private running = 0;
  private kept?: { readonly value: T };

  public constructor(root: IConstruct, private readonly compute: () => T) {
    const app = root as unknown as Synthesiser;
    for (const method of SYNTH_METHODS) {
      const synthesise = app[method]?.bind(root);
      if (synthesise !== undefined) {
        app[method] = () => this.bracket(synthesise);
      }
    }
  }

  public get value(): T {
    if (this.running === 0) {
      return this.compute();
    }
    this.kept ??= { value: this.compute() };
    return this.kept.value;
  }

  private bracket(synthesise: () => unknown): unknown {
    this.running++;
    try {
      return synthesise();
    } finally {
      this.running--;
      this.kept = undefined;
    }
  }
}
