import { textOfBytes } from './secret-values';

/**
 * Why a value of a Secret cannot become an environment variable, in words that go on after "the value": the kubelet
 * hands it to the container runtime as text.
 *
 * @see https://github.com/kubernetes/kubernetes/issues/139132 (CreateContainerError since Kubernetes 1.34)
 * @see https://man7.org/linux/man-pages/man7/environ.7.html (a variable ends at a zero byte)
 */
export function variableValueFault(bytes: Uint8Array): string | undefined {
  if (textOfBytes(bytes) === undefined) {
    return 'is not text in UTF-8, and the container does not start with it since Kubernetes 1.34';
  }
  return bytes.includes(0) ? 'has a zero byte, which no environment variable can hold' : undefined;
}

/** Why a key of `binaryData` of a ConfigMap is not a variable: only `data` becomes variables. */
export const BINARY_DATA_FAULT = 'is in binaryData, and only data becomes environment variables';
