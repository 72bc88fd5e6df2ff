import { quoted } from '../redaction/quoted';

/**
 * Checks that a region has the form of one: a name of a city, or a zone, would fail in the cluster only.
 *
 * @param where construct path, named in the error
 */
export function validateAwsRegion(where: string, region: string): void {
  if (!/^[a-z]{2,4}(-[a-z]+)+-\d+$/.test(region)) {
    throw new Error(`${where}: ${quoted(region)} is not the name of an AWS region, such as 'eu-central-1'`);
  }
}
