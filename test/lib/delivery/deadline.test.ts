import { expect, test } from '@jest/globals';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import { OutOfTime } from '../../../lib/errors.ts';
import { settings } from '../../factories.ts';

const withLeft = (milliseconds: number) => new Deadline(120_000, settings(), () => 120_000 - milliseconds);

test('a message is started with 55 seconds left, and not with less', () => {
  expect(withLeft(55_000).allowsMessage()).toBe(true);
  expect(withLeft(54_999).allowsMessage()).toBe(false);
});

test('a call is made with its whole timeout and 5 seconds left, and not with less', () => {
  expect(() => withLeft(35_000).requireCall(30_000)).not.toThrow();
  expect(() => withLeft(34_999).requireCall(30_000)).toThrow(OutOfTime);
  expect(() => withLeft(-1).requireCall(0)).toThrow(OutOfTime);
});
