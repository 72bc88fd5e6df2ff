import { createHash } from 'crypto';
import { Resource } from '../manifest/resource';

const LENGTH = 32;

/**
 * Tells findings apart by what they are about: the rule, the object and the place in it. Lines, files, the order of
 * things and what a message says do not matter, and no value goes in. What is alike in all of that is counted.
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
