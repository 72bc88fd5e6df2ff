import { ApiObjectMetadata } from 'cdk8s';
import { isCopyOfObject, tellingName } from '../credentials/metadata';
import { storeTexts } from '../credentials/store-texts';
import { findCredentialInTemplate } from '../credentials/templates';
import { dotted } from '../facts/document-fault';
import { named, quoted } from '../redaction/quoted';

/**
 * Refuses a text of a manifest that has a credential in it. Actions of templates, between `{{` and `}}`, are not
 * judged.
 *
 * @param constructPath construct path, named in the error
 * @param place where the text is, in words, named in the error
 * @param text the text
 * @param name what the text is called, where the name says what the text is
 * @throws Error when the text has a credential in it
 */
export function refuseCredential(constructPath: string, place: string, text: string, name?: string): void {
  const found = findCredentialInTemplate(text, name);
  if (found !== undefined) {
    throw new Error(
      `${constructPath}: ${place} contains ${found.description} [${found.kind}], and everybody who may read the `
        + 'object ' +
      'or the repository reads it; keep the credential in a store or in a SecureSecret, and rotate it if it is in use',
    );
  }
}

/**
 * Refuses annotations and labels with a credential. The rule `credential-in-annotation` reports the same.
 *
 * @param constructPath construct path, named in the error
 * @param metadata metadata that the user gave
 * @throws Error when an annotation or label has a credential in it
 */
export function refuseCredentialsInMetadata(constructPath: string, metadata?: ApiObjectMetadata): void {
  for (const [field, word] of [['annotations', 'annotation'], ['labels', 'label']] as const) {
    for (const [name, value] of Object.entries(metadata?.[field] ?? {})) {
      if (!isCopyOfObject(name)) {
        refuseCredential(constructPath, `${word} ${quoted(name)}`, String(value), tellingName(name, String(value)));
      }
    }
  }
}

/**
 * Refuses the spec of an object that describes a store, a connection, a login or a generator and has a credential in
 * it: a header, a parameter, a URL. The rule `credential-in-store` reports the same.
 *
 * @param constructPath construct path, named in the error
 * @param spec the spec as it will be emitted
 * @throws Error when a text of the spec has a credential in it
 */
export function refuseCredentialsInStore(constructPath: string, spec: object): void {
  for (const { at, text, name } of storeTexts(spec)) {
    refuseCredential(constructPath, named(`spec.${dotted(at)}`), text, name);
  }
}
