import { refuseCredential } from '../data/written-credentials';
import { ApiKind, groupKind } from '../facts/api-kinds';
import { TEMPLATE_TEXTS } from '../facts/written-texts';
import { nameOfText, wordsOf } from '../manifest/pointers';
import { follow } from '../manifest/ways';
import { named } from '../redaction/quoted';

/**
 * Refuses a template of a Secret with a credential in it. The rule `credential-in-template` reports the same.
 *
 * @param constructPath construct path, named in the error
 * @param kind kind of the object with the template
 * @param object the object as it will be emitted
 * @throws Error when a literal of the template has a credential in it
 */
export function refuseTemplateCredentials(constructPath: string, kind: ApiKind, object: object): void {
  const ways = TEMPLATE_TEXTS.filter(({ kinds }) => kinds.includes(groupKind(kind))).flatMap((texts) => texts.ways);
  for (const way of ways) {
    for (const { value, pointer } of follow(object, '', way)) {
      if (typeof value === 'string') {
        refuseCredential(constructPath, named(wordsOf(pointer)), value, nameOfText(pointer));
      }
    }
  }
}
