import { bind, celText, listOfTexts, named } from './cel-text';
import { PolicyVariable } from './model';
import { AdmissionKind, admissionKind, OBJECT_KINDS, POD_KINDS } from '../facts/admission-kinds';
import { kindsByWay } from '../rules/pod-terms';
import { SearchedTexts, TextList } from '../rules/rule';
import { mayHoldToken, TOKEN_GROUPS } from '../rules/token-terms';

/**
 * Characters of the texts of an object that are searched, in all: where it has more, none is. Only texts that are long
 * enough for a token are part of them. See docs/decisions/0032-tokens-at-admission.md.
 */
export const MOST_SEARCHED = 16_384;

/** Texts of an object that are searched, likewise: each costs something, however short it is. */
export const MOST_TEXTS = 300;

/** The search for tokens in an object, as variables of a policy. The last is `tokens`. */
export interface FoundTokens {
  readonly targets: readonly AdmissionKind[];

  /** The variable `pods` is used. */
  readonly ofPods: boolean;

  /** `tokens` has a list for each of `variables.objects`, of texts that name an item and what it contains. */
  readonly variables: readonly PolicyVariable[];
}

/**
 * Each step is a variable, which has its own limit of cost: the texts that may have a token, then their names and
 * places if they are not too many, and then each group of shapes.
 */
export function foundTokens({ of, lists }: SearchedTexts): FoundTokens {
  const targets = of === 'containers' ? POD_KINDS
    : of === 'metadata' ? [...POD_KINDS, ...OBJECT_KINDS] : of.map(admissionKind);
  const groups = TOKEN_GROUPS.map((group, index) => ({
    name: `tokens${index + 1}`,
    expression: inTexts(`${group.mayBeIn('each.text')}`, group.descriptionsIn('each.text')),
  }));
  const ofObject = groups.map(({ name }) => `variables.${name}[index]`).join(', ');
  const indexes = '[0, 1].filter(index, index < size(variables.texts))';
  const entries = bind('text', `[${ofObject}].filter(text, text != '').join('\\n')`,
    "(text == '' ? [] : text.split('\\n'))");
  return {
    targets,
    ofPods: of === 'containers',
    variables: [
      { name: 'holders', expression: of === 'containers' ? CONTAINERS : holdersOf(of, targets) },
      { name: 'candidates', expression: candidates(lists) },
      { name: 'texts', expression: texts(lists) },
      ...groups,
      { name: 'tokens', expression: `${indexes}.map(index, ${entries})` },
    ],
  };
}

/** The containers of each object that are not suppressed, each as `self`, with the beginning of the names in it. */
const CONTAINERS = `variables.pods.map(pods, size(pods) == 0 ? [] : ${bind('each', 'pods[0]', [
  "('' in each.places ? [] : each.containers.filter(of, !(string(of.spec.name) in each.places))",
  ".map(of, {'self': of.spec, 'before': dyn(of.name + ', '), 'places': each.places}))",
].join(''))})`;

/** The object, or its metadata and that of its pods. */
function holdersOf(of: 'metadata' | readonly unknown[], targets: readonly AdmissionKind[]): string {
  const holder = (self: string) => `[{'self': dyn(${self}), 'before': dyn(''), 'places': each.places}]`;
  const kinds = listOfTexts(targets.map(({ kind }) => kind));
  const ofPods = [...kindsByWay('podMetadata')].filter(([way]) => way !== 'metadata').map(([way, some]) =>
    `(object.kind in ${listOfTexts(some)} && has(object.${way}) ? ${holder(`object.${way}`)} : [])`);
  const found = of === 'metadata' ? [holder('object.metadata'), ...ofPods].join(' + ') : holder('object');
  const ofKind = `object.kind in ${kinds} && !('' in each.places) ? ${found} : []`;
  return `variables.judged.map(each, ${bind('object', 'each.object', ofKind)})`;
}

/** For each holder, the items of each list whose text may have a token in it. */
function candidates(lists: readonly TextList[]): string {
  const found = lists.map(({ items, text }) =>
    `dyn(${items}.filter(item, size(${text}) <= ${MOST_SEARCHED} && ${mayHoldToken(text)}))`);
  const entry = `{'of': dyn(of), 'lists': dyn([${found.join(', ')}])}`;
  return `variables.holders.map(all, all.map(of, ${bind('self', 'of.self', entry)}))`;
}

/** For each holder, the texts with their names, without those that are suppressed; none if they are too many. */
function texts(lists: readonly TextList[]): string {
  const ofList = (index: number, item: string) => `found.lists[${index}].map(item, ${item})`;
  const joined = lists.map(({ text }, index) => `${ofList(index, text)}.join('')`).join(' + ');
  const characters = `size(all.map(found, ${bind('self', 'found.of.self', joined)}).join(''))`;
  const marks = lists.map((_, index) => ofList(index, "'x'")).join(' + ');
  const count = `size(all.map(found, (${marks}).join('')).join(''))`;
  const entries = lists.map(({ text, name, noun, places }, index) => {
    const called = `found.of.before + ${noun === undefined ? name : named(celText(noun), name)}`;
    return ofList(index, `{'name': dyn(${called}), 'text': dyn(${text}), 'places': dyn([${places.join(', ')}])}`);
  });
  const kept = `(${entries.join(' + ')}).filter(text, !text.places.exists(place, place in found.of.places))`;
  return `variables.candidates.map(all, ${count} > ${MOST_TEXTS} || ${characters} > ${MOST_SEARCHED} ? [] : `
    + `all.map(found, ${bind('self', 'found.of.self', kept)}))`;
}

/** The names of the texts of each object in which something is found, with what it is, as lines. */
function inTexts(condition: string, descriptions: string): string {
  const found = `{'name': each.name, 'what': dyn(${descriptions})}`;
  const lines = `.filter(each, ${condition}).map(each, ${found}).filter(each, size(each.what) > 0)`
    + `.map(each, each.name + ${celText(' contains ')} + each.what[0]).join('\\n')`;
  return `variables.texts.map(all, all.map(some, some${lines}).filter(lines, lines != '').join('\\n'))`;
}
