import { ApiObjectMetadataDefinition } from 'cdk8s';

/** Names that have to be in a comma-separated annotation, whoever else writes to it. */
export class NameList {
  public constructor(
    private readonly metadata: ApiObjectMetadataDefinition,
    private readonly annotation: string,
    private readonly constructPath: string,
    private readonly names: readonly string[],
  ) {}

  /** Adds the names to those that are there. */
  public write(): void {
    this.metadata.addAnnotation(this.annotation, [...new Set([...this.current(), ...this.names])].join(','));
  }

  /** What is wrong when the annotation was overwritten since. */
  public errors(): string[] {
    const current = this.current();
    const lost = this.names.filter((name) => !current.includes(name));
    return lost.length === 0
      ? []
      : [
        `${this.constructPath}: annotation ${this.annotation} was overwritten and lacks ${lost.join(', ')}; set `
            + 'it before the mount is made, and the names are added to it',
      ];
  }

  private current(): string[] {
    const value: unknown = this.metadata.toJson()?.annotations?.[this.annotation];
    return typeof value === 'string' ? value.split(',').map((name) => name.trim()).filter((name) => name !== '') : [];
  }
}
