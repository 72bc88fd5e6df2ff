import { InputError } from '../audit/input-error';

/** A problem that the caller has to solve: an option, a file, access to the cluster. */
export class UsageError extends InputError {}

/** Exit codes of the command. */
export enum ExitCode {
  CLEAN = 0,
  FINDINGS = 1,
  /** Wrong usage, or input that cannot be read. */
  TROUBLE = 2,
  /** What was to be found out cannot be known from what was read. */
  UNKNOWN = 3,
}

/** The message of an error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
