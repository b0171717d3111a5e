import { describe, expect, test } from '@jest/globals';
import { failedOf } from '../../../local/lambda/batch-response.ts';

const none: string[] = [];
const all = ['a', 'b', 'c'];

// The table of https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
describe('a response to the batch a, b, c', () => {
  test.each<[string, unknown, string[]]>([
    ['null succeeds', null, none],
    ['that is an empty object succeeds', {}, none],
    ['with an empty list succeeds', { batchItemFailures: [] }, none],
    ['with a null list succeeds', { batchItemFailures: null }, none],
    ['that says something else succeeds', { ok: true }, none],
    ['naming b fails b', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    [
      'naming a and c fails both',
      { batchItemFailures: [{ itemIdentifier: 'c' }, { itemIdentifier: 'a' }] },
      ['a', 'c'],
    ],
    ['naming b twice fails b', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] }, ['b']],
    ['naming a stranger fails all', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'x' }] }, all],
    ['with an empty identifier fails all', { batchItemFailures: [{ itemIdentifier: '' }] }, all],
    ['with a null identifier fails all', { batchItemFailures: [{ itemIdentifier: null }] }, all],
    ['with a misspelt key fails all', { batchItemFailures: [{ itemIdentifer: 'b' }] }, all],
    ['with a list of ids fails all', { batchItemFailures: ['b'] }, all],
    ['with no list fails all', { batchItemFailures: 'b' }, all],
    ['that is a string fails all', 'b', all],
    ['that is a list fails all', [], all],
  ])('%s', (_, response, failed) => {
    expect([...failedOf(response, all)].sort()).toEqual(failed);
  });
});
