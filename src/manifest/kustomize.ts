import { Fields, fieldsOf, isFields, itemsOf, mappingsOf, textOf } from './read';
import { envLinesOf } from '../facts/env-files';

/** What kustomize reads of a folder: the first of these names that is there. */
export const KUSTOMIZATION_FILES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** What a kustomization does with a file or a folder that it names. */
export enum KustomizeUse {
  /** Takes its objects as they are: a file of manifests, or a folder with a kustomization. */
  RESOURCE = 'resource',
  /** Lays it over objects: parts of objects, or operations on them. */
  PATCH = 'patch',
  /** Reads it for something else: content of a generator, a transformer, a schema. */
  OTHER = 'other',
}

/** A file or a folder that a kustomization names. */
export interface KustomizePath {
  readonly use: KustomizeUse;

  /** From the folder of the kustomization, or the address of something that is elsewhere. */
  readonly path: string;
}

/** Fields with a list of paths. A list of transformers may hold YAML itself in place of a path. */
const LISTS: readonly (readonly [field: string, use: KustomizeUse])[] = [
  ['resources', KustomizeUse.RESOURCE],
  ['bases', KustomizeUse.RESOURCE],
  ['components', KustomizeUse.RESOURCE],
  ['patchesStrategicMerge', KustomizeUse.PATCH],
  ['crds', KustomizeUse.OTHER],
  ['configurations', KustomizeUse.OTHER],
  ['generators', KustomizeUse.OTHER],
  ['transformers', KustomizeUse.OTHER],
  ['validators', KustomizeUse.OTHER],
];

/** Fields with a list of mappings that have a path. */
const MAPPINGS: readonly (readonly [field: string, key: string, use: KustomizeUse])[] = [
  ['patches', 'path', KustomizeUse.PATCH],
  ['patchesJson6902', 'path', KustomizeUse.PATCH],
  ['replacements', 'path', KustomizeUse.OTHER],
  ['helmCharts', 'valuesFile', KustomizeUse.OTHER],
];

const GENERATORS = [
  ['secretGenerator', 'Secret'],
  ['configMapGenerator', 'ConfigMap'],
] as const;

/** Fields that change objects beyond their names, labels and images. */
const CHANGING = [
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'transformers',
  'replacements',
  'vars',
  'components',
];

/** Every file and folder that a kustomization names. */
export function pathsOf(kustomization: Fields): KustomizePath[] {
  const paths: KustomizePath[] = [];
  const add = (use: KustomizeUse, value: unknown) => {
    const path = textOf(value);
    if (path !== '' && !path.includes('\n')) {
      paths.push({ use, path });
    }
  };
  for (const [field, use] of LISTS) {
    itemsOf(kustomization[field]).forEach((item) => add(use, item));
  }
  for (const [field, key, use] of MAPPINGS) {
    [...mappingsOf(kustomization[field])].forEach(([item]) => add(use, item[key]));
  }
  add(KustomizeUse.OTHER, fieldsOf(kustomization.openapi).path);
  for (const [field] of GENERATORS) {
    for (const [generator] of mappingsOf(kustomization[field])) {
      itemsOf(generator.files).forEach((item) => add(KustomizeUse.OTHER, fileOf(textOf(item)).path));
      envFilesOf(generator).forEach((path) => add(KustomizeUse.OTHER, path));
    }
  }
  return paths;
}

/** Whether a kustomization is a component: part of others, which cannot be rendered alone. */
export function isComponent(kustomization: Fields): boolean {
  return kustomization.kind === 'Component';
}

/** Whether objects of a kustomization may leave it with other content than their files have. */
export function changesObjects(kustomization: Fields): boolean {
  return CHANGING.some((field) => itemsOf(kustomization[field]).length > 0);
}

/** Whether a kustomization makes Secrets or ConfigMaps. */
export function generates(kustomization: Fields): boolean {
  return GENERATORS.some(([field]) => itemsOf(kustomization[field]).length > 0);
}

/** Whether a path that is not in the file system is an address that kustomize fetches from. */
export function isAddress(path: string): boolean {
  return /^[a-z][a-z0-9+.-]*:|^[\w.-]+@[\w.-]+:|^[\w-]+(?:\.[\w-]+)+[:/].*\/|[?&](?:ref|version)=/i.test(path);
}

/** A Secret or ConfigMap that a generator makes, as far as its files tell. */
export interface GeneratedObject {
  readonly document: Fields;

  /** Where the kustomization says what a JSON pointer into the object leads to. */
  readonly pointers: ReadonlyMap<string, string>;
}

/**
 * What the generators of a kustomization make, under the names that references have before kustomize adds a hash.
 * Where the keys of one are not known, a second object without keys says so.
 *
 * @param read gives the content of a file that is named; undefined where it cannot be read
 */
