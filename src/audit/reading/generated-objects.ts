import { ManifestFile } from './manifest-file';
import { ManifestSource } from './manifest-source';
import { GeneratedObject, generatedObjects, kustomizationOf } from '../../manifest/kustomize';
import { AuditLocation, AuditProblem } from '../audit-report';

/** The Secrets and ConfigMaps that the generators of a kustomization make, each located at its generator. */
export class GeneratedObjects implements ManifestSource {
  public readonly file: string;
  public readonly documents: readonly unknown[];
  public readonly problems: readonly AuditProblem[] = [];
  private readonly objects: readonly GeneratedObject[];

  /**
   * @param kustomization file of the kustomization
   * @param read returns the content of a file that it names; undefined when the file cannot be read
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
