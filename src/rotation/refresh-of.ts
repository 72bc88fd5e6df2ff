import { RotationIndex } from './lookups';
import {
  certificateRefresh, csiRefresh, externalSecretRefresh, injectorRefresh, pushSecretRefresh, Refresh,
  vaultSecretRefresh,
} from '../facts/refresh';
import { injectsAgent } from '../facts/vault-agent-annotations';
import { fieldsOf } from '../manifest/read';
import { Resource } from '../manifest/resource';
import { externalSpecOf } from '../manifest/store-values';

/** When what an object makes follows what it reads. */
export function refreshOf(index: RotationIndex, resource: Resource): Refresh {
  const spec = fieldsOf(resource.object.spec);
  switch (resource.kind) {
    case 'ExternalSecret':
    case 'ClusterExternalSecret':
      return externalSecretRefresh(externalSpecOf(resource));
    case 'PushSecret':
      return pushSecretRefresh(spec);
    case 'SecretProviderClass':
      return csiRefresh(index.csiRotation);
    case 'VaultStaticSecret':
    case 'VaultDynamicSecret':
    case 'VaultPKISecret':
      return vaultSecretRefresh(resource.kind, spec);
    case 'Certificate':
      return certificateRefresh(spec);
    case 'SealedSecret':
    case 'SopsSecret':
      return { when: 'at-once', because: 'is decrypted when it changes', force: 'none' };
    default:
      return refreshOfPods(index, resource);
  }
}

/** Pods whose annotations have the Vault agent write files. */
function refreshOfPods(index: RotationIndex, resource: Resource): Refresh {
  const annotations = index.graph.podsIn(resource).map(({ metadata }) => fieldsOf(metadata.annotations));
  const injected = annotations.find(injectsAgent);
  return injected === undefined
    ? { when: 'unknown', because: 'is read by a controller of which nothing is known', force: 'none' }
    : injectorRefresh(injected);
}
