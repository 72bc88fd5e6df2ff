import { RuleReference } from './rule';

/** Version of this library that brought the first rules. */
export const FIRST_VERSION = '0.1.0';

/** A section of the CIS Kubernetes Benchmark, numbered as in its version 1.12. */
export function cis(section: string, title: string): RuleReference {
  return {
    title: `CIS Kubernetes Benchmark v1.12, ${section}: ${title}`,
    url: 'https://www.cisecurity.org/benchmark/kubernetes',
  };
}

/** The hardening guidance of NSA and CISA. */
export function nsa(section: string): RuleReference {
  return {
    title: `NSA and CISA, Kubernetes Hardening Guidance v1.2: ${section}`,
    url: 'https://media.defense.gov/2022/Aug/29/2003066362/-1/-1/0/CTR_KUBERNETES_HARDENING_GUIDANCE_1.2_20220829.PDF',
  };
}

/** A page of the Kubernetes documentation. */
export function kubernetes(title: string, path: string): RuleReference {
  return { title: `Kubernetes: ${title}`, url: `https://kubernetes.io/docs/${path}` };
}

/** A page of the Secrets Store CSI driver's documentation. */
export function secretsStore(title: string, path: string): RuleReference {
  return { title: `Secrets Store CSI Driver: ${title}`, url: `https://secrets-store-csi-driver.sigs.k8s.io/${path}` };
}

/** A page of the External Secrets Operator's documentation. */
export function externalSecrets(title: string, path: string): RuleReference {
  return { title: `External Secrets Operator: ${title}`, url: `https://external-secrets.io/latest/${path}` };
}
