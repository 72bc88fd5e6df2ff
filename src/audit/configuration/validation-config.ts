import { isDeepStrictEqual } from 'util';
import { ComposedConfig } from './compose-config';
import { readConfigDocument } from './config-layer';
import { ConfigMapping } from './config-mapping';
import { ConfigSource, readConfigText } from './config-source';
import { layersOfDocument, loadConfig } from './load-config';
import { LEVELS } from '../threshold';

/** Name in messages. */
const NAME = 'AuditValidation';

/** Config file of the cdk8s CLI, relative to its working directory. */
const CDK8S_FILE = 'cdk8s.yaml';

/** Settings of the validation. */
export interface ValidationConfig extends ComposedConfig {
  /** Absolute path of the report to write. */
  readonly report?: string;
}

/**
 * The configuration of the validation: its properties in `cdk8s.yaml` over the config file.
 *
 * @throws InputError when a property, or a key of the file, does not exist or has an invalid value
 */
export function validationConfig(properties: object): ValidationConfig {
  const folder = process.cwd();
  const source: ConfigSource = { folder, name: NAME, placeOf: (pointer) => placeOf(properties, pointer) };
  const mapping = new ConfigMapping(source, properties);
  const file = mapping.filePath('config');
  const none = mapping.flag('noConfig');
  if (none && file !== undefined) {
    throw mapping.fault(['noConfig'], 'and config exclude each other; remove one of the two');
  }
  const report = mapping.filePath('report');
  const level = mapping.oneOf('level', LEVELS);
  const document = readConfigDocument(mapping);
  if (level !== undefined && document.failOn !== undefined) {
    throw mapping.fault(['level'], 'and failOn mean the same; remove one of the two');
  }
  const over = layersOfDocument({ ...document, failOn: document.failOn ?? level }, folder);
  return { ...loadConfig({ file, none, over }), report };
}

/** The line of the properties in `cdk8s.yaml`; the cdk8s CLI passes only their value. */
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
    // The properties did not come from that file.
    return NAME;
  }
}
