/** What a place of a further kind holds. */
export enum PodTemplateHolds {
  /** A pod with its metadata, as `spec.template` of a Deployment. */
  TEMPLATE = 'template',
  /** A pod spec, as `spec` of a Pod. */
  SPEC = 'spec',
  /** A single container. */
  CONTAINER = 'container',
}

/** Where objects of a further kind, such as that of an operator of your own, hold a pod. */
export interface PodTemplatePath {
  /** API group of the kind, without a version: every version is read. */
  readonly apiGroup: string;

  /** The kind. */
  readonly kind: string;

  /**
   * Fields that lead to the pod, with dots between them, and `[*]` for each item of a list or each value of a mapping:
   * `spec.template`, `spec.workers[*].template`.
   */
  readonly path: string;

  /**
   * What stands there.
   *
   * @default - what it looks like: with a `spec` in it a template, with `containers` a pod spec, else a container
   */
  readonly holds?: PodTemplateHolds;

  /**
   * The pods end after their work, as those of a Job, and the next ones read Secrets again.
   *
   * @default false
   */
  readonly runsOnce?: boolean;
}
