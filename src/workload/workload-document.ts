import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AmendedObject, changeOf, Part } from './amended-object';
import { ownerOf } from './workload-object';
import { containersOf, Place, WorkloadPods } from './workload-pods';
import { WorkloadKind } from '../facts/workload-kind';
import { Pod } from '../manifest/pod';
import { Fields } from '../manifest/read';
import { quoted } from '../redaction/quoted';

/** An object with pods: what it says now, and changes of it. */
export class WorkloadDocument {
  /** Construct path of the workload. */
  public readonly path: string;

  /** Makes the parts that are added to pods. */
  public readonly parts: WorkloadPods;

  private readonly amended: AmendedObject;
  private readonly owner: IConstruct;
  private planned?: Fields;

  public constructor(
    apiObject: ApiObject,
    public readonly kind: WorkloadKind,
  ) {
    this.owner = ownerOf(apiObject);
    this.path = this.owner.node.path;
    this.amended = AmendedObject.of(apiObject);
    this.parts = new WorkloadPods(kind);
  }

  /** The object as it is written now. */
  public read(): Fields {
    return this.amended.read();
  }

  /** Frees what was read for constructs, which are complete at synth. */
  public release(): void {
    this.planned = undefined;
    this.parts.release();
  }

  /** The object as it was when a construct began to plan, which changes nothing until it has planned all. */
  public plannedOn(): Fields {
    this.planned ??= this.read();
    return this.planned;
  }

  /** The pods as they are now. */
  public pods(): Pod[] {
    return this.parts.in(this.plannedOn());
  }

  /** Checks that the object can be read, and has a pod that can have volumes. */
  public validate(constructPath: string): void {
    const document = this.document(constructPath);
    this.planned = document;
    if (this.parts.in(document).length > 0) {
      return;
    }
    const ways = this.kind.pods.map(({ way }) => way).join(', ');
    throw new Error(this.parts.hasOnlyContainers(document)
      ? `${constructPath}: ${this.path} is a ${this.kind.kind}, which has no place for the volumes of its containers; `
        + 'use environment variables, or a kind with a pod template'
      : `${constructPath}: ${this.path} is a ${this.kind.kind} without a pod template (${ways}); give it one, or pass `
        + 'the object that it takes its pods from');
  }

  /** The pods that a document of the object has. */
  public podsIn(document: Fields): Pod[] {
    return this.parts.in(document);
  }

  /** Adds parts. */
  public amend(parts: readonly Part[]): void {
    keepVolumes(this.owner);
    this.planned = this.amended.amend(changeOf(parts), this.planned);
  }

  /**
   * The containers of these names, or all of them.
   *
   * @throws Error when there is no container, or none of a name
   */
  public select(constructPath: string, names?: string[]): Place[] {
    const all = this.pods().flatMap((pod) => containersOf(pod).map((container) => ({ pod, container })));
    if (all.length === 0) {
      throw new Error(`${constructPath}: ${this.path} has no containers yet; add them first`);
    }
    if (names === undefined) {
      return all;
    }
    const known = [...new Set(all.map(({ container }) => container.name))];
    const existing = `its containers are ${known.map((name) => quoted(name)).join(', ')}`;
    if (!Array.isArray(names)) {
      throw new Error(`${constructPath}: containers is not a list of names; give one, such as ['main'] (${existing})`);
    }
    if (names.length === 0) {
      throw new Error(`${constructPath}: containers names none; name some, or leave it out for all (${existing})`);
    }
    const unknown = names.find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new Error(`${constructPath}: ${this.path} has no container ${quoted(unknown)}; ${existing}`);
    }
    return all.filter(({ container }) => names.includes(container.name));
  }

  private document(constructPath: string): Fields {
    try {
      return this.read();
    } catch (error) {
      const { containers } = this.owner as { containers?: unknown };
      if (Array.isArray(containers) && containers.length === 0) {
        throw new Error(`${constructPath}: ${this.path} has no containers yet; add them first`);
      }
      throw new Error(`${constructPath}: ${this.path} cannot be written yet, so its pod template is not known; `
        + `complete it first. ${(error as Error).message}`);
    }
  }
}

/**
 * Has a StatefulSet of cdk8s-plus-31 to 34 write its volumes. It leaves out those that its claim templates make, and,
 * as long as it has no list of templates, every other volume as well, so that the API server refuses the mounts. To the
 * API server, an empty list is none.
 */
function keepVolumes(owner: IConstruct): void {
  if ('addVolumeClaimTemplate' in owner) {
    (owner as { volumeClaimTemplates?: object[] }).volumeClaimTemplates ??= [];
  }
}
