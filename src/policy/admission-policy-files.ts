import { readFileSync } from 'fs';
import { Yaml } from 'cdk8s';
import { load } from 'js-yaml';
import { engineObjects, PolicyEngine } from './engine-objects';
import { PolicyOptions } from './policy-options';
import { ControlPlane } from '../encryption/control-plane/control-plane';
import { ControlPlaneWiring } from '../encryption/control-plane/control-plane-wiring';
import { ADMISSION_CONFIG_KIND, AdmissionPlugin, policyPlugin } from '../facts/admission-files';
import { plainFields, plainList } from '../facts/plain-fields';
import { quoted } from '../redaction/quoted';

/** Options of `AdmissionPolicyFiles`. */
export interface AdmissionPolicyFilesOptions extends PolicyOptions {
  /**
   * Path of a copy of the AdmissionConfiguration that the API servers have now (`--admission-control-config-file`). An
   * API server reads only one: its other plugins are kept.
   *
   * @default - the API servers have none
   */
  readonly presentConfig?: string;
}

/**
 * Admission policies as files of the API server, for Kubernetes 1.37 and later. They are active before the first
 * request, need no etcd, and cannot be seen, changed or deleted through the API, by whatever right: only on the hosts
 * of the control plane. So an object that they must not refuse has to be exempt before they are there.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/manifest-admission-control/
 */
export class AdmissionPolicyFiles {
  private readonly policies: string;
  private readonly otherPlugins: readonly AdmissionPlugin[];

  /**
   * @throws Error when an option is not valid, or the present configuration cannot be read, is not an
   * AdmissionConfiguration, or has policies from another folder
   */
  public constructor(options: AdmissionPolicyFilesOptions = {}) {
    const { presentConfig, ...policyOptions } = options;
    this.policies = Yaml.stringify(...engineObjects(PolicyEngine.FILES, policyOptions));
    this.otherPlugins = presentConfig === undefined ? [] : pluginsOf(presentConfig);
  }

  /**
   * The files for the hosts of a control plane, and the steps that put them in place: the policies, the
   * AdmissionConfiguration, the flag and the mount.
   *
   * @param controlPlane how the API servers of the cluster are set up
   * @throws Error when the distribution cannot take them, or the present configuration is needed
   */
  public wire(controlPlane: ControlPlane): ControlPlaneWiring {
    return controlPlane._wireAdmission({ policies: this.policies, otherPlugins: this.otherPlugins });
  }
}

function pluginsOf(path: string): AdmissionPlugin[] {
  const where = `presentConfig ${quoted(path)}`;
  const document = plainFields(parsed(where, path));
  const plugins = plainList(document.plugins).map(plainFields);
  if (document.kind !== ADMISSION_CONFIG_KIND || plugins.some(({ name }) => typeof name !== 'string')) {
    throw new Error(`${where} is not an ${ADMISSION_CONFIG_KIND} with a list of plugins, each with a name`);
  }
  const own = policyPlugin('').name;
  const [relative] = plugins.filter(({ path: file }) => typeof file === 'string' && !file.startsWith('/'));
  if (relative !== undefined) {
    throw new Error(`${where}: the path of plugin ${quoted(String(relative.name))} is relative to the folder of the `
      + 'file; write it as an absolute path, since the file moves');
  }
  if (plugins.some(({ name }) => name === own)) {
    throw new Error(`${where} has the plugin ${own} already, which reads one folder; put the files of that folder into `
      + 'the new one, and leave the plugin out');
  }
  return plugins as unknown as AdmissionPlugin[];
}

function parsed(where: string, path: string): unknown {
  try {
    return load(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code = 'it is neither YAML nor JSON' } = error as NodeJS.ErrnoException;
    throw new Error(`${where} cannot be read: ${code}`);
  }
}
