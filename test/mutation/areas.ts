/** What is changed together, and the tests that have to notice. */
export interface Area {
  /** Folders of `src/`. */
  readonly sources: readonly string[];

  /** Folders and files of `test/`: those next to the sources, and for what others stand on also theirs. */
  readonly tests: readonly string[];
}

const CONSTRUCTS = ['access', 'config', 'data', 'encryption', 'mounts', 'secrets', 'stores', 'workload'];

export const AREAS: Readonly<Record<string, Area>> = {
  facts: { sources: ['facts'], tests: ['facts', 'rules', 'manifest', 'agreement', 'secrets', 'rotation/holders'] },
  credentials: { sources: ['credentials'], tests: ['credentials'] },
  rules: { sources: ['rules'], tests: ['rules', 'policy', 'audit'] },
  constructs: { sources: CONSTRUCTS, tests: [...CONSTRUCTS, 'agreement'] },
};

/** Sources that are not changed, each with its reason. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'src/rules/catalog.ts': 'generated: a list of imports',
};

/** Tests that take no part, each with its reason. */
export const TESTS_LEFT_OUT: Readonly<Record<string, string>> = {
  'test/credentials/linear.test.ts': 'measures times, which a loaded machine changes',
  'test/rules/fuzz.test.ts': 'damages its input at random: slow, and it says little on what is right',
  'test/manifest/read-kinds.test.ts': 'runs every rule on every fixture to find its kinds: slow, asserts no verdict',
  'test/rules/docs.test.ts': 'compares pages on disk, which any change of a text changes',
};

/** Kinds of changes that are not made, each with its reason. */
export const CHANGES_LEFT_OUT: Readonly<Record<string, string>> = {
  StringLiteral: 'texts: the messages that matter are asserted, prose is not',
};
