import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { AuditLocation, AuditProblem } from './audit-report';
import { AuditSubject } from './audit-subject';
import { constructSuppressions } from './suppressions/construct-suppressions';
import { Suppression } from './suppressions/suppression';
import { RuleLevel } from '../rules/finding';
import { objectsOf } from '../synth/objects-of';
import { unwatchedPatchFault } from '../workload/lost-patches';
import { ownerOf } from '../workload/workload-object';

const NOWHERE: ReadonlyMap<string, AuditLocation> = new Map();

/** The objects of a construct tree, whatever construct made them. */
export class ConstructSubject implements AuditSubject {
  public readonly documents: readonly unknown[];
  public readonly problems: readonly AuditProblem[];
  public readonly fileCount = 0;
  public readonly suppressions: readonly (readonly Suppression[])[];
  private readonly makers: readonly ApiObject[];
  private readonly byConstruct: ReadonlyMap<IConstruct, Suppression[]>;

  public constructor(root: IConstruct) {
    const constructs = root.node.findAll();
    const { makers, documents, unserialisable: unread } = objectsOf(constructs);
    this.makers = makers;
    this.documents = documents;
    this.problems = [...unread.map(unserialisable), ...makers.flatMap(lostPatches)];
    this.byConstruct = constructSuppressions(constructs);
    this.suppressions = [...this.byConstruct.values()];
  }

  public locate(): ReadonlyMap<string, AuditLocation> {
    return NOWHERE;
  }

  public constructPathOf(objectIndex: number): string {
    return this.makers[objectIndex].node.path;
  }

  public suppressionsOf(objectIndex: number): readonly (readonly Suppression[])[] {
    return this.suppressions.length === 0
      ? []
      : this.makers[objectIndex].node.scopes.reverse().flatMap((scope) => {
        const list = this.byConstruct.get(scope);
        return list === undefined ? [] : [list];
      });
  }
}

/** cdk8s reports the reason when it serializes the object. */
function unserialisable(construct: IConstruct): AuditProblem {
  return {
    id: 'unserialisable-object',
    level: RuleLevel.WARNING,
    message: 'the object was not checked, since cdk8s cannot serialise it; synth reports the reason',
    constructPath: construct.node.path,
  };
}

/** What is written is not what the patches say: the rules judge what is written. */
function lostPatches(maker: ApiObject): AuditProblem[] {
  const message = unwatchedPatchFault(maker);
  return message === undefined ? [] : [
    { id: 'patch-not-written', level: RuleLevel.ERROR, message, constructPath: ownerOf(maker).node.path },
  ];
}
