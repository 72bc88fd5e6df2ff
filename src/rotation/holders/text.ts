import { textOfTime } from './changes';
import { Change, Holder, isOver, Judgement, Unknown } from './judgement';
import { LONGEST_FETCH_SECONDS, LONGEST_START_SECONDS } from '../../facts/holding';
import { plural, TextStyle, wrap } from '../../output/text-style';
import { printable, printableText } from '../../redaction/printable';
import { titleOf } from '../names';
import { PlanTextOptions } from '../text';
import { targetInWords } from '../words';

const BECAUSE: { readonly [because in Holder['because']]: string } = {
  'started-before': 'it started before the change, and reads it at a start alone',
  'started-close': `it started within ${LONGEST_START_SECONDS} s of the change, and may have read it before`,
  'same-second': 'its pod was created in the second of the change, and may have read the value before: the API '
    + 'server writes whole seconds',
  'may-start': 'it does not run at the moment, and may have been made with the old value',
  'old-volume': 'it started again before the volume of its pod was certain to be new',
  'not-synced': 'the kubelet may not have written the file yet',
  'old-process': 'it has not started again since the file changed',
  'old-copy': 'an init container copied the old value, and runs once per pod',
  'old-driver': 'the driver of its volume was given the old value',
  'not-fetched': 'what writes the file has not fetched the value yet',
  'reads-again': 'its file has just changed, and it may not have read it again yet',
  'shows-older': 'its metrics show that it uses files from before the change',
  'fetched-close': `its driver fetched the value within ${LONGEST_FETCH_SECONDS} s of the change, and may have begun `
    + 'before it',
  'not-changed': 'the new value is not there yet',
  'immutable': 'the object keeps its content, or is not there any more: name another one in its place',
  'ending': 'its pod is being deleted',
  'vanished': 'its pod was removed without a sign that its processes had ended',
};

/** A container that may hold a value, on one line. */
export function holderInWords(holder: Holder): string {
  const { namespace, pod, containerKind, container, way, of, since, because, until } = holder;
  const started = since === undefined ? '' : ` since ${textOfTime(since)}`;
  const ends = until === undefined ? '' : `; over by ${textOfTime(until)}`;
  return `${namespace}/${pod}, ${containerKind} ${container}: ${way} of ${of}${started}: ${BECAUSE[because]}${ends}`;
}

/** Something that cannot be known, on one line. */
export function unknownInWords({ id, about, text }: Unknown): string {
  return `${about}: ${text} (${id})`;
}

/** When something changed, on one line. */
export function changeInWords({ what, at, waitsFor }: Change): string {
  const changed = at === undefined ? 'when it changed is not known' : `changed at ${textOfTime(at)}`;
  return `${what}: ${waitsFor ?? `${changed}.`}`;
}

/** What is left of a wait, in a few words. */
export function summaryOf(judgement: Judgement): string {
  const { holders, unknowns, containers, changes } = judgement;
  const waits = changes.filter(({ waitsFor }) => waitsFor !== undefined).length;
  return isOver(judgement)
    ? `no running container can hold a value from before the change (${plural(containers, 'container')} looked at)`
    : [
      ...(waits > 0 ? [`${plural(waits, 'object')} without the new value`] : []),
      ...(holders.length > 0 ? [`${plural(holders.length, 'container')} may hold the old value`] : []),
      ...(unknowns.length > 0 ? [`${plural(unknowns.length, 'thing')} cannot be known`] : []),
    ].join(', ');
}

/** A judgement for a terminal. It holds names and places, never a value. */
export function renderJudgementText(judgement: Judgement, { colour, width }: PlanTextOptions): string {
  const style = new TextStyle(colour);
  const { target, changes, holders, unknowns } = judgement;
  const section = (title: string, lines: readonly string[]): string[] =>
    (lines.length === 0 ? [] : [[title, ...lines].join('\n')]);
  const commands = (lines: readonly string[]) => lines.map((line) => `    $ ${printable(line)}`);
  const paragraph = (text: string) => wrap(printable(text), width, '  ');
  const byCommand = new Map<string, Holder[]>();
  for (const holder of holders) {
    const id = `${holder.workload === undefined ? '' : titleOf(holder.workload)}\n${holder.commands.join('\n')}`;
    byCommand.set(id, [...byCommand.get(id) ?? [], holder]);
  }
  const parts = [
    style.strong(`Wait for the rotation of ${printable(targetInWords(target))}`),
    ...section(style.strong('Changes'), changes.flatMap((change) =>
      [paragraph(changeInWords(change)), ...commands(change.waitsFor === undefined ? [] : change.commands)])),
    ...section(style.bad('May hold the old value'), [...byCommand.values()].flatMap((own) =>
      [...own.map((holder) => paragraph(holderInWords(holder))), ...commands(own[0].commands)])),
    ...section(style.doubtful('Cannot be known'), unknowns.map((each) => paragraph(unknownInWords(each)))),
    isOver(judgement) ? style.good(`Done: ${summaryOf(judgement)}.`) : `Not done: ${summaryOf(judgement)}.`,
  ];
  return printableText(`${parts.join('\n\n')}\n`, colour);
}
