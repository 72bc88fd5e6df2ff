import { AwsObjectType, AwsCsiSecretObject } from './aws-secret-object';
import { FileMode } from '../../mounts/file-mode';
import { named, quoted } from '../../redaction/quoted';

const ARN = /^arn:[^:]+:(?<service>[^:]*):(?<region>[^:]*):[^:]*:.+$/;
const TYPE_BY_SERVICE = new Map([['secretsmanager', AwsObjectType.SECRETS_MANAGER], ['ssm', AwsObjectType.SSM_PARAMETER]]);

/** Where objects are read. */
export interface AwsRegions {
  readonly region?: string;
  readonly failoverRegion?: string;
  readonly pathTranslation?: string;
}

/**
 * Checks objects as the provider does at the first mount.
 *
 * @see https://github.com/aws/secrets-store-csi-driver-provider-aws/blob/3.1.1/provider/secret_descriptor.go
 */
export function validateAwsObjects(where: string, objects: AwsCsiSecretObject[], regions: AwsRegions): void {
  const parameters = new Set<string>();
  for (const object of objects) {
    const name = quoted(object.objectName);
    const type = typeOf(where, object.objectName, object.objectType, regions.region);
    if (type === AwsObjectType.SSM_PARAMETER && parameters.has(object.objectName)) {
      throw new Error(`${where}: parameter ${name} is named twice, and the provider would write one of the two files only; make a secret for each version`);
    }
    if (type === AwsObjectType.SSM_PARAMETER) parameters.add(object.objectName);
    const version = { objectVersion: object.objectVersion, objectVersionLabel: object.objectVersionLabel };
    validateVersion(where, name, type, version);
    for (const { path } of object.jmesPath ?? []) {
      if (path === '') {
        throw new Error(`${where}: an entry of jmesPath of ${name} has an empty path`);
      }
    }
    if (object.fileName === '' || (object.jmesPath ?? []).some((entry) => entry.fileName === '')) {
      throw new Error(`${where}: a fileName of ${name} is empty; name a file`);
    }
    const { failoverObject } = object;
    if (failoverObject) {
      if (object.fileName === undefined) {
        throw new Error(`${where}: ${name} has a failoverObject and needs a fileName, so that its file has one name in both regions`);
      }
      if (regions.failoverRegion === undefined) {
        throw new Error(`${where}: ${name} has a failoverObject, and the provider has no failoverRegion`);
      }
      typeOf(where, failoverObject.objectName, type, regions.failoverRegion);
      validateVersion(where, quoted(failoverObject.objectName), type, failoverObject);
      if (failoverObject.objectVersion !== object.objectVersion) {
        throw new Error(`${where}: ${name} has another objectVersion than its failoverObject; a version is the same in both regions`);
      }
    }
  }
}

function typeOf(where: string, objectName: string, objectType: AwsObjectType | undefined, region: string | undefined): AwsObjectType {
  const name = quoted(objectName);
  if (objectName === '') {
    throw new Error(`${where}: an objectName is empty; name a secret or a parameter`);
  }
  if (!objectName.startsWith('arn:')) {
    if (objectType === undefined) {
      throw new Error(`${where}: ${name} needs an objectType, since it is not an ARN that names the service`);
    }
    const pattern = objectType === AwsObjectType.SECRETS_MANAGER ? /^[\w/+=.@-]{1,512}$/ : /^[\w/.-]{1,1011}$/;
    if (!pattern.test(objectName)) {
      const allowed = objectType === AwsObjectType.SECRETS_MANAGER ? "'/', '_', '+', '=', '.', '@' and '-'" : "'/', '_', '.' and '-'";
      throw new Error(`${where}: ${name} is not a name that AWS allows: letters, digits, ${allowed}`);
    }
    return objectType;
  }
  const arn = ARN.exec(objectName)?.groups;
  if (!arn) {
    throw new Error(`${where}: ${name} is not a valid ARN`);
  }
  const arnType = TYPE_BY_SERVICE.get(arn.service);
  if (arnType === undefined) {
    throw new Error(`${where}: ARN ${name} is of service ${quoted(arn.service)}; the provider reads 'secretsmanager' ` +
      'and \'ssm\'');
  }
  if (objectType !== undefined && objectType !== arnType) {
    throw new Error(`${where}: ARN ${name} is of another service than its objectType ${named(objectType)}`);
  }
  if (region !== undefined && arn.region !== region) {
    throw new Error(`${where}: ARN ${name} is of region ${quoted(arn.region)}, and is read in ${named(region)}`);
  }
  return arnType;
}

function validateVersion(where: string, name: string, type: AwsObjectType, version: { objectVersion?: string; objectVersionLabel?: string }): void {
  if (type === AwsObjectType.SSM_PARAMETER && version.objectVersion !== undefined && version.objectVersionLabel !== undefined) {
    throw new Error(`${where}: parameter ${name} has both objectVersion and objectVersionLabel; give one of them`);
  }
}

/** The objects in the provider's notation. */
export function awsObjects(objects: AwsCsiSecretObject[]): object[] {
  return objects.map(({ objectName, objectType, fileName, objectVersion, objectVersionLabel, mode, jmesPath, failoverObject }) => ({
    objectName,
    objectType,
    objectAlias: fileName,
    objectVersion,
    objectVersionLabel,
    filePermission: (mode ?? FileMode.ALL_READ).toString(),
    jmesPath: jmesPath?.map((entry) => ({ path: entry.path, objectAlias: entry.fileName, filePermission: entry.mode?.toString() })),
    failoverObject: failoverObject && {
      objectName: failoverObject.objectName,
      objectVersion: failoverObject.objectVersion,
      objectVersionLabel: failoverObject.objectVersionLabel,
    },
  }));
}
