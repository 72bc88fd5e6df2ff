import { IConstruct } from 'constructs';

/** The path that a construct will have, for errors about it before it is there. */
export function constructPathOf(scope: IConstruct, id: string): string {
  return [scope.node.path, id.replace(/\//g, '--')].filter((part) => part !== '').join('/');
}
