import { isDeepStrictEqual } from 'util';
import { ComposedConfig } from './compose-config';
import { readConfigDocument } from './config-layer';
import { ConfigMapping } from './config-mapping';
import { ConfigSource, readConfigText } from './config-source';
import { layersOfDocument, loadConfig } from './load-config';
import { LEVELS } from '../threshold';

/** In messages. */
const NAME = 'AuditValidation';

/** File of the cdk8s CLI, from the folder that it runs in. */
const CDK8S_FILE = 'cdk8s.yaml';

/** What holds for the validation. */
export interface ValidationConfig extends ComposedConfig {
  /** Absolute path of the report that is written. */
  readonly report?: string;
}

/**
 * The configuration of the validation: its properties in `cdk8s.yaml` over the config file.
 *
 * @throws InputError when a property, or a key of the file, does not exist or has a value that is not allowed
 */
export function validationConfig(properties: object): ValidationConfig {
  const folder = process.cwd();
  const source: ConfigSource = { folder, name: NAME, placeOf: (pointer) => placeOf(properties, pointer) };
  const mapping = new ConfigMapping(source, properties);
  const file = mapping.filePath('config');
  const none = mapping.flag('noConfig');
  if (none && file !== undefined) {
    throw mapping.fault(['noConfig'], 'says to read no config file, and config names one; keep one of the two');
  }
  const report = mapping.filePath('report');
  const level = mapping.oneOf('level', LEVELS);
  const document = readConfigDocument(mapping);
  if (level !== undefined && document.failOn !== undefined) {
    throw mapping.fault(['level'], 'and failOn are the same; keep one of the two');
  }
  const over = layersOfDocument({ ...document, failOn: document.failOn ?? level }, folder);
  return { ...loadConfig({ file, none, over }), report };
}

/** The line of `cdk8s.yaml` where the properties stand there; the cdk8s CLI hands over no more than their value. */
function placeOf(properties: object, pointer: string): string {
  try {
    const { source, content } = readConfigText(CDK8S_FILE);
    const { validations } = content as { readonly validations?: unknown };
    const index = Array.isArray(validations)
      ? validations.findIndex((each: { readonly class?: unknown; readonly properties?: unknown } | null) =>
        each?.class === NAME && isDeepStrictEqual(each.properties, properties))
      : -1;
    return index === -1 ? NAME : `${source.placeOf(`/validations/${index}/properties${pointer}`)}: ${NAME}`;
  } catch {
    return NAME; // The properties came from elsewhere.
  }
}
