import { ApiObject, JsonPatch } from 'cdk8s';
import { copyInOrder, copyOf, isInOrder, lostFields, MutableFields, restore } from './document';
import { stateOf } from './object-state';
import { Fields } from '../manifest/read';
import { OnceASynth } from '../synth/once-a-synth';

/** A change of the document of an object. */
export interface Change {
  /** Changes the document, which has the patches that were there before. */
  add(document: MutableFields): void;

  /**
   * Puts back what the class of the object has left out.
   *
   * @param written the document as the class has written it
   * @param wanted the document before that
   */
  complete(written: MutableFields, wanted: Fields): void;
}

/** Members of an `ApiObject` that are private in its type. */
interface Internals {
  patches: JsonPatch[];
  props: object;
}

/** A document as it was written. */
interface Kept {
  readonly state: string;
  readonly changes: number;
  readonly document: Fields;
}

const objects = new WeakMap<ApiObject, AmendedObject>();

/** What is kept in a synth, and freed after it: its validation and its output need the same documents. */
const keptInSynth = new OnceASynth(() => new Map<AmendedObject, Kept>());

/**
 * An object of cdk8s with changes that come out whole, whatever its class.
 *
 * A JSON patch is not enough for that: the classes of cdk8s-plus and of `cdk8s import` write only the fields that they
 * know, after the patches, and a patch cannot say "add to the list, where there is one". So the object gets a `toJson`
 * that has the class write the object and adds the changes. Where patches follow a change, it applies patches and
 * changes in the order in which they were made, has the class write the result, and puts back what the class left out
 * of the changes.
 */
export class AmendedObject {
  public static of(apiObject: ApiObject): AmendedObject {
    const known = objects.get(apiObject) ?? new AmendedObject(apiObject);
    objects.set(apiObject, known);
    return known;
  }

  private readonly changes: { readonly change: Change; readonly patchesBefore: number }[] = [];
  private readonly internals: Internals;
  private readonly writeByClass: () => MutableFields;

  /** Whether the object itself is what its class writes: what another class writes may be a part of it. */
  private readonly isPlain: boolean;

  /** Whether the class writes fields in alphabetical order, in which those of the changes then are too. */
  private writesInOrder = false;

  /** What was read for constructs. */
  private kept?: Kept;

  private constructor(
    private readonly apiObject: ApiObject,
  ) {
    this.internals = apiObject as unknown as Internals;
    this.isPlain = apiObject.toJson === ApiObject.prototype.toJson;
    this.writeByClass = apiObject.toJson.bind(apiObject) as () => MutableFields;
  }

  /** Whether changes were made: whoever made them checks the object at synth. */
  public get isAmended(): boolean {
    return this.changes.length > 0;
  }

  /**
   * Makes a change after the patches that are there, and before those that are added later.
   *
   * @param read the document that was read last, which gets the change too
   * @returns that document with the change; another mapping, as what is found in a document is remembered by it
   */
  public amend(change: Change, read?: Fields): Fields | undefined {
    if (this.changes.length === 0) {
      this.apiObject.toJson = () => {
        const document = this.read();
        return this.writesInOrder ? copyInOrder(document) : copyOf(document);
      };
    }
    this.changes.push({ change, patchesBefore: this.internals.patches.length });
    if (read === undefined) {
      return undefined;
    }
    change.add(read as MutableFields);
    const document = { ...read };
    this.kept = this.kept?.document === read
      ? { state: this.kept.state, changes: this.changes.length, document } : undefined;
    return document;
  }

  /** The object as it is written now, to be read only. The same mapping as long as it is written the same. */
  public read(): Fields {
    const inSynth = keptInSynth.ofRun(this.apiObject.node.root);
    const known = inSynth?.get(this) ?? this.kept;
    const state = stateOf(this.apiObject);
    const isCurrent = known !== undefined && known.state === state && known.changes === this.changes.length;
    const document = isCurrent ? known.document : this.written();
    const kept = state === undefined ? undefined : { state, changes: this.changes.length, document };
    this.kept = inSynth === undefined ? kept : undefined;
    if (kept !== undefined) {
      inSynth?.set(this, kept);
    }
    return document;
  }

  /** Fields that JSON patches set and the class of the object does not write, by their ways. */
  public lostPatches(): string[] {
    if (this.internals.patches.length === 0) {
      return [];
    }
    const wanted = this.wanted();
    const lost = lostFields(wanted, this.write(wanted));
    if (lost.length === 0) {
      return lost;
    }
    const unpatched = this.wanted([]);
    const lostAnyway = new Set(lostFields(unpatched, this.write(unpatched)));
    return lost.filter((way) => !lostAnyway.has(way));
  }

  private written(): Fields {
    const { patches } = this.internals;
    this.writesInOrder = false;
    if (this.changes.some(({ patchesBefore }) => patchesBefore < patches.length)) {
      return this.write(this.wanted());
    }
    const written = this.writeByClass();
    this.writesInOrder = !this.isPlain && isInOrder(written);
    const document = this.isPlain ? written : copyOf(written);
    this.changes.forEach(({ change }) => change.add(document));
    return document;
  }

  /** The document before the class of the object writes it. */
  private wanted(patches: readonly JsonPatch[] = this.internals.patches): MutableFields {
    let document = this.withInternals({ patches: [] }, () =>
      ApiObject.prototype.toJson.call(this.apiObject) as MutableFields);
    let done = 0;
    for (const { change, patchesBefore } of this.changes) {
      document = this.patched(document, patches.slice(done, patchesBefore));
      change.add(document);
      done = patchesBefore;
    }
    return this.patched(document, patches.slice(done));
  }

  private write(wanted: MutableFields): MutableFields {
    const root = JsonPatch.add('', wanted);
    const written = this.withInternals({ patches: [root], props: {} }, this.writeByClass);
    for (const { change } of this.changes) {
      change.complete(written, wanted);
    }
    return written;
  }

  private patched(document: MutableFields, patches: readonly JsonPatch[]): MutableFields {
    if (patches.length === 0) {
      return document;
    }
    try {
      return JsonPatch.apply(document, ...patches) as MutableFields;
    } catch (error) {
      const { node, name } = this.apiObject;
      throw new Error(`Failed serializing construct at path '${node.path}' with name '${name}': ${String(error)}`);
    }
  }

  /** Runs something while the object has other private members. */
  private withInternals<T>(members: Partial<Internals>, run: () => T): T {
    const { patches, props } = this.internals;
    Object.assign(this.internals, members);
    try {
      return run();
    } finally {
      Object.assign(this.internals, { patches, props });
    }
  }
}

/** A part of the document of an object that is ours. */
export interface Part {
  /** Its fields in the mapping that it is in. */
  readonly fields: Fields;

  /** Finds that mapping; undefined where there is none. */
  find(document: Fields): Fields | undefined;

  /** Makes that mapping: a new one where it is an item of a list. */
  make(document: MutableFields): MutableFields | undefined;
}

/** The change that adds parts. */
export function changeOf(parts: readonly Part[]): Change {
  return {
    add: (document) => {
      for (const { make, fields } of parts) {
        Object.assign(make(document) ?? {}, copyOf(fields));
      }
    },
    complete: (written, wanted) => {
      for (const { find, make, fields } of parts) {
        const before = find(wanted);
        const after = before && (find(written) ?? make(written));
        if (before && after) {
          restore(after as MutableFields, before, fields);
        }
      }
    },
  };
}
