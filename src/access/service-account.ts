import { ApiObject, ApiObjectMetadata } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** A service account without an automounted token, as cdk8s-plus sees one. */
export class TokenlessServiceAccount extends Construct implements kplus.IServiceAccount {
  public readonly apiVersion = 'v1';
  public readonly apiGroup = '';
  public readonly kind = 'ServiceAccount';
  public readonly resourceType = 'serviceaccounts';
  public readonly name: string;

  private readonly apiObject: ApiObject;

  public constructor(scope: Construct, id: string, metadata: ApiObjectMetadata) {
    super(scope, id);
    this.apiObject = new ApiObject(this, 'Resource', {
      apiVersion: this.apiVersion,
      kind: this.kind,
      metadata,
      automountServiceAccountToken: false,
    });
    this.name = this.apiObject.name;
  }

  public get resourceName(): string {
    return this.name;
  }

  public asApiResource(): kplus.IApiResource {
    return this;
  }

  public asNonApiResource(): string | undefined {
    return undefined;
  }

  public toSubjectConfiguration(): kplus.SubjectConfiguration {
    return { kind: this.kind, apiGroup: this.apiGroup, name: this.name, namespace: this.apiObject.metadata.namespace };
  }
}
