/** Runs tests for `run.ts`, which ends this process when a change makes one of them endless. */
import { WarmTests, type FileRun, type TestRun } from './warm-tests';

export type Order =
  | { readonly kind: 'begin'; readonly root: string; readonly texts: Readonly<Record<string, string>> }
  | { readonly kind: 'observe'; readonly file: string }
  | {
    readonly kind: 'try';
    readonly change: string;
    readonly file: string;
    readonly tests: readonly string[];
    readonly hitLimit: number;
  };

export type Answer = { readonly file?: FileRun; readonly failed?: TestRun; readonly crash?: string };

let tests: WarmTests | undefined;

async function answer(order: Order): Promise<Answer> {
  switch (order.kind) {
    case 'begin':
      tests = new WarmTests(order.root, new Map(Object.entries(order.texts)));
      return {};
    case 'observe':
      return { file: await tests!.observe(order.file) };
    case 'try':
      return { failed: await tests!.under(order.change, order.file, new Set(order.tests), order.hitLimit) };
  }
}

process.on('message', (order: Order) => {
  void answer(order).catch((error: unknown) => ({ crash: String((error as Error)?.stack ?? error) }))
    .then((reply) => process.send!(reply));
});
