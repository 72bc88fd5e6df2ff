import { IConstruct } from 'constructs';

/** Methods of an App that synthesise all of it. */
const SYNTH_METHODS = ['synth', 'synthYaml'] as const;

type Synthesiser = { [method in (typeof SYNTH_METHODS)[number]]?: () => unknown };

/**
 * A value that is computed once per synth.
 *
 * cdk8s validates the whole app again for each chart, and has no hook for the beginning or end of a synth. Objects may
 * change between two synths in ways that only show in their output, so the value is kept exactly as long as a synth
 * method of the app runs. Outside of one, as when a single chart is converted to objects, it is computed each time.
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
