import { isAwsRegion, REGION_FAULT } from './aws';
import { DocumentFault } from './document-fault';
import { plainFields, PlainFields, plainList, plainText } from './plain-fields';
import { ClassObjects } from './secrets-store';

const OBJECTS = ['parameters', 'objects'];
const ARN = /^arn:[^:]+:(?<service>[^:]*):(?<region>[^:]*):[^:]*:.+$/;
const TYPE_BY_SERVICE: ReadonlyMap<string, string> = new Map([
  ['secretsmanager', 'secretsmanager'], ['ssm', 'ssmparameter'],
]);

/** What AWS takes as the name of a secret and of a parameter, and the same in words. */
const NAMES: ReadonlyMap<string, readonly [form: RegExp, allowed: string]> = new Map([
  ['secretsmanager', [/^[\w/+=.@-]{1,512}$/, "'/', '_', '+', '=', '.', '@' and '-'"]],
  ['ssmparameter', [/^[\w/.-]{1,1011}$/, "'/', '_', '.' and '-'"]],
] as const);

/**
 * What the AWS provider has against a class.
 *
 * @see https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/3.1.1/provider/secret_descriptor.go
 */
export function* awsFaults({ parameters, objects }: ClassObjects): Generator<DocumentFault> {
  yield* awsParameterFaults(parameters);
  const parameterNames = new Set<string>();
  for (const object of objects) {
    const name = plainText(object.objectName);
    const type = typeOf(name, plainText(object.objectType), plainText(parameters.region));
    if (typeof type !== 'string') {
      yield type;
      continue;
    }
    if (type === 'ssmparameter' && parameterNames.has(name)) {
      const text = 'parameter %q is named twice, and the provider would write one of the two files only; ' +
        'read each version in its own SecretProviderClass';
      yield { at: OBJECTS, text, given: [name] };
    }
    if (type === 'ssmparameter') {
      parameterNames.add(name);
    }
    yield* objectFaults(object, type, parameters);
  }
}

/** What the AWS provider has against the parameters of a class beside its objects. */
export function* awsParameterFaults(parameters: PlainFields): Generator<DocumentFault> {
  const [region, failover, translation] = ['region', 'failoverRegion', 'pathTranslation']
    .map((name) => plainText(parameters[name]));
  for (const [name, value] of [['region', region], ['failoverRegion', failover]]) {
    if (value !== '' && !isAwsRegion(value)) {
      yield { at: ['parameters', name], text: `%q ${REGION_FAULT}`, given: [value] };
    }
  }
  if (failover !== '' && failover === region) {
    const text = 'failoverRegion is the region itself, %s; name another one';
    yield { at: ['parameters', 'failoverRegion'], text, given: [region] };
  }
  if (translation !== '' && translation.toLowerCase() !== 'false' && !/^[!-.0-~]$/.test(translation)) {
    yield {
      at: ['parameters', 'pathTranslation'],
      text: "pathTranslation %q is neither 'False' nor one character that a file name can have",
      given: [translation],
    };
  }
  const podIdentity = plainText(parameters.usePodIdentity);
  if (podIdentity !== '' && !/^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(podIdentity)) {
    const text = "usePodIdentity %q is not 'true' or 'false'";
    yield { at: ['parameters', 'usePodIdentity'], text, given: [podIdentity] };
  }
}

/** What has another effect in the parameters of a class than it says. */
export function* awsParameterIdle(parameters: PlainFields): Generator<DocumentFault> {
  const failover = plainText(parameters.failoverRegion);
  if (failover.trim() !== '' && plainText(parameters.region).trim() === '') {
    yield {
      at: ['parameters', 'failoverRegion'],
      text: 'failoverRegion %s needs region: without it the region of the node is used, which may be the same',
      given: [failover],
    };
  }
}

/** The type of an object, or what is wrong with its name. */
function typeOf(name: string, objectType: string, region: string): string | DocumentFault {
  const fault = (text: string, ...given: unknown[]): DocumentFault => ({ at: OBJECTS, text, given });
  if (name === '') {
    return fault('an objectName is empty; name a secret or a parameter');
  }
  if (objectType !== '' && !NAMES.has(objectType)) {
    return fault("objectType %q of %q is neither 'secretsmanager' nor 'ssmparameter'", objectType, name);
  }
  if (!name.startsWith('arn:')) {
    const form = NAMES.get(objectType);
    if (form === undefined) {
      return fault('%q needs an objectType, since it is not an ARN that names the service', name);
    }
    return form[0].test(name) ? objectType
      : fault(`%q is not a name that AWS allows: letters, digits, ${form[1]}`, name);
  }
  const arn = ARN.exec(name)?.groups;
  if (!arn) {
    return fault('%q is not a valid ARN', name);
  }
  const arnType = TYPE_BY_SERVICE.get(arn.service);
  if (arnType === undefined) {
    return fault("ARN %q is of service %q; the provider reads 'secretsmanager' and 'ssm'", name, arn.service);
  }
  if (objectType !== '' && objectType !== arnType) {
    return fault('ARN %q is of another service than its objectType %s', name, objectType);
  }
  return region !== '' && arn.region !== region
    ? fault('ARN %q is of region %q, and is read in %s', name, arn.region, region) : arnType;
}

function* objectFaults(object: PlainFields, type: string, parameters: PlainFields): Generator<DocumentFault> {
  const name = plainText(object.objectName);
  const alias = plainText(object.objectAlias);
  const fault = (text: string, ...given: unknown[]): DocumentFault => ({ at: OBJECTS, text, given });
  yield* versionFaults(object, type);
  for (const entry of plainList(object.jmesPath).map(plainFields)) {
    if (plainText(entry.path) === '') {
      yield fault('an entry of jmesPath of %q has an empty path', name);
    }
    if (plainText(entry.objectAlias) === '') {
      yield fault('a file name of %q is empty; name a file', name);
    }
  }
  const failover = plainFields(object.failoverObject);
  const failoverName = plainText(failover.objectName);
  if (failoverName === '') {
    return;
  }
  if (alias === '') {
    yield fault('%q has a failoverObject and needs a file name, so that its file has one name in both regions', name);
  }
  const failoverRegion = plainText(parameters.failoverRegion);
  if (failoverRegion === '') {
    yield fault('%q has a failoverObject, and there is no failoverRegion', name);
  }
  const failoverType = typeOf(failoverName, type, failoverRegion);
  if (typeof failoverType !== 'string') {
    yield failoverType;
  }
  yield* versionFaults(failover, type);
  if (plainText(failover.objectVersion) !== plainText(object.objectVersion)) {
    yield fault('%q has another objectVersion than its failoverObject; a version is the same in both regions', name);
  }
}

function* versionFaults(object: PlainFields, type: string): Generator<DocumentFault> {
  if (type === 'ssmparameter' && plainText(object.objectVersion) !== ''
    && plainText(object.objectVersionLabel) !== '') {
    const text = 'parameter %q has both objectVersion and objectVersionLabel; give one of them';
    yield { at: OBJECTS, text, given: [object.objectName] };
  }
}
