/** What the caller has to change: an option, a config file, a baseline. Its message quotes no secret. */
export class InputError extends Error {}
