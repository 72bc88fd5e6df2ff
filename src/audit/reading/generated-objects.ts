import { ManifestFile } from './manifest-file';
import { ManifestSource } from './manifest-source';
import { GeneratedObject, generatedObjects, kustomizationOf } from '../../manifest/kustomize';
import { AuditLocation, AuditProblem } from '../audit-report';

/** The Secrets and ConfigMaps that the generators of a kustomization make; each stands where it is generated. */
export class GeneratedObjects implements ManifestSource {
  public readonly file: string;
  public readonly documents: readonly unknown[];
  public readonly problems: readonly AuditProblem[] = [];
  private readonly objects: readonly GeneratedObject[];

  /**
   * @param kustomization the file of it
   * @param read gives the content of a file that it names; undefined where it cannot be read
   */
  public constructor(
    private readonly kustomization: ManifestFile,
    read: (path: string) => Uint8Array | undefined,
  ) {
    this.file = kustomization.file;
    const fields = kustomizationOf(kustomization.documents);
    this.objects = fields === undefined ? [] : generatedObjects(fields, read);
    this.documents = this.objects.map(({ document }) => document);
  }

  public locate(document: number, pointers: Iterable<string>): Map<string, AuditLocation> {
    const said = new Map([...pointers].map((pointer) => [pointer, this.placeOf(document, pointer)]));
    const places = this.kustomization.locate(0, new Set(said.values()));
    return new Map([...said].map(([pointer, place]) => [pointer, places.get(place)!]));
  }

  private placeOf(document: number, pointer: string): string {
    const { pointers } = this.objects[document];
    return pointers.get(pointer) ?? pointers.get('')!;
  }
}
