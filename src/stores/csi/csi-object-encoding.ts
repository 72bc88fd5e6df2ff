/** How a store holds a value that a provider of the Secrets Store CSI driver writes to a file. */
export enum CsiObjectEncoding {
  /** Text, written as it is. */
  UTF_8 = 'utf-8',
  /** Base64, decoded before it is written. */
  BASE64 = 'base64',
  /** Hexadecimal, decoded before it is written. */
  HEX = 'hex',
}
