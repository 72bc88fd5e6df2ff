import { generatedName } from '../../data/object-names';
import { named } from '../../redaction/quoted';
import { CsiSecret } from '../../stores/csi/csi-secret';
import { CsiSyncedOptions } from '../csi-synced-options';
import { BoundSecret, SecretBinding, SecretRequest } from '../secret-binding';

/** A Secret that the Secrets Store CSI driver keeps in step with mounted files. */
export class CsiSyncedBinding implements SecretBinding {
  private readonly files: { readonly [key: string]: string };

  public constructor(private readonly csi: CsiSecret, private readonly options: CsiSyncedOptions) {
    this.files = { ...options.files ?? Object.fromEntries(csi.files.map((file) => [file, file])) };
  }

  public get keys(): string[] {
    return Object.keys(this.files);
  }

  public bind(request: SecretRequest): BoundSecret {
    const { constructPath, place, type, metadata, namespace } = request;
    const own = this.csi.namespaceName;
    if (request.immutable) {
      throw new Error(
        `${constructPath}: the Secrets Store CSI driver writes no immutable Secret; leave \`immutable\` out`,
      );
    }
    if (namespace !== undefined && own !== undefined && namespace !== own) {
      throw new Error(
        `${constructPath}: the Secrets Store CSI driver writes Secrets into the namespace of the class, ` +
          `${named(own)}, and this one is in ${named(namespace)}; make a class there`,
      );
    }
    const name = metadata?.name ?? generatedName(place, 'v1', 'Secret');
    const addCopy = this.csi._planSync({
      secretName: name,
      secretType: type.name,
      files: this.files,
      labels: metadata?.labels,
      annotations: metadata?.annotations,
      mountedElsewhere: this.options.mountedElsewhere,
    });
    return {
      name,
      namespace: own ?? namespace,
      immutable: false,
      rotatedBy: 'the Secrets Store CSI driver',
      emit: addCopy,
    };
  }
}
