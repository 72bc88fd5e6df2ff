import { join } from 'path';
import { ManifestFile } from './manifest-file';
import { ManifestSource } from './manifest-source';
import { Fields, fieldsOf, isFields, textAt, textOf } from '../../manifest/read';
import { Resource, resourcesOf } from '../../manifest/resource';
import { AuditLocation, AuditProblem } from '../audit-report';
import { placeIn } from '../finding-path';

/** Annotation in which kustomize records where an object comes from. */
const ORIGIN = 'config.kubernetes.io/origin';

/** Content hash that a generator appends to a name. */
const HASH = /-[a-z0-9]{10}$/;

/** Where the objects of a rendering come from. */
export interface RenderingSources {
  /** File of the kustomization that was rendered. */
  readonly kustomization: ManifestSource;

  /** Folder that paths of origins are relative to. */
  readonly folder: string;

  /** Patches and generated objects, which may set a value that the file of the object does not; the last ones first. */
  readonly layers: readonly ManifestSource[];

  /** Returns the manifest file at a path; undefined when it does not exist here. */
  fileAt(path: string): ManifestSource | undefined;
}

/** An object in one of the files. */
interface Candidate {
  readonly source: ManifestSource;
  readonly resource: Resource;
}

/** Where a rendered object comes from. */
interface Origin {
  readonly path?: string;
  readonly configuredIn?: string;
}

/**
 * The output of `kubectl kustomize`. Locations are those in the sources: the patch or generator that sets a value, else
 * the file of the object, as deep as it contains what is rendered, else the kustomization.
 */
export class RenderedManifests implements ManifestSource {
  public readonly file: string;
  public readonly documents: readonly unknown[];
  public readonly problems: readonly AuditProblem[];
  private readonly origins: Origin[] = [];
  private layered?: readonly Candidate[];

  public constructor(
    text: string,
    private readonly sources: RenderingSources,
  ) {
    this.file = sources.kustomization.file;
    const rendered = new ManifestFile(this.file, text);
    this.problems = rendered.problems.map((problem) => ({ ...problem, location: this.place() }));
    this.documents = rendered.documents.map((document) => this.withoutOrigin(document));
  }

  public locate(document: number, pointers: Iterable<string>): Map<string, AuditLocation> {
    const value = this.documents[document];
    const { own, layers } = this.candidatesFor(document);
    const wanted = new Map<Candidate, Map<string, string>>();
    const places = new Map<string, AuditLocation>();
    for (const pointer of pointers) {
      const found = bestPlace(value, pointer, own, layers);
      if (found === undefined) {
        places.set(pointer, this.place());
      } else {
        const ofCandidate = wanted.get(found.candidate) ?? new Map<string, string>();
        wanted.set(found.candidate, ofCandidate.set(pointer, found.pointer));
      }
    }
    for (const [{ source, resource }, ofCandidate] of wanted) {
      const located = source.locate(resource.objectIndex, new Set(ofCandidate.values()));
      ofCandidate.forEach((place, pointer) => places.set(pointer, located.get(place) ?? this.place()));
    }
    return places;
  }

  public lastingName(document: number, name: string): string {
    return this.origins[document].configuredIn === undefined ? name : name.replace(HASH, '');
  }

  private candidatesFor(document: number): { readonly own?: Candidate; readonly layers: readonly Candidate[] } {
    const [rendered] = resourcesOf([this.documents[document]]);
    if (rendered === undefined) {
      return { layers: [] };
    }
    this.layered ??= this.sources.layers.flatMap(candidatesOf);
    return {
      own: this.ownOf(rendered, this.origins[document]),
      layers: this.layered.filter(({ resource }) => isNamesake(resource, rendered)),
    };
  }

  /** The object in its source file: of those of its kind, the one that shares the most of its name. */
  private ownOf(rendered: Resource, { path }: Origin): Candidate | undefined {
    const source = path === undefined ? undefined : this.sources.fileAt(join(this.sources.folder, path));
    const ofKind = (source === undefined ? [] : candidatesOf(source)).filter(
      ({ resource }) => resource.group === rendered.group && resource.kind === rendered.kind,
    );
    const [namesake] = ofKind
      .filter(({ resource }) => isNamesake(resource, rendered))
      .sort(({ resource: one }, { resource: other }) => other.name.length - one.name.length);
    return namesake ?? ofKind[0];
  }

  private withoutOrigin(document: unknown): unknown {
    const annotations = fieldsOf(fieldsOf(fieldsOf(document).metadata).annotations);
    this.origins.push(originIn(textOf(annotations[ORIGIN])));
    if (!isFields(document) || !Object.hasOwn(annotations, ORIGIN)) {
      return document;
    }
    const { [ORIGIN]: _, ...others } = annotations;
    const { annotations: __, ...metadata } = fieldsOf(document.metadata);
    return {
      ...document,
      metadata: Object.keys(others).length === 0 ? metadata : { ...metadata, annotations: others },
    };
  }

  /** The beginning of the kustomization, for what is in no file. */
  private place(): AuditLocation {
    return { file: this.file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  }
}

/** A location in one of the files. */
interface FoundPlace {
  readonly candidate: Candidate;
  readonly pointer: string;
  readonly complete: boolean;
}

/**
 * The location that sets a value. A patch is searched before the file of the object, which has the rest of the object.
 * When no file has the whole path, the deepest location is used.
 */
function bestPlace(
  value: unknown,
  pointer: string,
  own: Candidate | undefined,
  layers: readonly Candidate[],
): FoundPlace | undefined {
  const whole = typeof at(value, pointer) === 'object';
  const order = own === undefined ? layers : whole ? [own, ...layers] : [...layers, own];
  const places = order.map((candidate): FoundPlace => {
    const place = placeIn(candidate.resource.object, value, pointer);
    return { candidate, pointer: candidate.resource.pointer + place.pointer, complete: place.complete };
  });
  return places.find(({ complete }) => complete) ?? places.find(({ candidate }) => candidate === own) ?? places[0];
}

/** The value at a JSON pointer. */
function at(value: unknown, pointer: string): unknown {
  let current = value;
  for (const part of pointer.split('/').slice(1)) {
    const field = part.replaceAll('~1', '/').replaceAll('~0', '~');
    current =
      typeof current === 'object' && current !== null && Object.hasOwn(current, field)
        ? (current as Fields)[field]
        : undefined;
  }
  return current;
}

function candidatesOf(source: ManifestSource): Candidate[] {
  return resourcesOf(source.documents).map((resource) => ({ source, resource }));
}

/** Whether an object may be the source of a rendered one: kustomize adds a prefix and a suffix to names. */
function isNamesake({ group, kind, name }: Resource, rendered: Resource): boolean {
  return group === rendered.group && kind === rendered.kind && name !== '' && rendered.name.includes(name);
}

function originIn(text: string): Origin {
  if (text === '') {
    return {};
  }
  const [origin] = new ManifestFile('', text).documents;
  // What was downloaded is in no file here.
  if (textAt(origin, 'repo') !== '') {
    return {};
  }
  const fields: Fields = fieldsOf(origin);
  return { path: textOf(fields.path) || undefined, configuredIn: textOf(fields.configuredIn) || undefined };
}
