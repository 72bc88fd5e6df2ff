import { testFaults } from './fault-table';
import { secretMetadataFaults } from '../../src/facts/object-labels';

testFaults('labels and annotations of a Secret', secretMetadataFaults, {
  labels: { 'shop.example/tier': 'data', 'empty': '' }, annotations: { 'Shop.Example/owner': 'any text: at all' },
}, [
  [{ labels: undefined, annotations: undefined }],
  [{ labels: { 'a tier': 'data' } }, 'labels.a tier'],
  [{ labels: { tier: 'of data' } }, 'labels.tier'],
  [{ labels: { 'tier': '{{ .tier }}', '${NAME}': 'x' } }],
  [{ annotations: { 'an owner': 'shop' } }, 'annotations.an owner'],
  [{ annotations: { '{{ .name }}': 'shop' } }],
]);
