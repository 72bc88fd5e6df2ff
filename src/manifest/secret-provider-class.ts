import { at, Fields, fieldsOf, isFields, itemsOf, textAt, textOf } from './read';
import { Resource } from './resource';
import { mayBeFilledIn } from '../facts/filled-in-later';
import { STORE_PROVIDERS, StoreFile, StoreProvider } from '../facts/secrets-store';

/** An object that a SecretProviderClass has its provider fetch. */
export interface StoreObject {
  /** As the provider's own reader of YAML has it. */
  readonly fields: Fields;

  /** Files that the provider writes for it. */
  readonly files: readonly StoreFile[];
}

/** The list of objects of a SecretProviderClass. */
export interface StoreObjects {
  readonly provider: string;

  /** Name of the parameter that holds the list. */
  readonly parameter: string;
  readonly objects: readonly StoreObject[];
}

/** Longest text that is read: the API server takes no larger object. */
const LONGEST = 1_500_000;

/** A reference to another part of the text, of which a short text can make a large value. */
const ALIAS = /(?:^|[\s[{,:-])\*[^\s,\]}]/;

/**
 * What a SecretProviderClass has its provider fetch. Undefined for a provider that is not known, and for a list that
 * cannot be read as it is: other notation than YAML, places that are filled in later.
 */
export function storeObjectsOf(resource: Resource): StoreObjects | undefined {
  const name = textAt(resource.object, 'spec', 'provider');
  const provider = STORE_PROVIDERS.get(name);
  const parameters = fieldsOf(at(resource.object, 'spec', 'parameters'));
  if (provider === undefined) {
    return undefined;
  }
  const text = textOf(parameters[provider.parameter]);
  const translation = textOf(parameters.pathTranslation);
  if (text.length > LONGEST || ALIAS.test(text) || mayBeFilledIn(text) || mayBeFilledIn(translation)) {
    return undefined;
  }
  const objects = objectsIn(provider, text);
  return objects && {
    provider: name,
    parameter: provider.parameter,
    objects: objects.map((fields) => ({ fields, files: provider.filesOf(fields, parameters) })),
  };
}

function objectsIn(provider: StoreProvider, text: string): readonly Fields[] | undefined {
  // Few apps have such an object.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { FAILSAFE_SCHEMA, load, YAML11_SCHEMA } = require('js-yaml') as typeof import('js-yaml');
  const schema = provider.scalars === 'texts' ? FAILSAFE_SCHEMA : YAML11_SCHEMA;
  const read = (yaml: string): unknown => (yaml.trim() === '' ? undefined : load(yaml, { schema }));
  try {
    const list = read(text);
    const items = provider.nested ? itemsOf(at(list, 'array')).map((item) => read(textOf(item))) : itemsOf(list);
    return items.every(isFields) ? items : undefined;
  } catch {
    return undefined;
  }
}
