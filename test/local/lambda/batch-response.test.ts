import { describe, expect, test } from '@jest/globals';
import { failedOf } from '../../../local/lambda/batch-response.ts';

const NONE: string[] = [];
const ALL = ['a', 'b', 'c'];

// The table of https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
describe('a response to the batch a, b, c', () => {
  test.each<[string, unknown, string[]]>([
    ['null succeeds', null, NONE],
    ['that is an empty object succeeds', {}, NONE],
    ['with an empty list succeeds', { batchItemFailures: [] }, NONE],
    ['with a null list succeeds', { batchItemFailures: null }, NONE],
    ['that says something else succeeds', { ok: true }, NONE],
    ['naming b fails b', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    [
      'naming a and c fails both',
      { batchItemFailures: [{ itemIdentifier: 'c' }, { itemIdentifier: 'a' }] },
      ['a', 'c'],
    ],
    ['naming b twice fails b', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] }, ['b']],
    ['naming a stranger fails all', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'x' }] }, ALL],
    ['with an empty identifier fails all', { batchItemFailures: [{ itemIdentifier: '' }] }, ALL],
    ['with a null identifier fails all', { batchItemFailures: [{ itemIdentifier: null }] }, ALL],
    ['with a misspelt key fails all', { batchItemFailures: [{ itemIdentifer: 'b' }] }, ALL],
    ['with a list of ids fails all', { batchItemFailures: ['b'] }, ALL],
    ['with no list fails all', { batchItemFailures: 'b' }, ALL],
    ['that is a string fails all', 'b', ALL],
    ['that is a list fails all', [], ALL],
  ])('%s', (_, response, failed) => {
    expect([...failedOf(response, ALL)].sort()).toEqual(failed);
  });
});
