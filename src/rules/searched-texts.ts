import { allOf, listOf } from './cel-terms';
import { SearchedTexts, TextList } from './rule';
import { COPIES_OF_OBJECTS } from '../credentials/metadata';
import { CONFIG_MAP } from '../facts/api-kinds';
import { ACTIONS } from '../facts/pod-shapes';

/** Where the parts of rules on credentials search for tokens, as CEL. */

/** What such a part checks, to be put after "only". */
export function tokensIn(place: string): string {
  return `tokens of known vendors, by their shape, in ${place} of at most 16 KiB in all`;
}

/** Values of variables. */
export const VARIABLES: SearchedTexts = {
  of: 'containers',
  lists: [{
    items: `${entriesOf('env')}.filter(item, has(item.value))`,
    text: 'string(item.value)',
    noun: 'variable',
    name: 'item.name',
    places: ['string(item.name)', "string(self.name) + '/' + string(item.name)"],
  }],
};

/** Words of a command line. */
export const COMMANDS: SearchedTexts = { of: 'containers', lists: ['command', 'args'].map((field) => wordsOf(field)) };

/** Commands, paths and headers of probes and hooks. */
export const PROBES: SearchedTexts = {
  of: 'containers',
  lists: ACTIONS.map((fields) => fields.join('.')).flatMap((action) => [
    wordsOf(`${action}.exec.command`),
    {
      items: `(${isSet(`${action}.httpGet.path`)} ? [self.${action}.httpGet.path] : [])`,
      text: 'string(item)',
      name: `'${action}.httpGet, path'`,
      places: [],
    },
    {
      items: `${entriesOf(`${action}.httpGet.httpHeaders`)}.filter(item, has(item.value))`,
      text: 'string(item.value)',
      noun: `${action}.httpGet, header`,
      name: 'item.name',
      places: ['string(item.name)', "string(self.name) + '/' + string(item.name)"],
    },
  ]),
};

/** Values of a ConfigMap that are text. */
export const CONFIG_MAP_VALUES: SearchedTexts = {
  of: [CONFIG_MAP],
  lists: [{
    items: keysOf('data'), text: 'string(self.data[item])', noun: 'key', name: 'item', places: ['item'],
  }],
};

/** Annotations that are not a copy of the object, and labels. */
export const METADATA_VALUES: SearchedTexts = {
  of: 'metadata',
  lists: [['annotations', 'annotation'], ['labels', 'label']].map(([field, noun]) => ({
    items: `${keysOf(field)}.filter(item, !(item in ${listOf(COPIES_OF_OBJECTS)}))`,
    text: `string(self.${field}[item])`,
    noun,
    name: 'item',
    places: ['item'],
  })),
};

/** The words in a list of a container. What stands before the value of an option is not judged with it. */
function wordsOf(list: string): TextList {
  return {
    items: entriesOf(list),
    text: "(string(item).matches('^--?[A-Za-z][\\\\w.-]*=') ? string(item).find('=(?:.|\\\\n)*') : string(item))",
    name: `'${list}[' + string(self.${list}.indexOf(item)) + ']'`,
    places: [],
  };
}

/** Every field of a way from `self` is set, and not to null. */
function isSet(way: string): string {
  const fields = way.split('.').map((_, depth, all) => ['self', ...all.slice(0, depth + 1)].join('.'));
  return allOf(...fields.flatMap((field) => [`has(${field})`, `dyn(${field}) != null`]));
}

function entriesOf(list: string): string {
  return `(${isSet(list)} ? self.${list} : [])`;
}

function keysOf(mapping: string): string {
  return `(${isSet(mapping)} ? self.${mapping}.map(key, key) : []).filter(key, dyn(self.${mapping}[key]) != null)`;
}
