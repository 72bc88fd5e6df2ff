/** The blocks of a PEM text that have a label, such as `CERTIFICATE`, in order; what stands between them is left out. */
export function pemBlocks(text: string, label: string): string[] {
  return text.match(new RegExp(`-----BEGIN ${label}-----[^-]*-----END ${label}-----`, 'g')) ?? [];
}
