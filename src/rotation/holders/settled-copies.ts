import { COPY_AGAIN_MS } from '../../facts/driver-mounts';

/** Copies that are looked at more than once, and of which no object tells when they changed. */
export class SettledCopies {
  private readonly copies = new Map<string, { readonly since: number; settled?: number }>();

  /**
   * When a copy was written the first time after nobody was seen any more who would write the old value to it. Where
   * it was not, although it is looked after again and again, it had the new value already. Undefined until then.
   *
   * @param isClean whether nobody is left now
   * @param written when it was written the last time
   */
  public settledAt(what: string, isClean: boolean, written: number, now: number): number | undefined {
    if (!isClean) {
      this.copies.delete(what);
      return undefined;
    }
    const copy = this.copies.get(what) ?? { since: now };
    this.copies.set(what, copy);
    if (copy.settled === undefined && (written >= copy.since || now >= copy.since + COPY_AGAIN_MS)) {
      copy.settled = written;
    }
    return copy.settled;
  }
}
