/** What a pod template path leads to. */
export enum PodTemplateHolds {
  /** A pod with its metadata, as `spec.template` of a Deployment. */
  TEMPLATE = 'template',
  /** A pod spec, as `spec` of a Pod. */
  SPEC = 'spec',
  /** A single container. */
  CONTAINER = 'container',
}

/** Where objects of an additional kind, such as that of an operator of your own, contain a pod. */
export interface PodTemplatePath {
  /** API group of the kind, without a version: every version is read. */
  readonly apiGroup: string;

  /** The kind. */
  readonly kind: string;

  /**
   * Fields that lead to the pod, separated by dots, with `[*]` for each item of a list or each value of a mapping:
   * `spec.template`, `spec.workers[*].template`.
   */
  readonly path: string;

  /**
   * What the path leads to.
   *
   * @default - detected: a template if it contains `spec`, a pod spec if it contains `containers`, else a container
   */
  readonly holds?: PodTemplateHolds;

  /**
   * The pods end after their work, as those of a Job, and later pods read Secrets again.
   *
   * @default false
   */
  readonly runsOnce?: boolean;
}
