/** Endings of names that are hashes of the content: ten hexadecimal digits, as ours are. */
const OURS = /-[0-9a-f]{10}$/;

/**
 * The same of kustomize, which writes other characters for some digits so that no words come out.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/blob/master/api/hasher/hasher.go
 */
const OF_KUSTOMIZE = /-[2456789bcdfghkmt]{10}$/;

/** Whether the name of a Secret or ConfigMap ends in a hash of its content: other content has another name. */
export function isNamedByContent(name: string): boolean {
  // Ten digits may be a number, and ten letters a word.
  return (OURS.test(name) || OF_KUSTOMIZE.test(name)) && /\d/.test(name.slice(-10)) && /[a-z]/.test(name.slice(-10));
}
