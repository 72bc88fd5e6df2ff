/** Read-only view of a list of plain Kubernetes objects: who references, mounts and may read what. */
export class Graph {
  /** Reads any list of anything. */
  public static of(objects: readonly unknown[]): Graph {
    return new Graph(objects);
  }

  private constructor(public readonly objects: readonly unknown[]) {}
}
