import { AuditLocation, AuditReport } from './audit-report';
import { AuditSettings, AuditSubject } from './audit-subject';
import { audit } from './engine';
import { ManifestFile } from './reading/manifest-file';
import { Suppression } from './suppressions/suppression';

/** A file of manifests. */
export interface AuditInput {
  /** As it is to be named in the report. */
  readonly file: string;

  /** YAML, of one document or several, or JSON. */
  readonly text: string;
}

/** Audits files of manifests together: any object in them may name any other. What cannot be read is a problem of the report. */
export function auditFiles(inputs: readonly AuditInput[], options: AuditSettings): AuditReport {
  return audit(new FileSubject(inputs, options), options);
}

/** The documents of some files. */
class FileSubject implements AuditSubject {
  public readonly documents: readonly unknown[];
  public readonly problems;
  public readonly fileCount: number;
  public readonly suppressions: readonly Suppression[] = [];

  /** The file of each document, and which of its documents it is. */
  private readonly origins: [file: ManifestFile, document: number][] = [];

  public constructor(inputs: readonly AuditInput[], { onProgress }: AuditSettings) {
    const total = inputs.reduce((sum, { text }) => sum + text.length, 0);
    let done = 0;
    const files = inputs.map(({ file, text }) => {
      onProgress?.({ phase: 'reading', done, total });
      done += text.length;
      return new ManifestFile(file, text);
    });
    onProgress?.({ phase: 'reading', done, total });
    this.documents = files.flatMap((file) => file.documents.map((document, index) => {
      this.origins.push([file, index]);
      return document;
    }));
    this.problems = files.flatMap((file) => file.problems);
    this.fileCount = files.length;
  }

  public locate(objectIndex: number, pointers: Iterable<string>): ReadonlyMap<string, AuditLocation> {
    const [file, document] = this.origins[objectIndex];
    return file.locate(document, pointers);
  }

  public constructPathOf(): undefined {
    return undefined;
  }

  public suppressionsOf(): readonly Suppression[] {
    return this.suppressions;
  }
}
