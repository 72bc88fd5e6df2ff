import { inspect } from 'util';

/**
 * Something that holds a secret: its string, JSON and inspected forms are one fixed text. A subclass keeps the secret
 * in a `#private` field, which no form of printing reaches.
 *
 * @internal
 */
export abstract class Redacted {
  readonly #form: string;

  protected constructor(form: string) {
    this.#form = form;
  }

  /** A fixed text in place of the content. */
  public toString(): string {
    return this.#form;
  }

  /** A fixed text in place of the content. */
  public toJSON(): any {
    return this.#form;
  }

  /** @internal */
  public [inspect.custom](): string {
    return this.#form;
  }
}
