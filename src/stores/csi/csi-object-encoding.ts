/** How a store holds a value that a provider of the Secrets Store CSI driver writes to a file. */
export enum CsiObjectEncoding {
  /** The value is text. */
  UTF_8 = 'utf-8',
  /** The value is base64, decoded before it is written. */
  BASE64 = 'base64',
  /** The value is hexadecimal, decoded before it is written. */
  HEX = 'hex',
}