export function generatedObjects(
  kustomization: Fields,
  read: (path: string) => Uint8Array | undefined,
): GeneratedObject[] {
  return GENERATORS.flatMap(([field, kind]) =>
    [...mappingsOf(kustomization[field])].flatMap(([generator, index]) => {
      const name = textOf(generator.name);
      return name === '' ? [] : new Generation(kind, generator, `/${field}/${index}`, read).objects();
    }),
  );
}

/** One entry of `secretGenerator` or `configMapGenerator`. */
class Generation {
  private readonly values = new Map<string, [value: Uint8Array, pointer: string]>();
  private complete = true;

  public constructor(
    private readonly kind: 'Secret' | 'ConfigMap',
    private readonly generator: Fields,
    private readonly pointer: string,
    private readonly read: (path: string) => Uint8Array | undefined,
  ) {
    this.readEnvFiles();
    itemsOf(generator.literals).forEach((item, index) => this.addPair(textOf(item), `${pointer}/literals/${index}`));
    itemsOf(generator.files).forEach((item, index) => this.addFile(textOf(item), `${pointer}/files/${index}`));
  }

  public objects(): GeneratedObject[] {
    const data: [string, string][] = [];
    const binaryData: [string, string][] = [];
    const pointers = new Map([
      ['', this.pointer],
      ['/metadata/name', `${this.pointer}/name`],
    ]);
    for (const [key, [bytes, pointer]] of this.values) {
      const buffer = Buffer.from(bytes);
      const text = buffer.toString('utf8');
      const binary = this.kind === 'ConfigMap' && !Buffer.from(text, 'utf8').equals(buffer);
      const encoded = this.kind === 'Secret' || binary ? buffer.toString('base64') : text;
      (binary ? binaryData : data).push([key, encoded]);
      pointers.set(`/${binary ? 'binaryData' : 'data'}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, pointer);
    }
    const object = (fields: Fields): GeneratedObject => ({ document: { ...this.head(), ...fields }, pointers });
    const made = object({
      ...(data.length === 0 ? {} : { data: Object.fromEntries(data) }),
      ...(binaryData.length === 0 ? {} : { binaryData: Object.fromEntries(binaryData) }),
    });
    return this.complete || this.values.size === 0 ? [made] : [made, object({})];
  }

  private head(): Fields {
    const { name, namespace, type } = this.generator;
    return {
      apiVersion: 'v1',
      kind: this.kind,
      metadata: { name, ...(textOf(namespace) === '' ? {} : { namespace }) },
      ...(this.kind === 'Secret' && textOf(type) !== '' ? { type } : {}),
    };
  }

  private readEnvFiles(): void {
    for (const path of envFilesOf(this.generator)) {
      const bytes = this.read(path);
      if (bytes === undefined) {
        this.complete = false;
        continue;
      }
      const { env, envs } = this.generator;
      const pointer = `${this.pointer}/${env === path ? 'env' : `envs/${itemsOf(envs).indexOf(path)}`}`;
      for (const { key, value } of envLinesOf(bytes)) {
        if (key !== undefined && value !== undefined) {
          this.values.set(key, [Buffer.from(value), pointer]);
        } else {
          // Which value a line without one gets depends on the tool, and may be a variable of the machine.
          this.complete = false;
        }
      }
    }
  }

  private addPair(pair: string, pointer: string): void {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      const value = pair.slice(equals + 1);
      this.values.set(pair.slice(0, equals), [Buffer.from(value.replace(/^(["'])(.*)\1$/s, '$2')), pointer]);
    } else {
      // kustomize refuses a literal without a value.
      this.complete = false;
    }
  }

  private addFile(item: string, pointer: string): void {
    const { key, path } = fileOf(item);
    if (path !== '') {
      this.values.set(key, [this.read(path) ?? new Uint8Array(), pointer]);
    }
  }
}

/** An entry of `files`: a path, or a key and a path with an equals sign between them. */
function fileOf(item: string): { readonly key: string; readonly path: string } {
  const equals = item.indexOf('=');
  const path = item.slice(equals + 1);
  return { key: equals > 0 ? item.slice(0, equals) : path.slice(path.lastIndexOf('/') + 1), path };
}

function envFilesOf(generator: Fields): string[] {
  return [generator.env, ...itemsOf(generator.envs)].map(textOf).filter((path) => path !== '');
}

/** The kustomization that a file holds; nothing where it holds something else, such as an object under that name. */
export function kustomizationOf(documents: readonly unknown[]): Fields | undefined {
  const [document] = documents;
  return documents.length === 1 && isFields(document) && isKustomization(document) ? document : undefined;
}

function isKustomization({ apiVersion, kind }: Fields): boolean {
  return (
    (apiVersion === undefined || textOf(apiVersion).startsWith('kustomize.config.k8s.io/'))
    && (kind === undefined || kind === 'Kustomization' || kind === 'Component')
  );
}
