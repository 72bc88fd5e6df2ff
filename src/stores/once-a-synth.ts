import { IConstruct } from 'constructs';

interface Found<T> {
  readonly fingerprint: string;
  readonly value: T;
}

/**
 * Something that is computed by looking at a whole app.
 *
 * cdk8s has no moment "at synth": it validates the whole app once more for every chart, and resolves each object by itself. What was
 * computed is kept while nothing was added, and no longer than the synchronous run that a synth is.
 */
export class OnceASynth<T> {
  private readonly found = new WeakMap<IConstruct, Found<T>>();

  public constructor(private readonly compute: (root: IConstruct) => T) {}

  public of(root: IConstruct): T {
    const fingerprint = root.node.children.map((child) => child.node.children.length).join();
    const found = this.found.get(root);
    if (found?.fingerprint === fingerprint) {
      return found.value;
    }
    const value = this.compute(root);
    this.found.set(root, { fingerprint, value });
    setImmediate(() => this.found.delete(root)).unref();
    return value;
  }

  /** Forgets what was computed: something was added that the app's outline does not show. */
  public forget(root: IConstruct): void {
    this.found.delete(root);
  }
}
