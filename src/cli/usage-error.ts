import { InputError } from '../audit/input-error';

/** What whoever called the command has to change: an option, a file, the cluster that is read. */
export class UsageError extends InputError {}

/** Outcomes of a command, for whoever looks at its exit code. */
export enum ExitCode {
  CLEAN = 0,
  FINDINGS = 1,
  /** Wrong usage, or input that cannot be read. */
  TROUBLE = 2,
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
