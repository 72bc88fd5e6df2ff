/** What was found where, never the credential itself. */
export interface Sighting {
  /** Stable id of the kind of credential, such as `github-token`. */
  readonly kind: string;
  /** The kind in words, with an article: reads on after "contains". */
  readonly description: string;
  /** Where it begins, as an index into the text. */
  readonly offset: number;
}

/** Looks for one family of credentials, in time linear in the length of the text. */
export type Scanner = (text: string) => Sighting | undefined;
