/**
 * Annotation of a service account that names its IAM role, for IAM roles for service accounts.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export const ROLE_ANNOTATION = 'eks.amazonaws.com/role-arn';

/** Whether a text has the form of a region: a name of a city, or a zone, fails in the cluster only. */
export function isAwsRegion(region: string): boolean {
  return /^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region);
}

/** What is wrong with a region, to be put after its name. */
export const REGION_FAULT = "is not the name of an AWS region, such as 'eu-central-1'";
