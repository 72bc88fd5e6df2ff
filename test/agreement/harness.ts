import * as fc from 'fast-check';
import { ManifestFile } from '../../src/audit/reading/manifest-file';
import { evaluate } from '../../src/rules/evaluate';
import { RuleLevel } from '../../src/rules/finding';
import { RulePreset } from '../../src/rules/rule-preset';
import { runs } from '../support/runs';

/** What the strict audit says of a manifest: findings and problems with it, but for notes. */
export interface Reported {
  readonly ruleId: string;
  /** Empty for a text that cannot be read. */
  readonly pointer: string;
  readonly message: string;
}

/** A case in which the two may disagree. */
export interface Exception<Input> {
  /** Why, in words: it is the name of a test that the case comes up at all. */
  readonly why: string;
  readonly holds: (input: Input) => boolean;

  /** Parts of messages of the construct that need not be reported, with the flag `g`. */
  readonly refusals?: RegExp;

  /** Rules that may report what the construct takes. */
  readonly rules?: readonly string[];
}

/** A construct beside the audit of what it would emit. */
export interface Agreement<Input> {
  readonly inputs: fc.Arbitrary<Input>;

  /** Makes the construct, and throws where it refuses. */
  readonly construct: (input: Input) => void;

  /** The manifest that it would emit, written by hand: not by the construct, and of inputs that it refuses as well. */
  readonly manifest: (input: Input) => string;

  /**
   * Pointers in the manifest that an error of the construct is about. Each must have a finding at it, in it, or at what
   * it is missing from.
   *
   * @default - any finding will do
   */
  readonly places?: (message: string, input: Input) => readonly string[];
  readonly exceptions?: readonly Exception<Input>[];
}

/** A choice of values for `fc.oneof`, drawn as often as the weight says in comparison to the other choices. */
export const often = <T>(weight: number, ...values: T[]): { weight: number; arbitrary: fc.Arbitrary<T> } =>
  ({ weight, arbitrary: fc.constantFrom(...values) });

/** What the strict audit reports as an error or a warning. */
export function strictAudit(text: string): Reported[] {
  const { documents, problems } = new ManifestFile('manifest.yaml', text);
  const findings = evaluate(documents, RulePreset.STRICT._rules).filter(({ level }) => level !== RuleLevel.NOTE);
  return [
    ...findings.map(({ ruleId, pointer, message }) => ({ ruleId, pointer, message })),
    ...problems.map(({ id, message }) => ({ ruleId: id, pointer: '', message })),
  ];
}

/** How many times 2,000 inputs are drawn, at most, until one meets an exception and nothing else. */
const MOST_BATCHES = 30;

/** How many inputs a property draws; `npx projen fuzz` has very many more, for a night. */
export function agreementRuns(): number {
  return Number(process.env.STRONGBOX_FUZZ_RUNS) || runs(200, 3000);
}

/** The message with which a call throws, or undefined. */
export function refusal(call: () => void): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/**
 * Tests that a construct and the audit agree: what the construct refuses, the strict audit reports as an error or
 * warning, at the right place; what the construct takes, the audit passes.
 */
export function testAgreement<Input>(name: string, agreement: Agreement<Input>): void {
  const { inputs, construct, manifest, places, exceptions = [] } = agreement;
  const judge = (input: Input) => {
    const text = manifest(input);
    return { text, refused: refusal(() => construct(input)), reported: strictAudit(text) };
  };

  describe(`${name} and the strict audit`, () => {
    test('what one refuses the other reports, and what one takes the other passes', () => {
      const verdicts = { refused: 0, taken: 0 };
      fc.assert(fc.property(inputs, (input) => {
        const { text, refused, reported } = judge(input);
        const excepted = exceptions.filter(({ holds }) => holds(input));
        if (refused === undefined) {
          const rules = excepted.flatMap((exception) => exception.rules ?? []);
          const wrong = reported.filter(({ ruleId }) => !rules.includes(ruleId));
          expect({ text, reportedThoughTaken: wrong }).toEqual({ text, reportedThoughTaken: [] });
          verdicts.taken++;
        } else if (!isExcused(withoutExcuses(refused, excepted))) {
          expect({ text, refused, reported: reported.length > 0 }).toEqual({ text, refused, reported: true });
          const message = withoutExcuses(refused, excepted);
          const missed = (places?.(message, input) ?? []).filter((place) => !reported.some(isAbout(place)));
          expect({ text, refused, missed, reported }).toEqual({ text, refused, missed: [], reported });
          verdicts.refused++;
        }
      }), { numRuns: agreementRuns() });
      // A property that only ever draws one side says nothing of the other.
      expect(Math.min(verdicts.refused, verdicts.taken)).toBeGreaterThan(agreementRuns() / 50);
    });

    if (exceptions.length > 0) {
      test.each(exceptions.map((exception) => [exception.why, exception] as const))('exception: %s', (_, exception) => {
        const isMet = (input: Input) => {
          if (!exception.holds(input)) {
            return false;
          }
          const { refused, reported } = judge(input);
          return refused === undefined
            ? reported.some(({ ruleId }) => exception.rules?.includes(ruleId) ?? false)
            : isExcused(withoutExcuses(refused, [exception])) && reported.length === 0;
        };
        // An input that meets an exception and nothing else may be rare: drawn until there is one.
        const batches = Array.from({ length: MOST_BATCHES }, () => () => fc.sample(inputs, 2000));
        expect(batches.some((draw) => draw().some(isMet))).toBe(true);
      });
    }
  });
}

/** What a construct says beside what needs no report. */
function withoutExcuses(message: string, exceptions: readonly Pick<Exception<never>, 'refusals'>[]): string {
  return exceptions.reduce((text, { refusals }) => refusals === undefined ? text : text.replace(refusals, ''), message);
}

/** Whether nothing is left of a message but the path of the construct. */
function isExcused(message: string): boolean {
  return /^[-\w/]*:?[;\s]*$/.test(message);
}

/** Whether a finding is about a place: at it, in it, or at what the place is missing from. */
function isAbout(place: string): (reported: Reported) => boolean {
  const parent = place.slice(0, place.lastIndexOf('/'));
  return ({ ruleId, pointer }) => ruleId === 'unreadable-input' || pointer === place || pointer === parent
    || pointer.startsWith(`${place}/`);
}
