import { ApiObject, Testing } from 'cdk8s';
import { NameList } from '../../src/workload/name-list';

const ANNOTATION = 'reload.example/secrets';

function listOver(present?: string) {
  const { metadata } = new ApiObject(Testing.chart(), 'Api', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: present === undefined ? {} : { annotations: { [ANNOTATION]: present } },
  });
  const list = new NameList(metadata, ANNOTATION, 'payments/Db', ['db', 'tls']);
  list.write();
  return { metadata, list, written: metadata.toJson().annotations[ANNOTATION] };
}

test.each([
  [undefined, 'db,tls'],
  ['', 'db,tls'],
  ['cache', 'cache,db,tls'],
  ['tls, cache', 'tls,cache,db'],
  ['cache,, db ,', 'cache,db,tls'],
])('names are added to %j, each once', (present, expected) => {
  const { list, written } = listOver(present);
  expect([written, list.errors()]).toEqual([expected, []]);
});

test.each([
  ['', 'db, tls'], ['db', 'tls'], ['dbs,tls', 'db'],
])('an annotation that is %j later lacks %s', (later, lacks) => {
  const { metadata, list } = listOver();
  metadata.addAnnotation(ANNOTATION, later);
  expect(list.errors()).toEqual([
    `payments/Db: annotation ${ANNOTATION} was overwritten and lacks ${lacks}; set it before the mount is made, and the `
      + 'names are added to it',
  ]);
});
