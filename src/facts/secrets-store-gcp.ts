import { DocumentFault } from './document-fault';
import { plainText } from './plain-fields';
import { ClassObjects } from './secrets-store';

const SECRETS = ['parameters', 'secrets'];
const RESOURCE_NAME =
  /^projects\/[^/\s]+\/(secrets|locations\/[^/\s]+\/(secrets|parameters))\/[^/\s]+\/versions\/[^/\s]+$/;

/**
 * What the provider of Google Cloud has against a class.
 *
 * @see https://github.com/GoogleCloudPlatform/secrets-store-csi-driver-provider-gcp/blob/v1.15.0/config/config.go
 */
export function* gcpFaults({ parameters, objects }: ClassObjects): Generator<DocumentFault> {
  const auth = plainText(parameters.auth);
  if (auth !== '' && auth !== 'pod-adc' && auth !== 'provider-adc') {
    yield { at: ['parameters', 'auth'], text: "auth %q is neither 'pod-adc' nor 'provider-adc'", given: [auth] };
  }
  for (const object of objects) {
    const name = plainText(object.resourceName);
    if (!RESOURCE_NAME.test(name)) {
      yield {
        at: SECRETS,
        text: "%q is not the name of a version, which has the form 'projects/P/secrets/S/versions/V', " +
          "'projects/P/locations/L/secrets/S/versions/V' or 'projects/P/locations/L/parameters/S/versions/V'",
        given: [name],
      };
    }
    if (plainText(object.extractJSONKey) !== '' && plainText(object.extractYAMLKey) !== '') {
      const text = '%q has both extractJsonKey and extractYamlKey; its value is one or the other';
      yield { at: SECRETS, text, given: [name] };
    }
  }
}
