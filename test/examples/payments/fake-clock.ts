/** Time that passes only when a test says so. */
export class FakeClock {
  private time = 0;
  private timers: { at: number; work: () => void }[] = [];

  public readonly now = () => this.time;

  public readonly setTimeout = (work: () => void, ms: number): unknown => {
    const timer = { at: this.time + ms, work };
    this.timers.push(timer);
    return timer;
  };

  public readonly clearTimeout = (timer: unknown): void => {
    this.timers = this.timers.filter((other) => other !== timer);
  };

  /** How many timers wait: none after an orderly end. */
  public get waiting(): number {
    return this.timers.length;
  }

  /** Lets time pass up to the next timer, and no further. */
  public next(): void {
    const [timer] = [...this.timers].sort((a, b) => a.at - b.at);
    this.time = timer.at;
    this.clearTimeout(timer);
    timer.work();
  }

  /** Lets time pass, and everything happen that happens meanwhile. */
  public async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const [next] = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.time = next.at;
      this.clearTimeout(next);
      next.work();
    }
    this.time = end;
  }
}

/** Lets promises that can go on without time or I/O go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The same numbers each time: a linear congruential generator. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
