/** How references to images are written. */

const COMPONENT = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
const HOST = '(?:[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const TAG = ':[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}';
const DIGEST = '@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
const REFERENCE = new RegExp(`^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*(?:${TAG})?(?:${DIGEST})?$`);

/**
 * What is wrong with a reference to an image, in words that follow it; undefined where nothing is. The kubelet does not
 * pull another one, and the pod does not start (InvalidImageName).
 *
 * @see https://github.com/distribution/reference/blob/v0.6.0/regexp.go
 */
export function imageReferenceFault(reference: string): string | undefined {
  return REFERENCE.test(reference) ? undefined : 'is not a reference to an image';
}

/** Whether a reference names one content: with its digest. */
export function hasDigest(reference: string): boolean {
  return reference.includes('@');
}
