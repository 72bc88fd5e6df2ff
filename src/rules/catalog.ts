import { Rule } from './rule';

/** Every rule there is, by id. */
export const CATALOG: readonly Rule[] = [];
