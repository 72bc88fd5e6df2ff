import { realpathSync } from 'fs';
import { resolve } from 'path';
import { composeConfig, ComposedConfig } from './compose-config';
import { ConfigDocument, ConfigLayer, readConfigDocument } from './config-layer';
import { ConfigMapping } from './config-mapping';
import { readConfigText } from './config-source';
import { findConfigFile, resolveParent } from './find-config';
import { printable } from '../../redaction/printable';
import { fromHere } from '../shown-path';

/** Which configuration to use. */
export interface ConfigChoice {
  /**
   * Path of a config file.
   *
   * @default - the file that `findConfigFile` finds
   */
  readonly file?: string;

  /**
   * Do not read the file that would be found.
   *
   * @default false
   */
  readonly none?: boolean;

  /**
   * Layers that take precedence over the file: options of a call or of a command.
   *
   * @default - none
   */
  readonly over?: readonly ConfigLayer[];
}

/**
 * Loads the configuration, in the same way for every entry point: from the file that is named, else from the one found
 * from the working directory upwards, with everything it extends.
 *
 * @throws InputError when a file cannot be read or names something that does not exist
 */
export function loadConfig({ file, none = false, over = [] }: ConfigChoice): ComposedConfig {
  const path = file ?? (none ? undefined : findConfigFile(process.cwd()));
  return composeConfig([...(path === undefined ? [] : layersOfFile(path)), ...over]);
}

/** The layers of a file: those that it extends, in order, then its own. Each file is used once. */
export function layersOfFile(path: string): ConfigLayer[] {
  const layers: ConfigLayer[] = [];
  new ConfigLoader(layers).addFile(resolve(path), []);
  return layers;
}

/** The layers of a configuration that is in no file. */
export function layersOfDocument(document: ConfigDocument, folder: string): ConfigLayer[] {
  const layers: ConfigLayer[] = [];
  new ConfigLoader(layers).addDocument(document, folder, []);
  return layers;
}

class ConfigLoader {
  private readonly seen = new Set<string>();

  public constructor(private readonly layers: ConfigLayer[]) {}

  public addFile(path: string, chain: readonly string[]): void {
    const { source, content } = readConfigText(path);
    const document = { ...readConfigDocument(new ConfigMapping(source, content)), file: path };
    this.addDocument(document, source.folder, [...chain, path]);
  }

  public addDocument(document: ConfigDocument, folder: string, chain: readonly string[]): void {
    for (const parent of document.parents) {
      const path = resolveParent(parent, folder);
      const real = realpathSync(path);
      const before = chain.findIndex((step) => realpathSync(step) === real);
      if (before !== -1) {
        const round = [...chain.slice(before), path].map((step) => printable(fromHere(step)));
        throw parent.fault(`is circular: ${round.join(' -> ')}`);
      }
      if (!this.seen.has(real)) {
        this.seen.add(real);
        this.addFile(path, chain);
      }
    }
    this.layers.push(document);
  }
}
