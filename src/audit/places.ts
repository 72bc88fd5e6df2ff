import { AuditLocation } from './audit-report';
import { AuditProgress, AuditSubject } from './audit-subject';

/** How many documents are located between two reports of progress. */
const STEP = 64;

/** Locations in files. They are collected first, so that each document is searched once for all of its places. */
export class Places {
  private readonly wanted = new Map<number, Set<string>>();
  private readonly found = new Map<number, ReadonlyMap<string, AuditLocation>>();

  public constructor(
    private readonly subject: AuditSubject,
    private readonly onProgress?: (progress: AuditProgress) => void,
  ) {}

  /** Requests locations of JSON pointers in a document. */
  public want(objectIndex: number, ...pointers: readonly string[]): void {
    const wanted = this.wanted.get(objectIndex) ?? new Set();
    this.wanted.set(objectIndex, wanted);
    pointers.forEach((pointer) => wanted.add(pointer));
  }

  /** Finds all requested locations. */
  public locate(): void {
    let done = 0;
    for (const [objectIndex, pointers] of this.wanted) {
      this.found.set(objectIndex, this.subject.locate(objectIndex, pointers));
      done++;
      if (done % STEP === 0 || done === this.wanted.size) {
        this.onProgress?.({ phase: 'locating', done, total: this.wanted.size });
      }
    }
  }

  public at(objectIndex: number, pointer: string): AuditLocation | undefined {
    return this.found.get(objectIndex)?.get(pointer);
  }
}
