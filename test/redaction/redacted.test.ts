import { inspect } from 'util';
import { Redacted } from '../../src/redaction/redacted';

class Holder extends Redacted {
  readonly #secret: string;

  public constructor(secret: string) {
    super('<holder>');
    this.#secret = secret;
  }

  public length(): number {
    return this.#secret.length;
  }
}

test('no form of printing shows the content', () => {
  const holder = new Holder('hunter2');
  expect(holder.length()).toBe(7);
  const forms = [
    `${holder}`,
    String(holder),
    JSON.stringify({ holder }),
    inspect(holder),
    inspect({ holder }, { depth: 9, showHidden: true }),
    JSON.stringify(Object.entries(holder)),
  ];
  forms.forEach((form) => expect(form).not.toContain('hunter2'));
  expect(forms[2]).toBe('{"holder":"<holder>"}');
});
