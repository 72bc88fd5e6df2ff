import { basename, dirname, join, sep } from 'path';
import { jestExpect } from '@jest/expect';
import type { Circus } from '@jest/types';
import * as circus from 'jest-circus';
import { ModuleMocker } from 'jest-mock';
import { SnapshotState } from 'jest-snapshot';
import { Modules } from './modules';

/** The object that changed sources read: which change is made, and what was reached. */
interface Switch {
  activeMutant?: string;
  currentTestId?: string;
  hitCount?: number;
  hitLimit?: number;
  mutantCoverage?: { static: Record<string, number>; perTest: Record<string, Record<string, number>> };
}

/** One test that ran. */
export interface TestRun {
  readonly id: string;
  readonly milliseconds: number;

  /** First line of why it failed. */
  readonly failure?: string;
}

/** What one file of tests did. */
export interface FileRun {
  readonly tests: readonly TestRun[];

  /** Changes by test that reached them; under `LOADING` those that the file reached outside of tests. */
  readonly reached: Readonly<Record<string, readonly string[]>>;

  /** Changes that were reached while sources loaded. */
  readonly whileLoading: readonly string[];
}

/** In place of a test: the body of the file, and hooks. */
export const LOADING = '(loading)';

type Block = Circus.DescribeBlock;
type Entry = Circus.TestEntry;

const SWITCH: Switch = ((globalThis as { __stryker__?: Switch }).__stryker__ ??= {});

/** Runs files of tests in this process, with jest's own parts. */
export class WarmTests {
  private readonly modules: Modules;
  private readonly mocker = new ModuleMocker(globalThis);
  private readonly ids = new Map<Entry, string>();
  private stopAtFailure = false;
  private failed = false;

  constructor(private readonly root: string, texts: ReadonlyMap<string, string>) {
    this.modules = new Modules(root, texts, (path, run) => this.around(path, run));
    const { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } = circus;
    Object.assign(globalThis, {
      afterAll,
      afterEach,
      beforeAll,
      beforeEach,
      describe,
      it,
      test,
      expect: jestExpect,
      jest: {
        fn: this.mocker.fn.bind(this.mocker),
        requireActual: require,
        spyOn: this.mocker.spyOn.bind(this.mocker),
        setTimeout: (milliseconds: number) => {
          circus.getState().testTimeout = milliseconds;
        },
      },
    });
    circus.addEventHandler((event) => this.handle(event));
  }

  /** Every test of the file, and what each reached. */
  async observe(file: string): Promise<FileRun> {
    SWITCH.mutantCoverage = { static: {}, perTest: {} };
    this.stopAtFailure = false;
    const tests = await this.run(file, undefined);
    const { static: whileLoading, perTest } = SWITCH.mutantCoverage;
    return {
      tests,
      reached: Object.fromEntries(Object.entries(perTest).map(([id, ids]) => [id, Object.keys(ids)])),
      whileLoading: Object.keys(whileLoading),
    };
  }

  /** Runs tests of a file under one change, up to the first that fails. */
  async under(change: string, file: string, ids: ReadonlySet<string>, hitLimit: number): Promise<TestRun | undefined> {
    SWITCH.activeMutant = change;
    SWITCH.hitCount = 0;
    SWITCH.hitLimit = hitLimit;
    this.stopAtFailure = true;
    try {
      return (await this.run(file, ids)).find((test) => test.failure !== undefined);
    } finally {
      SWITCH.activeMutant = undefined;
      SWITCH.hitCount = undefined;
    }
  }

  private async run(file: string, wanted: ReadonlySet<string> | undefined): Promise<TestRun[]> {
    circus.resetState();
    this.modules.reset();
    this.ids.clear();
    this.failed = false;
    const path = join(this.root, file);
    const snapshots = new SnapshotState(join(dirname(path), '__snapshots__', `${basename(path)}.snap`), {
      updateSnapshot: 'none',
      rootDir: this.root,
      prettierPath: null,
      snapshotFormat: { escapeString: false, printBasicPrototype: false },
    });
    jestExpect.setState({ snapshotState: snapshots, testPath: path } as never);
    this.enter(LOADING);
    try {
      this.modules.load(path);
    } catch (error) {
      return [{ id: LOADING, milliseconds: 0, failure: firstLine(error) }];
    }
    this.name(circus.getState().rootDescribeBlock, '', wanted);
    await circus.run();
    this.mocker.restoreAllMocks();
    const { unhandledErrors } = circus.getState();
    const tests = [...this.ids].filter(([test]) => test.status === 'done').map(([test, id]) => ({
      id,
      milliseconds: test.duration ?? 0,
      failure: test.errors.length === 0 ? undefined : firstLine(test.errors[0]),
    }));
    return unhandledErrors.length === 0
      ? tests : [...tests, { id: LOADING, milliseconds: 0, failure: firstLine(unhandledErrors[0]) }];
  }

  /** Gives each test a unique name in its file, and leaves out those that are not wanted. */
  private name(block: Block, prefix: string, wanted: ReadonlySet<string> | undefined): void {
    const seen = new Map<string, number>();
    for (const child of block.children) {
      const count = (seen.get(child.name as string) ?? 0) + 1;
      seen.set(child.name as string, count);
      const id = `${prefix}${String(child.name)}${count > 1 ? ` #${count}` : ''}`;
      if (child.type === 'describeBlock') {
        this.name(child, `${id} > `, wanted);
      } else {
        this.ids.set(child, id);
        if (wanted !== undefined && !wanted.has(id)) {
          child.mode = 'skip';
        }
      }
    }
  }

  private handle(event: Circus.Event): void {
    if (event.name === 'test_start') {
      if (this.stopAtFailure && this.failed) {
        event.test.mode = 'skip';
        return;
      }
      this.enter(this.ids.get(event.test) ?? LOADING);
      jestExpect.setState({
        ...jestExpect.getState(),
        assertionCalls: 0,
        expectedAssertionsNumber: null,
        isExpectingAssertions: false,
        suppressedErrors: [],
        currentTestName: nameOf(event.test),
      });
    } else if (event.name === 'test_done') {
      event.test.errors.push(...jestExpect.getState().suppressedErrors ?? []);
      event.test.errors.push(...jestExpect.extractExpectedAssertionsErrors().map(({ error }) => error));
      this.failed ||= event.test.errors.length > 0;
      this.mocker.clearAllMocks();
      this.enter(LOADING);
    }
  }

  /** What a source does while it loads is its own; what a file of tests does is the file's. */
  private around(path: string, run: () => void): void {
    const before = SWITCH.currentTestId;
    if (path.startsWith(join(this.root, 'src') + sep)) {
      SWITCH.currentTestId = undefined;
    } else {
      this.enter(LOADING);
    }
    try {
      run();
    } finally {
      SWITCH.currentTestId = before;
    }
  }

  private enter(id: string): void {
    SWITCH.currentTestId = id;
  }
}

/** The name as jest knows it, for snapshots. */
function nameOf(test: Entry): string {
  const names: string[] = [String(test.name)];
  for (let block: Block | undefined = test.parent; block?.parent !== undefined; block = block.parent) {
    names.unshift(String(block.name));
  }
  return names.join(' ');
}

function firstLine(error: unknown): string {
  const one = Array.isArray(error) ? error[0] : error;
  return String((one as Error)?.message ?? one).split('\n').find((line) => line.trim() !== '') ?? '';
}
