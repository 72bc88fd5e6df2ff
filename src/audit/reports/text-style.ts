import { TextStyle as PlainStyle } from '../../output/text-style';
import { RuleLevel } from '../../rules/finding';

export { longest, plural, wrap } from '../../output/text-style';

/** Colours of the terminal, or none, with those of levels. */
export class TextStyle extends PlainStyle {
  public level(level: RuleLevel, text: string): string {
    const codes: { readonly [level in RuleLevel]: number } = { error: 31, warning: 33, note: 36 };
    return this.paint(codes[level], text);
  }
}
