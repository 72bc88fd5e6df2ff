import { createHash } from 'crypto';
import { Resource } from '../manifest/resource';

const LENGTH = 32;

/**
 * Fingerprints of findings, made of the rule, the object and the place in it. Lines, files, the order of objects and
 * the text of the message do not matter, and no value is included. Findings that are equal in all of that are numbered.
 */
export class Fingerprints {
  private readonly counts = new Map<string, number>();

  public of(ruleId: string, resource: Resource, name: string, path: string): string {
    const about = JSON.stringify([ruleId, resource.group, resource.kind, resource.namespace, name, path]);
    const count = this.counts.get(about) ?? 0;
    this.counts.set(about, count + 1);
    return createHash('sha256').update(`${about}${count}`).digest('hex').slice(0, LENGTH);
  }
}
