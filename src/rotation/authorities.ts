import { RotationIndex, selectsLabels } from './lookups';
import { planObject } from './names';
import { PlanUse } from './plan';
import { FoundUse } from './users';
import { Seen, SEEN } from '../facts/deliveries';
import { at, fieldsOf, isFields, mappingsOf, textAt, textOf } from '../manifest/read';
import { ObjectName, Resource } from '../manifest/resource';

const ADMISSION = 'admissionregistration.k8s.io';
const INJECT_FROM = 'cert-manager.io/inject-ca-from';

const INJECTED: Seen = {
  when: 'unknown',
  because: 'cert-manager writes the authority again when it sees the new certificate, most often in seconds',
};

/** How the API server reaches a webhook or an API, and where it trusts it by an authority. */
interface ServedClient {
  readonly from: Resource;
  readonly service: unknown;
  readonly place: string;
}

/**
 * The objects by which the API server trusts a server of the cluster whose certificate is in a Secret: webhooks, APIs
 * and conversions. cert-manager keeps those current that it is told to; all others hold the authority themselves.
 *
 * @see https://cert-manager.io/docs/concepts/ca-injector/
 */
export class Authorities {
  private readonly clients: readonly ServedClient[];

  public constructor(private readonly index: RotationIndex) {
    const { graph } = index;
    this.clients = [
      ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].flatMap((kind) =>
        graph
          .ofKind(ADMISSION, kind)
          .flatMap((from) =>
            [...mappingsOf(from.object.webhooks)].map(([webhook, place]) => ({
              from,
              service: at(webhook, 'clientConfig', 'service'),
              place: `webhooks.${place}.clientConfig.caBundle`,
            })),
          ),
      ),
      ...graph
        .ofKind('apiregistration.k8s.io', 'APIService')
        .map((from) => ({ from, service: at(from.object.spec, 'service'), place: 'spec.caBundle' })),
      ...graph.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition').map((from) => ({
        from,
        service: at(from.object.spec, 'conversion', 'webhook', 'clientConfig', 'service'),
        place: 'spec.conversion.webhook.clientConfig.caBundle',
      })),
    ].filter(({ service }) => isFields(service));
  }

  /**
   * Who trusts what a Secret proves.
   *
   * @param uses those of the Secret, by pods
   * @param makers names of the Certificates that make it
   */
  public usesOf(
    of: string,
    { namespace, name }: ObjectName,
    uses: readonly FoundUse[],
    makers: readonly string[],
  ): PlanUse[] {
    const injectors = new Map([
      [INJECT_FROM, makers.map((maker) => `${namespace}/${maker}`)],
      [`${INJECT_FROM}-secret`, [`${namespace}/${name}`]],
    ]);
    const found = new Map<string, PlanUse>();
    for (const { from, service, place } of this.clients) {
      const annotations = from.object.metadata.annotations;
      const injected = [...injectors].some(([annotation, sources]) =>
        sources.includes(textAt(annotations, annotation)),
      );
      if (injected || this.isServedBy(fieldsOf(service), uses)) {
        found.set(`${from.kind}/${from.name}/${place}`, {
          user: planObject(from),
          how: 'ca',
          place,
          of,
          keys: ['ca.crt'],
          certain: true,
          seen: injected ? INJECTED : SEEN.ca,
        });
      }
    }
    return [...found.values()];
  }

  private isServedBy(reference: { readonly [field: string]: unknown }, uses: readonly FoundUse[]): boolean {
    const [name, namespace] = [textOf(reference.name), textOf(reference.namespace)];
    const services = this.index
      .servicesOf(name)
      .filter((service) => service.namespace === '' || service.namespace === namespace);
    return services.some(({ object }) =>
      uses.some(
        ({ pod }) =>
          pod !== undefined &&
          (pod.resource.namespace === '' || pod.resource.namespace === namespace) &&
          selectsLabels({ matchLabels: at(object, 'spec', 'selector') }, pod.metadata.labels),
      ),
    );
  }
}
